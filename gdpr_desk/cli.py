"""The command line, without Qt: parses, runs one command, prints, and answers with a status.

0 done · 1 refused · 2 usage · 3 locked, busy or not permitted · 4 somebody must look · 70 our own
fault, with the path of the local report. No traceback reaches a user.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gdpr_desk import faults
from gdpr_desk.clock import SystemClock
from gdpr_desk.commands.console import emit, let_go, say
from gdpr_desk.commands.every import ADD_WORDS
from gdpr_desk.commands.parser import Parser, Usage
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.outcome import Outcome

INTERNAL_ERROR = 70
REFUSED = 1
INTERRUPTED = 130
_NOT_FINISHED = "Ce qui n’était pas fini n’a pas été enregistré."
_STATUSES = (
    "Statut de fin : 0 fait, 1 refusé, 2 commande mal écrite, 3 verrouillé, occupé ou non permis, "
    "4 quelqu’un doit regarder, 70 erreur du programme, 130 interrompu."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; see the module for the status. Usage errors and `--help` raise SystemExit."""
    faults.start_log()
    words = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in words
    outcome = _carry_out(words, as_json=as_json)
    try:
        _show(outcome, as_json=as_json)
    except BrokenPipeError:  # `| head`: whoever listened has heard enough
        let_go(sys.stdout, sys.stderr)
    except OSError:
        let_go(sys.stdout)
        say(sys.stderr, display("La commande est faite, mais sa réponse n’a pas pu être écrite."))
        return outcome.status or REFUSED
    return outcome.status


def _carry_out(words: Sequence[str], *, as_json: bool) -> Outcome:
    try:
        parsed = build_parser().parse_args(words)
        outcome: Outcome = parsed.run(parsed)
    except GdprDeskError as refusal:
        return _refused(refusal)
    except Usage as usage:
        if as_json:
            error = {"code": "usage", "message": usage.sentence, "safe": "Rien n’a été modifié."}
            say(sys.stdout, _as_text({"error": {**error, "remedy": "Voyez --help."}}))
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
    """The whole grammar: every module of `commands` adds its words."""
    parser = Parser(
        prog="gdpr-desk",
        description=display(
            "Le registre et les données personnelles d'une boutique, chiffrés sur cet ordinateur. "
            "Sans commande, la fenêtre s'ouvre."
        ),
        epilog=display(_STATUSES),
    )
    verbs = parser.add_subparsers(metavar="COMMANDE", required=True, dest="command")
    for add_words in ADD_WORDS:
        add_words(verbs)
    return parser


def _show(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        emit(sys.stdout, _as_text(outcome.result))
    people = sys.stderr if as_json or outcome.refused else sys.stdout
    for line in outcome.lines:
        emit(people, display(line))
    if outcome.plain and not as_json:
        emit(people, outcome.plain)


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
