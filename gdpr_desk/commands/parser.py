"""argparse in French, and the words that many commands share."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from gdpr_desk.commands.console import say
from gdpr_desk.documents.typography import display
from gdpr_desk.outcome import Outcome

USAGE_ERROR = 2
_USAGE_SENTENCES = (
    (r"the following arguments are required: (.*)", "Il manque : {0}."),
    (r"argument (.*?): invalid choice: '?(.*?)'?(?:,| \().*", "{0} : « {1} » n’est pas un choix possible."),
    (r"argument (.*?): expected one argument", "{0} attend une valeur."),
    (r"argument (.*?): invalid .*? value: (.*)", "{0} : la valeur {1} n’est pas lisible."),
    (r"argument (.*?): not allowed with argument (.*)", "{0} ne va pas avec {1}."),
    (r"one of the arguments (.*) is required", "Il faut l’un de : {0}."),
    (r"unrecognized arguments: (.*)", "Je ne connais pas : {0}."),
)


class Usage(SystemExit):
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


class Parser(argparse.ArgumentParser):
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
        say(sys.stderr, f"{display(message)}\n{self.format_usage()}")
        raise Usage(message)

    def _print_message(self, message: str, file: Any = None) -> None:
        say(file or sys.stderr, message.rstrip("\n"))


def add_verb(
    verbs: Any, name: str, help_text: str, run: Callable[[argparse.Namespace], Outcome]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=display(help_text), description=display(f"{help_text[0].upper()}{help_text[1:]}.")
    )
    parser.add_argument("--json", action="store_true", help=display("un seul objet JSON sur la sortie"))
    parser.set_defaults(run=run)
    return parser


def add_group(verbs: Any, name: str, help_text: str) -> Any:
    parser = verbs.add_parser(
        name, help=display(help_text), description=display(f"{help_text[0].upper()}{help_text[1:]}.")
    )
    return parser.add_subparsers(metavar="ACTION", required=True, dest="action")


def typed_path(text: str) -> Path:
    """An empty path would mean the current folder: nobody writes that on purpose."""
    if not text:
        raise ValueError
    return Path(text)


def add_vault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--vault", type=typed_path, metavar="DOSSIER", help=display("le coffre (sinon : le coffre habituel)")
    )
    parser.add_argument(
        "--passphrase-file",
        type=typed_path,
        metavar="FICHIER",
        help=display("sa première ligne est la phrase de passe"),
    )
    parser.add_argument(
        "--person", metavar="ID", help=display("qui ouvre le coffre, s'il y a plusieurs personnes")
    )
