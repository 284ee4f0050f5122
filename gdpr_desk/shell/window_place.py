"""Where the window stood last time, kept inside a screen that still exists."""

from __future__ import annotations

import base64
import binascii
import contextlib
from dataclasses import replace

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from gdpr_desk.settings import load_settings, save_settings

SMALLEST = QSize(1024, 640)
"""Logical pixels; on a smaller screen the screen decides."""


def saved_place(window: QWidget) -> str:
    """The geometry as text for the settings file."""
    return base64.b64encode(bytes(window.saveGeometry().data())).decode("ascii")


def remember_place(window: QWidget) -> None:
    """Keep the geometry in the settings; a folder that refuses costs the geometry only."""
    with contextlib.suppress(OSError):
        save_settings(replace(load_settings(), geometry=saved_place(window)))


def restore_place(window: QWidget, saved: str) -> None:
    """Put the window back, or at a usual size where nothing (usable) was saved."""
    try:
        raw = base64.b64decode(saved, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or not window.restoreGeometry(QByteArray(raw)):
        window.resize(1280, 760)
    clamp(window)


def clamp(window: QWidget) -> None:
    """Move and shrink the window until all of it lies on a visible screen."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if not screens or window.isMaximized() or window.isFullScreen():
        return
    place = clamped(window.geometry(), screens)
    window.setMinimumSize(SMALLEST.boundedTo(place.size()))
    if place != window.geometry():
        window.setGeometry(place)


def clamped(place: QRect, screens: list[QRect]) -> QRect:
    """`place` inside the screen it shares most with, or inside the first one."""

    def shared(screen: QRect) -> int:
        common = screen.intersected(place)
        return common.width() * common.height() if common.isValid() else 0

    screen = max(screens, key=shared)
    size = place.size().boundedTo(screen.size())
    left = min(max(place.left(), screen.left()), screen.right() - size.width() + 1)
    top = min(max(place.top(), screen.top()), screen.bottom() - size.height() + 1)
    return QRect(left, top, size.width(), size.height())
