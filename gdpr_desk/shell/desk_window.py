"""Puts an open Desk into the main window: its rooms, where links lead, what the palette offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from gdpr_desk.app import Desk
from gdpr_desk.journal.qt.page import JournalPage
from gdpr_desk.parties.qt.page import PartiesPage
from gdpr_desk.periods.words import french_date, french_time, shop_time
from gdpr_desk.qtkit.clipboard import forget_copied
from gdpr_desk.qtkit.dialogs import ask
from gdpr_desk.qtkit.files import STAYS_IN
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.qt.page import LIST, MAP, PRINTED, RegisterPage
from gdpr_desk.settings import load_settings, save_settings
from gdpr_desk.shell.backup_daily import DailyBackup
from gdpr_desk.shell.breaches_room import BreachesRoom
from gdpr_desk.shell.desk_commands import PARTY, desk_commands
from gdpr_desk.shell.desk_pages import DeskPages
from gdpr_desk.shell.finding import Command
from gdpr_desk.shell.idle_lock import IdleLock
from gdpr_desk.shell.keyring_row import give_up_keyring
from gdpr_desk.shell.requests_room import ROOM as REQUESTS
from gdpr_desk.shell.requests_room import RequestsRoom
from gdpr_desk.shell.room import Later, Room
from gdpr_desk.shell.session_watch import SessionWatch, watch_session
from gdpr_desk.shell.settings_page import SettingsPage
from gdpr_desk.shell.sweep_room import ROOM as SWEEP
from gdpr_desk.shell.sweep_room import SweepRoom, refresh_shown
from gdpr_desk.shell.today_page import TodayPage
from gdpr_desk.shell.unfinished import Unfinished
from gdpr_desk.shell.ways_in import delete_demo
from gdpr_desk.shell.window import MainWindow
from gdpr_desk.vault.people import Role

OWN_KEYS = ("new", "filter", "print", "back")
"""Shortcuts that the register's page answers itself while the focus is in it."""
PARTY_KEYS = ("new", "filter", "back")
JOURNAL_KEYS = ("filter", "back")


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
        self._pages = DeskPages(desk)
        self.sweep = SweepRoom(desk, self)
        self.requests = RequestsRoom(desk, self)
        self.breaches = BreachesRoom(desk, self)
        self.today.tell_sweep(self.sweep.card)
        self.window = MainWindow(self._rooms(), commands=self.commands, demo=desk.vault.is_demo)
        self.window.setProperty(STAYS_IN, desk.vault.person.role is Role.STAFF)
        self.daily = DailyBackup(desk, self)
        self.unfinished = Unfinished(desk, self.window)  # whose counts it shows: it goes with it
        self._connect()
        self._connect_pages()
        self.breaches.put_into(self.window)
        self._lock_when_idle()
        self._show_shop()
        self._tell_last_write()
        self.window.go("today")

    @property
    def register(self) -> RegisterPage:
        """The page of the records."""
        return self._pages.register.page

    @property
    def parties(self) -> PartiesPage:
        """The page of the parties."""
        return self._pages.parties.page

    @property
    def journal(self) -> JournalPage:
        """The page of the journal."""
        return self._pages.journal.page

    @property
    def settings(self) -> SettingsPage:
        """The page of the settings."""
        return self._pages.settings.page

    def show(self) -> None:
        """Open the window, focus on the next step."""
        self.window.show()
        self.today.focus_first()
        self.daily.tell()
        self.daily.start()
        self.sweep.runs.start()

    def go_to(self, target: str) -> None:
        """Follow a link of the today page or the palette."""
        if target in {"today", "register", "parties", "journal", "settings"}:
            self.window.go(target)
        elif target == "print":
            self._show_register(PRINTED, "all")
        elif target == "map":
            self._show_register(MAP, "all")
            self.register.map.show_picture()
        elif target.startswith("filter:"):
            self._show_register(LIST, target.removeprefix("filter:"))
        elif target in {"import", "models", "new"}:
            register = self.register
            self.window.go("register")
            {"import": register.importing.open, "models": register.choose_models, "new": register.add_blank}[
                target
            ]()
        elif target.startswith(PARTY) or target == "new-party":
            self.window.go("parties")
            if target == "new-party":
                self.parties.add_party()
            else:
                self.parties.open_party(target.removeprefix(PARTY))
        elif target.startswith(SWEEP):
            self.sweep.show(target, self.window)
        elif not self._lead_to_room(target):
            self.window.go("register")
            self.register.open_activity(target)

    def _lead_to_room(self, target: str) -> bool:
        """Follow a link into a room that knows its own; False where none does."""
        for room in (self.requests, self.breaches):
            if room.leads_to(target):
                room.show(target, self.window)
                return True
        return False

    def lock(self) -> None:
        """Keep what was typed, close the vault, start anew at the unlock screen."""
        self.close_desk(cover=True)
        self.lock_requested.emit()

    def close_desk(self, *, cover: bool = False) -> None:
        """Close the vault once; no page may be asked for anything afterwards.

        `cover` takes everything off the screen first, once it is kept: closing can take seconds.
        """
        if not self._is_open:
            return
        self._is_open = False
        self.sweep.runs.stop()
        self.idle.stop()
        self.breaches.stop()
        self.session.stop()
        self.daily.stop()
        self.unfinished.stop()
        self.window.leave_all()
        forget_copied()
        if cover:
            _cover()
        give_up_keyring(self.window)
        Jobs.wait()
        self.desk.close()
        self.closed.emit()

    def commands(self) -> Sequence[Command]:
        """What the palette finds: actions, then the records of the register and the parties."""
        return desk_commands(self.desk, self.go_to, self.lock, self.window.show_help)

    def _rooms(self) -> tuple[Room, ...]:
        pages = self._pages
        journal = Room("journal", "&Journal", "scroll-text", pages.journal, "Suivi", JOURNAL_KEYS)
        return (
            Room("today", "&Aujourd’hui", "calendar-check", Later(lambda: self.today)),
            self.requests.room(),
            *self.breaches.rooms(),
            Room("register", "&Registre", "book-open-text", pages.register, "Mon dossier", OWN_KEYS),
            *self.sweep.rooms(),
            Room("parties", "&Prestataires", "handshake", pages.parties, "", PARTY_KEYS),
            # The program, not the keys, keeps staff from the account of what was done: the README says so.
            *(() if self.desk.vault.person.role is Role.STAFF else (journal,)),
            Room("settings", "Ré&glages", "settings", pages.settings),
        )

    def _connect(self) -> None:
        window = self.window
        window.lock_requested.connect(self.lock)
        window.demo_deletion_requested.connect(self._delete_demo)
        window.closing.connect(self.close_desk)
        self.today.go_to.connect(self.go_to)
        self.sweep.wanted.connect(self.go_to)
        self.today.counted.connect(self._show_count)
        self.unfinished.counted.connect(self._show_count)
        for counts in (self.today, self.unfinished):
            counts.parties_counted.connect(lambda left: self.window.sidebar.set_count("parties", left))
        self.requests.counted.connect(lambda left: window.sidebar.set_count("requests", left))
        self.requests.activity_wanted.connect(self.go_to)
        self.today.requests_counted.connect(lambda left: window.sidebar.set_count("requests", left))
        for tasks in (self.today.tasks_counted, self.sweep.counted):
            tasks.connect(self._show_tasks)
        self.breaches.banner.looked.connect(self.today.tell_clocks)
        self.breaches.banner.clock_told.connect(window.status_line.tell_clock)
        self.daily.told.connect(window.status_line.tell_backup)
        self.sweep.removed.connect(partial(refresh_shown, window))
        actions = window.actions_by_key
        actions["new"].triggered.connect(lambda _checked=False: self.go_to("new"))
        actions["print"].triggered.connect(lambda _checked=False: self.go_to("print"))
        actions["filter"].triggered.connect(lambda _checked=False: self._filter())
        actions["back"].triggered.connect(lambda _checked=False: self.go_to("today"))

    def _connect_pages(self) -> None:
        """Each as soon as it is built."""
        window, unfinished = self.window, self.unfinished

        def register(page: RegisterPage) -> None:
            page.changed.connect(unfinished.count_soon)
            page.status.connect(window.tell)
            page.bin.tell_held(self.sweep.held_records)

        def parties(page: PartiesPage) -> None:
            page.changed.connect(unfinished.count_soon)
            page.status.connect(window.tell)
            page.activity_wanted.connect(self.go_to)

        def settings(page: SettingsPage) -> None:
            page.changed.connect(self._show_shop)
            page.backed_up.connect(self.daily.tell)
            page.open_restored.connect(_open_next)
            page.open_restored.connect(lambda _folder: self.lock())
            page.lock_requested.connect(self.lock)
            page.lock_time_changed.connect(self.idle.set_minutes)

        self._pages.register.once_made(register)
        self._pages.parties.once_made(parties)
        self._pages.settings.once_made(settings)

    def _lock_when_idle(self) -> None:
        """A vault left open on the counter closes by itself; the fictional shop holds nothing to guard."""
        self.idle = IdleLock(self.desk.clock, load_settings().lock_after_minutes, self)
        if self.desk.vault.is_demo:
            self.idle.stop()
        self.idle.due.connect(self.lock)
        self.idle.soon.connect(
            lambda left: Toast.show_in(
                self.window, f"Verrouillage dans {left} secondes : bougez la souris.", icon="lock"
            )
        )
        self.session = SessionWatch(self) if self.desk.vault.is_demo else watch_session(self)
        self.session.away.connect(self.lock)
        self.session.back.connect(self.idle.look)
        self.session.back.connect(self.sweep.runs.wake)

    def _show_register(self, view: str, chip: str) -> None:
        self.window.go("register")
        self.register.show_list()
        self.register.ui.views.set_current(view)
        self.register.ui.filters.set_current(chip)
        self.register.refresh()

    def _filter(self) -> None:
        if self.window.current == "parties":
            self.parties.focus_filter()
        elif self.window.current == REQUESTS:
            self.requests.page.focus_filter()
        else:
            self._show_register(LIST, "all")
            self.register.ui.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_shop(self) -> None:
        self.window.set_shop(self.desk.register.controller().name)

    def _show_tasks(self, waiting: int) -> None:
        """Late or due within the week; staff have no such room."""
        if self.desk.vault.person.role is not Role.STAFF:
            self.window.sidebar.set_count(SWEEP, waiting)

    def _show_count(self, left: int) -> None:
        self.window.sidebar.set_count("register", left)

    def _tell_last_write(self) -> None:
        """Every write leaves an entry in the journal: the last one says when."""
        for entry in self.desk.journal.entries(limit=1):
            at = shop_time(entry.at)
            hour = french_time(at.time())
            today = at.date() == self.desk.clock.today()
            self.window.tell(f"enregistré {'' if today else f'le {french_date(at.date())} '}à {hour}")

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


def _cover() -> None:
    """Open dialogs too: each then returns as if it had been left."""
    for window in QApplication.topLevelWidgets():
        window.hide()


def _open_next(folder: Path) -> None:
    """Let the unlock screen ask for this vault, a restored one, from now on."""
    save_settings(replace(load_settings(), vault_folder=str(folder)))
