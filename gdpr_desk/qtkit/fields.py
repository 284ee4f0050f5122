"""What is typed and chosen. No field changes under the mouse wheel of somebody who is scrolling."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QWidget,
)

from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.cards import OptionCard, PictureTile
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.icons import icon, paint_icon
from gdpr_desk.qtkit.painting import (
    block_height,
    line_width,
    paint_block,
    paint_check_box,
    paint_line,
    paint_panel,
)
from gdpr_desk.qtkit.passphrase import PassphraseField, StrengthBar
from gdpr_desk.qtkit.theme import font, px, theme, tokens
from gdpr_desk.qtkit.type_ahead import TypeAhead

__all__ = [
    "Check",
    "ChoiceField",
    "DateField",
    "FormField",
    "LineField",
    "OptionCard",
    "PassphraseField",
    "PictureTile",
    "StrengthBar",
    "TextField",
]

_LINES = (3, 10)


class LineField(QLineEdit):
    """One line of text. `icon_name` puts a picture at its left."""

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "", icon_name: str = "") -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._action = None
        self.setPlaceholderText(display(placeholder))
        if icon_name:
            self._action = self.addAction(icon(icon_name), QLineEdit.ActionPosition.LeadingPosition)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        if self._action is not None:
            self._action.setIcon(icon(self._icon_name))


class TextField(QPlainTextEdit):
    """Several lines; grows with what is typed, from three lines to ten, then scrolls. Tab leaves it."""

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(display(placeholder))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.viewport().setAutoFillBackground(False)
        self.textChanged.connect(self._grow)
        theme().changed.connect(self._grow)
        self._grow()

    def text(self) -> str:
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Replace the text; the way back with undo stays closed."""
        self.setPlainText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.verticalScrollBar().maximum() > 0 and self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _grow(self) -> None:
        line = self.fontMetrics().lineSpacing()
        wanted = max(_LINES[0], min(_LINES[1], round(self.document().size().height())))
        frame = 2 * px(6) + 2 + round(2 * self.document().documentMargin())
        if self.height() != line * wanted + frame:
            self.setFixedHeight(line * wanted + frame)


class ChoiceField(QComboBox):
    """One key out of a list of labels."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ahead = TypeAhead()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setItemDelegate(QStyledItemDelegate(self))
        self.activated.connect(lambda index: self.chosen.emit(str(self.itemData(index) or "")))
        theme().changed.connect(self._restyle)

    def set_options(self, options: Iterable[tuple[str, str]], *, empty: str = "") -> None:
        """Offer (key, label) pairs in order; `empty` is the label of choosing nothing (key "")."""
        kept = self.key()
        self.clear()
        if empty:
            self.addItem(display(empty), "")
        for key, label in options:
            self.addItem(display(label), key)
        self.set_key(kept)

    def key(self) -> str:
        """The chosen key, empty for none."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Choose `key`; an unknown one chooses nothing."""
        self.setCurrentIndex(self.findData(key))

    def focus_ring_radius(self) -> float:
        return 8.0

    def sizeHint(self) -> QSize:
        widest = max(
            (line_width(self.itemText(i), font("body")) for i in range(self.count())), default=px(80)
        )
        return QSize(min(widest, px(360)) + 2 * px(14) + px(28), px(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(36))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters choose what begins so, with or without accents; then a word that does."""
        at = self._ahead.find(event, [self.itemText(i) for i in range(self.count())])
        if at < 0:
            super().keyPressEvent(event)
        elif at != self.currentIndex():
            self.setCurrentIndex(at)
            self.activated.emit(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: the wheel never changes a choice by accident."""
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        invalid = self.property("invalid") is True
        edge = t.urgent if invalid else t.field if self.isEnabled() else t.hair2
        paint_panel(painter, self.rect(), 8, t.sheet, edge, width=2 if invalid else 1)
        chevron = QRect(self.width() - px(14) - px(16), (self.height() - px(16)) // 2, px(16), px(16))
        paint_icon(painter, chevron, "chevron-down", t.text2 if self.isEnabled() else t.hair2)
        room = QRect(px(15), 0, chevron.x() - px(15) - px(8), self.height())
        shown = self.currentText() or self.placeholderText()
        ink = t.text if self.currentText() and self.isEnabled() else t.hint
        paint_line(painter, room, shown, font("body"), ink)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Check(QCheckBox):
    """A tick box whose words wrap; the whole of it can be pressed."""

    def __init__(self, parent: QWidget | None = None, *, text: str = "") -> None:
        super().__init__(parent)
        self.setText(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        super().setText(display(text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self._indent() + line_width(self.text(), font("body")) + 2
        return QSize(width, max(px(28), self.heightForWidth(width)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._indent() + px(80), px(28))

    def heightForWidth(self, width: int) -> int:
        return max(px(28), block_height(self.text(), font("body"), width - self._indent()) + px(8))

    def hitButton(self, pos: object) -> bool:
        return True

    def focus_ring_rect(self) -> QRect:
        return QRect(0, px(5), px(18), px(18))

    def focus_ring_radius(self) -> float:
        return 4.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        t = tokens()
        box = self.focus_ring_rect()
        paint_check_box(painter, box, on=self.isChecked())
        ink = t.text if self.isEnabled() else self.palette().color(QPalette.ColorRole.WindowText)
        room = QRect(self._indent(), px(4), self.width() - self._indent(), self.height() - px(4))
        paint_block(painter, room, self.text(), font("body"), ink)

    def _indent(self) -> int:
        return px(18) + px(10)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
