"""« Demande »: what was asked in the person's words, what came with it, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.files import size_words
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import choose_file
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import Line, TabColumn, bar, button, fact, label
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator
from gdpr_desk.requests.checks import precision_pauses
from gdpr_desk.requests.model import Capacity, Channel, PauseReason, Requester, RequestState
from gdpr_desk.requests.qt import acts_on_files
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.facts_form import correction_form
from gdpr_desk.requests.qt.giving_ways import giving_ways
from gdpr_desk.requests.qt.known_customer import KnownCustomerQuestion
from gdpr_desk.requests.qt.paper_dialog import PaperDialog
from gdpr_desk.requests.qt.paper_viewer import PaperViewer
from gdpr_desk.requests.qt.review import Review
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import CAPACITIES, DATE_TO_NOTE_WHY, rights_line
from gdpr_desk.vault.attachments import Attachment, AttachmentKind

_KINDS = {
    AttachmentKind.IDENTITY: "Copie de pièce d’identité",
    AttachmentKind.LETTER: "Courrier",
}

_RECEIPTS = {
    Channel.COUNTER: "Remettez un récépissé : il prouve le jour, et ce qui a été demandé.",
    Channel.PHONE: "Envoyez un récépissé : il prouve le jour, et ce qui a été compris.",
    Channel.POST: "Envoyez un récépissé : il dit que la lettre est arrivée, et quand vous répondrez.",
}


class RequestTab(TabColumn):
    """`changed` after anything about the request was written, `identity_wanted` leads to the copies,
    `elsewhere` carries the request in which its letters are now."""

    changed = Signal()
    elsewhere = Signal(str)
    identity_wanted = Signal()

    def __init__(self, door: RequestDoor, acts: Acts) -> None:
        super().__init__()
        self._door = door
        self._acts = acts
        self._tells_rule = False
        self._rule: QWidget | None = None
        self.known = KnownCustomerQuestion(door)
        self.known.changed.connect(self.changed)

    def tell_rule(self, tells: bool) -> None:
        """In a small window the head has no room for why the answer is due when it is: say it here."""
        self._tells_rule = tells
        if self._rule is not None:
            self._rule.setVisible(tells)

    def show_file(self, file: RequestFile) -> None:
        """Show this request."""
        self._file = file
        self.column.removeWidget(self.known)  # it keeps the keyboard while the rest is made anew
        self.begin()
        self._review()
        self._endings()
        self._rule = fact("La date de réponse", file.clock.rule) if file.request.open else None
        if self._rule is not None:
            self.put(self._rule)
            self._rule.setVisible(self._tells_rule)
        self._who()
        self.known.show_file(file)
        self.put(self.known)
        self._words()
        self._attached()
        if file.request.open:
            self._ways_out()
        self.end()

    def _review(self) -> None:
        """What was only proposed, first of all."""
        if not self._file.suggestions:
            return
        review = Review(self._door, self._acts, self._file)
        review.changed.connect(self.changed)
        review.joined.connect(self.elsewhere)
        self.put(review, Separator())

    def _endings(self) -> None:
        """How it ended, and the receipt that proves the day where nothing else does."""
        request, open_ = self._file.request, self._file.request.open
        if open_ and not self._file.clock.dated:
            strip = NoticeStrip(kind="attention", text=DATE_TO_NOTE_WHY)
            strip.set_action("Noter la date…", link=True)
            strip.activated.connect(self._correct)
            self.put(strip)
        elif open_ and request.channel in _RECEIPTS and not self._past_receipt():
            strip = NoticeStrip(text=_RECEIPTS[request.channel])
            strip.set_action("Imprimer le récépissé", link=True)
            strip.activated.connect(self._receipt)
            self.put(strip)
        if open_ or not self._door.officer:
            return
        reason = request.closing.reason if request.closing else ""
        reason = request.dismissal.reason if request.dismissal else reason
        words = "Écartée" if request.dismissal else "Terminée"
        self.put(
            NoticeStrip(kind="ok", text=f"{words}. {reason}".strip()),
            bar(button("secondary", "Rouvrir…", lambda: self._do(self._acts.reopen), icon="undo-2")),
        )

    def _past_receipt(self) -> bool:
        """Something went out, or is about to: a receipt would come after it."""
        return bool(self._file.sendings) or self._file.request.state is RequestState.READY

    def _who(self) -> None:
        request = self._file.request
        who = request.requester
        self.put(fact("Ce que dit la loi", rights_line(request.rights)))
        self.put(fact("La personne", _person(who)))
        if who.represents or who.capacity is not Capacity.SELF:
            self.put(fact("Pour qui", " · ".join(filter(None, (CAPACITIES[who.capacity], who.represents)))))
        if request.due_authority_on:
            number = f", dossier {request.authority_reference}" if request.authority_reference else ""
            self.put(fact("La CNIL attend pour le", f"{french_date(request.due_authority_on)}{number}"))
        self.put(bar(button("link", "Corriger…", self._correct, icon="pencil", small=True)))

    def _words(self) -> None:
        request = self._file.request
        self.part("Ce qui est demandé")
        if request.text:
            self.put(_quote(request.text))
        for message in self._file.messages:
            at = french_instant(message.received_at)
            self.put(label("caption", f"{message.sender_name or message.sender} · {at}"))
            self.put(_quote("\n".join(filter(None, (message.subject, message.text)))))
        if not request.text and not self._file.messages:
            gone = "Effacé : sa durée est passée." if request.purged_at else "Rien n’a été noté."
            self.put(label("second", gone))

    def _attached(self) -> None:
        file = self._file
        self.part("Pièces jointes")
        for one in file.attachments:
            kind = _KINDS.get(one.kind, "Pièce jointe")
            icon = "id-card" if one.kind is AttachmentKind.IDENTITY else "file-text"
            second = f"{kind} · {size_words(one.size)} · chiffrée dans le coffre"
            self.put(Line(icon, one.name or kind, second, *self._ends(one)))
        if not file.attachments:
            self.put(label("second", "Aucune pièce jointe."))
        if file.request.open:
            self.put(
                bar(
                    button("secondary", "Joindre un document…", self._attach_letter),
                    button(
                        "secondary", "Joindre une pièce d’identité…", self.attach_identity, icon="id-card"
                    ),
                )
            )

    def _ends(self, one: Attachment) -> list[QWidget]:
        """Only officers can look at it; anybody may say that it is an identity paper."""
        ends: list[QWidget] = []
        identity, reference = one.kind is AttachmentKind.IDENTITY, self._file.request.reference
        if self._file.request.open and not identity:
            mark = button("link", "C’est une pièce d’identité…", lambda: self._mark(one), small=True)
            mark.setAccessibleName(f"{one.name} : c’est une pièce d’identité")
            ends.append(mark)
        if self._door.officer:
            see = button(
                "secondary",
                "Voir",
                self.identity_wanted.emit
                if identity
                else lambda: PaperViewer(self._door, reference, one, self).exec(),
                small=True,
            )
            see.setAccessibleName(f"Voir {one.name}")
            ends.append(see)
        return ends

    def _mark(self, one: Attachment) -> None:
        if acts_on_files.is_identity(self, self._door, self._file.request.reference, one.id):
            self.changed.emit()

    def _ways_out(self) -> None:
        """Notes are everybody's; what stops or ends the clock is decided by officers."""
        ways: list[QWidget] = [button("link", "Ajouter une note…", lambda: self._do(self._acts.note))]
        if self._door.officer:
            ways += giving_ways(self._door, self._acts, self._file, self, self.changed.emit)
            ways += self._clock_ways()
            ways.append(button("link", "Ce n’est pas une demande…", lambda: self._do(self._acts.dismiss)))
            ways.append(button("link", "Terminer…", lambda: self._do(self._acts.close)))
        self.part("Autres gestes")
        for way in ways:
            self.put(bar(way))

    def _clock_ways(self) -> list[QWidget]:
        file, acts = self._file, self._acts
        ways: list[QWidget] = []
        asked = {pause.reason for pause in file.request.pauses if pause.running}
        if PauseReason.PRECISION in asked:
            ways.append(
                button(
                    "link",
                    "Sa précision est arrivée…",
                    lambda: self._do(lambda shown: acts.answered(shown, PauseReason.PRECISION)),
                )
            )
        elif precision_pauses(file.request.rights):
            ways.append(
                button(
                    "link",
                    "J’ai demandé une précision…",
                    lambda: self._do(lambda shown: acts.ask(shown, PauseReason.PRECISION)),
                )
            )
        if file.request.extension is None and file.clock.announce_by is not None:
            ways.append(button("link", "Prolonger de deux mois…", lambda: self._do(acts.extend)))
        return ways

    def _do(self, act: object) -> None:
        if callable(act) and act(self._file):
            self.changed.emit()

    def _correct(self) -> None:
        if correction_form(self._door.requests, self._file.request, self).exec():
            self.changed.emit()

    def _receipt(self) -> None:
        PaperDialog(self._door, self._file.request.reference, self).exec()

    def _attach_letter(self) -> None:
        self._attach(AttachmentKind.LETTER)

    def attach_identity(self) -> None:
        """A copy that came: sealed, and never in a backup."""
        self._attach(AttachmentKind.IDENTITY)

    def _attach(self, kind: AttachmentKind) -> None:
        source = choose_file(self, title="Joindre à la demande")
        if source is None:
            return
        reference = self._file.request.reference
        Jobs.run(
            lambda: self._door.requests.attach(reference, source, kind),
            lambda _added: self.changed.emit(),
            self._refused,
            self,
        )

    def _refused(self, refusal: GdprDeskError) -> None:
        tell_refusal(self, refusal)


def _person(who: Requester) -> str:
    lines = [who.name, who.email, who.phone, *who.address.splitlines()]
    return "\n".join(line for line in lines if line)


def _quote(text: str) -> QWidget:
    """A stranger's words: plain text, to be read and copied, nothing in it leads anywhere."""
    made = label("body", text)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
