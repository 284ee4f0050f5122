"""The session of the computer is locked, or the computer goes to sleep: the vault closes too (Art. 32).

Linux: systemd-logind and the screen savers, over D-Bus. Windows: messages of the session and of the power.
macOS tells nothing here; there the minutes without a key, which count sleep, close the vault.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class SessionWatch(QObject):
    """`away`: nobody is in front of the screen any more. `back`: the computer woke."""

    away = Signal()
    back = Signal()

    def stop(self) -> None:
        """The vault closes: nothing more to tell."""


def watch_session(parent: QObject) -> SessionWatch:
    """What this system can tell."""
    if sys.platform == "win32":
        from gdpr_desk.shell.session_windows import WindowsSession

        return WindowsSession(parent)
    if sys.platform == "darwin":
        return SessionWatch(parent)
    from gdpr_desk.shell.session_bus import BusSession

    return BusSession(parent)
