"""What the window needs to know of a page it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

P = TypeVar("P", bound=QWidget)


class Later(Generic[P]):
    """A page that is built when it is first wanted: unlocking waits for none but the first."""

    def __init__(self, make: Callable[[], P]) -> None:
        self._make = make
        self._waiting: list[Callable[[P], object]] = []
        self.made: P | None = None

    @property
    def page(self) -> P:
        """The page, from now on there."""
        if self.made is None:
            self.made = self._make()
            for connect in self._waiting:
                connect(self.made)
        return self.made

    def once_made(self, connect: Callable[[P], object]) -> None:
        """Do this with the page as soon as it is there."""
        if self.made is None:
            self._waiting.append(connect)
        else:
            connect(self.made)


@dataclass(frozen=True)
class Room:
    """One entry of the sidebar. `title` may carry a mnemonic (`&`); `group` is the heading that
    stands above the entry, or empty. The page may have `refresh()`, called when the room is shown
    again, `focus_first()`, and `leave()`, called before it goes out of sight or the vault is
    closed; one that was never built has nothing to keep. `own_keys` are the shortcuts the page answers
    itself while it is shown, its `keys_of_now()` those it answers only now."""

    key: str
    title: str
    icon: str
    source: Later[Any]
    group: str = ""
    own_keys: tuple[str, ...] = ()

    @property
    def page(self) -> QWidget:
        """What it shows; built now where it never was."""
        page: QWidget = self.source.page
        return page

    def owns(self, shortcut: str) -> bool:
        """Whether the page answers that shortcut itself, as it stands."""
        of_now = getattr(self.source.made, "keys_of_now", None)
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
        if self.source.made is not None:
            self._call("leave")

    def _call(self, name: str) -> None:
        method = getattr(self.page, name, None)
        if callable(method):
            method()
