"""Starting and ending the window: QApplication, one instance, the crash net, and the way in and out."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QProcess,
    QProcessEnvironment,
    Qt,
    QTimer,
    QTranslator,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk import __version__
from gdpr_desk.clock import Clock, SystemClock
from gdpr_desk.faults import keep_quiet, start_log
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.collecting import keep_for_good, keep_what_is_left
from gdpr_desk.qtkit.icons import tinted
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.settings import default_vault, load_settings, state_folder
from gdpr_desk.shell import ways_in
from gdpr_desk.shell.crash import FaultDesk
from gdpr_desk.shell.entrance import Entrance
from gdpr_desk.shell.single_instance import SingleInstance
from gdpr_desk.shell.system_libraries import start_refusal

if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.shell.desk_window import DeskWindow

APPLICATION_ID = "io.github.gdpr_desk.gdpr_desk"
"""Reverse-DNS id, the same everywhere: desktop file, Wayland app_id, AppUserModelID."""

_ENTERED_MS = 400
"""By then the unlock screen is gone and the window has its first page; the first sweep comes later."""
_SETTLED_MS = 100
"""By then the first window is painted; what comes after does not hold it up."""
_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
_LOADERS = ("PYTHON", "LD_", "DYLD_", "KEYRING_", "GDPR_DESK_")
"""Beginnings of variables that make a program load foreign code, or that say where a secret lies."""
_PLUGINS = frozenset({"QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_GENERIC_PLUGINS"})


def run_window(argv: list[str]) -> int:
    """Open the window and return the exit status; a second start raises the first and returns 0."""
    refusal = start_refusal()
    if refusal is not None:
        sys.stderr.write(refusal + "\n")
        return 1
    keep_quiet()
    _name_process()
    app = make_application(argv)
    instance = SingleInstance(state_folder(), app)
    if not instance.take():
        return 0
    clock = SystemClock()
    FaultDesk(clock, app).install()
    keep_for_good()
    session = Session(vault_folder(), clock, instance, app)
    session.entered.connect(lambda: QTimer.singleShot(_ENTERED_MS, app, keep_what_is_left))
    session.begin()
    QTimer.singleShot(_SETTLED_MS, app, _after_first_paint)
    return app.exec()


def _after_first_paint() -> None:
    """What a person who is about to type need not wait for."""
    start_log()
    QApplication.setWindowIcon(application_icon())
    # Not in the lane of the vault: whoever is quick is let in meanwhile.
    Jobs.run(ways_in.prepare, lambda _none: Jobs.run(ways_in.prepare_window, lane="pool"))
    Jobs.run(ways_in.tidy_keyring, lane="pool")


def make_application(argv: list[str]) -> QApplication:
    """The one QApplication: names, icon, French, theme and text size from the settings."""
    app = QApplication(argv)
    app.setApplicationName("gdpr-desk")
    app.setApplicationDisplayName("gdpr-desk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APPLICATION_ID)
    speak_french(app)
    settings = load_settings()
    theme.install(app, settings.theme, settings.text_percent)
    return app


def speak_french(app: QApplication) -> None:
    """French numbers and dates, and Qt's own dialogs and menus in French."""
    QLocale.setDefault(QLocale(QLocale.Language.French, QLocale.Country.France))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_fr", folder):
        app.installTranslator(translator)


def application_icon() -> QIcon:
    """A keyhole on the accent tile, painted at every size the systems ask for."""
    icon = QIcon()
    for size in _ICON_SIZES:
        icon.addPixmap(_icon_at(size))
    return icon


def vault_folder() -> Path:
    """The vault of the settings, else the default place."""
    chosen = load_settings().vault_folder
    return Path(chosen) if chosen else default_vault()


class Session(QObject):
    """From the entrance to the desk and out again. Each window is shown before the other goes.

    `entered` once the window of an open vault stands.
    """

    entered = Signal()

    def __init__(self, folder: Path, clock: Clock, instance: SingleInstance, app: QApplication) -> None:
        super().__init__(app)
        self._folder = folder
        self._clock = clock
        self._instance = instance
        self._app = app
        self.entrance: Entrance | None = None
        self.desk_window: DeskWindow | None = None
        instance.raised.connect(self.raise_window)

    def begin(self) -> None:
        """Show the unlock screen, or the first run where there is no vault."""
        self.entrance = Entrance(self._folder, self._clock)
        self.entrance.opened.connect(self.enter)
        self.entrance.show()

    def enter(self, desk: Desk) -> None:
        """An open vault: its window takes the entrance's place."""
        from gdpr_desk.shell.desk_window import DeskWindow

        self.desk_window = DeskWindow(desk, self)
        self.desk_window.lock_requested.connect(self.start_anew)
        if self.entrance is not None:
            self.desk_window.window.setGeometry(self.entrance.geometry())
            self.desk_window.window.setWindowState(self.entrance.windowState())
        self.desk_window.show()
        if self.entrance is not None:
            entrance, self.entrance = self.entrance, None
            entrance.close()
            entrance.deleteLater()
        self.entered.emit()

    def raise_window(self) -> None:
        """A second start asked for this window."""
        window = self._window()
        if window is None:
            return
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()

    def start_anew(self) -> None:
        """The vault is closed: a fresh process at the unlock screen, and the end of this one."""
        self._instance.release()
        start_detached(os.environ)
        QTimer.singleShot(0, self._app.quit)

    def _window(self) -> QWidget | None:
        return self.desk_window.window if self.desk_window is not None else self.entrance


def start_detached(environment: Mapping[str, str]) -> bool:
    """Start this program again with a clean environment, knowing nothing of this process."""
    process = QProcess()
    process.setProgram(sys.executable)
    if not getattr(sys, "frozen", False):
        # Else a file lying where the program was started could stand in for one of its modules.
        safe = [] if Path(__file__).resolve().is_relative_to(Path.cwd()) else ["-P"]
        process.setArguments([*safe, "-m", "gdpr_desk"])
    clean = QProcessEnvironment()
    for name, value in environment.items():
        if not name.startswith(_LOADERS) and name not in _PLUGINS:
            clean.insert(name, value)
    process.setProcessEnvironment(clean)
    started = process.startDetached()
    return bool(started[0]) if isinstance(started, tuple) else bool(started)


def _name_process() -> None:
    """Windows groups windows and shows notifications by this id."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APPLICATION_ID)


def _icon_at(size: int) -> QPixmap:
    ground, ink = theme.tokens().color("accent"), theme.tokens().color("on_accent")
    made = QPixmap(size, size)
    made.fill(QColor(0, 0, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(ground)
    painter.setBrush(ground)
    painter.drawRoundedRect(1, 1, size - 2, size - 2, size * 0.22, size * 0.22)
    side = round(size * 0.6)
    inset = (size - side) // 2
    painter.drawPixmap(inset, inset, tinted("shield-keyhole", ink, side))
    painter.end()
    return made
