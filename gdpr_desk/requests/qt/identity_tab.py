"""« Identité »: it opens with the question of a reasonable doubt, not with a copy (Art. 12(6))."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.parts import Line, TabColumn, bar, button, label
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import IdentityCheck, IdentityResult, KnownCustomer, PauseReason
from gdpr_desk.requests.places import in_sentence
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.copies import Copies
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.service import RequestFile
from gdpr_desk.requests.wording import DOCUMENTS, METHODS, RESULTS

_QUESTION = "Avez-vous un doute raisonnable sur l’identité ?"
_TOLD = {
    KnownCustomer.YES: "Vous avez noté : client connu. La même adresse que sur sa fiche suffit, sans pièce.",
    KnownCustomer.NO: "Vous avez noté : pas un client connu. Une inscription ou un message peut suffire.",
}
_NO_DOUBT_NEEDED = (
    "La même adresse e-mail que sur la fiche, un numéro de client, une réponse juste sur un achat : "
    "dans presque tous les cas, cela suffit et aucune pièce n’est à demander."
)
_GONE = "Copie détruite dans le coffre. Supprimez-la aussi là d’où elle venait."
_ALL_GONE = "Copies détruites dans le coffre. Supprimez-les aussi là d’où elles venaient."
_LIGHTER = (
    ("mail", "Répondre à l’adresse ou au numéro déjà connus", "Si la personne répond, c’est bien elle."),
    ("receipt", "Une question sur un achat récent", "La date, le montant ou l’article."),
    ("store", "Une pièce montrée au comptoir", "Vous la regardez, vous n’en gardez rien."),
)


class IdentityTab(TabColumn):
    """`changed` after a decision, `viewed` after a copy was shown, `letter_wanted` carries the kind of a
    letter to write, `copy_wanted` asks to attach the copy that came."""

    changed = Signal()
    viewed = Signal()
    letter_wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(self, door: RequestDoor, acts: Acts) -> None:
        super().__init__()
        self._door = door
        self._acts = acts
        self.copies = Copies(door, self)
        self.copies.viewed.connect(self.viewed)
        self.copies.changed.connect(self.changed)
        at = self.verticalScrollBar()
        self.copies.viewer.seen.connect(lambda: at.setValue(self.copies.y() - 4))

    def show_file(self, file: RequestFile) -> None:
        """Show how far the question of identity is; a copy that is being looked at stays in view."""
        self._file = file
        request = file.request
        self.column.removeWidget(self.copies)
        self.begin()
        if request.check is not None:
            self._checked(request.check)
        elif not request.open:
            self.put(label("second", "La question ne s’est pas posée."))
        elif request.doubt is None:
            self._question()
        elif request.doubt.doubt:
            self._doubtful()
        else:
            self._known()
        self._unneeded()
        self._origin()
        self.end()
        if self.column.indexOf(self.copies) < 0:
            self.copies.hide()

    def leave(self) -> None:
        """Another request, or another room: a copy is not left lying open."""
        self.copies.viewer.conceal()

    def _unneeded(self) -> None:
        """A copy that came after everything was said."""
        request = self._file.request
        settled = request.check is not None or (request.doubt is not None and not request.doubt.doubt)
        if not (request.open and settled and self._file.identity_copies):
            return
        strip = NoticeStrip(
            kind="attention",
            text="Une copie de pièce est arrivée depuis, dont vous n’avez plus besoin. Détruisez-la : "
            "il n’en restera rien dans le coffre.",
        )
        strip.set_action("La détruire, pour toujours")
        strip.activated.connect(self._destroy)
        self.put(strip)

    def _destroy(self) -> None:
        try:
            self._door.handling.destroy_copies(self._file.request.reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()

    def _question(self) -> None:
        self.put(
            label("card_title", _QUESTION),
            label("body", _NO_DOUBT_NEEDED),
            *([label("second", _TOLD[self._file.known])] if self._file.known in _TOLD else []),
            bar(
                button("tonal", "Non, je sais qui c’est…", self._act(self._acts.no_doubt), icon="check"),
                button("secondary", "Oui, j’ai un doute…", self._act(self._acts.doubt)),
            ),
        )
        if self._file.identity_copies:
            self.put(
                NoticeStrip(
                    kind="attention",
                    text="Une copie de pièce est arrivée. Si vous n’avez pas de doute, elle est détruite.",
                )
            )

    def _known(self) -> None:
        doubt = self._file.request.doubt
        if doubt is None or doubt.method is None:
            return
        when = french_date(doubt.answered_on)
        self.put(
            Line("circle-check", "Pas de doute sur l’identité", METHODS[doubt.method], token="ok"),
            label("second", f"Répondu le {when}{self._by(doubt.answered_by)}. Aucune pièce à demander."),
            bar(button("link", "J’ai finalement un doute…", self._act(self._acts.doubt))),
        )

    def _doubtful(self) -> None:
        doubt = self._file.request.doubt
        if doubt is None:
            return
        known = button("link", "Finalement, je sais qui c’est…", self._act(self._acts.no_doubt), small=True)
        self.put(Line("circle-help", _QUESTION, f"Oui : {in_sentence(doubt.reason)}", known, token="accent"))
        if self._file.identity_copies:
            self.put(self.copies)
            self.copies.show_file(self._file)
        else:
            self._ways()
        self._decision()

    def _ways(self) -> None:
        """The lighter ways first, the masked copy last; what was asked stops the clock."""
        self.part("Le plus léger d’abord")
        for icon, title, second in _LIGHTER:
            self.put(Line(icon, title, second))
        self.put(
            bar(
                button(
                    "tonal", "Écrire la question", self._letter(LetterKind.IDENTITY_QUESTION), icon="mail"
                ),
                button("secondary", "Demander une copie masquée", self._letter(LetterKind.IDENTITY_COPY)),
            )
        )
        asked = any(p.running and p.reason is PauseReason.IDENTITY for p in self._file.request.pauses)
        act: Callable[[RequestFile], bool]
        if asked:
            words, act = "Sa réponse est arrivée…", self._answered
        else:
            words, act = "La question est partie : mettre le délai en pause…", self._asked
        self.put(bar(button("link", words, self._act(act))))
        self.put(bar(button("link", "Une copie est arrivée : la joindre…", self.copy_wanted.emit)))

    def _decision(self) -> None:
        """What the click destroys stands directly above it."""
        copies = self._file.identity_copies
        if copies:
            what = "cette copie" if len(copies) == 1 else f"ces {len(copies)} copies"
            last = french_date(min(self._door.viewing.last_day(one) for one in copies))
            self.put(
                NoticeStrip(
                    kind="attention",
                    text=f"« Identité vérifiée » ou « non prouvée » détruit {what}, pour toujours. "
                    f"Il restera : type de pièce, date, votre nom. Sans décision, destruction le {last}.",
                )
            )
        else:
            self.part("Votre décision")
        acts = [
            button("tonal", "Identité vérifiée…", self._concluding(IdentityResult.VERIFIED), icon="check"),
            button("secondary", "Identité non prouvée…", self._concluding(IdentityResult.REFUSED)),
        ]
        self.put(bar(*acts))
        if copies:
            none = button("link", "Ce n’est pas une pièce d’identité…", self.copies.tell_none, small=True)
            self.put(bar(none))

    def _checked(self, check: IdentityCheck) -> None:
        verified = check.result is IdentityResult.VERIFIED
        paper = f" · {DOCUMENTS[check.document]}" if check.document else ""
        self.put(
            Line(
                "circle-check" if verified else "circle-x",
                RESULTS[check.result],
                f"{METHODS[check.method]}{paper}",
                token="ok" if verified else "attention",
            ),
            label("second", f"Décidé le {french_date(check.checked_on)}{self._by(check.checked_by)}."),
            label("second", "Aucune copie n’est gardée ici : ni numéro, ni image, ni dates de la pièce."),
        )

    def _origin(self) -> None:
        """A copy destroyed here may still lie in the mailbox."""
        cleanup = self._file.request.cleanup
        if cleanup is None:
            return
        if cleanup.done_on is not None:
            done = french_date(cleanup.done_on)
            self.put(label("second", f"Supprimée aussi là d’où elle venait, le {done}."))
            return
        strip = NoticeStrip(
            kind="attention",
            text="Détruite ici. Supprimez-la aussi dans la messagerie ou le dossier d’où elle venait.",
        )
        strip.set_action("C’est fait")
        strip.activated.connect(self._cleaned)
        self.put(strip)

    def _cleaned(self) -> None:
        try:
            self._door.handling.cleaned(self._file.request.reference)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()

    def _asked(self, file: RequestFile) -> bool:
        return self._acts.ask(file, PauseReason.IDENTITY)

    def _answered(self, file: RequestFile) -> bool:
        return self._acts.answered(file, PauseReason.IDENTITY)

    def _concluding(self, result: IdentityResult) -> Callable[[], None]:
        def done() -> None:
            copies = len(self._file.identity_copies)
            if self._acts.conclude(self._file, result):
                self.changed.emit()
                if copies:
                    Toast.show_in(self, _GONE if copies == 1 else _ALL_GONE, icon="eraser")

        return done

    def _letter(self, kind: LetterKind) -> Callable[[], None]:
        return lambda: self.letter_wanted.emit(kind.value)

    def _act(self, act: Callable[[RequestFile], bool]) -> Callable[[], None]:
        def done() -> None:
            if act(self._file):
                self.changed.emit()

        return done

    def _by(self, person: str) -> str:
        name = self._door.names().get(person, "")
        return f" par {name}" if name else ""
