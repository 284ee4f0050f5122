"""The head of a section: number, plain title, legal word, help, reason and example; then its body."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.form_field import EXAMPLE_TITLE, WHY_TITLE
from gdpr_desk.register.qt.rail import Mark
from gdpr_desk.register.qt.reading import step
from gdpr_desk.register.qt.section import Section
from gdpr_desk.register.qt.section_texts import SectionText
from gdpr_desk.register.qt.ui_section_frame import Ui_SectionFrame


class SectionFrame(QWidget):
    """One of the eight sections on the scrolling page."""

    def __init__(
        self, number: int, title: str, text: SectionText, section: Section, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.ui = Ui_SectionFrame()
        self.ui.setupUi(self)
        self.number = number
        self.section = section
        ui = self.ui
        ui.number.setText(str(number))
        ui.title.setText(title)
        ui.title.setAccessibleName(f"Section {number} : {title}")
        ui.legal.setText(text.legal)
        ui.help.setText(text.help)
        ui.reason.set_text(WHY_TITLE, text.why)
        ui.reason.hide()
        ui.example.set_text(EXAMPLE_TITLE, text.example)
        ui.why.setAccessibleName(f"{WHY_TITLE} : {title}")
        ui.why.toggled.connect(self._explain)
        ui.mark.show_icon("circle-check", "ok")
        ui.mark.hide()
        ui.bodyColumn.addWidget(section)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward=forward) or super().focusNextPrevChild(forward)

    def set_mark(self, mark: Mark) -> None:
        """A green check beside the title when nothing is left to do."""
        self.ui.mark.setVisible(mark is Mark.DONE)

    def set_example_shown(self, shown: bool) -> None:
        """The example helps where something is still to be written."""
        self.ui.example.setVisible(shown)

    def _explain(self, on: bool) -> None:
        self.ui.reason.setVisible(on)
        if on:
            self.ui.example.show()
