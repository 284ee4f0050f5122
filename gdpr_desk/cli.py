"""The command line, without Qt: parses, runs one command, prints, and answers with a status.

0 done · 1 refused · 2 usage · 3 locked, busy or not permitted · 4 somebody must look · 70 our own
fault, with the path of the local report. No traceback reaches a user.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from gdpr_desk import faults
from gdpr_desk.clock import SystemClock
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.outcome import Outcome

INTERNAL_ERROR = 70
USAGE_ERROR = 2
INTERRUPTED = 130

_USAGE_SENTENCES = (
    (r"the following arguments are required: (.*)", "Il manque : {0}."),
    (r"argument (.*?): invalid choice: '?(.*?)'?(?:,| \().*", "{0} : « {1} » n’est pas un choix possible."),
    (r"argument (.*?): expected one argument", "{0} attend une valeur."),
    (r"argument (.*?): invalid .*? value: (.*)", "{0} : la valeur {1} n’est pas lisible."),
    (r"argument (.*?): not allowed with argument (.*)", "{0} ne va pas avec {1}."),
    (r"one of the arguments (.*) is required", "Il faut l’un de : {0}."),
    (r"unrecognized arguments: (.*)", "Je ne connais pas : {0}."),
)


class _Formatter(argparse.HelpFormatter):
    def _format_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any) -> str:
        shown = "Utilisation : " if prefix is None else prefix
        return super()._format_usage(usage, actions, groups, shown)


class _Parser(argparse.ArgumentParser):
    """argparse that speaks French."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, "allow_abbrev": False, **options}, add_help=False)
        self._positionals.title = "commandes\u00a0"
        self._optionals.title = "options\u00a0"
        self.add_argument("-h", "--help", action="help", help="afficher cette aide")

    def error(self, message: str) -> NoReturn:
        for pattern, french in _USAGE_SENTENCES:
            found = re.fullmatch(pattern, message)
            if found:
                message = french.format(*found.groups())
                break
        else:
            message = "La commande est incomplète ou mal écrite."
        _emit(sys.stderr, f"{display(message)}\n{self.format_usage()}")
        raise SystemExit(USAGE_ERROR)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; see the module for the status. Usage errors raise SystemExit(2)."""
    faults.start_log()
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    try:
        parsed = build_parser().parse_args(words)
        outcome: Outcome = parsed.run(parsed)
    except GdprDeskError as refusal:
        return _refuse(refusal, as_json=as_json)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:  # the outermost door: everything unknown becomes a local report
        return _own_fault(fault, as_json=as_json)
    _show(outcome, as_json=as_json)
    return outcome.status


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
    )
    verbs = parser.add_subparsers(metavar="COMMANDE", required=True, dest="command")
    _add_vault_makers(verbs, commands)
    _add_register(verbs, commands)
    _add_journal(verbs, commands)
    _add_deadline(verbs, commands)
    status = _verb(verbs, "status", "ce qui attend, horloges, dernière purge et sauvegarde", commands.status)
    _vault_options(status)
    _verb(verbs, "diagnostic", "ce que le programme trouve sur cet ordinateur", commands.diagnose)
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


def _group(verbs: Any, name: str, help_text: str) -> Any:
    parser = verbs.add_parser(
        name, help=display(help_text), description=display(f"{help_text[0].upper()}{help_text[1:]}.")
    )
    return parser.add_subparsers(metavar="ACTION", required=True, dest="action")


def _vault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--vault", type=Path, metavar="DOSSIER", help="le coffre (sinon : le coffre habituel)"
    )
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe"),
    )
    parser.add_argument(
        "--person", metavar="ID", help=display("qui ouvre le coffre, s'il y a plusieurs personnes")
    )


def _add_vault_makers(verbs: Any, commands: Any) -> None:
    demo = _verb(verbs, "demo", "créer une boutique fictive pour essayer", commands.demo)
    demo.add_argument("--vault", type=Path, required=True, metavar="DOSSIER", help="où créer ce coffre")
    init = _verb(verbs, "init", "créer un coffre à partir d'un profil", commands.init)
    init.add_argument("--vault", type=Path, metavar="DOSSIER", help="où créer le coffre")
    init.add_argument(
        "--profile", type=Path, required=True, metavar="FICHIER", help="profil TOML de la boutique"
    )
    init.add_argument(
        "--new-passphrase-file",
        type=Path,
        required=True,
        metavar="FICHIER",
        help="la phrase de passe choisie",
    )
    init.add_argument(
        "--recovery-out", type=Path, required=True, metavar="FICHIER", help="où écrire la feuille de secours"
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
    export.add_argument("--format", choices=("pdf", "json"), required=True, help="format du fichier")
    export.add_argument("--activity", metavar="REF", help=display("une seule fiche"))
    export.add_argument(
        "--out", type=Path, required=True, metavar="FICHIER", help=display("le fichier à écrire")
    )
    export.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    _vault_options(export)
    imported = _verb(group, "import", "reprendre un registre au format d'échange", commands.register_import)
    imported.add_argument("file", type=Path, metavar="FICHIER", help=display("registre JSON"))
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
        _emit_json(outcome.result)
        people: TextIO = sys.stderr
    else:
        people = sys.stdout
    for line in outcome.lines:
        _emit(people, display(line))
    if outcome.plain_last_line:
        _emit(people if as_json else sys.stdout, outcome.plain_last_line)


def _refuse(refusal: GdprDeskError, *, as_json: bool) -> int:
    if as_json:
        _emit_json({"error": refusal.as_dict()})
    _emit(sys.stderr, display(str(refusal)))
    return refusal.exit_status


def _own_fault(fault: Exception, *, as_json: bool) -> int:
    report = faults.write_report(fault, SystemClock())
    message = "Le programme a rencontré une erreur qui vient de lui, pas de vous."
    where = f"Un rapport sans donnée personnelle est ici : {report}" if report else ""
    if as_json:
        error = {
            "code": "internal",
            "message": message,
            "safe": "",
            "remedy": where,
            "report": str(report or ""),
        }
        _emit_json({"error": error})
    _emit(sys.stderr, f"{display(message)} {where}".rstrip())
    return INTERNAL_ERROR


def _emit_json(result: dict[str, Any]) -> None:
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    _emit(sys.stdout, json.dumps(result, ensure_ascii=not readable, indent=2))


def _emit(stream: TextIO, text: str) -> None:
    """Print one line; where the console's encoding lacks narrow spaces, plain ones take their place."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate({0x202F: " ", 0xA0: " ", 0x2011: "-", 0x2019: "'"})
        text = text.encode(encoding, "replace").decode(encoding)
    stream.write(text + "\n")
    stream.flush()
