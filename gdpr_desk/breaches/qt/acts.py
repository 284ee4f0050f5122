"""The small forms by which something is noted about an incident."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import Action, PersonalDataBreach, SubjectCommunication
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.vocabulary import Means
from gdpr_desk.qtkit.act_form import ActForm, Question, Value, Values, day_of, said


class BreachActs:
    """Asks and does; each verb says whether it was done."""

    def __init__(self, door: BreachDoor, parent: QWidget) -> None:
        self._door = door
        self._parent = parent

    def persons_told(self, breach: PersonalDataBreach) -> bool:
        """Who was told, how many, by which means, when, and what proves it."""

        def work(values: Values) -> object:
            told = SubjectCommunication(
                key="",
                who=said(values, "who"),
                number=_number(values, "number", 1),
                means=Means(said(values, "means") or Means.OTHER),
                sent_on=day_of(values, "sent_on") or self._door.clock.today(),
                bounced=_number(values, "bounced", 0),
                proof=said(values, "proof"),
            )
            return self._door.acts.persons_told(breach.reference, told)

        return self._ask(
            breach,
            "told",
            ("Noter qui a été prévenu", "Noter"),
            [
                Question("who", "Qui ?", help="Un nom, ou « les clients du fichier d’avril »."),
                Question("number", "Combien de personnes ?", value="1"),
                self._means(),
                Question("sent_on", "Quel jour ?", "day", value=self._door.clock.today()),
                Question("bounced", "Combien de messages revenus ?", value="0"),
                Question("proof", "La preuve, ou l’endroit où la liste est gardée", optional=True),
            ],
            work,
        )

    def client_told(self, breach: PersonalDataBreach, party: str, name: str) -> bool:
        """A client controller was told."""
        return self._ask(
            breach,
            f"client-{party}",
            (f"Noter que {name} est prévenu", "Noter"),
            [
                self._means(),
                Question("told_on", "Quel jour ?", "day", value=self._door.clock.today()),
                Question("proof", "La preuve", optional=True),
            ],
            lambda values: self._door.acts.client_told(
                breach.reference,
                party,
                Means(said(values, "means") or Means.OTHER),
                told_on=day_of(values, "told_on"),
                proof=said(values, "proof"),
            ),
        )

    def action(self, breach: PersonalDataBreach) -> bool:
        """Something to do, by whom and until when."""
        return self._ask(
            breach,
            "action",
            ("Ajouter une action", "Ajouter"),
            [
                Question("what", "Quoi ?"),
                Question("owner", "Qui s’en charge ?", optional=True),
                Question("due_on", "Pour quand ?", "day", optional=True),
            ],
            lambda values: self._door.acts.put_action(
                breach.reference,
                Action("", said(values, "what"), said(values, "owner"), day_of(values, "due_on")),
            ),
        )

    def done(self, breach: PersonalDataBreach, action: Action) -> None:
        """It was done today, or is to be done after all."""
        day = None if action.done_on else self._door.clock.today()
        self._door.acts.put_action(breach.reference, replace(action, done_on=day))

    def reopen(self, breach: PersonalDataBreach) -> bool:
        """Take up an incident that was closed."""
        return self._ask(
            breach,
            "reopen",
            ("Rouvrir cet incident", "Rouvrir"),
            [Question("reason", "Pourquoi ?")],
            lambda values: self._door.acts.reopen(breach.reference, said(values, "reason")),
        )

    def _means(self) -> Question:
        options = [(key, entry.label) for key, entry in choices("means").items()]
        return Question("means", "Comment ?", "choice", options=options, value=Means.EMAIL.value)

    def _ask(
        self,
        breach: PersonalDataBreach,
        form: str,
        said_as: tuple[str, str],
        questions: Sequence[Question],
        work: Callable[[Values], object],
    ) -> bool:
        title, verb = said_as
        asked = ActForm(
            self._parent,
            self._door.breaches.drafts,
            f"breach/{breach.reference}/{form}",
            title=title,
            verb=verb,
            questions=questions,
            work=work,
        )
        return bool(asked.exec())


def _number(values: Values, key: str, least: int) -> int:
    """What was typed as a number; what is none is refused by the verb."""
    typed: Value = values.get(key)
    words = "".join(str(typed or "").split())
    return int(words) if words.isascii() and words.isdecimal() else least - 1
