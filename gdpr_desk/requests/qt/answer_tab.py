"""« Réponse »: a letter with its fields, as text and as paper while one types; sent, the thread knows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.fields import Check, ChoiceField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.keeping import DraftKeeper, Kept
from gdpr_desk.qtkit.pages import Pages
from gdpr_desk.qtkit.paper_view import THUMBNAIL_DOTS, PaperView
from gdpr_desk.qtkit.parts import TabColumn, bar, label
from gdpr_desk.qtkit.printing import PagePicture, render_pages
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.theme import px
from gdpr_desk.reference.model import Standing
from gdpr_desk.requests.letters.case import Given
from gdpr_desk.requests.letters.guards import NOT_LISTED
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind
from gdpr_desk.requests.letters.service import WrittenLetter
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.giving_ways import ENLIST, enlist
from gdpr_desk.requests.qt.letter_choice import offered, proposed
from gdpr_desk.requests.qt.letter_fields import LetterFields
from gdpr_desk.requests.qt.letter_verbs import LetterVerbs
from gdpr_desk.requests.service import RequestFile

_TYPING_MS = 350
_TEXT, _PAPER = "text", "paper"
_HIGH = 420
_BESIDE_FROM, _ABOVE, _LEAST = 780, 100, 220
_NOTED = frozenset({"done_list", "kept_list", "gone_list", "wanted_list"})
_FROM_WORK = "Cette lettre se tire de « Où chercher » : notez-y d’abord ce qui est décidé, ou fait."
Drawn = tuple[WrittenLetter, list[PagePicture]]


class AnswerTab(TabColumn):
    """`changed` after a letter was noted as sent, or the answer as ready; `where_wanted` where a letter
    tells what nobody has noted yet, `activity_wanted` where the register lacks what it owes."""

    changed = Signal()
    where_wanted = Signal()
    activity_wanted = Signal(str)

    def __init__(self, door: RequestDoor, acts: Acts) -> None:
        super().__init__()
        self._door = door
        self._file: RequestFile | None = None
        self._job: Job | None = None
        self._made: WrittenLetter | None = None
        self._refusal: IncompleteLetter | None = None
        self._templates: dict[LetterKind, Template] = {}
        self.kind = ChoiceField()
        self._help = label("second", "")
        self.party = ChoiceField()
        self._party_field = FormField(label="À qui ?", field=self.party)
        self.fields = LetterFields(door, self)
        self.reread = Check(text="Relue par une personne qui peut le dire")
        self.notice = NoticeStrip(kind="attention")
        self._views = Segmented()
        self._views.set_options(((_TEXT, "Texte"), (_PAPER, "Papier")))
        self._working = label("second", "Mise en page en cours…")
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Texte de la lettre")
        self.paper = PaperView()
        self._bodies = Pages()
        self._unseen = label("second", "La lettre paraît ici dès qu’elle est complète.")
        self.verbs = LetterVerbs(door, acts, self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._keeper = DraftKeeper(door.requests.drafts, self._content, self)
        self._arrange()
        self._connect()

    def show_file(self, file: RequestFile) -> None:
        """Show the letters of this request; what was half typed for another is kept."""
        other = self._file is None or self._file.request.reference != file.request.reference
        self._file = file
        if other:
            self._take_up(file)
        elif self._template().refuses:
            self.fields.show_for(self._template(), self.party.key())
        self._show_made()
        if self.isVisible():
            self.draw()

    def choose(self, kind: str) -> None:
        """Write this letter."""
        self.kind.set_key(kind)
        self._kind_chosen()

    def draw(self) -> None:
        """Write the letter as the fields stand now, off this thread."""
        self._typing.stop()
        if self._file is None or not self.kind.key():
            return
        if self._job is not None:
            self._job.cancel()
        reference, kind, given = self._file.request.reference, LetterKind(self.kind.key()), self._given()
        dots = THUMBNAIL_DOTS * self.devicePixelRatioF()

        def made() -> Drawn:
            letter = self._door.letters.write(reference, kind, given)
            return letter, render_pages(letter.pdf.content, dots)

        self._working.setVisible(self._made is None)
        self._job = Jobs.run(made, self._drawn, self._incomplete, self, settled=self._working.hide)

    def leave(self) -> None:
        """Keep what is half typed, and wait for nothing."""
        self._typing.stop()
        if self._job is not None:
            self._job.cancel()
        if self._file is not None:
            self._keeper.flush()

    def _take_up(self, file: RequestFile) -> None:
        """What this request's letter was when one left it."""
        reference = file.request.reference
        self._templates = self._door.letters.templates()
        self.kind.set_options([(k.value, self._templates[k].label) for k in offered(file, self._templates)])
        self.party.set_options([(p.key, p.name) for p in self._door.parties()], empty="Choisissez")
        kept = self._door.requests.drafts.read(_form(reference))
        content: Any = kept.content if kept is not None else {}
        self.fields.restore(file, content)
        kind = str(content.get("kind", "")) or proposed(file, self._templates).value
        self.kind.set_key(kind if self.kind.findData(kind) >= 0 else self.kind.itemData(0))
        self.party.set_key(str(content.get("party", "")))
        self._keeper.begin(_form(reference), kept.content if kept is not None else None)
        self._kind_chosen(draw=False)

    def _content(self) -> Kept:
        if self._file is None:
            return "", None
        typed = self.fields.content()
        content = (
            {"kind": self.kind.key(), "party": self.party.key(), **typed} if any(typed.values()) else None
        )
        return _form(self._file.request.reference), content

    def _given(self) -> Given:
        chosen = self.party.key()
        party = next((p for p in self._door.parties() if p.key == chosen), None)
        return Given(
            self._door.clock.today(),
            self.fields.typed(),
            self.fields.refusals(),
            party,
            self.reread.isChecked(),
        )

    def _kind_chosen(self, *, draw: bool = True) -> None:
        template = self._template()
        self._help.setText(f"{template.help} ({template.article})" if template.article else template.help)
        self._party_field.setVisible(template.to_party)
        self.reread.setVisible(template.standing is not Standing.CHECKED)
        self.fields.show_for(template, self.party.key())
        self._made = None
        self.notice.hide()
        self._show_made()
        self._keeper.touched()
        if draw:
            self.draw()

    def _party_chosen(self, party: str) -> None:
        self.fields.show_for(self._template(), party)
        self._edited()

    def _template(self) -> Template:
        return self._templates[LetterKind(self.kind.key())]

    def _edited(self) -> None:
        self._keeper.touched()
        self._typing.start()

    def _drawn(self, drawn: Drawn) -> None:
        self._made, pages = drawn
        self._refusal = None
        self.notice.set_action(ENLIST if NOT_LISTED in self._made.warnings else "", link=True)
        reread = self._made.letter.reread
        told = [f"À faire relire : cette lettre s’appuie sur {reread}."] if reread else []
        told += self._made.warnings
        self.notice.setVisible(bool(told))
        self.notice.set_text(" ".join(told))
        self.text.setPlainText(f"{self._made.text.subject}\n\n{self._made.text.body}")
        self.paper.show_paper(self._made.pdf.content, pages, self._template().label)
        self._show_made()

    def _incomplete(self, refusal: GdprDeskError) -> None:
        """What is missing is named, and where it is put right; nothing that is not whole can go out."""
        self._made = None
        self._refusal = refusal if isinstance(refusal, IncompleteLetter) else None
        self.notice.set_text(_told(refusal))
        self.notice.set_action(self._way_out(), link=True)
        self.notice.show()
        self._show_made()

    def _way_out(self) -> str:
        """The words of the button that leads to what is missing; empty where a field of this letter is."""
        if self._refusal is None:
            return ""
        if self._refusal.instead is not None:
            return f"Prendre « {self._templates[self._refusal.instead].label} »"
        if self._refusal.activity:
            return "Ouvrir la première fiche"
        noted = self._refusal.from_list or _NOTED & set(self._refusal.fields)
        return "Ouvrir « Où chercher »" if noted else ""

    def _mend(self) -> None:
        """Where what is missing can be put right."""
        if self._made is not None and self._file is not None:
            enlist(self._door, self._file, self)
            self.changed.emit()
            self.draw()
        elif self._refusal is not None and self._refusal.instead is not None:
            self.choose(self._refusal.instead.value)
        elif self._refusal is not None and self._refusal.activity:
            self.activity_wanted.emit(self._refusal.activity)
        else:
            self.where_wanted.emit()

    def _show_made(self) -> None:
        if self._file is not None:
            self.verbs.show_letter(self._file, self.kind.key(), self._template().label, self._made)
        for view in (self._views, self._bodies):
            view.setVisible(self._made is not None)
        self._fit()

    def _connect(self) -> None:
        self.kind.chosen.connect(lambda _key: self._kind_chosen())
        self.verbs.changed.connect(self.changed)
        self.notice.activated.connect(self._mend)
        self.party.chosen.connect(self._party_chosen)
        self.reread.toggled.connect(lambda _on: self._edited())
        self.fields.edited.connect(self._edited)
        self._typing.timeout.connect(self.draw)
        self._views.changed.connect(self._show_view)

    def _show_view(self, view: str) -> None:
        self._bodies.setCurrentWidget(self.paper if view == _PAPER else self.text)

    def _arrange(self) -> None:
        for body in (self.text, self.paper):
            self._bodies.addWidget(body)
        for later in (self.notice, self.reread, self._working):
            later.hide()
        kind = FormField(label="La lettre", field=self.kind)
        asked = (kind, self._help, self._party_field, self.fields, self.reread, self.notice, self._working)
        halves = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, halves)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(20)
        self._halves.addWidget(_stacked(*asked, self.verbs), 2)
        self._halves.addWidget(_stacked(bar(self._views), self._bodies, self._unseen), 3)
        self.put(halves)
        self.end()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The letter beside its fields where there is room: what is typed is read at once."""
        beside = self.viewport().width() >= px(_BESIDE_FROM)
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        room = max(px(_LEAST), self.viewport().height() - px(_ABOVE))
        self._bodies.setFixedHeight(room if beside else px(_HIGH))
        self._unseen.setVisible(beside and self._made is None)


def _told(refusal: GdprDeskError) -> str:
    """What happened, what is safe, what to do; while a field of the letter is still empty, only which."""
    if not isinstance(refusal, IncompleteLetter):
        return f"{refusal.message} {refusal.remedy}".strip()
    elsewhere = refusal.from_list or refusal.activity or refusal.instead
    if not elsewhere and _NOTED & set(refusal.fields):
        return _FROM_WORK
    parts = [refusal.message, refusal.safe if elsewhere else "", refusal.remedy]
    return " ".join(part for part in parts if part)


def _form(reference: str) -> str:
    """Under which name the half-typed letter of a request is kept."""
    return f"request/{reference}/letter"


def _stacked(*parts: QWidget) -> QWidget:
    box = QWidget()
    within = QVBoxLayout(box)
    within.setContentsMargins(0, 0, 0, 0)
    within.setSpacing(12)
    for part in parts:
        within.addWidget(part)
    within.addStretch(1)
    return box
