"""Choosing activities by their pictures, to begin with or later."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.icons import names
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.starter import StarterTile, every_tile, starter_activity

_COLUMNS, _LEAST = 3, 220
"""Tiles side by side, and the width one needs at least (design pixels)."""
_WIDTH, _BESIDE, _OUTSIDE = 820, 24, 64
"""The dialog (design pixels), what it leaves free left and right, and what it leaves of the window
behind (pixels)."""
_TILE = 96
_GAP = 12
_EDGE = 4
"""Free around the tiles for the focus ring (pixels)."""
_MOST_ROWS = 4
_AROUND = 160
"""Title, sentence and buttons of the dialog, with what shows of the window behind it (design pixels)."""


class StarterDialog(Prompt):
    """The models as tiles; what the register already has is not offered again."""

    def __init__(self, present: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            title="Ajouter des activités toutes prêtes",
            sentence=_sentence(len(_offered(present))),
            icon="book-open-text",
        )
        behind = parent.window().width() if parent else self.screen().availableGeometry().width()
        self._wide = min(px(_WIDTH), behind - _OUTSIDE)
        self._columns = max(1, min(_COLUMNS, (self._wide - 2 * _BESIDE) // px(_LEAST)))
        self.setFixedWidth(self._wide)
        self._present = present
        self._tiles: list[tuple[PictureTile, StarterTile]] = []
        self.body().insertWidget(1, self._grid())
        self.add_verb("Annuler", "secondary", accepts=False)
        self._verb = self.add_verb("Ajouter", "filled", accepts=True)
        self._chosen()

    def keys(self) -> tuple[str, ...]:
        """The keys of the activities of the chosen tiles, in the order shown."""
        chosen = (
            key for tile, model in self._tiles if tile.isChecked() for key in _missing(model, self._present)
        )
        return tuple(dict.fromkeys(chosen))

    def tiles(self) -> list[PictureTile]:
        """What is offered."""
        return [tile for tile, _model in self._tiles]

    def _grid(self) -> FadeScroll:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(_EDGE, _EDGE, _GAP, _EDGE)
        grid.setSpacing(_GAP)
        pictures = names()
        missing = _offered(self._present)
        for number, model in enumerate(missing):
            icon = model.picture if model.picture in pictures else "file-text"
            tile = PictureTile(page, icon=icon, title=model.title, second=model.help, key=model.key)
            tile.toggled.connect(lambda _on: self._chosen())
            grid.addWidget(tile, number // self._columns, number % self._columns)
            self._tiles.append((tile, model))
        rows = -(-len(missing) // self._columns)
        grid.setRowStretch(rows, 1)
        scroll = FadeScroll(self, faded=False)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self._show_whole_rows(scroll, rows)
        return scroll

    def _show_whole_rows(self, scroll: FadeScroll, rows: int) -> None:
        """The edge falls between two rows, at first and after every turn of the wheel."""
        taken = 2 * _BESIDE + _EDGE + self._columns * _GAP + scroll.verticalScrollBar().sizeHint().width()
        wide = (self._wide - taken) // self._columns
        high = max([px(_TILE), *(tile.least_height(wide) for tile in self.tiles())])
        for tile in self.tiles():
            tile.setFixedHeight(high)
        parent = self.parentWidget()
        room = parent.window().height() if parent else self.screen().availableGeometry().height()
        shown = max(1, min(rows, _MOST_ROWS, (room - px(_AROUND)) // (high + _GAP)))
        scroll.setFixedHeight(shown * (high + _GAP) - _GAP + 2 * _EDGE)
        bar = scroll.verticalScrollBar()
        bar.setSingleStep((high + _GAP) // QApplication.wheelScrollLines())
        bar.setPageStep(shown * (high + _GAP))

    def _chosen(self) -> None:
        count = len(self.keys())
        self._verb.setEnabled(count > 0)
        self._verb.setText({0: "Ajouter", 1: "Ajouter 1 activité"}.get(count, f"Ajouter {count} activités"))


def _missing(model: StarterTile, present: Collection[str]) -> list[str]:
    """The keys of the activities of a tile that the register does not have by name."""
    return [key for key in model.activities if starter_activity(key).name not in present]


def _offered(present: Collection[str]) -> list[StarterTile]:
    return [model for model in every_tile() if _missing(model, present)]


def _sentence(count: int) -> str:
    if count < 2:
        return "Ce modèle devient une fiche en brouillon, à revoir et à ajuster."
    return f"{count} modèles : chacun devient une fiche en brouillon, à revoir et à ajuster."
