"""What can go wrong, in the words of the person at the desk.

Two kinds, and only two: `GdprDeskError` is the world's doing (a wrong passphrase, a full disk, a
file that is not what it claims) and is told to the user in French; anything else that escapes is
our own fault and goes to the crash dialog or to exit status 70, never as a traceback.
"""

from __future__ import annotations


class GdprDeskError(Exception):
    """A known problem, told in three French sentences.

    `code` is the stable English key that scripts read; `message` says what happened, `safe` what
    is not lost, `remedy` what to do. None of them carries personal data: they may be logged.
    `exit_status` is the command line's status (see `cli`): 1 refused, 3 locked, busy or not
    permitted, 4 somebody must look.
    """

    code = "refused"
    exit_status = 1

    def __init__(self, message: str, *, safe: str = "", remedy: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.safe = safe
        self.remedy = remedy
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return " ".join(part for part in (self.message, self.safe, self.remedy) if part)

    def as_dict(self) -> dict[str, str]:
        """The refusal as the command line's `--json` prints it."""
        return {
            "code": self.code,
            "message": self.message,
            "safe": self.safe,
            "remedy": self.remedy,
        }


class InvalidInput(GdprDeskError):
    """What was typed or given as a file cannot be used; `field` names the input where known."""

    code = "invalid"

    def __init__(
        self,
        message: str,
        *,
        safe: str = "",
        remedy: str = "",
        code: str | None = None,
        field: str = "",
    ) -> None:
        super().__init__(message, safe=safe, remedy=remedy, code=code)
        self.field = field


class NotFound(GdprDeskError):
    """The thing asked for does not exist (any more)."""

    code = "not_found"


class StorageFailed(GdprDeskError):
    """The disk, not the user, refused: full, read-only, damaged."""

    code = "storage"


class AccessRefused(GdprDeskError):
    """Locked, wrong passphrase, busy, or not permitted for this role (exit status 3)."""

    code = "locked"
    exit_status = 3
