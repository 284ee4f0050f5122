"""What can be done with a written letter: copied, saved, noted as ready or as sent."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.clipboard import FORGOTTEN_AFTER_S, copy_for_a_while
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import save_bytes
from gdpr_desk.qtkit.flow import FlowLayout
from gdpr_desk.qtkit.parts import bar, button
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.requests.letters.service import WrittenLetter
from gdpr_desk.requests.model import RequestState
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.letter_choice import ANSWERS
from gdpr_desk.requests.sending import consequence_of
from gdpr_desk.requests.service import RequestFile

COPIED = f"Texte copié pour {FORGOTTEN_AFTER_S} secondes : collez-le dans votre messagerie."
_READ_FIRST = "Quand la lettre est relue, cochez « Relue » au-dessus."


class LetterVerbs(QWidget):
    """`changed` after a letter was noted as sent, or the answer as ready."""

    changed = Signal()

    def __init__(self, door: RequestDoor, acts: Acts, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self._acts = acts
        self._file: RequestFile | None = None
        self._kind, self._name = "", ""
        self._made: WrittenLetter | None = None
        self.copy = button("secondary", "Copier le texte", self._copy, icon="copy")
        self.save = button("secondary", "Enregistrer le PDF…", self._save, icon="download")
        self.sent = button("tonal", "Marquer comme envoyée…", self._sent, icon="check")
        self.ready = button("link", "La réponse est prête, pas encore partie", self._ready)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        verbs = QWidget()
        row = FlowLayout(verbs, gap=12)
        for verb in (self.copy, self.save, self.sent):
            row.addWidget(verb)
        column.addWidget(verbs)
        column.addWidget(bar(self.ready))

    def show_letter(self, file: RequestFile, kind: str, name: str, made: WrittenLetter | None) -> None:
        """Work on this letter from now on; nothing can go out where it is not whole (`made` None)."""
        self._file, self._kind, self._name, self._made = file, kind, name, made
        open_ = file.request.open
        self.setVisible(made is not None)
        again = made is not None and bool(made.letter.reread)
        for verb in (self.copy, self.sent):
            verb.setEnabled(not again)
            verb.setToolTip(_READ_FIRST if again else "")
        self.sent.setVisible(open_)
        waits = open_ and file.request.state is not RequestState.READY and kind in ANSWERS
        self.ready.setVisible(waits and made is not None)

    def _copy(self) -> None:
        if self._made is not None:
            copy_for_a_while(f"{self._made.text.subject}\n\n{self._made.text.body}")
            Toast.show_in(self, COPIED)

    def _save(self) -> None:
        if self._made is None:
            return
        if save_bytes(self, self._made.pdf.content, self._made.pdf.name, kind="PDF (*.pdf)"):
            Toast.show_in(self, "Lettre enregistrée. Ce fichier n’est plus chiffré.")

    def _sent(self) -> None:
        """Noted; a question that stops the clock, or a prolongation, is noted at once with it."""
        file = self._file
        if file is None:
            return
        kind = self._kind
        if not self._acts.sent(file, kind, self._name, answers=kind in ANSWERS):
            return
        then = consequence_of(kind, file.request)
        if then.pause is not None:
            self._acts.ask(file, then.pause)
        elif then.extends:
            self._acts.extend(file)
        self.changed.emit()

    def _ready(self) -> None:
        if self._file is None:
            return
        try:
            self._door.handling.mark_ready(self._file.request.reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()
