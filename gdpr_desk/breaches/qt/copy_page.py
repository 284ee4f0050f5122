"""Step 8: the fields to copy, the paper beside them, the number that the authority gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from gdpr_desk.breaches.model import BreachFacts, PersonalDataBreach
from gdpr_desk.breaches.papers.dossier import dossier_pdf
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.breaches.qt.controls import InstantControl
from gdpr_desk.breaches.qt.copying import CopyPanel, reveal
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

_LEFT = Qt.AlignmentFlag.AlignLeft
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
SERVICE = "https://notifications.cnil.fr/notifications/index"
_PREVIEW_DOTS = 60
_PANEL = 280
"""Below it the list would show two fields of its thirty-seven: the page scrolls instead."""
_WIDE, _ABREAST, _ROW, _SHORT = 640, 520, 680, 400
_COUNTED = 615
"""Design pixels of width and height at which the page is arranged otherwise."""
_KINDS = (
    (FilingKind.INITIAL, "Initiale"),
    (FilingKind.COMPLETE, "Complète"),
    (FilingKind.COMPLEMENTARY, "Complémentaire"),
)


class CopyPage(StepPage):
    """The way out of the vault, field by field."""

    wide = True
    skip_word = "Plus tard"

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door)
        self.column.setSpacing(12)
        self._file: BreachFile | None = None
        self._gap_at = ""
        self.kinds = Segmented()
        self.kinds.setAccessibleName("Quelle notification")
        self.notice = NoticeStrip(kind="attention")
        self.panel = CopyPanel()
        self.preview = PagePreview()
        self.corner = QWidget()
        self._corner_row = QHBoxLayout(self.corner)
        self._corner_row.setContentsMargins(0, 0, 0, 0)
        self._corner_row.setSpacing(16)
        self._corner_row.addWidget(self.kinds)
        self._view: QWidget | None = None
        self._short = True
        self.receipt = LineField(placeholder="après le dépôt en ligne")
        self.receipt.setObjectName("receipt")
        self.receipt_field = FormField(label="Numéro reçu de la CNIL", field=self.receipt)
        self._earlier = Disclosure(title="Déposée plus tôt ?")
        self._filed_at = InstantControl("filed_at", "Date et heure du dépôt")
        self._earlier.body.addWidget(self._filed_at)
        self._arrange()
        self.kinds.changed.connect(lambda _key: self._show_kind())
        self.panel.asked.connect(self.elsewhere)
        self.receipt.textChanged.connect(self.weighed)
        self._filed_at.given.connect(self.weighed)
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

    def decided(self) -> bool:
        """To note a filing is the next thing to press once there is a number or a day to note."""
        said = bool(self.receipt.text().strip()) or self._filed_at.answer() is not None
        return said or self._file is None or not self._awaited(self._file)

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
        QTimer.singleShot(0, self, lambda: reveal(self.receipt_field))
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
        undecided = self.door.paperwork.case(reference).undecided
        self._gap_at = gaps.blocking[0] if gaps.blocking else "authority" if undecided else ""
        self._service.setHidden(file.breach.drill)
        self._service.set_kind("tonal" if undecided else "filled")
        self._tell_notice(file.breach, gaps.blocking, undecided)
        self._draw()

    def _tell_notice(self, breach: PersonalDataBreach, blocking: Sequence[str], undecided: bool) -> None:
        """What stands in the way of a filing, else where it stands."""
        filed, drill = breach.filed, breach.drill
        waits = bool(blocking) or undecided
        self.notice.setVisible(waits or filed is not None or drill)
        self.notice.set_kind("attention" if waits else "info" if drill else "ok")
        self.notice.set_action("")
        if blocking:
            missing = ", ".join(QUESTIONS.get(name, name) for name in blocking)
            self.notice.set_text(f"Il manque encore : {missing}.")
            self.notice.set_action("Compléter", link=True)
        elif undecided:
            self.notice.set_text("Vous n’avez pas encore décidé de notifier (étape 6).")
            self.notice.set_action("Décider", link=True)
        elif drill and filed is None:
            self.notice.set_text("Exercice : rien ne part à la CNIL. Un numéro inventé suffit pour la suite.")
        elif filed is not None:
            self.notice.set_text(f"Notifiée, n° {filed.receipt}. La suite part en complémentaire.")

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
        self._save_as(PDF, lambda reference, kind: _named(self.door.paperwork.dossier(reference, kind)))

    def _save_template(self) -> None:
        self._save_as(PDF, lambda reference, kind: _named(self.door.paperwork.template(reference, kind)))

    def _save_template_json(self) -> None:
        self._save_as(JSON, self.door.paperwork.template_json)

    def _save_as(self, form: str, write: Callable[[str, FilingKind], Made]) -> None:
        file, kind = self._file, self._kind()
        if file is not None:
            save_made(self, lambda: write(file.breach.reference, kind), form, self.acted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The area that shows this page is known from now on: its height decides the arrangement."""
        super().showEvent(event)
        view = self.parentWidget()
        if view is not None and view is not self._view:
            self._view = view
            view.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        """Where there is little height the fields have the page to themselves, and the page scrolls."""
        view = self._view or self
        roomy, wide = view.width() > px(_ABREAST), view.width() > px(_WIDE)
        self._below.setDirection(_ACROSS if view.width() > px(_ROW) else _DOWN)
        short = not wide or (self._view is not None and self._view.height() < px(_SHORT))
        self.panel.set_brief(short)
        self.panel.count.setVisible(view.width() > px(_COUNTED))
        self.panel.set_whole(short, abreast=short and roomy)
        if short is not self._short:
            self._place(short=short)

    def _place(self, *, short: bool) -> None:
        """The verbs where they are at hand: above fields that scroll with the page, or below the panel."""
        self._short = short
        self.preview.setVisible(not short)
        self.panel.title.setVisible(not short)
        self.panel.setMinimumHeight(0 if short else px(_PANEL))
        self._corner_row.insertWidget(0, self.panel.gaps)
        if short:
            self.panel.head.insertWidget(1, self._service)
            self.panel.head.insertWidget(2, self._pdf)
        else:
            self._corner_row.insertWidget(1, self._service)
            self._foot.addWidget(self._pdf, 0, Qt.AlignmentFlag.AlignBottom)

    def _arrange(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(16)
        self.preview.setFixedWidth(px(264))
        across.addWidget(self.panel, 1)
        across.addWidget(self.preview)
        self._service = button("filled", "Ouvrir notifications.cnil.fr", _open_service, icon="external-link")
        self._pdf = button("secondary", "Enregistrer le PDF", self._save, icon="download")
        self.panel.head.addStretch()
        self.panel.head.addWidget(self.panel.count)
        self.panel.count.hide()
        self.column.addWidget(self.notice)
        self.column.addLayout(across, 1)
        foot = self._foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.receipt_field, 1)
        below = self._below = QBoxLayout(_ACROSS)
        below.addWidget(self._earlier, 1, Qt.AlignmentFlag.AlignTop)
        others = Disclosure(title="Autres formats")
        others.body.addWidget(label("second", "Comme le PDF ci-dessus, ces fichiers ne sont pas chiffrés."))
        for form, act in (("PDF", self._save_template), ("JSON", self._save_template_json)):
            others.body.addWidget(button("link", f"Modèle européen ({form})", act), 0, _LEFT)
        below.addWidget(others, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(foot)
        self.column.addLayout(below)
        self._place(short=True)


def _named(made: BreachPaper) -> Made:
    return made.content, made.name


def _open_service() -> None:
    QDesktopServices.openUrl(QUrl(SERVICE))
