"""The rail of steps: a check, a dot or a hollow disc, a number, a word."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.steps import TITLES, Step, StepState, following, preceding
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.painting import paint_line, paint_panel, paint_tick
from gdpr_desk.qtkit.parts import label
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_STATES = {
    StepState.DONE: "fait",
    StepState.LATER: "à compléter plus tard",
    StepState.OPEN: "à faire",
    StepState.SKIPPED: "sans objet",
}
_PASSED = (StepState.DONE, StepState.LATER, StepState.SKIPPED)


class StepButton(QAbstractButton):
    """One step."""

    def __init__(self, parent: QWidget, step: Step) -> None:
        super().__init__(parent)
        self.step, self._state, self.compact = step, StepState.OPEN, False
        self._lines = (False, False)
        self.setCheckable(True)
        self.setText(display(TITLES[step]))
        self.setObjectName(f"step_{step.value}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_state(self, state: StepState, *, before: bool = False, after: bool = False) -> None:
        """How far it is; the line to the step before it, or after it, is coloured where one came that way."""
        self._state, self._lines = state, (before, after)
        self.setAccessibleName(f"Étape {self.step.number} : {self.text()}, {_STATES[state]}")
        later = _STATES[state] if state in (StepState.LATER, StepState.SKIPPED) else ""
        self.setToolTip(display(" : ".join(filter(None, (self.text() if self.compact else "", later)))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(64 if self.compact else 236), px(42))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(56), px(28))

    def focus_ring_radius(self) -> float:
        return 8.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, on = QPainter(self), tokens(), self.isChecked()
        high, side = self.height(), px(22)
        disc = QRect(px(12), (high - side) // 2, side, side)
        middle = disc.center().x()
        done = self._state in _PASSED
        for above, wanted in ((True, self.step.number > 1), (False, self.step.number < len(Step))):
            if wanted:
                rest = QRect(middle, 0 if above else disc.bottom(), 2, disc.top() if above else high)
                painter.fillRect(rest, t.accent if self._lines[not above] else t.hair2)
        if on or self.underMouse():
            pill = self.rect().adjusted(0, 2, 0, -2)
            paint_panel(painter, pill, 8, t.soft if on else t.raised, None)
        filled = on or self._state is StepState.DONE
        paint_panel(
            painter, disc, side / 2, t.accent if filled else t.sheet, None if filled else t.field, width=2
        )
        if on:
            hole = QRect(0, 0, px(8), px(8))
            hole.moveCenter(disc.center())
            paint_panel(painter, hole, hole.width() / 2, t.on_accent, None)
        elif self._state is StepState.SKIPPED:
            painter.fillRect(QRect(disc.center().x() - px(4), disc.center().y(), px(9), 2), t.text2)
        elif done:
            paint_tick(painter, disc, t.on_accent if filled else t.text2, 2)
        ink = t.text if on or done else t.text2
        role = "strong" if on else "row_title"
        number = QRect(disc.right() + px(6), 0, px(22), high)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        paint_line(painter, number, str(self.step.number), font(role), t.text2, flags=int(right))
        if not self.compact:
            words = QRect(number.right() + px(9), 0, self.width() - number.right() - px(12), high)
            paint_line(painter, words, self.text(), font(role), ink)


class StepRail(QWidget):
    """`chosen` carries the step that was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Étapes")
        self._title, self._second = label("strong", ""), label("second", "")
        box = column(self, 0)
        box.setContentsMargins(0, 0, 8, 0)
        for words in (self._title, self._second):
            words.setContentsMargins(12, 0, 0, 0)
            words.setWordWrap(False)
            box.addWidget(words)
        box.addSpacing(10)
        self._group = QButtonGroup(self)
        self._buttons = {step: StepButton(self, step) for step in Step}
        for step, made in self._buttons.items():
            self._group.addButton(made)
            made.clicked.connect(lambda _on=False, step=step: self.chosen.emit(step))
            box.addWidget(made, 1)
            made.setMaximumHeight(px(42))
        box.addStretch(1)
        self._compact = False
        theme().changed.connect(self._restyle)
        self.set_compact(False)

    def show_steps(self, title: str, current: Step, states: dict[Step, StepState]) -> None:
        self._title.setText(title)
        self._second.setText(f"étape {current.number} sur {len(Step)}")
        self._buttons[current].setChecked(True)
        for step, made in self._buttons.items():
            made.setMaximumHeight(px(42))
            gone = [self._gone(one, current, states) for one in (preceding(step), step, following(step))]
            state = states.get(step, StepState.OPEN)
            made.show_state(state, before=gone[0] and gone[1], after=gone[1] and gone[2])

    @staticmethod
    def _gone(step: Step | None, current: Step, states: dict[Step, StepState]) -> bool:
        """Whether one has been there: it is done, or one stands on it."""
        return step is not None and (step is current or states.get(step) in _PASSED)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.width() - 1, 0, 1, self.height(), tokens().hair)

    def _restyle(self) -> None:
        self.set_compact(self._compact)

    def set_compact(self, compact: bool) -> None:
        """Discs and numbers alone where the window is narrow."""
        self._compact = compact
        self.setFixedWidth(px(72 if compact else 244))
        self._title.setVisible(not compact)
        self._second.setVisible(not compact)
        for made in self._buttons.values():
            made.compact = compact
            made.updateGeometry()
