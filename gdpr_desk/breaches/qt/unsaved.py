"""What is typed on the screens of one incident and no answer holds yet: kept sealed, and shown again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from gdpr_desk.breaches.qt.step_page import StepPage
from gdpr_desk.qtkit.keeping import DraftKeeper, type_into, typed_in
from gdpr_desk.vault.drafts import Drafts

_FIELDS = (QLineEdit, QPlainTextEdit)


class Unsaved(QObject):
    """Within two seconds in the vault; what an answer holds by now is in it no longer.

    `refused` carries a GdprDeskError.
    """

    refused = Signal(object)

    def __init__(self, drafts: Drafts, parent: QObject) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._form, self._screen = "", ""
        self._page: StepPage | None = None
        self._before: dict[str, Any] = {}
        self._typed: dict[str, Any] = {}
        self._rest: dict[str, dict[str, Any]] = {}
        self._keeper = DraftKeeper(drafts, self._content, self)
        self._keeper.refused.connect(self.refused)

    def watch(self, page: StepPage) -> None:
        """Look again soon whenever something is typed there."""
        for line in page.findChildren(QLineEdit):
            line.textEdited.connect(lambda _text: self._keeper.touched())
        for text in page.findChildren(QPlainTextEdit):
            text.textChanged.connect(self._keeper.touched)

    def begin(self, reference: str) -> str:
        """Another incident, none where `reference` is empty; on which screen something was being typed."""
        self._form, self._page = f"breach/{reference}" if reference else "", None
        found = self._drafts.read(self._form) if reference else None
        kept = found.content if found else {}
        self._screen = str(kept.get("screen", ""))
        self._typed = dict(kept.get("typed", {}))
        self._rest = {screen: dict(typed) for screen, typed in kept.get("rest", {}).items()}
        self._keeper.begin(self._form, kept or None)
        return self._screen

    def show(self, screen: str, page: StepPage, reference: str) -> bool:
        """`page` has been loaded and is shown; whether something unsaved was put back into it."""
        self._form = f"breach/{reference}" if reference else ""
        again = {**self._rest.pop(screen, {}), **(self._typed if screen == self._screen else {})}
        self._typed, self._screen, self._page = {}, screen, page
        self._before = self._now()
        type_into(page, again)
        self._keeper.flush()
        return bool(again)

    def leave_screen(self, *, finished: bool = False) -> None:
        """What the page holds is saved, but for what no answer can hold; `finished`: its verb was done."""
        page, now = self._page, self._now()
        if page is not None:
            names = page.unsaved(finished=finished)
            left = {name: now[name] for name in names if now.get(name) != self._before.get(name)}
            self._rest.pop(self._screen, None)
            if left:
                self._rest[self._screen] = left
        self._before = now

    def flush(self) -> None:
        """Keep what is there now."""
        self._keeper.flush()

    def _now(self) -> dict[str, Any]:
        """What stands in the fields where one types."""
        page = self._page
        if page is None:
            return {}
        fields = (one for kind in _FIELDS for one in page.findChildren(kind))
        names = {one.objectName() for one in fields if one.window() is page.window()}  # a form keeps its own
        return {name: text for name, text in typed_in(page).items() if name in names}

    def _content(self) -> tuple[str, Mapping[str, Any] | None]:
        if self._page is None:
            return "", None
        new = {name: text for name, text in self._now().items() if text != self._before.get(name)}
        kept = {"screen": self._screen, "typed": new, "rest": self._rest}
        return self._form, kept if new or self._rest else None
