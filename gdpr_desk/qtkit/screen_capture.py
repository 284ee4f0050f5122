"""Keeping a window out of screen captures while something in it is not to be copied.

Windows offers it (`SetWindowDisplayAffinity`: left out since Windows 10 2004, black before);
written from its documentation and not tried there yet. The other systems do not, or not any longer.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SHOWN, _BLACK, _LEFT_OUT = 0x0, 0x1, 0x11

    def _told_windows(window: int, *, hidden: bool) -> bool:
        tell = ctypes.WinDLL("user32", use_last_error=True).SetWindowDisplayAffinity
        tell.argtypes = [wintypes.HWND, wintypes.DWORD]
        tell.restype = wintypes.BOOL
        wanted = (_LEFT_OUT, _BLACK) if hidden else (_SHOWN,)
        return any(tell(window, one) for one in wanted)


def hide_from_captures(widget: QWidget, *, hidden: bool) -> bool:
    """Leave the window of `widget` out of captures, or no longer; whether this system does so."""
    if sys.platform == "win32":
        return _told_windows(int(widget.window().winId()), hidden=hidden)
    return False
