"""Puts an open Desk into the main window: its rooms, where links lead, what the palette offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gdpr_desk.app import Desk
from gdpr_desk.journal.qt.page import JournalPage
from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.dialogs import ask
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.register.model import ActivityStatus
from gdpr_desk.register.qt.page import LIST, MAP, PRINTED, RegisterPage
from gdpr_desk.shell.finding import Command
from gdpr_desk.shell.room import Room
from gdpr_desk.shell.settings_page import SettingsPage
from gdpr_desk.shell.shortcuts import keys_of, spoken
from gdpr_desk.shell.today_page import TodayPage
from gdpr_desk.shell.ways_in import delete_demo
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.highwater import Mark

OWN_KEYS = ("new", "filter", "print", "back")
"""Shortcuts that the register's page answers itself while the focus is in it."""


class DeskWindow(QObject):
    """Owns the main window of one open Desk, and closes the Desk with it.

    `lock_requested` asks to start anew at the unlock screen, once the vault is closed.
    """

    lock_requested = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_open = True
        self.today = TodayPage(desk)
        self.register = RegisterPage(desk.register, desk.parties, desk.clock, demo=desk.vault.is_demo)
        self.journal = JournalPage(desk.journal, self._names, self._mark, self._subjects)
        self.settings = SettingsPage(desk)
        self.window = MainWindow(self._rooms(), commands=self.commands, demo=desk.vault.is_demo)
        self._connect()
        self._show_shop()
        self._tell_last_write()
        self.window.go("today")

    def show(self) -> None:
        """Open the window, focus on the next step."""
        self.window.show()
        self.today.focus_first()

    def go_to(self, target: str) -> None:
        """Follow a link of the today page or the palette."""
        if target in {"today", "register", "journal", "settings"}:
            self.window.go(target)
        elif target == "print":
            self._show_register(PRINTED, "all")
        elif target == "map":
            self._show_register(MAP, "all")
            self.register.map.show_picture()
        elif target.startswith("filter:"):
            self._show_register(LIST, target.removeprefix("filter:"))
        elif target == "models":
            self.window.go("register")
            self.register.choose_models()
        elif target == "new":
            self.window.go("register")
            self.register.add_blank()
        else:
            self.window.go("register")
            self.register.open_activity(target)

    def lock(self) -> None:
        """Keep what was typed, close the vault, start anew at the unlock screen."""
        self.close_desk()
        self.lock_requested.emit()

    def close_desk(self) -> None:
        """Close the vault once; no page may be asked for anything afterwards."""
        if not self._is_open:
            return
        self._is_open = False
        self.window.leave_all()
        Jobs.wait()
        self.desk.close()
        self.closed.emit()

    def commands(self) -> Sequence[Command]:
        """What the palette finds: actions, then the records of the register."""
        return [*self._actions(), *self._records()]

    def _actions(self) -> list[Command]:
        go = self.go_to
        return [
            Command(
                "Actions",
                "plus",
                "Ajouter une activité",
                spoken(keys_of("new")),
                lambda: go("new"),
                "nouvelle fiche",
            ),
            Command(
                "Actions", "layers", "Choisir parmi les modèles", "activités", lambda: go("models"), "ajouter"
            ),
            Command(
                "Actions",
                "printer",
                "Imprimer le registre",
                spoken(keys_of("print")),
                lambda: go("print"),
                "pdf",
            ),
            Command("Actions", "map", "Carte des flux", "registre", lambda: go("map"), "où vont les données"),
            Command("Actions", "calendar-check", "Aujourd’hui", "écran", lambda: go("today"), "à faire"),
            Command(
                "Actions", "book-open-text", "Registre", "écran", lambda: go("register"), "fiches activités"
            ),
            Command("Actions", "scroll-text", "Journal", "écran", lambda: go("journal"), "historique"),
            Command(
                "Actions",
                "settings",
                "Réglages",
                "écran",
                lambda: go("settings"),
                "thème taille du texte boutique",
            ),
            Command("Actions", "lock", "Verrouiller le coffre", spoken(keys_of("lock")), self.lock, "fermer"),
            Command("Actions", "keyboard", "Aide et raccourcis", "F1", self.window.show_help, "clavier"),
        ]

    def _records(self) -> list[Command]:
        return [
            Command(
                "Registre",
                "book-open-text",
                seen.activity.name,
                _how_far(seen.activity.reference, seen.completeness.percent),
                partial(self.go_to, seen.activity.reference),
                seen.activity.reference.replace("-", " "),
            )
            for seen in self.desk.register.overview()
            if seen.activity.status is not ActivityStatus.ARCHIVED
        ]

    def _rooms(self) -> tuple[Room, ...]:
        return (
            Room("today", "&Aujourd’hui", "calendar-check", self.today),
            Room("register", "&Registre", "book-open-text", self.register, "Mon dossier", OWN_KEYS),
            Room("journal", "&Journal", "scroll-text", self.journal, "Suivi"),
            Room("settings", "Ré&glages", "settings", self.settings),
        )

    def _connect(self) -> None:
        window = self.window
        window.lock_requested.connect(self.lock)
        window.demo_deletion_requested.connect(self._delete_demo)
        window.closing.connect(self.close_desk)
        self.today.go_to.connect(self.go_to)
        self.today.counted.connect(self._show_count)
        self.register.changed.connect(self._count)
        self.register.status.connect(window.tell)
        self.settings.changed.connect(self._show_shop)
        self.settings.lock_requested.connect(self.lock)
        actions = window.actions_by_key
        actions["new"].triggered.connect(lambda _checked=False: self.go_to("new"))
        actions["print"].triggered.connect(lambda _checked=False: self.go_to("print"))
        actions["filter"].triggered.connect(lambda _checked=False: self._filter())
        actions["back"].triggered.connect(lambda _checked=False: self.go_to("today"))

    def _show_register(self, view: str, chip: str) -> None:
        self.window.go("register")
        self.register.show_list()
        self.register.ui.views.set_current(view)
        self.register.ui.filters.set_current(chip)
        self.register.refresh()

    def _filter(self) -> None:
        self._show_register(LIST, "all")
        self.register.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_shop(self) -> None:
        self.window.set_shop(self.desk.register.controller().name)

    def _count(self) -> None:
        left = sum(
            1
            for seen in self.desk.register.overview()
            if not seen.completeness.complete and seen.activity.status is not ActivityStatus.ARCHIVED
        )
        self._show_count(left)

    def _show_count(self, left: int) -> None:
        self.window.sidebar.set_count("register", left)

    def _tell_last_write(self) -> None:
        """Every write leaves an entry in the journal: the last one says when."""
        for entry in self.desk.journal.entries(limit=1):
            at = shop_time(entry.at)
            hour = french_time(at.time())
            today = at.date() == self.desk.clock.today()
            self.window.tell(f"enregistré {'' if today else f'le {french_date(at.date())} '}à {hour}")

    def _names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in self.desk.vault.people()}

    def _subjects(self) -> Mapping[str, str]:
        register = self.desk.register.register()
        named = {party.key: party.name for party in register.parties}
        return named | {activity.reference: activity.name for activity in register.activities}

    def _mark(self) -> Mark | None:
        water = self.desk.vault.high_water
        return water.mark if water is not None else None

    def _delete_demo(self) -> None:
        if not ask(
            self.window,
            "Supprimer la démonstration ?",
            "La boutique fictive et ce que vous y avez essayé disparaissent. Votre coffre n’est pas touché.",
            "Supprimer la démonstration",
            kind="danger",
            stay="Garder",
        ):
            return
        self.close_desk()
        delete_demo()
        QTimer.singleShot(0, self.lock_requested.emit)


def _how_far(reference: str, percent: int) -> str:
    return f"{reference}, {'complète' if percent >= 100 else f'{percent} %'}"
