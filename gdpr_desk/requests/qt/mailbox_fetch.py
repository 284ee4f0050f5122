"""One run over the mailbox for the window: read-only, told as it goes, ended at any time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gdpr_desk.mailbox import credentials
from gdpr_desk.mailbox.fetching import MailRun
from gdpr_desk.mailbox.model import Ending, MailAccount, MailSecret, Progress
from gdpr_desk.requests.arrivals import Arrived
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.incoming import Source
from gdpr_desk.requests.taking import Taken
from gdpr_desk.requests.watching import Watch
from gdpr_desk.system_keyring import Patience


@dataclass(frozen=True)
class ChosenMailbox:
    """What is fetched now; `keep`: the secret goes into the keyring once it has proved right."""

    account: MailAccount
    secret: MailSecret
    keep: bool = False


def fetched(door: RequestDoor, chosen: ChosenMailbox) -> Source:
    """What is new there; when it was fetched is noted at its end."""

    def source(watch: Watch) -> Iterable[Arrived]:
        def told(progress: Progress) -> None:
            watch.total = progress.total

        place = door.mailboxes.place(chosen.account)
        run = MailRun(chosen.account, chosen.secret, place, cancelled=lambda: watch.stopped, progress=told)
        return _all_of(door, chosen, run, watch)

    return source


def _all_of(door: RequestDoor, chosen: ChosenMailbox, run: MailRun, watch: Watch) -> Iterator[Arrived]:
    taken: list[Taken] = []
    for one in door.arrivals.from_mailbox(chosen.account, run, watch=watch):
        taken += [one.taken] if one.taken is not None else []
        yield one
    if run.ending not in (Ending.COMPLETE, Ending.BUDGET):
        return
    watch.waiting = run.waiting
    door.mailboxes.fetched(chosen.account, taken)
    if chosen.keep:
        credentials.keep(chosen.account, chosen.secret, Patience())
