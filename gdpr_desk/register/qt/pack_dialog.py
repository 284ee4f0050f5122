"""Choosing what the control pack holds, before it leaves the vault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.qtkit.theme import px

_WIDTH, _INDENT = 520, 28
_AIR, _LEAST = 8, 120
_AROUND = 300
"""What stands above and below the list (design pixels): on a small screen the list scrolls."""


class PartOffer(Protocol):
    """A part that can be chosen; `wanted` at first."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def wanted(self) -> bool: ...


class WrittenFolder(Protocol):
    """Where a pack was written, and how long its paper is."""

    @property
    def folder(self) -> Path: ...
    @property
    def pages(self) -> int: ...


class PackMaker(Protocol):
    """What the window needs of the control pack, which spans more than this slice."""

    @property
    def parts(self) -> Sequence[PartOffer]: ...

    def write_into(self, parent: Path, keys: Sequence[str]) -> WrittenFolder:
        """Write the parts `keys` into a new folder in `parent`. Raises GdprDeskError."""
        ...


class PackDialog(Prompt):
    """The parts as ticks, each with its sentence."""

    def __init__(self, parts: Sequence[PartOffer], parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            title="Dossier de contrôle",
            sentence="Un seul PDF avec ses tableaux, dans un nouveau dossier. Choisissez ce qu’il contient.",
            consequence="Ces fichiers ne sont plus chiffrés une fois enregistrés.",
            icon="folder-open",
        )
        self.setMinimumWidth(px(_WIDTH))
        self._ticks: list[tuple[Check, str]] = []
        self.body().insertWidget(1, self._list(parts))
        self.add_verb("Annuler", "secondary", accepts=False)
        self._verb = self.add_verb("Choisir l’endroit…", "filled", accepts=True)
        self._chosen()

    def keys(self) -> tuple[str, ...]:
        """The ticked parts, in the order shown."""
        return tuple(key for tick, key in self._ticks if tick.isChecked())

    def ticks(self) -> list[Check]:
        """What is offered."""
        return [tick for tick, _key in self._ticks]

    def _list(self, parts: Sequence[PartOffer]) -> FadeScroll:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 12, 0)  # room for the focus ring
        column.setSpacing(0)
        for part in parts:
            tick = Check(page, text=part.title)
            tick.setChecked(part.wanted)
            about = Label(page, role="second", text=part.sentence)
            about.setWordWrap(True)
            below = QVBoxLayout()
            below.setContentsMargins(px(_INDENT), 0, 0, px(8))
            below.addWidget(about)
            tick.setAccessibleDescription(about.text())
            tick.toggled.connect(lambda _on: self._chosen())
            column.addWidget(tick)
            column.addLayout(below)
            self._ticks.append((tick, part.key))
        column.addStretch(1)
        scroll = FadeScroll(self)
        scroll.setWidget(page)
        screen = self.screen().availableGeometry().height()
        wished = column.heightForWidth(px(_WIDTH) - 2 * px(_INDENT)) + px(_AIR)
        scroll.setMinimumHeight(max(px(_LEAST), min(wished, screen - px(_AROUND))))
        return scroll

    def _chosen(self) -> None:
        self._verb.setEnabled(bool(self.keys()))
