"""Step 10: what remains to be done, the proofs, every paper, what was learnt; then it is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.breaches.choices import choices
from gdpr_desk.breaches.choices import label as choice
from gdpr_desk.breaches.model import Action, BreachFacts, Evidence
from gdpr_desk.breaches.papers.made import BreachPaper
from gdpr_desk.breaches.papers.old_form import kept_old_form
from gdpr_desk.breaches.qt.acts import BreachActs
from gdpr_desk.breaches.qt.controls import column
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.saving import PDF, Made, save_made
from gdpr_desk.breaches.qt.step_page import StepPage
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.vocabulary import FilingKind
from gdpr_desk.breaches.wording import event_line
from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.periods.words import french_date, french_instant, shop_time
from gdpr_desk.qtkit.columns import empty_column, refilled
from gdpr_desk.qtkit.dialogs import ask
from gdpr_desk.qtkit.disclosure import Disclosure
from gdpr_desk.qtkit.fields import Check, ChoiceField, TextField
from gdpr_desk.qtkit.files import choose_file
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.parts import Line, bar, button, label

_MOST_EVENTS = 40


class ClosingPage(StepPage):
    """`gone` when a drill was deleted."""

    gone = Signal()
    next_word = "Clôturer"
    next_icon = "check"

    def __init__(self, door: BreachDoor) -> None:
        super().__init__(door)
        self._file: BreachFile | None = None
        self.acts = BreachActs(door, self)
        self._actions, self._evidence, self._events = (
            QWidget(),
            QWidget(),
            Disclosure(title="Le fil de l’incident"),
        )
        self._action_lines, self._evidence_lines = column(self._actions, 2), column(self._evidence, 2)
        self.kind = ChoiceField()
        self.kind.set_options([(key, entry.label) for key, entry in choices("evidence").items()])
        self.kind.set_key("other")
        self.kind.setAccessibleName("Sorte de pièce")
        self.lessons = TextField()
        self.lessons.setObjectName("lessons")
        self.lessons_field = FormField(label="Ce que vous en retenez", field=self.lessons)
        self.checked = Check(text="J’ai relu mon registre : il dit toujours vrai, ou je l’ai corrigé")
        self.checked.setObjectName("register_checked")
        self.delete = button("danger", "Supprimer l’exercice…", self._delete, icon="trash-2")
        self._while_open: list[QWidget] = []
        self._arrange()

    def load(self, file: BreachFile, proposed: BreachFacts) -> None:
        closing = file.breach.closing
        self.lessons.setText(closing.lessons if closing else "")
        self.checked.setChecked(bool(closing and closing.register_checked))
        self.lessons_field.clear()
        self.follow(file)

    def follow(self, file: BreachFile) -> None:
        self._file = file
        is_open = file.breach.open
        self.next_word = "Clôturer" if is_open else "Retour à la liste"
        for answer in (self.lessons_field, self.checked):
            answer.setEnabled(is_open)
        for part in self._while_open:
            part.setVisible(is_open)
        self.delete.setVisible(file.breach.drill)
        self._show_actions(file)
        self._show_evidence(file)
        self._show_events(file)

    def finish(self) -> bool:
        file = self._file
        if file is None or not file.breach.open:
            return True
        try:
            self.door.acts.close(
                file.breach.reference, self.lessons.text(), register_checked=self.checked.isChecked()
            )
        except GdprDeskError as refusal:
            if not self.refuse(refusal):
                raise
            return False
        self.acted.emit()
        return True

    def unsaved(self, *, finished: bool) -> tuple[str, ...]:
        return () if finished else ("lessons",)

    def refuse(self, refusal: GdprDeskError) -> bool:
        if not isinstance(refusal, InvalidInput):
            return False
        self.lessons_field.set_error(f"{refusal.message} {refusal.remedy}".strip())
        self.lessons.setFocus()
        return True

    def target(self) -> QWidget | None:
        """What is still to be done comes first; the words at the end have their turn."""
        return self._while_open[0] if self._file is not None and self._file.breach.open else None

    def _show_actions(self, file: BreachFile) -> None:
        with refilled(self._action_lines):
            if not file.breach.actions:
                self._action_lines.addWidget(label("second", "Aucune action notée."))
            for action in file.breach.actions:
                self._show_action(action, file.breach.open)

    def _show_action(self, action: Action, is_open: bool) -> None:
        due = f" · pour le {french_date(action.due_on)}" if action.due_on else ""
        done = f" · fait le {french_date(action.done_on)}" if action.done_on else due
        tick = Check(text=action.what)
        tick.setObjectName(f"action_{action.key}")
        tick.setChecked(action.done_on is not None)
        tick.setEnabled(is_open)
        tick.clicked.connect(lambda _on=False: self._tick(action))
        self._action_lines.addWidget(tick)
        if action.owner or done:
            said = label("second", f"{action.owner}{done}".removeprefix(" · "))
            said.setContentsMargins(28, 0, 0, 4)
            self._action_lines.addWidget(said)

    def _show_evidence(self, file: BreachFile) -> None:
        with refilled(self._evidence_lines):
            if not file.breach.evidence:
                wanted = "Aucune pièce : capture d’écran, récépissé de plainte, message du prestataire…"
                nothing = wanted if file.breach.open else "Aucune pièce gardée."
                self._evidence_lines.addWidget(label("second", nothing))
            for one in file.breach.evidence:
                day = french_date(shop_time(one.added_at).date())
                out = button("secondary", "Enregistrer…", partial(self._out, one), small=True)
                gone = button("link", "Détruire…", partial(self._destroy, one), small=True)
                if not file.breach.open:
                    gone.hide()
                self._evidence_lines.addWidget(
                    Line("lock", one.name, f"{choice('evidence', one.kind)} · {day}", out, gone)
                )

    def _show_events(self, file: BreachFile) -> None:
        empty_column(self._events.body)
        names = self.door.names()
        for event in list(reversed(file.events))[:_MOST_EVENTS]:
            who = names.get(event.by, "")
            line = " · ".join(filter(None, (french_instant(event.at), event_line(event), who)))
            self._events.body.addWidget(label("second", line))

    def _tick(self, action: Action) -> None:
        file = self._file
        if file is not None:
            self.attempt(lambda: self.acts.done(file.breach, action))

    def _add_action(self) -> None:
        if self._file is not None and self.acts.action(self._file.breach):
            self.acted.emit()

    def _attach(self) -> None:
        file = self._file
        source = choose_file(self, title="Joindre une pièce") if file is not None else None
        if file is not None and source is not None and self._wanted_all_the_same(source):
            self.attempt(lambda: self.door.breaches.attach(file.breach.reference, source, self.kind.key()))

    def _wanted_all_the_same(self, source: Path) -> bool:
        """The form of 2013 reaches nobody: the person learns what to use, and may keep it as a trace."""
        old = kept_old_form(source)
        return not old or ask(
            self,
            "Ce formulaire n’a plus cours",
            f"{old} Ce qu’il faut y recopier vous attend à l’étape 8, « Relire et déposer ».",
            "Garder comme trace",
            stay="Ne pas joindre",
            icon="history",
        )

    def _out(self, one: Evidence) -> None:
        file = self._file
        if file is not None:
            reference = file.breach.reference

            def make() -> Made:
                return self.door.breaches.read_evidence(reference, one.attachment), one.name

            save_made(self, make, "", lambda: None)

    def _destroy(self, one: Evidence) -> None:
        file = self._file
        if file is not None and ask(
            self,
            "Détruire cette pièce ?",
            "Elle disparaît du coffre, pour toujours.",
            "Détruire",
            kind="danger",
        ):
            self.attempt(lambda: self.door.breaches.remove_evidence(file.breach.reference, one.attachment))

    def _paper(self, write: Callable[[str], BreachPaper]) -> None:
        file = self._file
        if file is None:
            return

        def make() -> Made:
            made = write(file.breach.reference)
            return made.content, made.name

        save_made(self, make, PDF, self.acted.emit)

    def _dossier(self) -> None:
        filed = self._file.breach.filed if self._file else None
        kind = FilingKind.COMPLEMENTARY if filed else FilingKind.INITIAL
        self._paper(lambda ref: self.door.paperwork.dossier(ref, kind))

    def reopen(self) -> None:
        """« Rouvrir l’incident », which the strip above offers."""
        if self._file is not None and self.acts.reopen(self._file.breach):
            self.acted.emit()

    def _delete(self) -> None:
        file = self._file
        if file is not None and ask(
            self,
            "Supprimer cet exercice ?",
            "Ses réponses et ses pièces disparaissent. Le journal garde qu’il a eu lieu.",
            "Supprimer",
            kind="danger",
        ):
            self.door.breaches.delete_drill(file.breach.reference)
            self.gone.emit()

    def _arrange(self) -> None:
        add = button("secondary", "Ajouter une action…", self._add_action, icon="plus")
        attach = button("secondary", "Joindre une pièce…", self._attach, icon="plus")
        self._while_open += [add, attach, self.kind]
        self.column.setSpacing(14)
        for part in (
            label("card_title", "À faire encore"),
            self._actions,
            bar(add),
            label("card_title", "Pièces gardées, scellées"),
            self._evidence,
            bar(self.kind, attach),
            label("card_title", "Papiers"),
            bar(
                button("secondary", "Dossier (PDF)", self._dossier, icon="download"),
                button("secondary", "Chronologie (PDF)", self._chronology, icon="download"),
            ),
            self._events,
            self.lessons_field,
            self.checked,
            bar(self.delete),
        ):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _chronology(self) -> None:
        self._paper(self.door.paperwork.chronology)
