"""Mail over a line that breaks anywhere: nothing lost, nothing twice, nothing changed, no secret told.

A real Dovecot, a recording line that cuts or resets after so many bytes, and the misbehaving server and
proxy of the shared tools. `./dev trials tests/trials/test_mailbox.py` runs the long form; `GDPR_DESK_SEED`
repeats a run.
"""

from __future__ import annotations

import ast
import contextlib
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from mail_certificates import Authority
from mail_lines import proxy
from mail_server import SECRET, USER, MailServer, needs_dovecot, running
from timing import load

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.mailbox.fetching import MailRun
from gdpr_desk.mailbox.model import (
    Ending,
    FetchedMail,
    LeftOut,
    Limits,
    MailAccount,
    MailSecret,
    Place,
    Security,
)
from gdpr_desk.mailbox.refusals import AnswerTooLarge, LineLost, MailboxRefusal

pytestmark = needs_dovecot
TOOLS = Path(__file__).resolve().parents[3] / "shared" / "tools"
needs_tools = pytest.mark.skipif(not TOOLS.is_dir(), reason="the shared tools are not beside the checkout")
IMPATIENT = Limits(connect_s=5, pace_s=1, pace_bytes=1_000)
SECRETS = (
    SECRET.value.encode(),
    b64encode(b"\0" + USER.encode() + b"\0" + SECRET.value.encode()),
    b"AUTHENTICATE",
)


@dataclass
class Taker:
    """Who stores what is fetched, as the program does: the mail and the place together, known ones once."""

    place: Place | None = None
    stored: dict[str, bytes] = field(default_factory=dict)
    handed_over: int = 0

    def take(self, server: MailServer, account: MailAccount, limits: Limits | None = None) -> Ending | None:
        """One run; raises what ends it."""
        run = MailRun(account, SECRET, self.place, limits=limits, context=server.authority.trusting)
        for arrival in run:
            assert isinstance(arrival, FetchedMail)
            self.handed_over += 1
            self.stored.setdefault(arrival.sha256, arrival.content)
            self.place = arrival.place
        return run.ending


@contextlib.contextmanager
def mailbox(dice: random.Random, count: int) -> Iterator[tuple[MailServer, list[bytes]]]:
    """A server with so many mails of 0.3 to 60 kB."""
    with running() as server:
        mails = []
        for number in range(count):
            body = dice.randbytes(dice.randint(100, 20_000) if number % 8 else 30_000).hex()
            mails.append(b"Subject: demande %d\r\n\r\n%s\r\n" % (number, body.encode()))
            server.deliver(mails[-1], number=number)
        yield server, mails


def cut_everywhere(seed: int, points: int, count: int) -> dict[str, object]:
    """Cut the line once at each of so many points, spread over all that a whole run hears; judge each."""
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    with mailbox(dice, count) as (server, mails):
        Taker().take(server, server.account)  # the server has read its mails once
        before = server.state()
        whole = {security: heard_in_all(server, security) for security in Security}
        for number in range(points):
            security = (Security.TLS, Security.STARTTLS)[number % 2]
            cut = int((number + dice.random()) * whole[security] / points)
            taker = Taker()
            told = one_cut(server, taker, security, cut, reset=number % 4 > 1)
            found[told] += 1
            assert taker.take(server, server.over(security)) is Ending.COMPLETE
            found["lost"] += len(mails) - len(taker.stored)
            found["doubled"] += taker.handed_over - len(taker.stored)
            found["changed"] += server.state() != before
            assert sorted(taker.stored.values()) == sorted(mails), (seed, number, cut)
    return {"seed": seed, "points": points, "mails": count, "bytes": whole, "load": load(), **found}


def heard_in_all(server: MailServer, security: Security) -> int:
    """What the server says in one run over that kind of line, in bytes on the wire."""
    port = server.tls_port if security is Security.TLS else server.starttls_port
    with proxy(port) as line:
        Taker().take(server, server.over(security, line.port))
    return len(line.answered)


def one_cut(server: MailServer, taker: Taker, security: Security, cut: int, *, reset: bool) -> str:
    """One run over a line that breaks; what it told, by its code. No secret went over it in clear."""
    port = server.tls_port if security is Security.TLS else server.starttls_port
    began = time.monotonic()
    with proxy(port, cut=cut, reset=reset) as line:
        try:
            told = str(taker.take(server, server.over(security, line.port), IMPATIENT))
        except MailboxRefusal as refusal:
            told = refusal.code
    assert time.monotonic() - began < 30
    assert not [secret for secret in SECRETS if secret in line.all]
    return told


@contextlib.contextmanager
def chaos_proxy(port: int, *how: str) -> Iterator[int]:
    """The shared proxy before `port`, misbehaving as told, on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        own = int(free.getsockname()[1])
    command = [sys.executable, str(TOOLS / "chaos_proxy.py"), str(own), "127.0.0.1", str(port), *how]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _attempt in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", own), 1):
                    break
                time.sleep(0.05)
            yield own
        finally:
            process.kill()


def behind_chaos(seed: int, rounds: int) -> Counter[str]:
    """Cut, reset, stop, spoil and slow down through the shared proxy; a run without it takes the rest."""
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    with mailbox(dice, 12) as (server, mails):
        before, whole = server.state(), heard_in_all(server, Security.TLS)
        for number in range(rounds):
            at = dice.randint(1, whole)
            ways = (
                (f"cut={at}",),
                (f"cut={at}", "reset=1"),
                (f"stall={at}",),
                ("garble=0.001",),
                ("rate=200",),
            )
            way = ways[number % len(ways)]
            taker = Taker()
            with chaos_proxy(server.tls_port, *way) as port:
                began = time.monotonic()
                try:
                    taker.take(server, server.over(Security.TLS, port), IMPATIENT)
                    found["went well"] += 1
                except GdprDeskError as refusal:
                    found[f"{way[0].split('=')[0]}: {refusal.code}"] += 1
                assert time.monotonic() - began < 60
            assert taker.take(server, server.account) is Ending.COMPLETE
            assert sorted(taker.stored.values()) == sorted(mails), (seed, number, way)
            assert taker.handed_over == len(mails)
            assert server.state() == before
    return found


def test_a_line_that_breaks_anywhere_loses_and_doubles_nothing() -> None:
    """The short form; the long one below."""
    found = cut_everywhere(20261123, points=10, count=8)
    assert (found["lost"], found["doubled"], found["changed"]) == (0, 0, 0)
    assert found.get(LineLost.code, 0), "no line broke: the trial tries nothing"


@needs_tools
def test_behind_the_misbehaving_proxy_nothing_is_lost() -> None:
    found = behind_chaos(20261123, rounds=5)
    assert sum(found.values()) == 5
    assert found["went well"] < 4, found


def _misbehaving(mode: str, listener: ssl.SSLSocket) -> None:
    """The shared server's own function, over TLS; the rest of that script tries the standard library."""
    script = ast.parse((TOOLS / "imap_chaos_server.py").read_text(encoding="utf-8"))
    body = [node for node in script.body if isinstance(node, ast.FunctionDef) and node.name == "srv"]
    names: dict[str, object] = {"mode": mode, "time": time}
    exec(compile(ast.Module(body, []), "imap_chaos_server", "exec"), names)  # noqa: S102 -- a tool of ours
    with contextlib.suppress(OSError):
        names["srv"](listener)  # type: ignore[operator]


@needs_tools
@pytest.mark.parametrize(
    ("mode", "refusals"),
    [
        ("biglit", (AnswerTooLarge,)),
        ("cut", (AnswerTooLarge,)),
        ("longline", (LineLost,)),
        ("stall", (AnswerTooLarge,)),
        ("flood", (AnswerTooLarge,)),
    ],
)
def test_what_breaks_the_standard_library_ends_in_words(
    mode: str, refusals: tuple[type[MailboxRefusal], ...], tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as plain:
        listener = authority.papers("chaos").server().wrap_socket(plain, server_side=True)
        threading.Thread(target=_misbehaving, args=(mode, listener), daemon=True).start()
        account = MailAccount("k", "localhost", USER, port=int(listener.getsockname()[1]))
        began = time.monotonic()
        with pytest.raises(refusals):
            list(MailRun(account, MailSecret("vert-lampe-23"), context=authority.trusting))
        listener.close()
    assert time.monotonic() - began < 15


@pytest.mark.trial
def test_two_hundred_cuts() -> None:
    seed = int(os.environ.get("GDPR_DESK_SEED") or random.SystemRandom().randrange(1 << 32))
    began = time.monotonic()
    found = cut_everywhere(seed, points=200, count=40)
    print(found, f"{time.monotonic() - began:.0f} s")
    assert (found["lost"], found["doubled"], found["changed"]) == (0, 0, 0)


@pytest.mark.trial
@needs_tools
def test_a_hundred_rounds_behind_the_misbehaving_proxy() -> None:
    seed = int(os.environ.get("GDPR_DESK_SEED") or random.SystemRandom().randrange(1 << 32))
    began = time.monotonic()
    print({"seed": seed, **behind_chaos(seed, rounds=100)}, f"{time.monotonic() - began:.0f} s", load())


@pytest.mark.trial
def test_a_large_folder_under_the_real_limits() -> None:
    """600 mails and one of 60 MB: several runs, one mail named, memory as of one mail."""
    dice = random.Random(7)
    with running() as server:
        mails = [b"Subject: %d\r\n\r\n%s\r\n" % (n, dice.randbytes(7_000).hex().encode()) for n in range(600)]
        for number, content in enumerate(mails):
            server.deliver(content, number=number)
        server.deliver(b"Subject: gros\r\n\r\n" + b"x" * 60_000_000, number=600)
        server.deliver(b"Subject: lourd\r\n\r\n" + b"y" * 45_000_000, number=601)
        place, fetched, left, runs = None, 0, 0, 0
        before = server.state()
        began = time.monotonic()
        ending = None
        tracemalloc.start()
        while ending is not Ending.COMPLETE and runs < 10:
            limits = Limits(run_bytes=4_000_000)
            run = MailRun(server.account, SECRET, place, limits=limits, context=server.authority.trusting)
            for arrival in run:
                fetched += isinstance(arrival, FetchedMail)
                left += isinstance(arrival, LeftOut)
            place, ending, runs = run.place, run.ending, runs + 1
        took = time.monotonic() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (fetched, left) == (601, 1)
        assert server.state() == before
    assert peak < 120_000_000
    print({"runs": runs, "s": round(took, 1), "peak_mb": peak // 1_000_000, "load": load()})
