"""Faults between the steps that change who holds a key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gdpr_desk.vault import membership
from gdpr_desk.vault.people import Person
from gdpr_desk.vault.vault import Vault

STEPS: tuple[tuple[Any, str], ...] = (
    (membership, "replace_file"),
    (membership, "remove_people"),
    (membership, "change_state"),
    (Vault, "change_key"),
    (Path, "unlink"),
)


def silent(_session: Session, _person: Person) -> None:
    """What a test notes in a journal: nothing."""


def fail_at(monkeypatch: pytest.MonkeyPatch, step: int, fault: type[BaseException]) -> Callable[[], int]:
    """Raise `fault` in place of step number `step`; what it returns tells how many steps were begun."""
    begun = 0

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def act(*given: object, **named: object) -> object:
            nonlocal begun
            begun += 1
            if begun == step:
                raise fault
            return real(*given, **named)

        return act

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, failing(getattr(owner, name)))
    return lambda: begun
