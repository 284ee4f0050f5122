"""The line to a mail server: never more bytes than allowed, never slower, never longer.

The standard library's client trusts what a server announces: it allocates the size it is told and keeps
whatever comes. Here every byte is counted where it comes in.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from io import BytesIO

from gdpr_desk.mailbox.model import Limits, MailAccount
from gdpr_desk.mailbox.refusals import (
    AnswerTooLarge,
    LineLost,
    LineNotProtected,
    ServerTooSlow,
    ServerUnreachable,
)
from gdpr_desk.mailbox.tls import encrypted

_CHUNK = 65_536
_GLANCE_S = 0.25
"""So often a wait looks whether it was cancelled."""


class Cancelled(Exception):
    """The person does not want to go on; known to this package only."""


class Wire:
    """One connection. Every method raises LineLost when it broke, Cancelled when `cancelled` says so."""

    def __init__(self, line: socket.socket, limits: Limits, cancelled: Callable[[], bool]) -> None:
        self._line = line
        self._limits = limits
        self._cancelled = cancelled
        self._buffer = bytearray()
        self._left = 0
        self._arrived = 0
        self._window_ends = 0.0
        self._run_ends = time.monotonic() + limits.run_s
        self.encrypted = False

    @classmethod
    def to(cls, account: MailAccount, limits: Limits, cancelled: Callable[[], bool]) -> Wire:
        """Reach the server; nothing is said yet. Raises ServerUnreachable."""
        try:
            line = socket.create_connection((account.host, account.port), limits.connect_s)
        except (OSError, UnicodeError):  # UnicodeError: a name with an empty or too long part
            raise ServerUnreachable from None
        return cls(line, limits, cancelled)

    @property
    def time_is_up(self) -> bool:
        """Whether the longest run is over."""
        return time.monotonic() >= self._run_ends

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Raises LineNotProtected, ServerNotProven; what came in clear and early is a trap."""
        if self._buffer:
            raise LineNotProtected
        self._line.settimeout(self._limits.connect_s)
        self._line = encrypted(self._line, context, host)
        self.encrypted = True

    def send(self, words: bytes) -> None:
        """Say `words`, all of them."""
        try:
            self._line.settimeout(self._limits.pace_s)
            self._line.sendall(words)
        except OSError:
            raise LineLost from None

    def expect(self, most: int) -> None:
        """A new answer begins: its lines are `most` bytes together at most."""
        self._left = most
        self._new_window()

    def line(self) -> bytes:
        """The next line without its end. Raises AnswerTooLarge, ServerTooSlow."""
        looked_at = 0
        while (end := self._buffer.find(b"\n", looked_at)) < 0:
            looked_at = len(self._buffer)
            if looked_at > self._left:
                raise AnswerTooLarge
            self._buffer += self._receive(_CHUNK)
        if end > self._left:
            raise AnswerTooLarge
        self._left -= end + 1
        found = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return found.removesuffix(b"\r")

    def exactly(self, size: int) -> bytes:
        """The next `size` bytes; the caller has seen that they are not too many. Raises ServerTooSlow."""
        found = BytesIO()
        missing = size - found.write(self._buffer[:size])
        del self._buffer[:size]
        while missing:
            missing -= found.write(self._receive(min(missing, _CHUNK)))
        return found.getvalue()

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _receive(self, most: int) -> bytes:
        while True:
            if self._cancelled():
                raise Cancelled
            now = time.monotonic()
            if now >= self._run_ends or (
                now >= self._window_ends and self._arrived < self._limits.pace_bytes
            ):
                raise ServerTooSlow
            if now >= self._window_ends:
                self._new_window()
            try:
                self._line.settimeout(max(min(_GLANCE_S, self._window_ends - now), 0.001))
                got = self._line.recv(most)
            except TimeoutError:
                continue
            except OSError:
                raise LineLost from None
            if not got:
                raise LineLost
            self._arrived += len(got)
            return got

    def _new_window(self) -> None:
        self._arrived = 0
        self._window_ends = time.monotonic() + self._limits.pace_s
