"""Mail fetched into a real vault over a line that breaks: every letter one request, once, and none forgotten.

`test_mailbox.py` tries the fetching alone. Here what comes is read by the child, written down with the place
in one transaction, and the vault is asked. `./dev trials tests/trials/test_mailbox_vault.py` runs the long
form; `GDPR_DESK_SEED` repeats a run.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent))
from letters_in import letter
from mail_lines import proxy
from mail_server import SECRET, MailServer, needs_dovecot, running
from test_mailbox import IMPATIENT, SECRETS
from timing import load

from gdpr_desk.app import Desk
from gdpr_desk.mailbox.fetching import MailRun
from gdpr_desk.mailbox.model import Ending, Limits, MailAccount, Security
from gdpr_desk.mailbox.refusals import LineLost, MailboxRefusal
from gdpr_desk.requests.tables import RequestMessageRow

pytestmark = needs_dovecot
MAILS = 6
"""So many new letters before each cut."""
FAULTS = ("lost", "doubled", "changed")


def take(desk: Desk, server: MailServer, account: MailAccount, limits: Limits | None = None) -> Ending | None:
    """One run from where the vault says it got to; raises what ends it."""
    place = desk.mailboxes.place(account)
    run = MailRun(account, SECRET, place, limits=limits, context=server.authority.trusting)
    for one in desk.arrivals.from_mailbox(account, run):
        assert one.taken is not None, one.refusal
    return run.ending


def new_letters(dice: random.Random, point: int) -> dict[str, bytes]:
    """By their senders, whom nobody has heard of before."""
    made = {}
    for number in range(MAILS):
        sender = f"p{point}.n{number}@courriel.example"
        words = (
            f"Effacez mes données, dossier {point}-{number}. {dice.randbytes(dice.randint(50, 6_000)).hex()}"
        )
        picture = {"photo.jpg": dice.randbytes(20_000)} if number == 0 else None
        made[sender] = letter(words, number=point * MAILS + number, sender=sender, attached=picture)
    return made


def untouched(server: MailServer) -> set[tuple[bytes, str]]:
    """Every letter with its flags; Maildir keeps them behind the name."""
    return {
        (content, path.rpartition(":2,")[2] if ":2," in path else "")
        for path, content in server.state().items()
        if content.startswith(b"From:")
    }


def senders(desk: Desk) -> Counter[str]:
    """Who wrote, by every message of every request in the vault."""
    with desk.vault.store.read() as session:
        return Counter(session.scalars(select(RequestMessageRow.sender)).all())


def heard(desk: Desk, server: MailServer, dice: random.Random) -> int:
    """What the server says in a whole run of so many letters, in bytes on the wire."""
    for number, content in enumerate(new_letters(dice, 0).values()):
        server.deliver(content, number=number)
    with proxy(server.tls_port) as line:
        assert take(desk, server, server.over(Security.TLS, line.port)) is Ending.COMPLETE
    return len(line.answered)


def cut_everywhere(desk: Desk, seed: int, points: int) -> Counter[str]:
    """New letters, the line cut once at that point of their run, the rest fetched by the next; judged at
    each point by who is in the vault."""
    dice, found = random.Random(seed), Counter[str]()
    with running() as server:
        whole = heard(desk, server, dice)
        expected = senders(desk)
        assert set(expected.values()) == {1}
        for point in range(1, points + 1):
            letters = new_letters(dice, point)
            for number, content in enumerate(letters.values()):
                server.deliver(content, number=point * MAILS + number)
            expected.update(letters.keys())
            before = untouched(server)
            cut = int((point - dice.random()) * whole / points)
            found[_one_cut(desk, server, cut, reset=point % 2 > 0)] += 1
            at_once = senders(desk) & expected
            found["kept before the cut"] += sum(at_once.values()) - (sum(expected.values()) - MAILS)
            assert take(desk, server, server.account) is Ending.COMPLETE
            now = senders(desk)
            found["lost"] += sum((expected - now).values())
            found["doubled"] += sum((now - expected).values())
            found["changed"] += untouched(server) != before
            assert [found[fault] for fault in FAULTS] == [0, 0, 0], (seed, point, cut)
    return found


def _one_cut(desk: Desk, server: MailServer, cut: int, *, reset: bool) -> str:
    with proxy(server.tls_port, cut=cut, reset=reset) as line:
        try:
            told = str(take(desk, server, server.over(Security.TLS, line.port), IMPATIENT))
        except MailboxRefusal as refusal:
            told = refusal.code
    assert not [secret for secret in SECRETS if secret in line.all]
    return told


def test_a_cut_line_leaves_every_letter_once_in_the_vault(officer_desk: Desk) -> None:
    """The short form; the long one below."""
    found = cut_everywhere(officer_desk, 20261124, points=5)
    assert found[LineLost.code], "no line broke: the trial tries nothing"
    assert found["kept before the cut"], "no letter was kept before a cut: the trial tries too little"


@pytest.mark.trial
def test_two_hundred_cuts_into_a_vault(officer_desk: Desk) -> None:
    seed = int(os.environ.get("GDPR_DESK_SEED") or random.SystemRandom().randrange(1 << 32))
    began = time.monotonic()
    found = cut_everywhere(officer_desk, seed, points=200)
    print({"seed": seed, **found}, f"{time.monotonic() - began:.0f} s", load())
    assert found[LineLost.code] > 100
