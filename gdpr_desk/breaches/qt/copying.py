"""The fields of the online service, one below the other, each copied at one press."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.breaches.papers.copy_panel import CopyLine
from gdpr_desk.breaches.papers.form import Reply
from gdpr_desk.documents.typography import display
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.clipboard import copy_for_a_while
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.surfaces import Card, FadeScroll, Separator
from gdpr_desk.qtkit.theme import px

_COPY, _COPIED = "Copier", "Copié"
_LABEL = 184
"""Design pixels of the labels where they stand beside their answers."""
_NO_LIMIT = (1 << 24) - 1
"""What Qt calls QWIDGETSIZE_MAX."""


class CopyPanel(Card):
    """The fields with a button each; `count` tells how many were copied.

    It scrolls inside itself, or shows every field where the page around it scrolls (`set_whole`). `asked`
    carries the question that would fill an empty field.
    """

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._done: set[tuple[str, str]] = set()
        self._rows: dict[str, CopyRow] = {}
        self._abreast = self._brief = False
        self.count = label("second", "")
        self.count.setWordWrap(False)
        self.title = label("card_title", "Dans l’ordre du formulaire en ligne")
        self.head = QHBoxLayout()
        self.head.setContentsMargins(18, 8, 18, 8)
        self.head.setSpacing(12)
        self.head.addWidget(self.title, 1)
        self._content = QWidget()
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(18, 0, 18, 16)
        self._lines.setSpacing(0)
        self.gaps = button("link", "", self._offer_gaps, small=True)
        self.gaps.setObjectName("gaps")
        self._scroll = FadeScroll()
        self._scroll.setWidget(self._content)
        # what it holds is not how high it wants to be: a page that was laid out by it hides what is below
        self._scroll.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(1, 1, 1, 8)
        self._box.setSpacing(0)
        self._box.addLayout(self.head)
        self._box.addWidget(Separator())
        self._box.addWidget(self._scroll, 1)

    def show_lines(self, lines: Sequence[CopyLine]) -> None:
        """The fields as they stand; one copied before and unchanged stays ticked."""
        empty_column(self._lines)
        self._rows = {}
        section = ""
        for line in lines:
            if line.section != section:
                section = line.section
                title = label("strong", section)
                title.setContentsMargins(0, 12, 0, 2)
                self._lines.addWidget(title)
            row = CopyRow(line, done=(line.key, line.copied) in self._done)
            row.set_abreast(self._abreast)
            row.wanted.connect(lambda line=line: self._copy(line))
            self._rows[line.key] = row
            self._lines.addWidget(row)
            self._lines.addWidget(Separator())
        self._lines.addStretch(1)
        self._tell()

    def set_brief(self, brief: bool) -> None:
        """The count in three words, where a title beside it needs the room."""
        if brief is not self._brief:
            self._brief = brief
            self._tell()

    def set_whole(self, whole: bool, *, abreast: bool) -> None:
        """Every field in one go, or in a window of the panel's own; `abreast`: label beside its answer."""
        if abreast != self._abreast:
            self._abreast = abreast
            for row in self._rows.values():
                row.set_abreast(abreast)
        if whole == self._scroll.isHidden():
            return
        if whole:
            self._scroll.takeWidget()
            self._box.addWidget(self._content)
            self._content.show()
        else:
            self._box.removeWidget(self._content)
            self._scroll.setWidget(self._content)
        self._scroll.setVisible(not whole)

    def first(self) -> QWidget | None:
        """The next button to press."""
        waiting = (row.button for row in self._rows.values() if row.line.copyable and not row.done)
        return next(waiting, None)

    def forget(self) -> None:
        """Another incident: nothing of it was copied."""
        self._done.clear()

    def _missing(self) -> list[CopyLine]:
        return [row.line for row in self._rows.values() if row.line.question]

    def _offer_gaps(self) -> None:
        """Every empty field by its name, each the way to where it is answered."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for line in self._missing():
            name = display(f"{line.number}  {line.section} : {line.label}").replace("&", "&&")
            menu.addAction(name, partial(self.asked.emit, line.question))
        menu.popup(self.gaps.mapToGlobal(self.gaps.rect().bottomLeft()))

    def _copy(self, line: CopyLine) -> None:
        copy_for_a_while(line.copied)
        self._done.add((line.key, line.copied))
        self._rows[line.key].tick()
        self._tell()
        self._go_on_from(line.key)

    def _go_on_from(self, key: str) -> None:
        """To the next field to copy: one key here, one paste over there."""
        keys = list(self._rows)
        after = (self._rows[one] for one in keys[keys.index(key) + 1 :])
        following = next((row for row in after if row.line.copyable and not row.done), None)
        if following is not None:
            following.button.setFocus(Qt.FocusReason.OtherFocusReason)
            reveal(following)

    def _tell(self) -> None:
        whole = [row for row in self._rows.values() if row.line.copyable]
        done = sum(row.done for row in whole)
        missing = len(self._missing())
        self.gaps.setVisible(missing > 0)
        self.gaps.setText(f"{missing} à compléter")
        self.gaps.setAccessibleName(f"{missing} {'champs' if missing > 1 else 'champ'} à compléter")
        if self._brief:
            self.count.setText(f"{done} sur {len(whole)}")
            return
        self.count.setText(f"{done} {'champs copiés' if done > 1 else 'champ copié'} sur {len(whole)}")


class CopyRow(QWidget):
    """A number, a label, what to copy, and the button; `wanted` when it is pressed."""

    wanted = Signal()

    def __init__(self, line: CopyLine, *, done: bool) -> None:
        super().__init__()
        self.line, self.done = line, done
        self.button: Button = button("secondary", _COPY, self.wanted.emit, icon="copy", small=True)
        self.button.setAccessibleName(f"Copier {line.number} {line.label}")
        self.button.setObjectName(f"copy_{line.key}")
        self.button.setFixedWidth(px(104))
        if not line.copyable:
            self.button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(12)
        self._number = label("caption", line.number)
        self._number.setFixedWidth(px(36))
        row.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        changed = " · modifié depuis la dernière notification" if line.changed else ""
        self._label = label("head", f"{line.label}{changed}")
        self._said = label("body", line.shown, tone="" if line.reply is Reply.GIVEN else "text2")
        self._words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._words.addWidget(self._label)
        self._words.addWidget(self._said, 1)
        row.addLayout(self._words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        if done:
            self.tick()

    def set_abreast(self, abreast: bool) -> None:
        """The label beside what is copied, as on the paper, or above it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._words.setDirection(across if abreast else down)
        self._words.setSpacing(12 if abreast else 2)
        self._label.setMinimumWidth(px(_LABEL) if abreast else 0)
        self._label.setMaximumWidth(px(_LABEL) if abreast else _NO_LIMIT)
        for words, lower in ((self._number, 6), (self._label, 6), (self._said, 4)):
            words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            words.setContentsMargins(0, px(lower) if abreast else 0, 0, px(4) if abreast else 0)

    def tick(self) -> None:
        """It was copied; it can be again."""
        self.done = True
        self.button.setText(_COPIED)
        self.button.set_icon_name("check")
        self.button.set_kind("tonal")
        self.button.setAccessibleName(f"Copié : {self.line.number} {self.line.label}")


def reveal(row: QWidget) -> None:
    """In the area that scrolls it, whichever that is."""
    around: QWidget | None = row
    while around is not None and not isinstance(around, FadeScroll):
        around = around.parentWidget()
    if isinstance(around, FadeScroll):
        around.reveal(row)
