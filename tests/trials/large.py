"""Registers of any size for the measurements: the starter activities again and again, renamed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

# What is imported on top is imported again by every child process of a measurement.
if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.register.model import Register

RAW_KEY = bytes(range(32))
PASSPHRASE = "un atelier sous la pluie compte ses lampes"


def register_of(count: int) -> Register:
    """A fictional shop with so many activities, as full as the models make them."""
    from gdpr_desk.register.model import Controller, Register
    from gdpr_desk.register.starter import starter_activities, starter_parties, starter_tiles

    keys = [tile.key for tile in starter_tiles()]
    models = starter_activities(keys)
    activities = [
        replace(
            models[number % len(models)],
            reference=f"T-{number + 1:02d}",
            name=f"{models[number % len(models)].name} {number // len(models) + 1}",
            created_on=date(2024, 1, 2),
            reviewed_on=date(2026, 1, 2),
        )
        for number in range(count)
    ]
    shop = Controller("Atelier Lumen", email="contact@lumen.example")
    return Register(shop, starter_parties(keys), tuple(activities))


def open_vault(folder: Path) -> Desk:
    """A new vault without key derivation, and the services on it."""
    from gdpr_desk.app import open_desk
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.vault.vault import Vault

    clock = SystemClock()
    return open_desk(Vault.found_for_trial(folder, RAW_KEY, clock=clock), clock)


def sealed_vault(folder: Path, register: Register) -> None:
    """A vault under `PASSPHRASE` that holds `register`, closed."""
    from gdpr_desk.app import create_desk
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.profile import Profile

    desk, _ = create_desk(folder, Profile(register.controller), PASSPHRASE, SystemClock())
    with desk:
        desk.exchange.import_register(register)
