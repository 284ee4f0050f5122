"""Letters without their accents: what is compared and searched is read so."""

from __future__ import annotations

import unicodedata


class _Bare(dict[int, str | None]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        bare = None if unicodedata.combining(chr(code)) else chr(code)
        self[code] = bare
        return bare


_BARE = _Bare()


def without_accents(text: str) -> str:
    """The text in compatibility form (« ﬁ » is « fi ») without combining marks; case stays as it is."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_BARE)
