"""One line of an import with everything said about it: beside the others, or in their place."""

from __future__ import annotations

from PySide6.QtCore import Qt

from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.qt.ui_import_room import Ui_ImportRoomForm
from gdpr_desk.register.reading.preview import PreviewLine

_ROOMY = 800
"""From this width (design pixels) the chosen line shows beside the others."""


class Detail:
    """Where the card of the chosen line stands. In a narrow room it takes the place of the table."""

    def __init__(self, ui: Ui_ImportRoomForm) -> None:
        self._ui = ui
        self._narrow = False
        ui.table.opened.connect(lambda _line: self.show(shown=True))
        ui.detail.clicked.connect(lambda: self.show(shown=ui.peek.isHidden()))

    @property
    def alone(self) -> bool:
        """Whether one line stands in the place of all."""
        ui = self._ui
        return self._narrow and ui.bodies.currentWidget() is ui.linesBody and ui.tableCard.isHidden()

    def arrange(self, width: int) -> None:
        """Fit into `width` pixels."""
        narrow = width < px(_ROOMY)
        if narrow == self._narrow:
            return  # showing a line may itself resize the room: it must not be hidden on the way
        self._narrow = narrow
        self._ui.sample.setHidden(narrow)
        self._ui.peek.set_wide(wide=narrow)
        self.show(shown=False)

    def back(self) -> bool:
        """Leave the one line that stands alone; False where none does."""
        alone = self.alone
        if alone:
            self.show(shown=False)
            self._ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return alone

    def refresh(self) -> None:
        """Another line was chosen, or the same one changed."""
        self.show(shown=self.alone)

    def show(self, *, shown: bool) -> None:
        """Show the chosen line with the keyboard in it, or all lines."""
        ui, alone = self._ui, shown and self._narrow
        known = isinstance(ui.table.current_record(), PreviewLine)
        on_lines = ui.bodies.currentWidget() is ui.linesBody
        ui.peek.setVisible(known and (alone or not self._narrow))
        ui.tableCard.setHidden(known and alone)
        ui.filters.setVisible(on_lines and not (known and alone))
        ui.notice.setVisible(bool(ui.notice.get_text()) and not ui.filters.isHidden())
        ui.detail.setText("Revenir aux lignes" if alone else "Voir la ligne")
        ui.detail.setVisible(self._narrow and known and on_lines)
        if shown and known:
            ui.peek.ui.leaveOut.setFocus(Qt.FocusReason.OtherFocusReason)
        elif ui.detail.hasFocus():
            ui.table.setFocus(Qt.FocusReason.OtherFocusReason)
