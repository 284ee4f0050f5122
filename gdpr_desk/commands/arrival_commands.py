"""Requests that come as letters: from files, and read-only from a mailbox. What is told is in the vault."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gdpr_desk.app import Desk
from gdpr_desk.commands.console import say
from gdpr_desk.commands.opening import opened_desk, typed_reference
from gdpr_desk.commands.parser import add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import AccessRefused, GdprDeskError, InvalidInput
from gdpr_desk.files import first_line
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.periods.reading import read_date

if TYPE_CHECKING:
    from gdpr_desk.mailbox.fetching import MailRun
    from gdpr_desk.mailbox.model import MailAccount, MailSecret
    from gdpr_desk.requests.arrivals import Arrived
    from gdpr_desk.requests.taking import Taken

_REFUSED, _INTERRUPTED = 1, 130
_EVERY_S = 2.0
"""So often somebody who waits at a terminal hears how far it is."""


@dataclass
class _Told:
    """What arrived so far, for the answer."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    stopped: GdprDeskError | None = None
    interrupted: bool = False

    def gather(self, arrivals: Iterable[Arrived]) -> None:
        """Take them as they come; an interruption or a refusal between two ends it, and loses nothing."""
        heard_at = time.monotonic()
        try:
            for arrived in arrivals:
                self._note(arrived)
                if sys.stderr is not None and sys.stderr.isatty() and time.monotonic() - heard_at > _EVERY_S:
                    heard_at = time.monotonic()
                    say(sys.stderr, display(f"{counted(self.seen, 'message')} …"))
        except KeyboardInterrupt:
            self.interrupted = True
        except GdprDeskError as refusal:
            self.stopped = refusal

    @property
    def seen(self) -> int:
        """How many files and mails were looked at."""
        return len(self.requests) + sum(1 for one in self.refused if "id" not in one)

    def _note(self, arrived: Arrived) -> None:
        taken, refusal = arrived.taken, arrived.refusal
        if taken is not None:
            self.taken.append(taken)
            told = {
                "file": arrived.name,
                "id": taken.reference,
                "state": arrived.state.value if arrived.state else None,
                "duplicate_of": taken.reference if taken.duplicate else None,
                "joined": taken.joined and not taken.duplicate,
                "warnings": list(arrived.warnings),
            }
            self.requests.append(told)
        if refusal is not None:
            noted = {"id": taken.reference} if taken else {}
            self.refused.append({"file": arrived.name, "message": str(refusal), **noted})

    def outcome(self, more: Mapping[str, object] = {}, lines: Iterable[str] = ()) -> Outcome:  # read only
        """The answer of the command."""
        result = {"requests": self.requests, "refused": self.refused, **more}
        told = [*self._lines(), *lines]
        if self.interrupted:
            error = {"code": "interrupted", "message": "Interrompu.", "safe": _KEPT, "remedy": _AGAIN}
            told.append(f"Interrompu. {_KEPT} {_AGAIN}")
            return Outcome({**result, "error": error}, told, _INTERRUPTED, refused=True)
        if self.stopped is not None:
            told += [str(self.stopped), f"{_KEPT} {_AGAIN}"] if self.requests else [str(self.stopped)]
            error = self.stopped.as_dict()
            return Outcome({**result, "error": error}, told, self.stopped.exit_status, refused=True)
        status = 0
        if self.refused:
            status = MUST_LOOK if self.requests else _REFUSED
        return Outcome(result, told, status)

    def _lines(self) -> list[str]:
        known = sum(1 for one in self.requests if one["duplicate_of"])
        joined = sum(1 for one in self.requests if one["joined"])
        new = [one for one in self.requests if not one["duplicate_of"] and not one["joined"]]
        lines = [f"{counted(len(new), 'demande notée')}, à relire." if new else "Aucune nouvelle demande."]
        lines += [f"{one['id']}  {one['file']}" for one in new]
        lines += [f"{counted(joined, 'réponse')} dans une demande déjà là."] if joined else []
        lines += [f"{counted(known, 'message')} déjà dans le coffre."] if known else []
        return lines + [f"✗ {one['file']} : {one['message']}" for one in self.refused]


_KEPT = "Ce qui est annoncé est dans le coffre."
_AGAIN = "Relancez la même commande pour la suite : rien ne viendra en double."


def request_import(arguments: argparse.Namespace) -> Outcome:
    """Take letters in: messages, mailboxes, PDF, pictures; of a folder, the messages in it."""
    from gdpr_desk.requests.watching import Watch
    from gdpr_desk.requests.wording import aside_line

    told, watch = _Told(), Watch()
    with opened_desk(arguments) as desk:
        told.gather(desk.arrivals.from_files(arguments.files, watch=watch))
    return told.outcome({"left_aside": watch.aside}, [aside_line(watch.aside)] if watch.aside else [])


def request_fetch(arguments: argparse.Namespace) -> Outcome:
    """Fetch what is new in a folder of a mail account; nothing there changes."""
    from gdpr_desk.mailbox.fetching import MailRun

    told = _Told()
    with opened_desk(arguments, officers=True) as desk:
        account = _account(desk, arguments)
        if arguments.forget:
            return _forgotten(desk, account)
        secret = _secret(arguments, account)
        run = MailRun(account, secret, desk.mailboxes.place(account))
        told.gather(desk.arrivals.from_mailbox(account, run))
        lines = _ending(run) if told.stopped is None else []
        if run.ending is not None:  # the server knew the account: worth keeping
            desk.mailboxes.keep(account)
            desk.mailboxes.fetched(account, told.taken)
            lines += _secret_kept(account, secret) if arguments.keep_secret else []
    more = {
        "ending": run.ending.value if run.ending else None,
        "waiting": run.waiting,
        "account": account.key,
    }
    return told.outcome(more, lines)


def request_dismiss(arguments: argparse.Namespace) -> Outcome:
    """It was no request: it stays listed as such, with the reason."""
    references = [typed_reference(typed) for typed in arguments.ids]
    with opened_desk(arguments, officers=True) as desk:
        for reference in references:
            desk.handling.dismiss(reference, arguments.reason)
    rows = [{"id": reference, "state": "not_a_request"} for reference in references]
    return Outcome({"requests": rows}, [f"{counted(len(rows), 'message écarté')}."])


def _account(desk: Desk, arguments: argparse.Namespace) -> MailAccount:
    """The mailbox the words name: one that is kept, or a new one."""
    from gdpr_desk.mailbox.model import INBOX, MailAccount, Security
    from gdpr_desk.mailbox.providers import provider_of
    from gdpr_desk.requests.mailboxes import new_key

    kept = [one for one in desk.mailboxes.all() if _named(one, arguments)]
    if len(kept) == 1:
        return kept[0]
    if kept:
        raise _unclear("Plusieurs messageries sont notées.", "Dites laquelle avec --user et --folder.")
    if not arguments.user:
        raise _unclear("Aucune messagerie n’est notée.", "Donnez --user, et --host si besoin.")
    provider = provider_of(arguments.user)
    if provider is None and not arguments.host:
        raise _unclear("Le serveur de cette adresse n’est pas connu.", "Donnez-le avec --host.")
    security = Security(arguments.security) if arguments.security else None
    if provider is not None and not arguments.host:
        security, port = security or provider.security, arguments.port or provider.port
        user, host = provider.user(arguments.user), provider.host
    else:
        user, host, port = arguments.user, arguments.host, arguments.port
    since = read_date(arguments.since, field="since") if arguments.since else None
    folder = arguments.folder or INBOX
    return MailAccount(new_key(), host, user, security or Security.TLS, port, folder, since)


def _named(account: MailAccount, arguments: argparse.Namespace) -> bool:
    """Whether every word that was given is that of this account."""
    user = arguments.user
    return (
        (not user or account.user in {user, user.rpartition("@")[0]})
        and (not arguments.host or account.host == arguments.host)
        and (not arguments.port or account.port == arguments.port)
        and (not arguments.folder or account.folder == arguments.folder)
    )


def _unclear(message: str, remedy: str) -> InvalidInput:
    return InvalidInput(message, safe="Rien n’a été relevé.", remedy=remedy, field="account")


def _secret(arguments: argparse.Namespace, account: MailAccount) -> MailSecret:
    """From a file, from the keyring, else typed; never a word of the command."""
    from gdpr_desk.mailbox import credentials
    from gdpr_desk.mailbox.model import MailSecret
    from gdpr_desk.system_keyring import ASKING_S, TIDYING_S, Patience

    if arguments.secret_file:
        try:
            return MailSecret(first_line(arguments.secret_file))
        except InvalidInput as problem:
            raise InvalidInput(
                "Le fichier du secret de la messagerie ne peut pas être lu.",
                safe="Rien n’a été relevé.",
                remedy="Sa première ligne est le secret, et rien d’autre.",
                field="secret_file",
            ) from problem
    somebody = sys.stdin is not None and sys.stdin.isatty()
    kept = credentials.recall(account, Patience(ASKING_S if somebody else TIDYING_S))
    if kept is not None:
        return kept
    if somebody:
        return MailSecret(getpass.getpass(display("Mot de passe d’application de la messagerie : ")))
    raise AccessRefused(
        "La messagerie demande un secret, et aucun n’a été donné.",
        safe="Rien n’a été relevé.",
        remedy="Donnez --secret-file FICHIER.",
    )


def _secret_kept(account: MailAccount, secret: MailSecret) -> list[str]:
    from gdpr_desk.mailbox import credentials
    from gdpr_desk.system_keyring import Patience

    try:
        credentials.keep(account, secret, Patience())
    except GdprDeskError as refusal:
        return [str(refusal)]
    return ["Le secret est gardé dans le trousseau de l’ordinateur."]


def _forgotten(desk: Desk, account: MailAccount) -> Outcome:
    from gdpr_desk.mailbox import credentials
    from gdpr_desk.system_keyring import Patience

    desk.mailboxes.forget(account)
    credentials.forget(account, Patience())
    lines = ["Cette messagerie n’est plus notée. Ce qui en est venu reste dans le coffre."]
    return Outcome({"account": account.key, "forgotten": True}, lines)


def _ending(run: MailRun) -> list[str]:
    from gdpr_desk.mailbox.model import Ending

    if run.ending is Ending.BUDGET:
        return [f"{counted(run.waiting, 'message')} à venir : relancez la même commande pour la suite."]
    return ["Rien n’a changé dans votre messagerie."]


def add_to_requests(group: Any) -> None:
    """The words of this module, among those of requests."""
    brought = add_verb(group, "import", "prendre des messages, des PDF ou des images", request_import)
    brought.add_argument(
        "files",
        nargs="+",
        type=typed_path,
        metavar="FICHIER",
        help=display("fichiers, ou dossiers de messages"),
    )
    fetched = add_verb(
        group, "fetch", "relever un dossier de la messagerie, sans rien y changer", request_fetch
    )
    _add_fetch(fetched)
    dismissed = add_verb(group, "dismiss", "écarter ce qui n'est pas une demande", request_dismiss)
    dismissed.add_argument("ids", nargs="+", metavar="ID", help=display("par exemple D-2026-014"))
    dismissed.add_argument("--reason", required=True, metavar="TEXTE", help="pourquoi")
    for words in (brought, fetched, dismissed):
        add_vault_options(words)


def _add_fetch(words: argparse.ArgumentParser) -> None:
    words.add_argument("--user", metavar="ADRESSE", help=display("le compte (sinon : celui qui est noté)"))
    words.add_argument("--host", metavar="SERVEUR", help=display("le serveur, si l'adresse ne le dit pas"))
    words.add_argument("--port", type=int, default=0, metavar="NUMÉRO", help="son port, si besoin")
    words.add_argument("--security", choices=("tls", "starttls"), help="comment la ligne est chiffrée")
    words.add_argument("--folder", metavar="DOSSIER", help=display("le dossier (sinon : INBOX)"))
    words.add_argument("--since", metavar="DATE", help=display("laisser ce qui est arrivé avant"))
    words.add_argument(
        "--secret-file", type=typed_path, metavar="FICHIER", help=display("sa première ligne est le secret")
    )
    words.add_argument(
        "--keep-secret",
        action="store_true",
        help=display("garder le secret dans le trousseau de l'ordinateur"),
    )
    words.add_argument("--forget", action="store_true", help=display("ne plus relever cette messagerie"))
