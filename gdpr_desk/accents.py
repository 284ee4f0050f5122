"""Letters without their accents: what is compared and searched is read so."""

from __future__ import annotations

import unicodedata

LAST_REMEMBERED = 0xFFFF
"""Of what strangers write, no more characters than these are remembered: there are a million."""


class _Bare(dict[int, str | None]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        bare = None if unicodedata.combining(chr(code)) else chr(code)
        if code <= LAST_REMEMBERED:
            self[code] = bare
        return bare


_BARE = _Bare()


def without_accents(text: str) -> str:
    """The text in compatibility form (« ﬁ » is « fi ») without combining marks; case stays as it is."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_BARE)
