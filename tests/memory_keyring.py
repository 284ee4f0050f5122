"""Keyrings for tests, behind the interface that the keyring library gives to those who bring their own."""

from __future__ import annotations

import threading

import pytest
from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import KeyringLocked, PasswordDeleteError

from gdpr_desk import system_keyring

entries: dict[tuple[str, str], str] = {}
released = threading.Event()
"""Set: the keyring that hung answers after all."""


class Memory(KeyringBackend):
    """Keeps what it is given, until the test ends."""

    @properties.classproperty
    def priority(self) -> float:
        return 5

    def get_password(self, service: str, username: str) -> str | None:
        return entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in entries:
            raise PasswordDeleteError(username)
        del entries[service, username]


class Closed(Memory):
    """Its owner refuses to open it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("dismissed")


class Hanging(Memory):
    """Asks a question that nobody answers before `released`."""

    def get_password(self, service: str, username: str) -> str | None:
        released.wait(60)
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        released.wait(60)
        super().set_password(service, username, password)


class Absent(Memory):
    """The service is not there."""

    @properties.classproperty
    def priority(self) -> float:
        raise RuntimeError("no service")


def use(patch: pytest.MonkeyPatch, kind: type[Memory]) -> None:
    """From now on, this is the keyring of the system; what was kept stays."""
    patch.setattr(system_keyring, "ACCEPTED", (f"{kind.__module__}:{kind.__name__}",))


def begin(patch: pytest.MonkeyPatch) -> None:
    """An empty keyring that works."""
    entries.clear()
    released.clear()
    use(patch, Memory)
