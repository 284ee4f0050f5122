"""Step 8: the fields to copy, the paper beside them, the number that the authority gives."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.qt.controls import InstantControl, column
from gdpr_desk.breaches.qt.copying import Clipboard, CopyPanel
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.page_preview import PagePreview
from gdpr_desk.breaches.qt.saving import JSON, PDF, Made, save_made
from gdpr_desk.breaches.qt.step_page import StepPage
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.breaches.wording import QUESTIONS
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.fields import LineField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import button, label
from gdpr_desk.qtkit.printing import render_pages
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.theme import px

SERVICE = "https://notifications.cnil.fr/notifications/index"
_PREVIEW_DOTS = 60
_KINDS = (
    (FilingKind.INITIAL, "Initiale"),
    (FilingKind.COMPLETE, "Complète"),
    (FilingKind.COMPLEMENTARY, "Complémentaire"),
)


class CopyPage(StepPage):
    """The way out of the vault, field by field."""

    wide = True
    skip_word = "Plus tard"

    def __init__(self, door: BreachDoor, clipboard: Clipboard) -> None:
        super().__init__(door)
        self.column.setSpacing(12)
        self._file: BreachFile | None = None
        self._gap_at = ""
        self.kinds = Segmented()
        self.kinds.setAccessibleName("Quelle notification")
        self.notice = NoticeStrip(kind="attention")
        self.panel = CopyPanel(clipboard)
        self.preview = PagePreview()
        corner = QWidget()
        column(corner, 0).addWidget(self.kinds)
        self.corner = corner
        self.receipt = LineField(placeholder="après le dépôt en ligne")
        self.receipt.setObjectName("receipt")
        self.receipt_field = FormField(label="Numéro reçu de la CNIL", field=self.receipt)
        self._earlier = Disclosure(title="Déposée plus tôt ?")
        self._filed_at = InstantControl("filed_at", "Date et heure du dépôt")
        self._earlier.body.addWidget(self._filed_at)
        self._arrange()
        self.kinds.changed.connect(lambda _key: self._show_kind())
        self.notice.activated.connect(lambda: self.elsewhere.emit(self._gap_at))

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        if self._file is None or self._file.breach.reference != file.breach.reference:
            self.panel.forget()
        self.receipt.clear()  # no answer: what was typed for this incident is put back by the wizard
        self._filed_at.show_answer(None)
        self._file = file
        filed = file.breach.filed is not None
        offered = [(kind.value, word) for kind, word in _KINDS if filed == (kind is FilingKind.COMPLEMENTARY)]
        self.kinds.set_options(offered)
        self.kinds.setVisible(len(offered) > 1)
        self.receipt_field.clear()
        self._tell_word()
        self._show_kind()

    def follow(self, file: BreachFile) -> None:
        if self._file is not None and file.breach.filings != self._file.breach.filings:
            self.load(file, file.breach.facts)

    def finish(self) -> bool:
        """Note the receipt; without a number where none is awaited one simply goes on."""
        file = self._file
        typed = self.receipt.text().strip()
        if file is None or not (typed or self._awaited(file)):
            return True
        try:
            self.door.acts.note_filing(
                file.breach.reference, self._kind(), typed, filed_at=self._filed_at.answer()
            )
        except GdprDeskError as refusal:
            if not self.refuse(refusal):
                raise
            return False
        self.acted.emit()
        return True

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        return () if finished else ("receipt", "filed_at", "filed_at_hour")

    def refuse(self, refusal: GdprDeskError) -> bool:
        named = refusal.field if isinstance(refusal, InvalidInput) else ""
        if named not in ("receipt", "filed_at", "kind", "late_reason", "aware_at"):
            return False
        self.receipt_field.set_error(f"{refusal.message} {refusal.remedy}".strip())
        self.receipt.setFocus()
        return True

    def target(self) -> QWidget | None:
        return self.panel.first() or self.receipt

    def _kind(self) -> FilingKind:
        return FilingKind(self.kinds.current())

    def _awaited(self, file: BreachFile) -> bool:
        """Whether the next thing to do is to note the filing: it is not there, and nobody decided against."""
        decision, role = file.breach.decision, file.breach.facts.role
        if file.breach.filed is not None or (role is not None and not role.controller):
            return False
        return decision is None or decision.authority is not False

    def _tell_word(self) -> None:
        file = self._file
        awaited = file is not None and self._awaited(file)
        self.next_word = "J’ai notifié" if awaited else "Continuer"
        self.next_icon = "check" if awaited else "arrow-right"

    def _show_kind(self) -> None:
        file = self._file
        if file is None:
            return
        reference, kind = file.breach.reference, self._kind()
        self.panel.show_lines(self.door.paperwork.copy_lines(reference, kind))
        gaps = self.door.paperwork.gaps(reference, kind)
        self._gap_at = gaps.blocking[0] if gaps.blocking else ""
        self.notice.setVisible(bool(gaps.blocking) or file.breach.filed is not None)
        self.notice.set_kind("attention" if gaps.blocking else "ok")
        self.notice.set_action("")
        if gaps.blocking:
            missing = ", ".join(QUESTIONS.get(name, name) for name in gaps.blocking)
            self.notice.set_text(f"Il manque encore : {missing}.")
            self.notice.set_action("Compléter", link=True)
        elif file.breach.filed is not None:
            self.notice.set_text(
                f"Notifiée, n° {file.breach.filed.receipt}. La suite part en complémentaire."
            )
        self._draw()

    def _draw(self) -> None:
        """The first page, small, off this thread; nothing of it is noted as a paper that was made."""
        file = self._file
        if file is None:
            return
        case, kind, now = self.door.paperwork.case(file.breach.reference), self._kind(), self.door.clock.now()
        dots = _PREVIEW_DOTS * self.devicePixelRatioF()

        def drawn() -> tuple[QImage, int]:
            made = dossier_pdf(case, kind, produced_at=now)
            return render_pages(made.content, dots, 0, 1)[0].image, made.pages

        Jobs.run(drawn, lambda made: self.preview.show_page(*made), self._undrawn, self)

    def _undrawn(self, refusal: GdprDeskError) -> None:
        self.preview.tell(refusal.message)

    def _save(self) -> None:
        file, kind = self._file, self._kind()
        if file is None:
            return

        def make() -> Made:
            made = self.door.paperwork.dossier(file.breach.reference, kind)
            return made.content, made.name

        save_made(self, make, PDF, self.acted.emit)

    def _save_template(self) -> None:
        file, kind = self._file, self._kind()
        if file is None:
            return
        reference = file.breach.reference

        def make() -> Made:
            return self.door.paperwork.template(reference, kind).encode(), f"{reference}-modele-europeen.json"

        save_made(self, make, JSON, self.acted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() > px(640)
        self.preview.setVisible(wide)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for row in (self._foot, self._below):
            row.setDirection(across if wide else down)
        self.preview.setFixedWidth(px(264))

    def _arrange(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(16)
        self.panel.setMinimumHeight(px(200))
        across.addWidget(self.panel, 1)
        across.addWidget(self.preview)
        open_ = button("tonal", "Ouvrir notifications.cnil.fr", _open_service, icon="external-link")
        save = button("secondary", "Enregistrer le PDF", self._save, icon="download")
        template = button("link", "Modèle européen (JSON)", self._save_template)
        self.column.addWidget(self.notice)
        self.column.addLayout(across, 1)
        bottom = Qt.AlignmentFlag.AlignBottom
        foot = self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        foot.setSpacing(12)
        foot.addWidget(self.receipt_field, 1)
        for press in (open_, save):
            foot.addWidget(press, 0, bottom)
        below = self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        below.addWidget(self._earlier, 1, Qt.AlignmentFlag.AlignTop)
        open_files = label("second", "Fichiers non chiffrés")
        open_files.setWordWrap(False)
        open_files.setContentsMargins(0, px(2), 0, 0)
        below.addWidget(open_files, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(template, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(foot)
        self.column.addLayout(below)


def _open_service() -> None:
    QDesktopServices.openUrl(QUrl(SERVICE))
