"""What the window needs to know of a page it shows."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass(frozen=True)
class Room:
    """One entry of the sidebar. `title` may carry a mnemonic (`&`); `group` is the heading that
    stands above the entry, or empty. The page may have `refresh()`, called when the room is shown
    again, `focus_first()`, and `leave()`, called before it goes out of sight or the vault is
    closed. `own_keys` are the shortcuts the page answers itself while it is shown, its `keys_of_now()` those
    it answers only now."""

    key: str
    title: str
    icon: str
    page: QWidget
    group: str = ""
    own_keys: tuple[str, ...] = ()

    def owns(self, shortcut: str) -> bool:
        """Whether the page answers that shortcut itself, as it stands."""
        of_now = getattr(self.page, "keys_of_now", None)
        return shortcut in self.own_keys or (callable(of_now) and shortcut in of_now())

    def refresh(self) -> None:
        """Show the present state."""
        self._call("refresh")

    def focus_first(self) -> bool:
        """Put the focus on the page's next step; False where it names none."""
        self._call("focus_first")
        return hasattr(self.page, "focus_first")

    def leave(self) -> None:
        """Let the page keep what was typed."""
        self._call("leave")

    def _call(self, name: str) -> None:
        method = getattr(self.page, name, None)
        if callable(method):
            method()
