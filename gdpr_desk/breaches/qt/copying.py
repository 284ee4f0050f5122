"""The fields of the online service, one below the other, each copied at one press."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.breaches.papers.copy_panel import CopyLine
from gdpr_desk.breaches.papers.form import Reply
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.surfaces import Card, FadeScroll, Separator
from gdpr_desk.qtkit.theme import px

CLEARED_AFTER_S = 90
_COPY, _COPIED = "Copier", "Copié"


class Clipboard(QObject):
    """What was copied here stays on the clipboard for a while, and never past the lock."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held = ""
        self._timer = QTimer(self, singleShot=True, interval=CLEARED_AFTER_S * 1000)
        self._timer.timeout.connect(self.clear)

    def put(self, text: str) -> None:
        """Copy, and forget it in a minute and a half."""
        self._held = text
        QGuiApplication.clipboard().setText(text)
        self._timer.start()

    def clear(self) -> None:
        """Take away what was copied here, not what somebody copied since."""
        self._timer.stop()
        if self._held and QGuiApplication.clipboard().text() == self._held:
            QGuiApplication.clipboard().clear()
        self._held = ""


class CopyPanel(Card):
    """`copied` after each press: how many of how many."""

    copied = Signal(int, int)

    def __init__(self, clipboard: Clipboard) -> None:
        super().__init__()
        self._clipboard = clipboard
        self._done: set[tuple[str, str]] = set()
        self._rows: dict[str, CopyRow] = {}
        self._count = label("second", "")
        self._count.setWordWrap(False)
        head = QVBoxLayout()
        head.setContentsMargins(18, 12, 18, 10)
        head.setSpacing(2)
        head.addWidget(label("card_title", "Dans l’ordre du formulaire en ligne"))
        head.addWidget(self._count)
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(18, 0, 18, 24)
        self._lines.setSpacing(0)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 8)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(Separator())
        box.addWidget(scroll, 1)

    def show_lines(self, lines: Sequence[CopyLine]) -> None:
        """The fields as they stand; one copied before and unchanged stays ticked."""
        empty_column(self._lines)
        self._rows = {}
        section = ""
        for line in lines:
            if line.section != section:
                section = line.section
                title = label("strong", section)
                title.setContentsMargins(0, 14, 0, 4)
                self._lines.addWidget(title)
            row = CopyRow(line, done=(line.key, line.copied) in self._done)
            row.wanted.connect(lambda line=line: self._copy(line))
            self._rows[line.key] = row
            self._lines.addWidget(row)
            self._lines.addWidget(Separator())
        self._lines.addStretch(1)
        self._tell()

    def first(self) -> QWidget | None:
        """The next button to press."""
        waiting = (row.button for row in self._rows.values() if row.line.copyable and not row.done)
        return next(waiting, None)

    def forget(self) -> None:
        """Another incident: nothing of it was copied."""
        self._done.clear()

    def _copy(self, line: CopyLine) -> None:
        self._clipboard.put(line.copied)
        self._done.add((line.key, line.copied))
        self._rows[line.key].tick()
        self._tell()

    def _tell(self) -> None:
        whole = [row for row in self._rows.values() if row.line.copyable]
        done = sum(row.done for row in whole)
        self._count.setText(f"{done} {'champs copiés' if done > 1 else 'champ copié'} sur {len(whole)}")
        self.copied.emit(done, len(whole))


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
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        number = label("caption", line.number)
        number.setFixedWidth(px(36))
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        words = QWidget()
        box = column(words, 2)
        changed = " · modifié depuis la dernière notification" if line.changed else ""
        box.addWidget(label("head", f"{line.label}{changed}"))
        known = line.reply is Reply.GIVEN
        said = label("body", line.shown, tone="" if known else "text2")
        box.addWidget(said)
        row.addWidget(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        if done:
            self.tick()

    def tick(self) -> None:
        """It was copied; it can be again."""
        self.done = True
        self.button.setText(_COPIED)
        self.button.set_icon_name("check")
        self.button.set_kind("tonal")
        self.button.setAccessibleName(f"Copié : {self.line.number} {self.line.label}")
