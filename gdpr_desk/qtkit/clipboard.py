"""What is copied out of the vault: the clipboard forgets it after half a minute, and at the lock."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QGuiApplication

FORGOTTEN_AFTER_S = 30
_NAME = "held-clipboard"


def copy_for_a_while(text: str) -> None:
    """Put `text` on the clipboard; it is taken away after half a minute unless something else is there."""
    _held().put(text)


def forget_copied() -> None:
    """Take away what was copied here, not what somebody copied since."""
    _held().clear()


class _Held(QObject):
    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self.setObjectName(_NAME)
        self._text = ""
        self._timer = QTimer(self, singleShot=True, interval=FORGOTTEN_AFTER_S * 1000)
        self._timer.timeout.connect(self.clear)

    def put(self, text: str) -> None:
        self._text = text
        QGuiApplication.clipboard().setText(text)
        self._timer.start()

    def clear(self) -> None:
        self._timer.stop()
        if self._text and QGuiApplication.clipboard().text() == self._text:
            QGuiApplication.clipboard().clear()
        self._text = ""


def _held() -> _Held:
    """The one of this program: it ends with it."""
    application = QCoreApplication.instance()
    found = application.findChild(_Held, _NAME) if application is not None else None
    return found if isinstance(found, _Held) else _Held(application)
