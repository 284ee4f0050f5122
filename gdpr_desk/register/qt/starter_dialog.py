"""Choosing activities by their pictures, to begin with or later."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QGridLayout, QWidget

from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.qtkit.dialogs import Prompt
from gdpr_desk.qtkit.icons import names
from gdpr_desk.qtkit.scroll import FadeScroll
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.starter import StarterTile, every_tile, starter_activity

_COLUMNS = 3
_TILE = 96


class StarterDialog(Prompt):
    """The models as tiles; what the register already has is not offered again."""

    def __init__(self, present: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            title="Ajouter des activités toutes prêtes",
            sentence="Chaque modèle devient une fiche en brouillon, à relire et à ajuster.",
            icon="book-open-text",
        )
        self.setMaximumWidth(px(860))
        self.setMinimumWidth(px(820))
        self._present = frozenset(present)
        self._tiles: list[tuple[PictureTile, StarterTile]] = []
        self.body().insertWidget(1, self._grid())
        self.add_verb("Annuler", "secondary", accepts=False)
        self._verb = self.add_verb("Ajouter", "filled", accepts=True)
        self._chosen()

    def keys(self) -> tuple[str, ...]:
        """The keys of the activities of the chosen tiles, in the order shown."""
        chosen = (key for tile, model in self._tiles if tile.isChecked() for key in self._missing(model))
        return tuple(dict.fromkeys(chosen))

    def tiles(self) -> list[PictureTile]:
        """What is offered."""
        return [tile for tile, _model in self._tiles]

    def _missing(self, model: StarterTile) -> list[str]:
        return [key for key in model.activities if starter_activity(key).name not in self._present]

    def _grid(self) -> FadeScroll:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(4, 4, 12, 24)
        grid.setSpacing(12)
        pictures = names()
        missing = [model for model in every_tile() if self._missing(model)]
        for number, model in enumerate(missing):
            icon = model.picture if model.picture in pictures else "file-text"
            tile = PictureTile(page, icon=icon, title=model.title, second=model.help, key=model.key)
            tile.setMinimumHeight(px(_TILE))
            tile.toggled.connect(lambda _on: self._chosen())
            grid.addWidget(tile, number // _COLUMNS, number % _COLUMNS)
            self._tiles.append((tile, model))
        grid.setRowStretch(-(-len(missing) // _COLUMNS), 1)
        scroll = FadeScroll(self)
        scroll.setWidget(page)
        scroll.setMinimumHeight(px(360))
        return scroll

    def _chosen(self) -> None:
        count = len(self.keys())
        self._verb.setEnabled(count > 0)
        self._verb.setText({0: "Ajouter", 1: "Ajouter 1 activité"}.get(count, f"Ajouter {count} activités"))
