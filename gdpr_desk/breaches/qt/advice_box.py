"""What the method suggests: how grave, for whom, and why; painted quietly on a raised ground."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.breaches.advice import Suggestion
from gdpr_desk.breaches.choices import choices, label
from gdpr_desk.breaches.model import BreachFacts, Count
from gdpr_desk.breaches.papers.view import count_words
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.vocabulary import Level
from gdpr_desk.breaches.wording import kind_label
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit import parts
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.painting import line_width, paint_line, paint_panel
from gdpr_desk.qtkit.surfaces import IconTile, Picture, Separator
from gdpr_desk.qtkit.theme import font, px, theme, tokens

_ACROSS_FROM, _ROOMY_FROM = 560, 776
_NAMED = 4
"""As many kinds of data are named; beyond it the rest is counted."""
_INKS = {1: "ok", 2: "attention", 3: "attention", 4: "urgent"}


class LevelBar(QWidget):
    """Four bars with their words; the one that holds stands out by colour, weight and its name."""

    def __init__(self) -> None:
        super().__init__()
        self._level: Level | None = None
        self._words = [entry.label for entry in choices("severity").values()]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_level(self, level: Level | None) -> None:
        self._level = level
        said = label("severity", level) if level else "pas encore estimée"
        self.setAccessibleName(f"Gravité estimée : {said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRect(0, 0, self.width(), px(17))
        paint_line(painter, head, "Gravité estimée", font("head"), t.text2)
        for place, (word, (left, wide)) in enumerate(zip(self._words, self._cells(), strict=True), start=1):
            on = self._level is not None and place == int(self._level)
            bar = QRect(left, px(20), wide, px(6))
            paint_panel(painter, bar, 3, t.color(_INKS[place]) if on else t.hair2, None)
            said = QRect(left, px(28), wide + px(4), px(16))
            paint_line(painter, said, word, font("head" if on else "caption"), t.text if on else t.text2)

    def _cells(self) -> list[tuple[int, int]]:
        """Where each bar begins and how wide it is: alike, or longer below long words where it is narrow."""
        words = [line_width(word, font("head")) + px(6) for word in self._words]
        gap = px(4)
        alike = (self.width() - gap * (len(words) - 1)) // len(words)
        if alike >= max(words):
            return [(place * (alike + gap), alike) for place in range(len(words))]
        spare = max(0, self.width() - sum(words) - gap * (len(words) - 1)) // len(words)
        made, left = [], 0
        for wide in words:
            made.append((left, wide + spare))
            left += wide + spare + gap
        return made


class AdviceBox(QFrame):
    """One suggestion a question, each with its reasons, and what reassures.

    `short`: the suggestions with one reason each, where there is no room for more; `why` asks for the rest.
    """

    def __init__(self) -> None:
        super().__init__()
        self.why = parts.button("link", "Pourquoi ?", lambda: None)
        self._has_calm = False
        self._summary = parts.label("second", "")
        self._level = LevelBar()
        self._authority, self._subjects = (
            Side("landmark", "Prévenir la CNIL"),
            Side("users", "Prévenir les personnes"),
        )
        self._calm = QWidget()
        self._calm_words = parts.label("second", "")
        self._calm_words.set_tone("text")
        theme().changed.connect(self.update)
        self._arrange()

    def show_advice(self, facts: BreachFacts, advice: Suggestion) -> None:
        """What the answers come to now."""
        self._summary.setText(summary(facts))
        self._level.show_level(advice.level)
        high = advice.subjects and advice.level is not None and advice.level >= Level.IMPORTANT
        self._authority.show_side(advice.authority, advice.authority_reasons)
        self._subjects.show_side(advice.subjects, advice.subjects_reasons, "risque élevé" if high else "")
        self._has_calm = bool(advice.reassuring)
        self._calm_words.setText(f"Ce qui rassure : {', '.join(advice.reassuring)}.")

    def set_short(self, short: bool) -> None:
        """With the first reason of each alone, or with all of them."""
        self.why.setVisible(short)
        self._summary.setVisible(not short)
        self._line.setVisible(not short)
        self._calm.setVisible(self._has_calm and not short)
        for side in (self._authority, self._subjects):
            side.set_short(short)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_panel(QPainter(self), self.rect(), 12, tokens().raised, None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for row in (self._head, self._sides):
            row.setDirection(down if self.width() < px(_ACROSS_FROM) else across)
        for side in (self._authority, self._subjects):
            side.set_narrow(px(_ACROSS_FROM) <= self.width() < px(_ROOMY_FROM))

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 12)
        box.setSpacing(8)
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(12)
        said = QHBoxLayout()
        said.setSpacing(12)
        said.addWidget(IconTile(icon="scale", side=40), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(parts.label("card_title", "Ce que suggère la méthode"))
        words.addWidget(self._summary)
        words.addWidget(self.why, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        said.addLayout(words, 1)
        head.addLayout(said, 3)
        head.addWidget(self._level, 2, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        self._line = Separator()
        box.addWidget(self._line)
        sides = self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        sides.setSpacing(20)
        for side in (self._authority, self._subjects):
            sides.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        box.addLayout(sides)
        calm = column(self._calm, 10)
        calm.addWidget(Separator())
        calm.addWidget(_reason("circle-minus", "ok", self._calm_words))
        box.addWidget(self._calm)


class Side(QWidget):
    """Whether one of them is to be told, and why."""

    def __init__(self, icon: str, title: str) -> None:
        super().__init__()
        self._badge = Badge()
        self._said = "neutral", "", "", ""
        self._narrow = False
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Picture(icon=icon, token="text2", side=18))
        head.addWidget(parts.label("strong", title), 1)
        head.addWidget(self._badge)
        self._risk = parts.label("strong", "")
        self.body = QWidget()
        self._reasons = column(self.body, 4)
        box = column(self, 6)
        box.addLayout(head)
        box.addWidget(self._risk)
        box.addWidget(self.body)

    def show_side(self, told: bool | None, reasons: Sequence[str], more: str = "") -> None:
        """The suggestion with its reasons."""
        state = "neutral" if told is None else "attention" if told else "ok"
        words = "Trop tôt pour le dire" if told is None else "Suggéré" if told else "Pas suggéré"
        self._said = state, words, more, "lightbulb" if told else ""
        self._show_badge()
        empty_column(self._reasons)
        icon, token = ("circle-plus", "attention") if told else ("circle-minus", "ok")
        for reason in reasons:
            said = parts.label("second", reason)
            said.set_tone("text")
            self._reasons.addWidget(_reason(icon, token, said))

    def set_short(self, short: bool) -> None:
        """The first reason, or all of them."""
        for place in range(1, self._reasons.count()):
            item = self._reasons.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(not short)

    def set_narrow(self, narrow: bool) -> None:
        """The title stays on one line: where all does not fit, the badge says the suggestion alone, and how
        high the risk is stands before the first reason."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self._show_badge()

    def _show_badge(self) -> None:
        state, words, more, icon = self._said
        whole = f"{words} · {more}" if more else words
        self._badge.set_state(state, words if self._narrow else whole, icon)
        self._risk.setText(f"{more[:1].upper()}{more[1:]}.")
        self._risk.setVisible(bool(more) and self._narrow)
        self._badge.setToolTip(display(whole))


def _reason(icon: str, token: str, words: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(Picture(icon=icon, token=token, side=16), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return made


def summary(facts: BreachFacts) -> str:
    """« Appareil volé ou perdu, goûts, historique, environ 340 personnes »."""
    found = [kind_label(facts.kind)]
    named = [label("data", key).lower() for key in facts.data]
    if len(named) > _NAMED:
        rest = len(named) - _NAMED + 1
        named = [*named[: _NAMED - 1], f"et {rest} autres sortes de données"]
    found += named
    if isinstance(facts.persons, Count) and facts.persons.number is not None:
        found.append(f"{count_words(facts.persons)} personnes")
    return " · ".join(found)
