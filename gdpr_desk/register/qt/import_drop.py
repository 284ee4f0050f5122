"""Where a file can be let fall, and the line that shows how long its reading may take."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QMimeData, QRect, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdpr_desk.documents.sheet_reading import SAFE, SECONDS
from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.painting import paint_panel
from gdpr_desk.qtkit.surfaces import EmptyState
from gdpr_desk.qtkit.theme import px, theme, tokens

LET_GO = "Déposez le fichier ici pour le lire"
_TICK_MS = 100


def dropped_file(data: QMimeData) -> Path:
    """The one file that was let fall. Raises InvalidInput for several, or for none on this computer."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(paths) > 1:
        raise InvalidInput(
            "Plusieurs fichiers ont été déposés à la fois.",
            safe=SAFE,
            remedy="Déposez-les un par un.",
            code="several_files",
        )
    if not paths:
        raise InvalidInput(
            "Ce qui a été déposé n’est pas un fichier de cet ordinateur.",
            safe=SAFE,
            remedy="Enregistrez-le d’abord, puis utilisez « Choisir un fichier ».",
            code="no_file",
        )
    return paths[0]


class DropCard(EmptyState):
    """The card that invites to choose a file, or to drop one on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_content(
            "file-up",
            "Glissez votre fichier ici",
            "Le registre simplifié de la CNIL, un export d’un autre logiciel (Madis…), ou un tableau .ods,"
            " .xlsx ou .csv.\n"
            "Vous verrez chaque ligne avant que quoi que ce soit ne soit enregistré.",
            "Choisir un fichier…",
            "folder-open",
            mark="",
        )


class Patience(QWidget):
    """A line that fills as the time passes after which a reading is stopped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.update)
        theme().changed.connect(self.updateGeometry)

    def begin(self) -> None:
        """The reading starts now."""
        self._clock.start()
        self._timer.start()
        self.update()

    def end(self) -> None:
        """It is over, however it ended."""
        self._timer.stop()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        passed = self._clock.elapsed() if self._clock.isValid() else 0
        share = min(1.0, passed / (SECONDS * 1000))
        paint_panel(painter, self.rect(), 3, t.hair, None)
        done = QRect(0, 0, max(px(6), round(self.width() * share)), self.height())
        paint_panel(painter, done, 3, t.accent, None)
