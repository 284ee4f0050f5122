"""« À relire »: what a letter made the program propose, each with its reason, until a person confirms it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.intake.rights_asked import Nature
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.parts import Line, bar, button, label
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.requests.mentions import mentioned_in
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.proposals import Suggestion, SuggestionKind
from gdpr_desk.requests.qt import acts_on_files
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.facts_form import review_form
from gdpr_desk.requests.qt.twin import TwinQuestion, twin_of
from gdpr_desk.requests.qt.words import ICONS, RIGHTS
from gdpr_desk.requests.service import RequestFile

_ADDED = "Le nouveau message semble aussi demander cela."
_SENDER = "Le nom et l’adresse que le message donne ; rien ne prouve encore que c’est bien cette personne."

_PASSED_ON = "Le nom et l’adresse que donne le message joint : le message lui-même vient d’une autre adresse."


class Review(QWidget):
    """`changed` after something was decided, `joined` carries the request that the letter is in now."""

    changed = Signal()
    joined = Signal(str)

    def __init__(self, door: RequestDoor, acts: Acts, file: RequestFile) -> None:
        super().__init__()
        self._door, self._acts, self._file = door, acts, file
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.confirm = button("tonal", "C’est juste, confirmer", self._confirm, icon="check")
        self.confirm.setObjectName("confirm")
        correct = button("secondary", "Corriger…", self._correct, icon="pencil")
        self._put(bar(label("card_title", "À relire"), self.confirm, correct, stretch_first=True))
        self._put(label("second", "Proposé d’après le message. Rien n’est décidé : confirmez, ou corrigez."))
        self._twin()
        self._rights()
        self._authority()
        self._receipt()
        self._papers()
        self._activities()
        self._nature()

    def _put(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _of(self, kind: SuggestionKind) -> list[Suggestion]:
        return [one for one in self._file.suggestions if one.kind is kind]

    def _twin(self) -> None:
        same = twin_of(self._file)
        if same is None:
            return
        question = TwinQuestion(self._door, self._file, same)
        # The button that was pressed goes with what is shown anew: not before its click has ended.
        question.apart.connect(lambda _own: QTimer.singleShot(0, self, self._emit))
        question.joined.connect(lambda into: QTimer.singleShot(0, self, partial(self.joined.emit, into)))
        self._put(question)

    def _rights(self) -> None:
        request = self._file.request
        reasons = {one.value: one.reason for one in self._of(SuggestionKind.RIGHT)}
        fresh = bool(self._of(SuggestionKind.RECEIPT))
        for kind in request.rights if fresh else ():
            words = reasons.pop(kind.value, "Le message ne dit pas de droit précis : choisissez-le.")
            self._put(Line(ICONS[kind], RIGHTS[kind], words))
        for value, reason in reasons.items():  # a reply that asks for more
            kind = RightKind(value)
            self._put(Line(ICONS[kind], f"{RIGHTS[kind]} ?", f"{_ADDED} {reason}"))
        if fresh:
            who = request.requester
            named = " · ".join(dict.fromkeys(filter(None, (who.name, who.email))))
            letters = self._file.messages
            passed_on = who.email and letters and letters[0].sender != who.email
            self._put(Line("user", named, _PASSED_ON if passed_on else _SENDER))

    def _authority(self) -> None:
        due = self._file.request.due_authority_on
        for one in self._of(SuggestionKind.AUTHORITY_DATE):
            when = french_date(due, weekday=True) if due else "date à noter"
            self._put(Line("building-2", f"La CNIL attend votre réponse : {when}", one.reason))

    def _receipt(self) -> None:
        for one in self._of(SuggestionKind.RECEIPT):
            day = french_date(self._file.request.received_on, weekday=True)
            self._put(Line("calendar", f"Reçue le {day}", one.reason))

    def _papers(self) -> None:
        names = {one.id: one.name for one in self._file.attachments}
        for one in self._of(SuggestionKind.IDENTITY):
            name = names.get(one.value, "")
            ends: list[QWidget] = []
            if self._door.officer:
                wrong = button("link", "Ce n’en est pas une…", partial(self._no_paper, one.value), small=True)
                wrong.setAccessibleName(f"{name} n’est pas une pièce d’identité")
                ends.append(wrong)
            words = f"{one.reason} Gardée à part, jamais dans une sauvegarde."
            self._put(Line("id-card", f"Une pièce d’identité ? {name}".strip(), words, *ends))

    def _activities(self) -> None:
        found = mentioned_in(self._file.messages, self._door.activities())
        if found:
            said = " », « ".join(dict.fromkeys(one.words for one in found))
            names = " · ".join(one.name for one in found)
            why = f"Le message dit : « {said} ». « Où chercher » les passe toutes en revue."
            self._put(Line("book-open-text", f"Activités sans doute concernées : {names}", why))

    def _nature(self) -> None:
        for one in self._of(SuggestionKind.NATURE):
            if one.value == Nature.REQUEST.value:
                continue
            strip = NoticeStrip(kind="attention", text=f"Est-ce bien une demande ? {one.reason}")
            if self._door.officer:
                strip.set_action("Ce n’est pas une demande…", link=True)
                strip.activated.connect(self._dismiss)
            self._put(strip)

    def _confirm(self) -> None:
        """Until when the CNIL waits is somebody's to say, or that nobody knows."""
        request = self._file.request
        if RightKind.COMPLAINT in request.rights and request.due_authority_on is None:
            self._correct()
            return
        self._told(lambda: self._door.requests.confirm(self._file.request.reference))

    def _no_paper(self, attachment: str) -> None:
        if acts_on_files.not_identity(self, self._door, self._file.request.reference, attachment):
            self._emit()

    def _told(self, verb: object) -> None:
        try:
            if callable(verb):
                verb()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        QTimer.singleShot(0, self, self._emit)

    def _emit(self) -> None:
        """What had the keyboard goes: it is at the next step then, not somewhere near."""
        at = self.focusWidget()
        if at is not None:
            at.clearFocus()
        self.changed.emit()

    def _correct(self) -> None:
        if review_form(self._door.requests, self._file.request, self).exec():
            self.changed.emit()

    def _dismiss(self) -> None:
        if self._acts.dismiss(self._file):
            self.changed.emit()
