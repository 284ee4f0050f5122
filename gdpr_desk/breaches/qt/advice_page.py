"""Step 6: two aids suggest, one person decides; who leaves the suggestion says why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from gdpr_desk.breaches.cases import like
from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.qt.advice_box import AdviceBox
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.step_page import StepPage
from gdpr_desk.breaches.qt.words import short_instant
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.vocabulary import Exemption
from gdpr_desk.breaches.wording import BANDS, QUESTIONS
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit import parts
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.fields import Check, LineField, OptionCard
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.theme import px


class AdvicePage(StepPage):
    """Suggestions above, decisions below."""

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door)
        self.column.setSpacing(12)
        self._file: BreachFile | None = None
        self._box = AdviceBox()
        self._box.why.clicked.connect(lambda _on=False: self._fit(whole=True))
        self._head = parts.label("card_title", "La décision est la vôtre")
        self._client = NoticeStrip(kind="info")
        self._how = Disclosure(title="Comment c’est calculé")
        self._cases = Disclosure(title="Quel cas ressemble au mien ?")
        self._choices = QWidget()
        self._authority = Choice("authority", "La CNIL", "Oui, notifier")
        self._subjects = Choice("subjects", "Les personnes", "Oui, leur écrire")
        self._exempt = QWidget()
        self._exemptions: dict[Exemption, Check] = {}
        self.reason = LineField()
        self.reason.setObjectName("decision_reason")
        self._reason_field = FormField(label="Votre raison, en une phrase", field=self.reason)
        self._arrange()

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        self._file = file
        facts, advice, decision = file.breach.facts, file.suggestion, file.breach.decision
        alone = facts.role is not None and not facts.role.controller
        self._client.setVisible(alone)
        self._box.setVisible(not alone)
        self._box.show_advice(facts, advice)
        self._explain(file)
        due = short_instant(file.clock.due_at) if file.clock.due_at else ""
        yes = f"avant {due}" if due else "le délai part du moment où vous l’avez su"
        self._authority.show_choice(advice.authority, decision.authority if decision else None, yes)
        self._subjects.show_choice(
            advice.subjects, decision.subjects if decision else None, "lettre prête à l’étape 9"
        )
        self.reason.setText(decision.reason if decision else "")
        for exemption, tick in self._exemptions.items():
            offered = decision.exemptions if decision else advice.exemptions
            tick.setChecked(exemption in offered)
        self._reason_field.clear()
        self._show_choices()
        self._fit()

    def follow(self, file: BreachFile) -> None:
        self._file = file

    def decided(self) -> bool:
        both = (self._authority.chosen(), self._subjects.chosen())
        return self._choices.isHidden() or None not in both

    def finish(self) -> bool:
        """Write the decision down where it is another than the one that holds; a refusal stays here."""
        file = self._file
        authority, subjects = self._authority.chosen(), self._subjects.chosen()
        if file is None or (authority is None and subjects is None):
            return True
        exempt = () if subjects is not False else self._exempted()
        new = (authority, subjects, self.reason.text().strip(), exempt)
        before = file.breach.decision
        if before and new == (before.authority, before.subjects, before.reason, before.exemptions):
            return True
        try:
            self.door.acts.decide(
                file.breach.reference,
                authority=authority,
                subjects=subjects,
                reason=new[2],
                exemptions=exempt,
            )
        except GdprDeskError as refusal:
            if not self.refuse(refusal):
                raise
            return False
        self.acted.emit()
        return True

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        return () if finished else ("decision_reason",)

    def refuse(self, refusal: GdprDeskError) -> bool:
        if isinstance(refusal, InvalidInput) and refusal.field in ("reason", "authority", "exemptions"):
            self._reason_field.set_error(f"{refusal.message} {refusal.remedy}".strip())
            self.reason.setFocus()
            return True
        return False

    def target(self) -> QWidget | None:
        return None if self._authority.isHidden() else self._authority.first()

    def _exempted(self) -> tuple[Exemption, ...]:
        return tuple(one for one, tick in self._exemptions.items() if tick.isChecked())

    def _show_choices(self) -> None:
        """Exceptions are asked about where the method sees a high risk and nobody writes to the persons."""
        file = self._file
        role = file.breach.facts.role if file else None
        alone = role is not None and not role.controller
        self._choices.setVisible(not alone)
        high = file is not None and bool(file.suggestion.subjects or file.suggestion.exemptions)
        self._exempt.setVisible(high and self._subjects.chosen() is False and not alone)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        view = self.parentWidget()
        if view is not None:
            view.removeEventFilter(self)  # no longer twice, when it is shown again
            view.installEventFilter(self)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self, *, whole: bool = False) -> None:
        """Where the decision would lie below the edge, all reasons but the first wait for « Pourquoi ? »."""
        self._box.set_short(False)
        view, width = self.parentWidget(), self.width() - 8
        if view is None or whole:
            return
        shown = (part for part in (self._box, self._choices) if not part.isHidden())
        wanted = sum(part.heightForWidth(width) for part in shown) - self._reason_field.sizeHint().height()
        self._box.set_short(wanted > view.height() - px(8))

    def _chose(self) -> None:
        self._show_choices()
        self.weighed.emit()

    def _explain(self, file: BreachFile) -> None:
        score = file.suggestion.score
        self._how.setVisible(score is not None)
        empty_column(self._how.body)
        if score is not None:
            supposed = ", ".join(QUESTIONS.get(name, name) for name in score.supposed)
            sentences = [
                (
                    f"Nature des données {score.context} × facilité à reconnaître les personnes "
                    f"{_figure(score.identification)} + circonstances {_figure(score.circumstances)} "
                    f"= {_figure(score.value)} sur 6 : gravité {BANDS[score.band]} (ENISA, 2013)."
                ),
                "Circonstances : ce que les données ont perdu, et si quelqu’un l’a fait exprès.",
            ]
            if supposed:
                sentences.append(f"Supposé avec prudence, faute de réponse : {supposed}.")
            for sentence in sentences:
                self._how.body.addWidget(parts.label("second", sentence))
        empty_column(self._cases.body)
        found = like(file.breach.facts)
        for case in found:
            told = "CNIL prévenue" if case.authority else "CNIL non prévenue"
            told += ", personnes prévenues" if case.subjects else ", personnes non prévenues"
            line = parts.Line(
                "book-open-text", f"Cas {case.number} : {case.title}", f"{case.summary} → {told}."
            )
            self._cases.body.addWidget(line)
        if not found:
            self._cases.body.addWidget(
                parts.label("second", "Aucun des 18 cas du Comité européen n’y ressemble.")
            )

    def _arrange(self) -> None:
        self._client.set_text(
            "Ces données appartiennent à un client professionnel : prévenez-le sans tarder, c’est lui qui "
            "décide pour la CNIL et les personnes. La lettre est prête à l’étape 9."
        )
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.addWidget(self._head, 0, 0, 1, 2)
        for place, choice in enumerate((self._authority, self._subjects)):
            grid.addWidget(choice, 1, place)
            grid.setColumnStretch(place, 1)
            choice.chose.connect(lambda _now: self._chose())
        box = column(self._exempt, 8)
        box.addWidget(parts.label("strong", "Pourquoi les personnes n’ont pas à être prévenues"))
        for exemption in Exemption:
            entry = choices("exemptions")[exemption]
            tick = Check(text=entry.label)
            tick.setObjectName(f"exemption_{exemption.value}")
            tick.setToolTip(entry.help)
            self._exemptions[exemption] = tick
            box.addWidget(tick)
        grid.addWidget(self._exempt, 2, 0, 1, 2)
        self._reason_field.set_help(
            "Obligatoire si vous vous écartez de la suggestion, ou si la CNIL n’est pas prévenue."
        )
        grid.addWidget(self._reason_field, 3, 0, 1, 2)
        for part in (self._box, self._client, self._choices, self._how, self._cases):
            self.column.addWidget(part)
        self.column.addStretch(1)


class Choice(QWidget):
    """Yes or no for one of them; leaving the suggestion is said to need a sentence."""

    chose = Signal(bool)

    def __init__(self, name: str, title: str, yes: str) -> None:
        super().__init__()
        self._yes = OptionCard(self, title=yes)
        self._no = OptionCard(self, title="Non")
        self._yes.setObjectName(f"{name}_yes")
        self._no.setObjectName(f"{name}_no")
        box = column(self, 8)
        box.addWidget(parts.label("head", title))
        for card, told in ((self._yes, True), (self._no, False)):
            card.clicked.connect(lambda _on=False, told=told: self.chose.emit(told))
            box.addWidget(card)
        box.addStretch(1)

    def show_choice(self, suggested: bool | None, decided: bool | None, yes: str) -> None:
        """What was decided, and which of both is suggested."""
        away = "une phrase de raison est demandée"
        self._yes.set_consequence(f"je m’écarte de la suggestion : {away}" if suggested is False else yes)
        self._no.set_title("Non, je m’écarte de la suggestion" if suggested else "Non")
        self._no.set_consequence(away if suggested else "comme le suggère la méthode")
        for card, told in ((self._yes, True), (self._no, False)):
            card.setAutoExclusive(False)
            card.setChecked(decided is told)
            card.setAutoExclusive(True)

    def chosen(self) -> bool | None:
        """What somebody chose; None before."""
        if self._yes.isChecked():
            return True
        return False if self._no.isChecked() else None

    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self._no if self._no.isChecked() else self._yes


def _figure(value: float) -> str:
    return f"{value:g}".replace(".", ",")
