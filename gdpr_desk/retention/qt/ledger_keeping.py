"""What is half typed about a line of a ledger, kept sealed until it is saved or given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.keeping import DraftKeeper, Kept
from gdpr_desk.retention.qt.ledger_fields import LedgerForm
from gdpr_desk.vault.drafts import Drafts


class HalfTyped:
    """Follows the form on screen; `base` is what stood there when it was opened, as texts."""

    def __init__(self, drafts: Drafts, page: QWidget) -> None:
        self._drafts = drafts
        self._form: LedgerForm | None = None
        self._name = ""
        self.base: Mapping[str, str] = {}
        self._keeper = DraftKeeper(drafts, self._content, page)
        self._keeper.refused.connect(lambda refusal: tell_refusal(page, refusal))

    def begin(self, name: str, form: LedgerForm) -> bool:
        """Follow that form, kept under `name`; whether something was half typed in it before."""
        self._name, self._form, self.base = name, form, form.typed()
        kept = self._drafts.read(name)
        content = kept.content if kept is not None else None
        if content is not None:
            self.base = _texts(content.get("base"))
            form.put(_texts(content.get("typed")))
            form.look()
        self._keeper.begin(name, content)
        form.touched.connect(self._keeper.touched)
        return content is not None

    def flush(self) -> None:
        """Keep it at once."""
        if self._form is not None:
            self._keeper.flush()

    def forget(self) -> None:
        """It is saved or given up: nothing of this form is kept from now on."""
        self._form = None
        self._drafts.discard(self._name)

    def _content(self) -> Kept:
        typed = self._form.typed() if self._form is not None else self.base
        return self._name, None if typed == self.base else {"typed": typed, "base": dict(self.base)}


def _texts(kept: Any) -> dict[str, str]:
    """The texts of a draft, whatever else may stand there."""
    if not isinstance(kept, Mapping):
        return {}
    return {str(key): text for key, text in kept.items() if isinstance(text, str)}
