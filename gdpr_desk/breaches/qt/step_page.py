"""What every screen of the wizard can do, and the one that asks questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gdpr_desk.breaches.model import Answered, BreachFacts
from gdpr_desk.breaches.qt.asking import Ask
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.questions import ASKED
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.steps import ESSENTIAL, applies
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.surfaces import NoticeStrip

MORE = "Préciser"


class StepPage(QWidget):
    """One screen of the wizard.

    `answered` carries answers to save now, `unknown` a question and whether it is not known yet, `acted` says
    that a verb has changed the incident, `weighed` that another choice stands here, `elsewhere` the name of a
    question that is asked on another screen.
    """

    answered = Signal(dict)
    unknown = Signal(str, bool)
    acted = Signal()
    weighed = Signal()
    elsewhere = Signal(str)
    next_word = "Continuer"
    next_icon = "arrow-right"
    skip_help = ""
    wide = False
    corner: QWidget | None = None
    """What stands at the right of the title while this page is shown."""

    def __init__(self, door: BreachDoor) -> None:
        super().__init__()
        self.door = door
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(4, 4, 4, 20)
        self.column.setSpacing(24)

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        """Show an incident, with what is proposed in its open places."""
        raise NotImplementedError

    def follow(self, file: BreachFile) -> None:
        """Show what another answer of the same screen changes."""

    def answers(self) -> dict[str, Any]:
        """What stands on screen, by question; what cannot be read is left out."""
        return {}

    def decided(self) -> bool:
        """Whether what this screen is for was chosen; one may go on without, that does not stand out."""
        return True

    def ready(self) -> bool:
        """Whether one may go on: what is wrong is said where it stands."""
        return True

    def finish(self) -> bool:
        """What « Continuer » does beyond saving the answers; False stays here."""
        return True

    def open_questions(self, facts: BreachFacts) -> tuple[str, ...]:
        """What « Je ne sais pas encore » at the foot answers."""
        return ()

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        """Names of fields whose words no answer holds when the screen is left; `finished`: by its verb."""
        return ()

    def refuse(self, refusal: GdprDeskError) -> bool:
        """Say a refusal beside the answer it names; False where it names none of this screen."""
        return False

    def target(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def attempt(self, act: Callable[[], object]) -> bool:
        """Carry out a verb and tell that it is done; a refusal is told to the person."""
        try:
            act()
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return False
        self.acted.emit()
        return True


class QuestionPage(StepPage):
    """A list of questions, those that apply; what few people need is folded."""

    more_title = MORE
    skip_word = "Compléter plus tard"
    skip_help = display("Ce qui est resté vide ici sera noté « Je ne sais pas encore ».")

    def __init__(self, door: BreachDoor, names: Sequence[str]) -> None:
        super().__init__(door)
        parties = door.parties() if "others" in names else ()
        self.notice = NoticeStrip(kind="info")
        self.notice.hide()
        self.column.addWidget(self.notice)
        self.asks = {name: Ask(name, parties) for name in names}
        self._more = Disclosure(title=self.more_title)
        self._more.body.setSpacing(24)
        for name, ask in self.asks.items():
            (self._more.body if ASKED[name].fold else self.column).addWidget(ask)
            ask.given.connect(lambda question, answer: self.answered.emit({question: answer}))
            ask.unknown.connect(self.unknown)
        self.column.addWidget(self._more)
        self.column.addStretch(1)
        self._proposed = self._facts = BreachFacts()

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        self._proposed, self._facts = self.offered(file, proposed), file.breach.facts
        for ask in self.asks.values():
            ask.show_facts(self._facts, self._proposed)
        self._show_those_that_apply()

    def offered(self, file: BreachFile, proposed: BreachFacts) -> BreachFacts:
        """What stands in open places; a page may know more than the rules."""
        return proposed

    def follow(self, file: BreachFile) -> None:
        self._facts = file.breach.facts
        for ask in self.asks.values():
            ask.tell_standing(self._facts)
        self._show_those_that_apply()

    def answers(self) -> dict[str, Any]:
        """What differs from what is kept. What was not known and still reads the same stays so."""
        found = {}
        for name, ask in self.asks.items():
            if ask.isHidden() or ask.control.problem():
                continue
            answer, kept = ask.answer(), getattr(self._facts, name)
            if answer != kept and not (answer in (None, "", ()) and kept in (None, "", ())):
                found[name] = answer
        return found

    def ready(self) -> bool:
        wrong = [ask for ask in self.asks.values() if not ask.isHidden() and not ask.check()]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def open_questions(self, facts: BreachFacts) -> tuple[str, ...]:
        asked = (name for name in self.asks if name in ESSENTIAL and not ASKED[name].known)
        shown = (name for name in asked if not self.asks[name].isHidden())
        return tuple(name for name in shown if facts.standing(name) is Answered.OPEN)

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        unread = (ask for ask in self.asks.values() if not ask.isHidden() and ask.control.problem())
        return tuple(line.objectName() for ask in unread for line in ask.findChildren(QLineEdit))

    def refuse(self, refusal: GdprDeskError) -> bool:
        ask = self.asks.get(refusal.field if isinstance(refusal, InvalidInput) else "")
        if ask is None:
            return False
        ask.refuse(f"{refusal.message} {refusal.remedy}".strip())
        return True

    def target(self) -> QWidget | None:
        asks = [ask for name, ask in self.asks.items() if not ask.isHidden() and not ASKED[name].fold]
        waiting = (a for a in asks if self._facts.standing(a.question) is Answered.OPEN)
        found = next(waiting, asks[0] if asks else None)
        return found.control if found is not None else None

    def reveal(self, question: str) -> None:
        """Open the fold where a question stands in it, and go there."""
        ask = self.asks.get(question)
        if ask is not None:
            if ASKED[question].fold:
                self._more.set_open(True)
            ask.control.setFocus()

    def _show_those_that_apply(self) -> None:
        folded, seen = False, self._seen()
        for name, ask in self.asks.items():
            on = applies(name, seen) and self.called_for(name)
            ask.setVisible(on)
            folded = folded or (on and ASKED[name].fold)
        self._more.setVisible(folded)

    def called_for(self, name: str) -> bool:
        """Whether a question that applies is asked on this screen now."""
        return True

    def _seen(self) -> BreachFacts:
        """The answers with what is proposed on this screen: what follows from it is asked at once."""
        waiting = (name for name in self.asks if self._facts.standing(name) is Answered.OPEN)
        offers = {name: getattr(self._proposed, name) for name in waiting}
        return self._facts.giving(**{name: one for name, one in offers.items() if one not in (None, "", ())})
