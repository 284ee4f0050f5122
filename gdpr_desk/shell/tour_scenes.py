"""The scenes of the tour: each puts one screen into one state and gives the widget to paint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QDialog, QWidget

from gdpr_desk import __version__
from gdpr_desk.app import Desk
from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.faults import describe
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.placing import place_over
from gdpr_desk.qtkit.theme import tokens
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog
from gdpr_desk.retention.qt.lines import ItemName
from gdpr_desk.shell.backup_list import BackupsDialog
from gdpr_desk.shell.breaches_room import breach_rows
from gdpr_desk.shell.crash_dialog import CrashDialog
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.shell.first_run import Step
from gdpr_desk.shell.first_run_screen import FirstRunScreen
from gdpr_desk.shell.forgotten import ForgottenScreen
from gdpr_desk.shell.licences_dialog import LicencesDialog
from gdpr_desk.shell.palette import Palette
from gdpr_desk.shell.requests_room import request_rows
from gdpr_desk.shell.shop_dialog import ShopDialog
from gdpr_desk.shell.shortcuts_page import ShortcutsDialog
from gdpr_desk.shell.today import FirstStep, Today
from gdpr_desk.shell.tour_retention import retention_scenes
from gdpr_desk.shell.tour_rooms import PAGES_AT_OTHER_SCALES, breach_scenes, request_scenes, room_pdfs
from gdpr_desk.shell.unlock import CAPS_LOCK, UnlockScreen
from gdpr_desk.vault.refusals import VaultBusy, VaultDamaged, VaultNewer, VaultReadOnly, WrongPassphrase

GROUPS = ("ABCDE", "FGHJK", "LMNPR", "STUVW", "XYZAB", "CDEFG", "HJKLM")
"""Not a secret of any vault: what the recovery page shows in pictures."""


@dataclass(frozen=True)
class Scene:
    """A page's name and how to bring it about; what it returns is painted, then hidden, or
    thrown away where it is `passing`."""

    page: str
    prepare: Callable[[], QWidget]
    passing: bool = False
    scroll: float | None = None
    """How far its largest scrolling area is scrolled, from 0 to 1."""


def entrance_scenes(folder: Path, clock: Clock) -> Iterator[Scene]:
    """First run step by step, then unlock with every refusal."""
    first_run = FirstRunScreen()
    first_run.setAutoFillBackground(True)
    for step in Step:
        yield Scene(f"first-run-{step.name.lower()}", partial(_at_step, first_run, step))
    yield Scene("first-run-wrong-siret", lambda: _wrong_siret(first_run))
    yield Scene("first-run-weak-passphrase", lambda: _weak_passphrase(first_run), passing=True)
    for name, refusal in (
        ("unlock", None),
        ("unlock-wrong-passphrase", WrongPassphrase(2)),
        ("unlock-damaged", VaultDamaged()),
        ("unlock-newer", VaultNewer("2.3")),
        ("unlock-busy", VaultBusy()),
        ("unlock-read-only", VaultReadOnly()),
    ):
        yield Scene(name, partial(_unlock, folder, clock, refusal), passing=True)
    yield Scene("unlock-forgotten", _forgotten, passing=True)


def desk_scenes(shown: DeskWindow, quiet: Callable[[], DeskWindow]) -> Iterator[Scene]:
    """Every room of the open vault, its dialogs and the palette; `quiet` is where nothing is left to do."""
    window = shown.window

    def room(target: str) -> QWidget:
        shown.today.refresh()  # a scene before may have shown another content
        shown.go_to(target)
        if target == "today":
            shown.today.focus_first()
        return window

    yield Scene("today", lambda: room("today"))
    yield Scene("today-nothing-left", lambda: _nothing_left(quiet()))
    yield Scene("today-new-register", lambda: _new_register(shown))
    shown.today.refresh()  # its counts stand beside the rooms of every scene that follows
    yield from (Scene(page, prepare) for page, prepare in request_scenes(shown))
    yield from (Scene(page, prepare) for page, prepare in breach_scenes(shown))
    yield from _register_scenes(shown, room)
    yield from (Scene(page, prepare) for page, prepare in retention_scenes(shown))
    yield Scene("parties", lambda: room("parties"))
    yield Scene("party-form", lambda: room("party:web-host"), scroll=0.0)
    yield Scene("journal", lambda: room("journal"))
    yield Scene("journal-verified", lambda: _verified(shown))
    yield Scene("settings", lambda: room("settings"), scroll=0.0)
    yield Scene("settings-about", lambda: room("settings"), scroll=1.0)
    yield Scene("palette", lambda: _palette(shown))
    for name, dialog in (
        ("shop", lambda: ShopDialog(shown.desk.register, window)),
        ("backups", lambda: BackupsDialog(shown.desk, window)),
        ("hold", lambda: _hold(shown)),
        ("licences", lambda: LicencesDialog(window)),
        ("shortcuts", lambda: ShortcutsDialog(window)),
        ("crash", lambda: CrashDialog(describe(_fault()), window)),
    ):
        yield Scene(name, partial(_dialog, shown, dialog))


def _register_scenes(shown: DeskWindow, room: Callable[[str], QWidget]) -> Iterator[Scene]:
    """The register: list, form, past, import, map, paper."""
    yield Scene("register-list", lambda: room("filter:all"))
    yield Scene("register-filter", lambda: room("filter:to_complete"))
    reference = shown.desk.register.overview()[-1].activity.reference
    for place, share in enumerate((0.0, 0.25, 0.5, 0.75, 1.0), start=1):
        yield Scene(f"register-form-{place}", partial(_form, shown, reference), scroll=share)
    yield Scene("register-several", lambda: _several(shown))
    yield Scene("register-history", lambda: _history(shown, reference))
    yield Scene("register-import", lambda: room("import"))
    yield Scene("register-map", lambda: room("map"))
    yield Scene("register-map-table", lambda: _map_table(shown))
    yield Scene("register-printed", lambda: room("print"))


def few_scenes(
    shown: DeskWindow, quiet: Callable[[], DeskWindow], folder: Path, clock: Clock
) -> Iterator[Scene]:
    """What is also painted at other scales."""
    yield from (s for s in entrance_scenes(folder, clock) if s.page in {"first-run-activities", "unlock"})
    wanted = {"today", "register-list", "register-map", "register-form-2", "settings", *PAGES_AT_OTHER_SCALES}
    yield from (s for s in desk_scenes(shown, quiet) if s.page in wanted)


def painted(widget: QWidget, ratio: float = 1.0) -> QPixmap:
    """The widget as it looks now at device pixel ratio `ratio`, a dialog of its own laid over it."""
    picture = _grab(widget, ratio)
    for dialog in widget.findChildren(QDialog):
        if dialog.isVisible():
            above = _grab(dialog, ratio)
            corner = place_over(widget, dialog.size())
            edge = QRectF(QRect(corner, dialog.size()))
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(widget.rect(), QColor(0, 0, 0, 100))
            # The desktop draws the frame of a dialog; here the palette's stands for it.
            frame = QPainterPath()
            frame.addRoundedRect(edge, 12, 12)
            painter.setClipPath(frame)
            painter.drawPixmap(corner, above)
            painter.setClipping(False)
            painter.setPen(QPen(tokens().hair, 1))
            painter.drawRoundedRect(edge.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
            painter.end()
    return picture


def _grab(widget: QWidget, ratio: float) -> QPixmap:
    """What `QWidget.grab` does, for a screen of another ratio than the one there is."""
    made = QPixmap(round(widget.width() * ratio), round(widget.height() * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(0, 0, 0, 0))
    widget.render(made)
    return made


def _at_step(screen: FirstRunScreen, step: Step) -> QWidget:
    screen.recovery.show_secret(GROUPS)
    screen.show_step(step)
    return screen


def _wrong_siret(screen: FirstRunScreen) -> QWidget:
    screen.draft = replace(screen.draft, name="Atelier Lumen", siret="000 000 018 00003")
    return _at_step(screen, Step.SHOP)


def _weak_passphrase(screen: FirstRunScreen) -> QWidget:
    screen.draft = replace(screen.draft, name="Atelier Lumen", passphrase="atelier lumen")
    return _at_step(screen, Step.PASSPHRASE)


def _unlock(folder: Path, clock: Clock, refusal: GdprDeskError | None) -> QWidget:
    screen = UnlockScreen(folder, clock, __version__)
    screen.setAutoFillBackground(True)
    screen.ui.demo.show()  # as over a vault of one's own
    screen.ui.passphrase.setText("x" * 18)
    if refusal is not None:
        screen.refuse(refusal)
    else:
        screen.hint(CAPS_LOCK)
    return screen


def _forgotten() -> QWidget:
    screen = ForgottenScreen()
    screen.setAutoFillBackground(True)
    return screen


def _several(shown: DeskWindow) -> QWidget:
    """Three records chosen, with what can be done to them."""
    shown.go_to("filter:all")
    chosen = [seen.activity.reference for seen in shown.desk.register.overview()[1:4]]
    shown.register.ui.table.select_keys(chosen)
    return shown.window


def _history(shown: DeskWindow, reference: str) -> QWidget:
    shown.go_to("filter:all")
    shown.register.show_history(reference)
    return shown.window


def _form(shown: DeskWindow, reference: str) -> QWidget:
    shown.go_to(reference)
    return shown.window


def _nothing_left(shown: DeskWindow) -> QWidget:
    shown.go_to("today")
    shown.today.focus_first()
    return shown.window


def _new_register(shown: DeskWindow) -> QWidget:
    """The page of a shop that has begun nothing but has an incident and requests: they come first."""
    shown.go_to("today")
    steps = (FirstStep("Créer votre coffre", True, ""), FirstStep("Choisir vos activités", False, "models"))
    day = french_date(shown.desk.clock.today(), weekday=True)
    pressing, _ = breach_rows(shown.desk)
    rows = (*pressing, *request_rows(shown.desk))
    content = Today(
        sentence=f"{day} · {len(rows)} choses à faire",
        rows=rows,
        activities=0,
        complete=0,
        ready=0.0,
        gaps=(),
        first_steps=steps,
    )
    shown.today.show_today(content)
    shown.today.focus_first()
    return shown.window


def scroll_to(window: QWidget, share: float) -> None:
    """Scroll the visible area with the most to scroll to `share` of its way."""
    areas = [area for area in window.findChildren(QAbstractScrollArea) if area.isVisible()]
    bars = [area.verticalScrollBar() for area in areas]
    if bars:
        longest = max(bars, key=lambda bar: bar.maximum())
        longest.setValue(round(longest.maximum() * share))


def _map_table(shown: DeskWindow) -> QWidget:
    shown.go_to("map")
    shown.register.map.show_table()
    return shown.window


def _verified(shown: DeskWindow) -> QWidget:
    shown.go_to("journal")
    shown.journal.verify()
    return shown.window


def _palette(shown: DeskWindow) -> QWidget:
    shown.go_to("today")
    for old in shown.window.findChildren(Palette):
        old.close()
    palette = shown.window.open_palette()
    palette.type("re")
    return shown.window


def _dialog(shown: DeskWindow, make: Callable[[], QDialog]) -> QWidget:
    for palette in shown.window.findChildren(Palette):
        palette.close()
    shown.go_to("today")
    make().show()
    return shown.window


def _hold(shown: DeskWindow) -> QDialog:
    """What is asked where somebody wants to keep an item; nothing is held."""
    desk, name = shown.desk, ItemName("Fiche « Fidélité et parrainage »")
    return HoldDialog(
        name,
        desk.retention.reasons(),
        desk.clock,
        lambda *_given: None,
        shown.window,
        item="tour",
        drafts=desk.retention.drafts,
    )


def _fault() -> BaseException:
    try:
        raise RuntimeError("exemple pour la visite")
    except RuntimeError as fault:
        return fault


def desk_pdfs(desk: Desk) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The papers of an open vault."""
    reference = desk.register.overview()[0].activity.reference
    yield "register", lambda: desk.exchange.pdf(demo=True).content
    yield "register-strict", lambda: desk.exchange.pdf(demo=True, strict=True).content
    yield "register-one-sheet", lambda: desk.exchange.pdf(demo=True, activity=reference).content
    yield "flow-map-poster", lambda: desk.exchange.poster(True)
    yield from room_pdfs(desk)
    yield "retention-board", lambda: desk.overview.pdf().content
