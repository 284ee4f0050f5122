"""Asking a mail server and hearing its answer out (RFC 3501), with the few words of someone who only reads.

Not built on the standard library's client: it keeps the last commands, secrets included, and what a
server said in clear is still believed after STARTTLS; and it knows how to delete.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64encode
from typing import Literal, get_args

from gdpr_desk.mailbox import answers
from gdpr_desk.mailbox.answers import Answer
from gdpr_desk.mailbox.model import Limits, MailAccount, MailSecret, Security
from gdpr_desk.mailbox.refusals import (
    AnswerTooLarge,
    AnswerUnreadable,
    LineNotProtected,
    LoginRefused,
    ServerUnreachable,
)
from gdpr_desk.mailbox.wire import Wire

Word = Literal[
    "CAPABILITY", "STARTTLS", "AUTHENTICATE", "LOGIN", "LIST", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"
]
WORDS: tuple[Word, ...] = get_args(Word)
"""All that is ever said. None of them changes anything on a server, provided FETCH peeks."""
_IN_CLEAR = frozenset({"CAPABILITY", "STARTTLS"})
_LITERAL = re.compile(rb"\{(\d{1,20})\}$")
_TAGGED = re.compile(rb"(OK|NO|BAD)(?: (.*))?", re.IGNORECASE | re.DOTALL)


class LiteralTooLarge(AnswerTooLarge):
    """A content was announced that is larger than a mail may be: `size` bytes."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class Dialogue:
    """One conversation. Whatever it asks raises the wire's refusals and AnswerUnreadable."""

    def __init__(self, wire: Wire, limits: Limits) -> None:
        self._wire = wire
        self._limits = limits
        self._asked = 0
        self._can: frozenset[str] = frozenset()

    def begin(self, account: MailAccount, context: ssl.SSLContext) -> None:
        """Encrypt the line and hear the greeting. Raises LineNotProtected, ServerNotProven."""
        if account.security is Security.TLS:
            self._wire.encrypt(context, account.host)
            self._greeting()
        else:
            self._greeting()
            self._ask_for_encryption()
            self._wire.encrypt(context, account.host)
        self._can = answers.capabilities(self.ask("CAPABILITY"))

    def log_in(self, account: MailAccount, secret: MailSecret, advice: str) -> None:
        """Raises LoginRefused, with `advice`."""
        user, value = account.user.encode(), secret.value.encode()
        if "AUTH=PLAIN" in self._can:
            coded = b64encode(b"\0" + user + b"\0" + value)
            answer = self.ask("AUTHENTICATE", b"PLAIN", more=coded)
        elif "LOGINDISABLED" in self._can or not (user + value).isascii():
            raise LoginRefused(advice)
        else:
            answer = self.ask("LOGIN", quoted(user) + b" " + quoted(value))
        if not answer.ok:
            raise LoginRefused(advice)

    def ask(
        self,
        word: Word,
        rest: bytes = b"",
        *,
        more: bytes | None = None,
        most: int = 0,
        content: int = 0,
    ) -> Answer:
        """Say `word` and hear all that is answered.

        `more` follows once the server asks for it; lines are `most` bytes together (else the usual
        limit), strings with a size `content` bytes. Raises LiteralTooLarge, ValueError for a word that
        is not for a line in clear (our fault).
        """
        if not self._wire.encrypted and word not in _IN_CLEAR:
            raise ValueError(f"{word} in clear")
        self._asked += 1
        tag = b"a%d" % self._asked
        self._wire.expect(most or self._limits.answer_bytes)
        self._wire.send(b" ".join(part for part in (tag, word.encode(), rest) if part) + b"\r\n")
        return self._answer(tag + b" ", more, content)

    def leave(self) -> None:
        """Say goodbye; what is answered does not matter."""
        self.ask("LOGOUT")

    def _answer(self, tag: bytes, more: bytes | None, content: int) -> Answer:
        lines: list[answers.Line] = []
        while len(lines) < self._limits.answer_lines:
            line = self._line(content)
            content -= sum(len(part) for part in line[1::2])
            if line[0].startswith(tag):
                told = _TAGGED.fullmatch(line[0][len(tag) :])
                if told is None:
                    raise AnswerUnreadable
                return Answer(told[1].decode().upper(), told[2] or b"", tuple(lines))
            if line[0].startswith(b"+") and more is not None:
                self._wire.send(more + b"\r\n")
                more = None
            elif line[0].startswith(b"* "):
                lines.append(line)
            else:
                raise AnswerUnreadable
        raise AnswerTooLarge

    def _line(self, content: int) -> answers.Line:
        """One line with the strings in it, `content` bytes of them at most."""
        parts = [self._wire.line()]
        while (announced := _LITERAL.search(parts[-1])) is not None and parts[0].startswith(b"* "):
            size = int(announced[1])
            if size > content:
                raise LiteralTooLarge(size) if content else AnswerTooLarge
            content -= size
            parts += [self._wire.exactly(size), self._wire.line()]
        return tuple(parts)

    def _greeting(self) -> None:
        """Raises LineNotProtected for a server that takes somebody for known already, ServerUnreachable."""
        self._wire.expect(self._limits.answer_bytes)
        said = self._wire.line().upper()
        if said.startswith(b"* PREAUTH"):
            raise LineNotProtected
        if said.startswith(b"* BYE"):
            raise ServerUnreachable
        if not said.startswith(b"* OK"):
            raise AnswerUnreadable

    def _ask_for_encryption(self) -> None:
        """Nothing that was said until now is believed; only the agreement counts."""
        try:
            agreed = self.ask("STARTTLS").ok
        except (AnswerUnreadable, AnswerTooLarge):
            agreed = False
        if not agreed:
            raise LineNotProtected


def quoted(text: bytes) -> bytes:
    """`text`, which holds no control character, as a quoted string."""
    return b'"' + text.replace(b"\\", rb"\\").replace(b'"', rb"\"") + b'"'
