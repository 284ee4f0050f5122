"""The door to the keyring of the operating system: one secret put in, read, taken out.

Only keyrings of a system are taken, named here: the library would also find a file in clear, one that
forgets, or whatever class a settings file or a variable of this user names. A keyring can ask its own
question, or never answer: each call has a limit, and can be given up.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from gdpr_desk.errors import GdprDeskError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
SERVICE = "gdpr-desk"
ACCEPTED = (
    "keyring.backends.SecretService:Keyring",
    "keyring.backends.Windows:WinVaultKeyring",
    "keyring.backends.macOS:Keyring",
)
"""Module and class of each keyring that is one of a system."""
_PERSIST = "persist"
ASKING_S = 60.0
"""So long a keyring may ask the person to open it."""
TIDYING_S = 5.0
"""So long it may take where nobody waits for it."""


class KeyringUnavailable(GdprDeskError):
    """There is no keyring, it stayed closed, it refused, or it did not answer in time."""

    code = "keyring_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "Le trousseau ne répond pas, ou reste fermé.",
            safe="Rien n’a été modifié.",
            remedy="Tapez votre phrase de passe.",
        )


class Patience:
    """How long one call waits for the keyring: so many seconds, or until `give_up`."""

    def __init__(self, seconds: float = ASKING_S) -> None:
        self._seconds = seconds
        self._settled = threading.Event()
        self._hand_over = threading.Lock()
        self._late = False

    def give_up(self) -> None:
        """Wait no longer; whatever the keyring says later is nobody's business."""
        self._settled.set()

    def answer(self, call: Callable[[], T], undo: Callable[[], object] | None = None) -> T:
        """What `call` gives in time. Raises KeyringUnavailable for anything else that happens.

        `undo` is done to what comes too late: nobody knows of it.
        """
        outcome: list[T] = []
        problem: list[Exception] = []

        def ask() -> None:
            try:
                found = call()
                with self._hand_over:
                    late = self._late
                    outcome.append(found)
                if late and undo is not None:
                    undo()
            except Exception as error:  # whatever a system, its bus or its dialog may say
                problem.append(error)
            finally:
                self._settled.set()

        # Not a worker of the application: one that never returns would hold up its end.
        if not self._settled.is_set():
            threading.Thread(target=ask, name="keyring", daemon=True).start()
        self._settled.wait(self._seconds)
        with self._hand_over:
            self._late = True
            if outcome:
                return outcome[0]
        raise KeyringUnavailable from (problem[0] if problem else None)


def read(entry: str, patience: Patience) -> str | None:
    """The secret under that name, None where there is none. Raises KeyringUnavailable."""
    return patience.answer(lambda: _keyring().get_password(SERVICE, entry))


def write(entry: str, secret: str, patience: Patience) -> None:
    """Keep a secret under that name. Raises KeyringUnavailable; nothing is then kept."""
    patience.answer(
        lambda: _keyring().set_password(SERVICE, entry, secret),
        lambda: _keyring().delete_password(SERVICE, entry),
    )


def remove(entry: str, patience: Patience) -> None:
    """Take the secret under that name out, if it is there. Raises KeyringUnavailable."""

    def take_out() -> None:
        keyring = _keyring()
        if keyring.get_password(SERVICE, entry) is not None:
            keyring.delete_password(SERVICE, entry)

    patience.answer(take_out)


def _keyring() -> KeyringBackend:
    """The accepted keyring that works here. Raises LookupError where none does."""
    for name in ACCEPTED:
        module, _, kind = name.partition(":")
        try:
            found: type[KeyringBackend] = getattr(import_module(module), kind)
        except (ImportError, AttributeError):
            continue
        if found.viable:
            keyring = found()
            if sys.platform == "win32":  # else it follows the person to the other computers of a domain
                setattr(keyring, _PERSIST, "local machine")
            return keyring
    raise LookupError("keyring")
