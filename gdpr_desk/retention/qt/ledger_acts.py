"""What is done with one line of a ledger: note a step, take it back, hold it, lift the hold, erase it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.periods.words import french_list
from gdpr_desk.qtkit.act_form import ActForm, Question, Values
from gdpr_desk.qtkit.act_form import Value as Given
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.retention.ledgers.answers import day_of, read_moment, read_value, typed_text
from gdpr_desk.retention.ledgers.model import (
    FieldSpec,
    FieldType,
    LedgerEntry,
    LedgerKind,
    StepSpec,
    Value,
)
from gdpr_desk.retention.ledgers.review_notice import ReviewPolicy, review_notice
from gdpr_desk.retention.qt.hold_dialogs import HoldDialog, LiftDialog
from gdpr_desk.retention.qt.ledger_fields import options_of
from gdpr_desk.retention.qt.ledger_lines import LedgerDoor, best_day, form_of, hold_of, name_of

AT = "at"
"""The question when it was."""


class LedgerActs(QObject):
    """`done` after each; the line may be gone then."""

    done = Signal()

    def __init__(self, door: LedgerDoor, page: QWidget) -> None:
        super().__init__(page)
        self._door = door
        self._page = page

    def note(self, kind: LedgerKind, entry: LedgerEntry, step: StepSpec) -> None:
        """Ask when it was and what it needs to be noted; what is wrong is said beside its question."""
        form = ActForm(
            self._page.window(),
            self._door.ledgers.drafts,
            f"{form_of(entry.reference)}/{step.key}",
            title=f"{step.verb} : {name_of(kind, entry).sort}",
            sentence=step.help,
            verb=step.verb,
            questions=self._questions(kind, entry, step),
            work=lambda given: self._noted(kind, entry, step, given),
        )
        if form.exec():
            self._told(f"« {step.label} » est noté")

    def take_back(self, entry: LedgerEntry, step: StepSpec) -> None:
        """Take a step back that was noted by mistake."""
        if self._refused(lambda: self._door.ledgers.undo_step(entry.reference, step.key)):
            return
        self._told(f"« {step.label} » n’est plus noté")

    def hold(self, kind: LedgerKind, entry: LedgerEntry) -> None:
        """Keep it although its time may be over, with a reason."""
        retention = self._door.retention
        dialog = HoldDialog(
            name_of(kind, entry),
            retention.reasons(),
            self._door.clock,
            lambda reason, note, day: retention.hold(entry.key, reason=reason, note=note, review_on=day),
            self._page.window(),
            item=entry.key,
            drafts=retention.drafts,
        )
        if dialog.exec():
            self._told("Gelée : elle ne partira pas", icon="snowflake")

    def lift(self, kind: LedgerKind, entry: LedgerEntry) -> None:
        """End its hold, with a reason."""
        retention = self._door.retention
        hold = hold_of(retention, entry)
        if hold is None:
            self.done.emit()
            return
        reason = retention.reasons()[hold.reason].label
        work: Callable[[str], object] = lambda note: retention.lift(entry.key, note=note)  # noqa: E731
        name, window = name_of(kind, entry), self._page.window()
        if LiftDialog(name, hold, reason, work, window, drafts=retention.drafts).exec():
            self._told("Gel levé", icon="undo-2")

    def erase(self, kind: LedgerKind, entry: LedgerEntry) -> bool:
        """Destroy it by hand, for good; whether it is gone."""
        name = name_of(kind, entry)
        if not ask(
            self._page.window(),
            "Effacer cette ligne ?",
            f"{name.title} : {name.sort}.",
            "Effacer",
            kind="danger",
            consequence="Seulement si elle a été écrite par erreur : rien ne la ramène.",
        ) or self._refused(lambda: self._door.ledgers.remove(entry.reference)):
            return False
        self._told(f"{entry.reference} est effacée", icon="eraser")
        return True

    def notice(self) -> None:
        """The words to show near the reviews, as the shop deals with them, onto the clipboard."""
        form = ActForm(
            self._page.window(),
            self._door.ledgers.drafts,
            "ledger/reviews/notice",
            title="Le texte à afficher près des avis",
            sentence="Il dit comment vous traitez les avis ; collez-le sur la page où ils se lisent.",
            verb="Copier le texte",
            questions=(
                Question(
                    "checked",
                    "Comment vous les contrôlez avant de les publier",
                    help="Par exemple : nous vérifions qu’une facture existe. Vide : sans contrôle.",
                    optional=True,
                ),
                Question("consideration", "Une contrepartie peut être donnée", "tick"),
                Question("author_reachable", "Un lecteur peut joindre l’auteur", "tick"),
                Question("changeable", "L’auteur peut modifier son avis", "tick", value=True),
            ),
            work=_copied,
        )
        if form.exec():
            Toast.show_in(self._page, "Le texte est copié : collez-le près des avis", icon="copy")

    def _questions(self, kind: LedgerKind, entry: LedgerEntry, step: StepSpec) -> list[Question]:
        at = best_day(entry, step, self._door.clock.now())
        when = (
            Question(
                AT,
                "Quand",
                help="Jour et heure, si vous l’avez : elle compte.",
                value=typed_text(_WHEN, at),
            )
            if step.timed
            else Question(AT, "Quand", "day", value=day_of(at))
        )
        return [when, *(_question(kind.field(key), entry.values.get(key)) for key in step.asks)]

    def _noted(self, kind: LedgerKind, entry: LedgerEntry, step: StepSpec, given: Values) -> LedgerEntry:
        answers: dict[str, Value] = {}
        for key in step.asks:
            said = given.get(key)
            value = read_value(kind.field(key), said) if isinstance(said, str) else said
            if not isinstance(value, Value):
                raise InvalidInput("Il manque cette réponse.", safe="Rien n’a été modifié.", field=key)
            answers[key] = value
        at = given.get(AT)
        if isinstance(at, str):
            at = read_moment(at, field=AT) if at else None
        if at is None or isinstance(at, bool | tuple):
            raise InvalidInput("Dites quand c’était.", safe="Rien n’a été modifié.", field=AT)
        try:
            return self._door.ledgers.note_step(entry.reference, step.key, at, answers)
        except InvalidInput as refusal:
            if refusal.field != step.key:
                raise
            raise InvalidInput(
                refusal.message, safe=refusal.safe, remedy=refusal.remedy, field=AT
            ) from refusal

    def _refused(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return True
        return False

    def _told(self, words: str, *, icon: str = "check") -> None:
        Toast.show_in(self._page, words, icon=icon)
        QTimer.singleShot(0, self, partial(self.done.emit))  # the button that was pressed may be in what goes


_WHEN = FieldSpec(AT, "Quand", FieldType.MOMENT)


def needed_first(kind: LedgerKind, entry: LedgerEntry, step: StepSpec) -> str:
    """« possible après : réglé et avis de garde donné », for a step whose time has not come."""
    missing = [kind.step(need).label.lower() for need in step.needs if need not in entry.steps]
    return f"possible après : {french_list(missing)}" if missing else ""


def _question(spec: FieldSpec, value: Value | None) -> Question:
    if spec.type in {FieldType.YES_NO, FieldType.CHOICE}:
        known = typed_text(spec, value) if spec.type is FieldType.YES_NO else str(value or "")
        return Question(
            spec.key,
            spec.label,
            "choice",
            spec.help,
            options=options_of(spec),
            value=known,
            empty="Choisissez",
        )
    if spec.type is FieldType.DAY:
        return Question(spec.key, spec.label, "day", spec.help, value=_given(value))
    return Question(
        spec.key,
        spec.label,
        "text" if spec.type is FieldType.TEXT else "line",
        spec.help,
        value=typed_text(spec, value),
    )


def _given(value: Value | None) -> Given:
    return value if not isinstance(value, int) or isinstance(value, bool) else None


def _copied(given: Values) -> str:
    checked = given.get("checked")
    policy = ReviewPolicy(
        checked=checked if isinstance(checked, str) else "",
        consideration=given.get("consideration") is True,
        author_reachable=given.get("author_reachable") is True,
        changeable=given.get("changeable") is True,
    )
    words = "\n\n".join(review_notice(policy))
    QApplication.clipboard().setText(words)
    return words
