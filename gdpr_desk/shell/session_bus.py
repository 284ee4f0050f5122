"""Session lock and sleep on Linux, over D-Bus; where no bus answers, nothing is told and nothing waits.

Only signals of the named services are heard. Until the keys have left the memory the computer is asked
to put sleep off: logind does so for some seconds at most, and ends it with this process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
    QDBusVariant,
)

from gdpr_desk.shell.session_watch import SessionWatch

_LOGIND, _ROOT = "org.freedesktop.login1", "/org/freedesktop/login1"
_MANAGER, _SESSION = f"{_LOGIND}.Manager", f"{_LOGIND}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = (
    ("org.gnome.ScreenSaver", "/org/gnome/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/ScreenSaver"),
    ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"),
    ("org.cinnamon.ScreenSaver", "/org/cinnamon/ScreenSaver"),
    ("org.mate.ScreenSaver", "/org/mate/ScreenSaver"),
    ("org.xfce.ScreenSaver", "/org/xfce/ScreenSaver"),
)
_WHY = "Fermer le coffre avant la mise en veille"


class BusSession(SessionWatch):
    """Hears the login manager and the screen savers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = False
        self._own = ""
        self._delay: QDBusUnixFileDescriptor | None = None
        self._calls: list[QDBusPendingCallWatcher] = []
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        if system.isConnected():
            _hear(system, (_LOGIND, _ROOT), (_MANAGER, "PrepareForSleep"), self, "on_sleep(bool)")
            _hear(system, (_LOGIND, ""), (_SESSION, "Lock"), self, "on_lock(QDBusMessage)")
            _hear(system, (_LOGIND, ""), (_PROPERTIES, "PropertiesChanged"), self, "on_changed(QDBusMessage)")
            named = os.environ.get("XDG_SESSION_ID", "auto")
            self._ask("GetSession", (named,), self._found)
            self._put_sleep_off()
        if session.isConnected():
            for service, path in _SCREEN_SAVERS:
                _hear(session, (service, path), (service, "ActiveChanged"), self, "on_screen_saver(bool)")

    def stop(self) -> None:
        self._stopped = True
        self._delay = None

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:
        """The computer goes to sleep, or woke."""
        if begins:
            self._tell()
        elif not self._stopped:
            self._put_sleep_off()
            self.back.emit()

    @Slot("QDBusMessage")
    def on_lock(self, message: QDBusMessage) -> None:
        """Somebody locks a session: ours, as far as that is known."""
        if self._is_ours(message.path()):
            self._tell()

    @Slot("QDBusMessage")
    def on_changed(self, message: QDBusMessage) -> None:
        """A desktop that locks its own screen only leaves word of it."""
        if message.arguments()[:1] == [_SESSION] and self._is_ours(message.path()):
            self._ask("Get", (_SESSION, "LockedHint"), self._hinted, (message.path(), _PROPERTIES))

    @Slot(bool)
    def on_screen_saver(self, active: bool) -> None:
        """The screen is covered, or free again."""
        if active:
            self._tell()

    def _is_ours(self, path: str) -> bool:
        return not self._own or path == self._own

    def _tell(self) -> None:
        if not self._stopped:
            self.away.emit()

    def _put_sleep_off(self) -> None:
        self._ask("Inhibit", ("sleep", "gdpr-desk", _WHY, "delay"), self._inhibited)

    def _found(self, answer: Sequence[object]) -> None:
        if answer and isinstance(answer[0], QDBusObjectPath):
            self._own = answer[0].path()

    def _inhibited(self, answer: Sequence[object]) -> None:
        if answer and isinstance(answer[0], QDBusUnixFileDescriptor) and not self._stopped:
            self._delay = answer[0]

    def _hinted(self, answer: Sequence[object]) -> None:
        if answer and isinstance(answer[0], QDBusVariant) and answer[0].variant() is True:
            self._tell()

    def _ask(
        self,
        verb: str,
        given: Sequence[str],
        done: Callable[[Sequence[object]], None],
        of: tuple[str, str] = (_ROOT, _MANAGER),
    ) -> None:
        """Ask logind without waiting; a refusal means that this system does not do it."""
        message = QDBusMessage.createMethodCall(_LOGIND, *of, verb)
        message.setArguments(list(given))
        watcher = QDBusPendingCallWatcher(QDBusConnection.systemBus().asyncCall(message), self)

        def finished(call: QDBusPendingCallWatcher) -> None:
            self._calls.remove(call)
            reply = call.reply()
            if reply.type() is QDBusMessage.MessageType.ReplyMessage:
                done(reply.arguments())
            call.deleteLater()

        self._calls.append(watcher)
        watcher.finished.connect(finished)


def _hear(
    bus: QDBusConnection, sender: tuple[str, str], signal: tuple[str, str], to: QObject, slot: str
) -> None:
    """From a service and one of its objects (any, where empty): an interface's signal."""
    # The library takes the slot as text, as SLOT gives it; its stub says bytes.
    bus.connect(*sender, *signal, to, SLOT(slot))  # type: ignore[call-overload]
