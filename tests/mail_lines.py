"""Lines to a mail server that misbehave, and servers that do, on the loopback, ended by their block."""

from __future__ import annotations

import contextlib
import re
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_CHUNK = 65_536
MAILS = {3: b"Subject: un\r\n\r\nbonjour\r\n", 5: b"Subject: deux\r\n\r\nbonsoir\r\n"}
Reply = Callable[[bytes, bytes], Iterable[bytes]]
"""What is said to a command, from its tag and the rest of it."""


@dataclass
class Recorded:
    """What went over a line, both ways, as it went."""

    port: int = 0
    said: bytearray = field(default_factory=bytearray)
    answered: bytearray = field(default_factory=bytearray)
    connections: int = 0

    @property
    def all(self) -> bytes:
        return bytes(self.said + self.answered)

    def words(self) -> set[bytes]:
        """The commands that were said (only on a line that was heard in clear)."""
        found = re.findall(rb"(?:^|\n)a\d+ ((?:UID )?[A-Z]+)", bytes(self.said))
        return set(found)


@contextlib.contextmanager
def serving(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Each connection to the port is given to `handle` on a thread of its own."""
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError, OSError):
                    line, _ = listener.accept()
                    line.settimeout(10)
                    threads.append(threading.Thread(target=attend, args=(line,), daemon=True))
                    threads[-1].start()

        def attend(line: socket.socket) -> None:
            with line, contextlib.suppress(OSError):
                handle(line)

        doorman = threading.Thread(target=accept, daemon=True)
        doorman.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            ended.set()
            doorman.join(5)
            for thread in threads:
                thread.join(5)


@contextlib.contextmanager
def proxy(
    to: int,
    *,
    cut: int | None = None,
    reset: bool = False,
    change: Callable[[bytes], bytes] = bytes,
    inside: tuple[ssl.SSLContext, ssl.SSLContext] | None = None,
) -> Iterator[Recorded]:
    """A recording line to the port `to`.

    `cut`: after so many bytes from the server it breaks, by a `reset` if asked. `change` is done to what
    the server says. `inside`: contexts for the client and for the server, to hear what TLS hides.
    """
    record = Recorded()

    def handle(client: socket.socket) -> None:
        record.connections += 1
        with socket.create_connection(("127.0.0.1", to), 10) as server:
            if inside is None:
                between(client, server)
                return
            with (
                inside[0].wrap_socket(client, server_side=True) as near,
                inside[1].wrap_socket(server, server_hostname="localhost") as far,
            ):
                _alternate(near, far, upstream, downstream)

    def between(client: socket.socket, server: socket.socket) -> None:
        upward = threading.Thread(target=_pump, args=(client, server, upstream), daemon=True)
        upward.start()
        _pump(server, client, downstream)
        broken = reset and cut is not None and len(record.answered) >= cut
        for line, sides in (
            (client, socket.SHUT_RD if broken else socket.SHUT_RDWR),
            (server, socket.SHUT_RDWR),
        ):
            with contextlib.suppress(OSError):
                line.shutdown(sides)
        upward.join(5)
        if broken:  # closed like this, by whoever called, it is reset
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def upstream(said: bytes) -> tuple[bytes, bool]:
        record.said += said
        return said, True

    def downstream(answered: bytes) -> tuple[bytes, bool]:
        changed = change(answered)
        room = len(changed) if cut is None else max(cut - len(record.answered), 0)
        record.answered += changed[:room]
        return changed[:room], cut is None or len(record.answered) < cut

    with serving(handle) as port:
        record.port = port
        yield record


def _alternate(
    near: ssl.SSLSocket,
    far: ssl.SSLSocket,
    up: Callable[[bytes], tuple[bytes, bool]],
    down: Callable[[bytes], tuple[bytes, bool]],
) -> None:
    """Both ways in one thread: a TLS line may not be read and written by two at once (CPython below 3.13)."""
    ways = {near: (far, up), far: (near, down)}
    for side in ways:
        side.settimeout(0.05)
    with contextlib.suppress(OSError):
        while ready := [s for s in ways if s.pending()] or select.select(list(ways), [], [], 10)[0]:
            for source in ready:
                try:
                    got = source.recv(65536)
                except TimeoutError:  # what came was no content, but a ticket
                    continue
                drain, passing = ways[source]
                out, goes_on = passing(got)
                drain.settimeout(10)
                drain.sendall(out)
                drain.settimeout(0.05)
                if not got or not goes_on:
                    return


def _pump(
    source: socket.socket, drain: socket.socket, passing: Callable[[bytes], tuple[bytes, bool]]
) -> None:
    """Hand on what `passing` lets through, until it ends that or one side is gone; then tell the other."""
    on = True
    with contextlib.suppress(OSError):
        while on and (got := source.recv(_CHUNK)):
            through, on = passing(got)
            drain.sendall(through)
    if on:
        with contextlib.suppress(OSError):
            drain.shutdown(socket.SHUT_WR)


class FakeServer:
    """A mail server that says what it is told to say; without more, it has `mails` and behaves.

    `replies` puts another answer in the place of the usual one, by command; `greeting` and `after_starttls`
    are said as they are.
    """

    def __init__(
        self,
        context: ssl.SSLContext | None,
        mails: Mapping[int, bytes] | None = None,
        *,
        replies: Mapping[str, Reply] | None = None,
        greeting: bytes = b"* OK ready\r\n",
        starttls: ssl.SSLContext | None = None,
        capabilities: bytes = b"IMAP4rev1 AUTH=PLAIN",
    ) -> None:
        self.heard: list[bytes] = []
        self._context = context
        self._starttls = starttls
        self._greeting = greeting
        self._capabilities = capabilities
        self._mails = dict(mails or {})
        self._replies = {**self._usual(), **(replies or {})}

    @contextlib.contextmanager
    def listening(self) -> Iterator[int]:
        with serving(self._handle) as port:
            yield port

    @property
    def logins(self) -> list[bytes]:
        """The lines that held a secret, or asked to say it."""
        return [line for line in self.heard if b"LOGIN" in line or b"AUTHENTICATE" in line]

    def _handle(self, line: socket.socket) -> None:
        if self._context is not None:
            line = self._context.wrap_socket(line, server_side=True)
        line.sendall(self._greeting)
        rest = self._converse(line)
        if rest and self._starttls is not None:
            line = self._starttls.wrap_socket(line, server_side=True)
            self._converse(line)
        line.close()

    def _converse(self, line: socket.socket) -> bool:
        """Answer until the client leaves (False) or wants to be encrypted (True)."""
        with line.makefile("rb") as heard:
            while said := heard.readline():
                self.heard.append(said)
                tag, command, rest = _parted(said)
                for part in self._replies.get(command, _unknown)(tag, rest):
                    line.sendall(part)
                if command == "AUTHENTICATE":
                    self.heard.append(heard.readline())
                    line.sendall(tag + b" OK in\r\n")
                if command == "STARTTLS" and self._starttls is not None:
                    return True
        return False

    def _usual(self) -> dict[str, Reply]:
        return {
            "CAPABILITY": lambda tag, _: [b"* CAPABILITY " + self._capabilities + b"\r\n", tag + b" OK\r\n"],
            "STARTTLS": lambda tag, _: [tag + (b" OK go\r\n" if self._starttls else b" BAD what?\r\n")],
            "AUTHENTICATE": lambda tag, _: [b"+ \r\n"],
            "LOGIN": lambda tag, _: [tag + b" OK in\r\n"],
            "LIST": lambda tag, _: [b'* LIST () "/" INBOX\r\n', tag + b" OK\r\n"],
            "EXAMINE": lambda tag, _: [b"* OK [UIDVALIDITY 7] UIDs\r\n", tag + b" OK [READ-ONLY] done\r\n"],
            "UID SEARCH": lambda tag, _: [
                b"* SEARCH " + b" ".join(b"%d" % uid for uid in self._mails) + b"\r\n",
                tag + b" OK\r\n",
            ],
            "UID FETCH": self._fetch,
            "LOGOUT": lambda tag, _: [b"* BYE\r\n", tag + b" OK\r\n"],
        }

    def _fetch(self, tag: bytes, rest: bytes) -> Iterable[bytes]:
        for number, (uid, content) in enumerate(self._mails.items(), start=1):
            if b"RFC822.SIZE" in rest:
                yield b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (number, uid, len(content))
            elif rest.split()[0] == b"%d" % uid:
                yield fetch_line(uid, content, number=number)
        yield tag + b" OK\r\n"


def says(*parts: bytes) -> Reply:
    """Always the same; `%s` is the tag."""
    return lambda tag, _: [part.replace(b"%s", tag) for part in parts]


def fetch_line(uid: int, content: bytes, *, number: int = 1) -> bytes:
    """A content as a server hands it over."""
    date = b'INTERNALDATE "17-Jul-2026 02:44:25 -0700"'
    return b"* %d FETCH (UID %d %s BODY[] {%d}\r\n%s)\r\n" % (number, uid, date, len(content), content)


def _parted(said: bytes) -> tuple[bytes, str, bytes]:
    tag, _, rest = said.strip().partition(b" ")
    command, _, more = rest.partition(b" ")
    if command == b"UID":
        second, _, more = more.partition(b" ")
        command += b" " + second
    return tag, command.decode("latin-1"), more


def _unknown(tag: bytes, rest: bytes) -> Iterable[bytes]:
    return [tag + b" BAD unknown\r\n"]
