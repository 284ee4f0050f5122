"""The command line, without Qt: parses, runs one command, prints, and answers with a status.

0 done · 1 refused · 2 usage · 3 locked, busy or not permitted · 4 somebody must look · 70 our own
fault, with the path of the local report. No traceback reaches a user.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from gdpr_desk import faults
from gdpr_desk.clock import SystemClock
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.outcome import Outcome

INTERNAL_ERROR = 70
REFUSED = 1
USAGE_ERROR = 2
INTERRUPTED = 130
_NOT_FINISHED = "Ce qui n’était pas fini n’a pas été enregistré."

_STATUSES = (
    "Statut de fin : 0 fait, 1 refusé, 2 commande mal écrite, 3 verrouillé, occupé ou non permis, "
    "4 quelqu’un doit regarder, 70 erreur du programme, 130 interrompu."
)
_STATUS_RESULT = (
    "Avec --json : vault (nom du coffre), activities (combien), incomplete (références des fiches à "
    "compléter), findings (error : à corriger, other : à revoir), clocks, due, last_sweep, last_backup."
)
_DIAGNOSTIC_RESULT = (
    "Avec --json : checks, une liste de key, state (ok, attention, failed), sentence, remedy. "
    "Rien de personnel n’y figure. Statut 4 si une vérification a échoué."
)
_EXPORTS = ("pdf", "ods", "xlsx", "csv", "json")
_RECOVERY_HELP = "où écrire la feuille de secours (.pdf : une page à imprimer ; sinon : du texte)"
_USAGE_SENTENCES = (
    (r"the following arguments are required: (.*)", "Il manque : {0}."),
    (r"argument (.*?): invalid choice: '?(.*?)'?(?:,| \().*", "{0} : « {1} » n’est pas un choix possible."),
    (r"argument (.*?): expected one argument", "{0} attend une valeur."),
    (r"argument (.*?): invalid .*? value: (.*)", "{0} : la valeur {1} n’est pas lisible."),
    (r"argument (.*?): not allowed with argument (.*)", "{0} ne va pas avec {1}."),
    (r"one of the arguments (.*) is required", "Il faut l’un de : {0}."),
    (r"unrecognized arguments: (.*)", "Je ne connais pas : {0}."),
)


_PLAIN = {
    "\u202f": " ",
    "\u2011": "-",
    "\u2013": "-",
    "’": "'",
    "«": '"',
    "»": '"',
    "…": "...",
    "·": "-",
    "œ": "oe",
    "→": "->",
    "✓": "OK",
    "✗": "X",
}
"""What stands for a sign that the console cannot show."""


class _Usage(SystemExit):
    """A command that cannot be understood; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(USAGE_ERROR)
        self.sentence = sentence


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any) -> str:
        shown = "Utilisation : " if prefix is None else prefix
        return super()._format_usage(usage, actions, groups, shown)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(
            super(_Formatter, self)._fill_text(line, width, indent) for line in text.splitlines()
        )


class _Parser(argparse.ArgumentParser):
    """argparse that speaks French, to any console."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "allow_abbrev": False, **options}, add_help=False)
        self._positionals.title = "à donner\u00a0"
        self._optionals.title = "options\u00a0"
        self.add_argument("-h", "--help", action="help", help="afficher cette aide")

    def add_subparsers(self, **options: Any) -> Any:
        return super().add_subparsers(**{"title": "commandes\u00a0", **options})

    def error(self, message: str) -> NoReturn:
        for pattern, french in _USAGE_SENTENCES:
            found = re.fullmatch(pattern, message)
            if found:
                message = french.format(*found.groups())
                break
        else:
            message = "La commande est incomplète ou mal écrite."
        _say(sys.stderr, f"{display(message)}\n{self.format_usage()}")
        raise _Usage(message)

    def _print_message(self, message: str, file: Any = None) -> None:
        _say(file or sys.stderr, message.rstrip("\n"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; see the module for the status. Usage errors and `--help` raise SystemExit."""
    faults.start_log()
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    outcome = _carry_out(words, as_json=as_json)
    try:
        _show(outcome, as_json=as_json)
    except BrokenPipeError:  # `| head`: whoever listened has heard enough
        _let_go(sys.stdout, sys.stderr)
    except OSError:
        _let_go(sys.stdout)
        _say(sys.stderr, display("La commande est faite, mais sa réponse n’a pas pu être écrite."))
        return outcome.status or REFUSED
    return outcome.status


def _carry_out(words: Sequence[str], *, as_json: bool) -> Outcome:
    try:
        parsed = build_parser().parse_args(words)
        outcome: Outcome = parsed.run(parsed)
    except GdprDeskError as refusal:
        return _refused(refusal)
    except _Usage as usage:
        if as_json:
            error = {"code": "usage", "message": usage.sentence, "safe": "Rien n’a été modifié."}
            _say(sys.stdout, _as_text({"error": {**error, "remedy": "Voyez --help."}}))
        raise
    except KeyboardInterrupt:
        error = {"code": "interrupted", "message": "Interrompu.", "safe": _NOT_FINISHED, "remedy": ""}
        return Outcome({"error": error}, [f"Interrompu. {_NOT_FINISHED}"], INTERRUPTED, refused=True)
    except Exception as fault:  # the outermost door: everything unknown becomes a local report
        return _own_fault(fault)
    return outcome


def tour_folder(arguments: Sequence[str]) -> Path:
    """Where `tour` shall paint."""
    parsed = build_parser().parse_args(arguments)
    return Path(parsed.out)


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar. Commands appear when they work."""
    from gdpr_desk import commands

    parser = _Parser(
        prog="gdpr-desk",
        description=display(
            "Le registre et les données personnelles d'une boutique, chiffrés sur cet ordinateur. "
            "Sans commande, la fenêtre s'ouvre."
        ),
        epilog=display(_STATUSES),
    )
    verbs = parser.add_subparsers(metavar="COMMANDE", required=True, dest="command")
    _add_vault_makers(verbs, commands)
    _add_register(verbs, commands)
    _add_journal(verbs, commands)
    _add_deadline(verbs, commands)
    status = _verb(verbs, "status", "ce qui attend, horloges, dernière purge et sauvegarde", commands.status)
    status.epilog = display(_STATUS_RESULT)
    _vault_options(status)
    diagnostic = _verb(
        verbs, "diagnostic", "ce que le programme trouve sur cet ordinateur", commands.diagnose
    )
    diagnostic.epilog = display(_DIAGNOSTIC_RESULT)
    return parser


def _verb(
    verbs: Any, name: str, help_text: str, run: Callable[[argparse.Namespace], Outcome]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=display(help_text), description=display(f"{help_text[0].upper()}{help_text[1:]}.")
    )
    parser.add_argument("--json", action="store_true", help=display("un seul objet JSON sur la sortie"))
    parser.set_defaults(run=run)
    return parser


def _path(text: str) -> Path:
    """An empty path would mean the current folder: nobody writes that on purpose."""
    if not text:
        raise ValueError
    return Path(text)


def _group(verbs: Any, name: str, help_text: str) -> Any:
    parser = verbs.add_parser(
        name, help=display(help_text), description=display(f"{help_text[0].upper()}{help_text[1:]}.")
    )
    return parser.add_subparsers(metavar="ACTION", required=True, dest="action")


def _vault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--vault", type=_path, metavar="DOSSIER", help=display("le coffre (sinon : le coffre habituel)")
    )
    parser.add_argument(
        "--passphrase-file",
        type=_path,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe"),
    )
    parser.add_argument(
        "--person", metavar="ID", help=display("qui ouvre le coffre, s'il y a plusieurs personnes")
    )


def _add_vault_makers(verbs: Any, commands: Any) -> None:
    demo = _verb(verbs, "demo", "créer une boutique fictive pour essayer", commands.demo)
    demo.add_argument("--vault", type=_path, required=True, metavar="DOSSIER", help="où créer ce coffre")
    init = _verb(verbs, "init", "créer un coffre à partir d'un profil", commands.init)
    init.add_argument(
        "--vault",
        type=_path,
        metavar="DOSSIER",
        help=display("où créer le coffre (sinon : le coffre habituel)"),
    )
    init.add_argument(
        "--profile", type=_path, required=True, metavar="FICHIER", help="profil TOML de la boutique"
    )
    init.add_argument(
        "--new-passphrase-file",
        type=_path,
        required=True,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe choisie"),
    )
    init.add_argument(
        "--recovery-out", type=_path, required=True, metavar="FICHIER", help=display(_RECOVERY_HELP)
    )
    init.add_argument("--force", action="store_true", help="remplacer la feuille de secours si elle existe")
    tour = _verb(verbs, "tour", "peindre tous les écrans et documents d'une boutique fictive", commands.demo)
    tour.add_argument("--out", required=True, metavar="DOSSIER", help="où écrire les images et les PDF")


def _add_register(verbs: Any, commands: Any) -> None:
    group = _group(verbs, "register", "le registre des activités de traitement")
    _vault_options(_verb(group, "list", "les activités du registre", commands.register_list))
    show = _verb(group, "show", "une activité, au format d'échange", commands.register_show)
    show.add_argument("reference", metavar="REF", help=display("par exemple T-02"))
    _vault_options(show)
    _vault_options(_verb(group, "check", "ce qui manque ou mérite un regard", commands.register_check))
    export = _verb(group, "export", "écrire le registre dans un fichier", commands.register_export)
    export.add_argument("--format", choices=_EXPORTS, required=True, help="format du fichier")
    export.add_argument(
        "--strict", action="store_true", help=display("tableaux : ce que demande l'article 30, rien de plus")
    )
    export.add_argument("--activity", metavar="REF", help=display("une seule fiche"))
    export.add_argument(
        "--out", type=_path, required=True, metavar="FICHIER", help=display("le fichier à écrire")
    )
    export.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    _vault_options(export)
    imported = _verb(group, "import", "reprendre un registre venu d'ailleurs", commands.register_import)
    imported.add_argument(
        "file",
        type=_path,
        metavar="FICHIER",
        help=display("JSON, modèle de la CNIL, tableau ODS, XLSX ou CSV"),
    )
    imported.add_argument(
        "--mapping", type=_path, metavar="FICHIER", help=display("TOML : quelle colonne est quel champ")
    )
    imported.add_argument(
        "--shift",
        choices=("corrected", "as-is"),
        help=display("fichier Madis : corriger ou non les colonnes décalées"),
    )
    imported.add_argument("--dry-run", action="store_true", help=display("montrer sans rien modifier"))
    _vault_options(imported)


def _add_journal(verbs: Any, commands: Any) -> None:
    group = _group(verbs, "journal", "le journal de ce qui a été fait")
    _vault_options(_verb(group, "list", "les entrées, les plus récentes d'abord", commands.journal_list))
    _vault_options(_verb(group, "verify", "vérifier que la chaîne est intacte", commands.journal_verify))


def _add_deadline(verbs: Any, commands: Any) -> None:
    deadline = _verb(verbs, "deadline", "calculer une échéance légale, sans coffre", commands.deadline)
    what = deadline.add_mutually_exclusive_group(required=True)
    what.add_argument("--received", metavar="DATE", help=display("demande reçue le (2026-01-31)"))
    what.add_argument("--aware", metavar="INSTANT", help=display("violation connue le (2026-11-22T22:00)"))
    deadline.add_argument(
        "--region", choices=("metropole", "alsace-moselle"), default="metropole", help="jours fériés"
    )
    deadline.add_argument(
        "--paused",
        action="append",
        default=[],
        metavar="DU:AU",
        help=display("suspension (dates incluses)"),
    )
    deadline.add_argument("--extended", action="store_true", help="délai prolongé de deux mois")


def _show(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        _emit(sys.stdout, _as_text(outcome.result))
    people = sys.stderr if as_json or outcome.refused else sys.stdout
    for line in outcome.lines:
        _emit(people, display(line))
    if outcome.plain and not as_json:
        _emit(people, outcome.plain)


def _refused(refusal: GdprDeskError) -> Outcome:
    from gdpr_desk.register.interchange import InterchangeRefused

    result: dict[str, Any] = {"error": refusal.as_dict()}
    if isinstance(refusal, InterchangeRefused):
        result["errors"] = [{"where": p.where, "message": p.message} for p in refusal.problems]
    return Outcome(result, [str(refusal)], refusal.exit_status, refused=True)


def _own_fault(fault: Exception) -> Outcome:
    report = faults.write_report(fault, SystemClock())
    message = "Le programme a rencontré une erreur qui vient de lui, pas de vous."
    where = f"Un rapport sans donnée personnelle est ici : {report}" if report else ""
    error = {
        "code": "internal",
        "message": message,
        "safe": _NOT_FINISHED,
        "remedy": where,
        "report": str(report or ""),
    }
    told = f"{display(f'{message} {_NOT_FINISHED}')} {where}".rstrip()
    return Outcome({"error": error}, (), INTERNAL_ERROR, plain=told, refused=True)


def _as_text(result: dict[str, Any]) -> str:
    encoding = (sys.stdout.encoding if sys.stdout else "") or ""
    readable = encoding.lower().replace("-", "") == "utf8"
    return json.dumps(result, ensure_ascii=not readable, indent=2)


def _say(stream: TextIO | None, text: str) -> None:
    """As `_emit`, where nobody can be told that it failed."""
    try:
        _emit(stream, text)
    except OSError:
        _let_go(stream)


def _emit(stream: TextIO | None, text: str) -> None:
    """Print one line, in the nearest signs that the console has. Raises OSError."""
    if stream is None:  # started with that stream closed
        return
    stream.write(_printable(text, stream.encoding or "utf-8") + "\n")
    stream.flush()


def _printable(text: str, encoding: str) -> str:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(sign, encoding) for sign in text)
    return text


def _nearest(sign: str, encoding: str) -> str:
    for candidate in (sign, _PLAIN.get(sign, ""), unicodedata.normalize("NFKD", sign)[:1]):
        try:
            candidate.encode(encoding)
        except UnicodeEncodeError:
            continue
        if candidate:
            return candidate
    return "?"


def _let_go(*streams: TextIO | None) -> None:
    """Point `streams` to nowhere, so that Python's last flush does not complain."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
