"""The page of one line of a ledger: its name and verb, what is to be said, form and standing side by side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.parts import GUTTER, label
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip
from gdpr_desk.qtkit.theme import px
from gdpr_desk.retention.qt.ledger_fields import LedgerForm

_FORM, _BESIDE, _WIDE = 680, 340, 800
_ANY = (1 << 24) - 1
"""Qt's own greatest width."""
_ALL = 1000
"""A stretch beside which another one gets what is left over."""
_TAKEN_UP = "Votre saisie d’avant, qui n’était pas enregistrée, est reprise ici."
_FORGET = "L’effacer"


class LineFrame(QWidget):
    """Side by side where there is room, else where a line stands comes first: acts are what one comes for."""

    def __init__(self, standing: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form: LedgerForm | None = None
        self._standing = standing
        self.back = Button(self, kind="link", icon="arrow-left", small=True)
        self.title = label("detail_title", "")
        self.save = Button(self, text="Enregistrer", kind="filled", icon="save")
        self.taken_up = NoticeStrip(kind="info", text=_TAKEN_UP)
        self.taken_up.set_action(_FORGET, link=True)
        self.notice = NoticeStrip(kind="attention")
        self._arrange()

    @property
    def wide(self) -> bool:
        """Whether form and standing are side by side."""
        return self.width() >= px(_WIDE)

    def put_form(self, form: LedgerForm) -> None:
        """That form instead of the one before, from its top."""
        if self.form is not None:
            self._sides.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = form
        self._sides.insertWidget(0, form, _ALL)
        self.notice.hide()
        self._scroll.verticalScrollBar().setValue(0)
        self._arrange_sides()
        form.show()

    def focus_first(self) -> None:
        """The first field; where the acts stand above the form, the first of them."""
        verbs = self._standing.findChildren(Button)
        acts = [verb for verb in verbs if verb.isEnabled() and verb.get_kind() != "link"]
        if acts and not self._standing.isHidden() and not self.wide:
            acts[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.form is not None:
            self.form.focus()

    def focus_field(self, key: str) -> None:
        """That field with what is said below it, or the first."""
        if self.form is None:
            return
        self.form.focus(key)
        frame = self.form.frames.get(key)
        if frame is not None:
            QTimer.singleShot(0, frame, partial(self._scroll.ensureWidgetVisible, frame, 0, 32))

    def say(self, sentence: str, action: str = "") -> None:
        """Above the form; `action` is what can be done about it."""
        self.notice.set_text(sentence)
        self.notice.set_action(action)
        self.notice.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange_sides()

    def _arrange(self) -> None:
        content = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, content)
        self._sides.setContentsMargins(4, 4, 4, 16)
        self._sides.setSpacing(28)
        self._sides.addWidget(self._standing, 0, Qt.AlignmentFlag.AlignTop)
        self._sides.addStretch(1)
        self._scroll = FadeScroll()
        self._scroll.set_gutter(GUTTER)
        self._scroll.setWidget(content)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, GUTTER + 4, 0)  # as far in as the fields and the card below
        head.setSpacing(16)
        for widget, stretch in ((self.back, 0), (self.title, 1), (self.save, 0)):
            head.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        for strip in (self.taken_up, self.notice):
            column.addWidget(strip)
            strip.hide()
        column.addWidget(self._scroll, 1)

    def _arrange_sides(self) -> None:
        wide, ways = self.wide, QBoxLayout.Direction
        self._sides.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        self._sides.removeWidget(self._standing)
        at = 1 if wide and self.form is not None else 0
        self._sides.insertWidget(at, self._standing, 0, Qt.AlignmentFlag.AlignTop)
        self._standing.setMinimumWidth(px(_BESIDE) if wide else 0)
        self._standing.setMaximumWidth(px(_BESIDE) if wide else _ANY)
        if self.form is not None:
            self.form.setMaximumWidth(px(_FORM) if wide else _ANY)
