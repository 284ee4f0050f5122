"""The pages of an open Desk that only show what its services say; each is built when it is first wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from gdpr_desk.app import Desk
from gdpr_desk.journal.qt.page import JournalPage
from gdpr_desk.pack.service import ControlPack
from gdpr_desk.parties.qt.page import PartiesPage
from gdpr_desk.parties.qt.paper_list import PaperDoor
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity, named_parties
from gdpr_desk.register.qt.page import RegisterPage
from gdpr_desk.register.starter import starter_keys, starter_parties
from gdpr_desk.shell.room import Later
from gdpr_desk.shell.settings_page import SettingsPage
from gdpr_desk.vault.highwater import Mark


class DeskPages:
    """Register, parties, journal and settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.register = Later(self._register)
        self.parties = Later(self._parties)
        self.journal = Later(self._journal)
        self.settings = Later(lambda: SettingsPage(desk))

    def _register(self) -> RegisterPage:
        desk = self._desk
        page = RegisterPage(
            desk.register,
            exchange=desk.exchange,
            history=desk.history,
            parties=desk.parties,
            clock=desk.clock,
            demo=desk.vault.is_demo,
            names=self._names,
        )
        page.ui.printed.offer_pack(ControlPack(desk))
        page.bin.tell_elsewhere(self._in_backups)
        return page

    def _parties(self) -> PartiesPage:
        """Told what only the register knows."""
        desk = self._desk
        return PartiesPage(
            desk.parties,
            uses=lambda: uses_of_parties(desk.register.register().activities),
            models=lambda: starter_parties(starter_keys()),
            merge=lambda gone, kept: partial(desk.merging.undo, desk.merging.merge(gone, kept)),
            clock=desk.clock,
            papers=PaperDoor(desk.papers, desk.vault.officer_identity is not None, self._in_backups),
        )

    def _journal(self) -> JournalPage:
        desk = self._desk
        return JournalPage(
            desk.journal,
            self._names,
            self._mark,
            self._subjects,
            shop=lambda: desk.register.controller().name,
            demo=desk.vault.is_demo,
        )

    def _in_backups(self) -> str:
        """Where what is erased now stays for a while, and that restoring brings none of it back."""
        held = self._desk.backups.still_held(self._desk.clock.now())
        return f"{held.sentence} Une restauration ne les ramène pas." if held else ""

    def _names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in self._desk.vault.people()}

    def _subjects(self) -> Mapping[str, str]:
        register = self._desk.register.register()
        named = {party.key: party.name for party in register.parties}
        return named | {activity.reference: activity.name for activity in register.activities}

    def _mark(self) -> Mark | None:
        water = self._desk.vault.high_water
        return water.mark if water is not None else None


def uses_of_parties(activities: Iterable[ProcessingActivity]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """By the key of a party: reference and name of each activity that names it, archived ones too."""
    uses: dict[str, list[tuple[str, str]]] = {}
    for activity in activities:
        archived = activity.status is ActivityStatus.ARCHIVED
        name = f"{activity.name} (archivée)" if archived else activity.name
        for key in named_parties(activity):
            uses.setdefault(key, []).append((activity.reference, name))
    return uses
