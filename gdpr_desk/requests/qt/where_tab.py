"""« Où chercher »: the places that follow from the register, each with its reason, done by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.parts import Line, TabColumn, bar, button, label
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator
from gdpr_desk.requests.model import WorkDone
from gdpr_desk.requests.places import NOTHING_TO_DO, ChecklistLine, Step
from gdpr_desk.requests.qt.acts import Acts
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.next_step import (
    identity_open,
    only_publicity,
    places_left,
    to_note,
)
from gdpr_desk.requests.qt.words import RIGHTS, short_date
from gdpr_desk.requests.service import RequestFile

_ICONS = {Step.KEEP: "lock", Step.GONE: "minus", Step.NOTHING: "minus", Step.FREEZE: "snowflake"}
_NONE = "Rien à chercher pour cette demande : répondez à la personne."
_WHO_FIRST = "Répondez d’abord à la question de l’identité : rien ne se donne ni ne s’efface avant."
_CHECK_FIRST = "Vérifiez d’abord l’identité : rien ne se donne ni ne s’efface avant."
_FREEZE_FIRST = (
    "Gelez d’abord ce qui va s’effacer. Pour le reste, répondez à la question de l’identité : "
    "rien ne se donne ni ne s’efface avant."
)
_PUBLICITY = (
    "Arrêter la publicité se fait toujours. Les autres usages ne se pèsent que si elle s’y oppose aussi."
)
_ONLY = "La personne ne refuse que la publicité."
_AT_ONCE = 80
"""So many lines at first: a register of a shop has fewer, and each one is a row of widgets."""


class WhereTab(TabColumn):
    """`changed` after a decision; `answer_wanted` once somebody wants to write."""

    changed = Signal()
    answer_wanted = Signal()

    def __init__(self, door: RequestDoor, acts: Acts) -> None:
        super().__init__()
        self._door = door
        self._acts = acts
        self._all = False
        self._shown = ""

    def show_file(self, file: RequestFile, lines: tuple[ChecklistLine, ...]) -> None:
        """Show the lines; the focus stays on the line it was on."""
        at = self.focusWidget()
        kept = at.objectName() if at is not None and self.isAncestorOf(at) else ""
        if self._shown != file.request.reference:
            self._shown, self._all = file.request.reference, False
        self._file, self._lines = file, lines
        self.begin()
        if not lines:
            self.put(label("body", _NONE))
        else:
            self._list()
        self.end()
        if kept:
            QTimer.singleShot(0, self, partial(self._focus, kept))  # once the rows are on screen

    def _list(self) -> None:
        left = len(places_left(self._file, self._lines))
        self.put(label("second", f"Liste tirée de votre registre. {self._counted(left)}"))
        if self._file.request.open:
            self._ahead()
        work = {item.line: item for item in self._file.work}
        shown = self._lines if self._all else self._lines[:_AT_ONCE]
        right = None
        for line in shown:
            if line.right is not right and len(self._file.request.rights) > 1:
                right = line.right
                self.put(label("small_title", RIGHTS[right]))
            self.put(self._row(line, work.get(line.key)), Separator())
        if len(shown) < len(self._lines):
            more = len(self._lines) - len(shown)
            self.put(bar(button("link", f"Voir les {more} autres lignes", self._show_all)))
        if self._file.request.open and not left:
            self.put(bar(button("tonal", "Préparer la réponse", self.answer_wanted.emit)))

    def _counted(self, left: int) -> str:
        """What is still to be seen, and what only has to be noted: a letter waits for both."""
        noted = len(to_note(self._file, self._lines))
        places = f"Encore {left} endroit{'s' if left > 1 else ''} à voir" if left else "Tout est vu"
        return f"{places}, {noted} à noter : ce qui reste, ou n’est plus là." if noted else f"{places}."

    def _ahead(self) -> None:
        """What goes before the list: who asks, and what can be noted at one press."""
        if identity_open(self._file):
            freezes = any(line.proposed is Step.FREEZE for line in places_left(self._file, self._lines))
            asked = _CHECK_FIRST if self._file.request.doubt is not None else _WHO_FIRST
            self.put(NoticeStrip(kind="attention", text=_FREEZE_FIRST if freezes else asked))
            return
        weighed = only_publicity(self._file, self._lines)
        if weighed:
            strip = NoticeStrip(text=_PUBLICITY)
            strip.set_action("Elle ne refuse que la publicité", link=True)
            strip.activated.connect(lambda: self._note(weighed, Step.NOTHING, _ONLY))
            self.put(strip)
        staying = to_note(self._file, self._lines)
        if staying and not places_left(self._file, self._lines):
            strip = NoticeStrip(text="Il reste à noter ce que vous gardez, ou qui n’est plus là.")
            strip.set_action("Noter tout comme proposé", link=True)
            strip.activated.connect(lambda: self._note(staying))
            self.put(strip)

    def _note(self, lines: Sequence[ChecklistLine], step: Step | None = None, why: str = "") -> None:
        """All of them as proposed, or all of them so; each can still be changed."""
        today = self._door.clock.today()
        self._write_down([WorkDone(line.key, (step or line.proposed).value, why, today) for line in lines])

    def _write_down(self, done: Sequence[WorkDone]) -> None:
        try:
            self._door.handling.decide_all(self._file.request.reference, done)
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
        self.changed.emit()

    def _row(self, line: ChecklistLine, item: WorkDone | None) -> QWidget:
        decision = Step(item.decision) if item else line.proposed
        title = f"{line.place} · {decision.words[:1].lower()}{decision.words[1:]}"
        about = " · ".join(part for part in (line.what, line.where) if part)
        why = item.reason if item and item.reason else f"{line.reason} ({line.article})"
        second = f"{about}\n{why}" if about else why
        done = item is not None and item.done_on is not None
        icon = "circle-check" if done else _ICONS.get(decision, "circle")
        token = "ok" if done else "attention" if decision in (Step.KEEP, Step.FREEZE) else "text2"
        return Line(icon, title, second, *self._ends(line, item, decision), token=token)

    def _ends(self, line: ChecklistLine, item: WorkDone | None, decision: Step) -> list[QWidget]:
        ends: list[QWidget] = []
        done_on = item.done_on if item else None
        open_ = self._file.request.open
        if item is not None and done_on is not None:
            who = self._door.names().get(item.done_by, "")
            seen = "Vu" if decision in NOTHING_TO_DO else "Fait"
            day = f"{seen} le {short_date(done_on, self._door.clock.today())}"
            ends.append(label("second", f"{day}\n{who}" if who else day))
        elif decision is Step.NOTHING:
            ends.append(label("second", "Rien à faire"))
        elif open_ and decision is not Step.WEIGH:
            # What is kept, or gone by now, is no work; noted, the answer tells the person.
            held = line.held_here and decision is Step.FREEZE
            verb = "Geler" if held else "Noter" if decision in NOTHING_TO_DO else "Fait"
            done = button("secondary", verb, lambda: self._mark(line, item), small=True)
            ends.append(_named(done, f"do/{line.key}", f"{verb} : {line.place}, {decision.words}"))
        if open_:
            words = "Décider…" if decision is Step.WEIGH else "Autrement…" if item is None else "Changer…"
            other = button("link", words, lambda: self._decide(line, item), small=True)
            ends.append(_named(other, f"other/{line.key}", f"{words} {line.place}"))
        return ends

    def _mark(self, line: ChecklistLine, item: WorkDone | None) -> None:
        """What is proposed, or was decided, is done today."""
        today = self._door.clock.today()
        decision = item.decision if item else line.proposed.value
        told = today if line.article_19 and decision in (Step.TELL, Step.ASK) else None
        self._write_down([WorkDone(line.key, decision, item.reason if item else "", today, "", told)])

    def _decide(self, line: ChecklistLine, item: WorkDone | None) -> None:
        if self._acts.decide(self._file, line, item):
            self.changed.emit()

    def _show_all(self) -> None:
        self._all = True
        self.show_file(self._file, self._lines)

    def _focus(self, name: str) -> None:
        """The same line again; what was done can still be changed, so the key goes there."""
        _verb, _slash, key = name.partition("/")
        for wanted in (name, f"do/{key}", f"other/{key}"):
            found = [b for b in self.findChildren(Button, wanted) if b.isVisible()]
            if found:
                found[-1].setFocus(Qt.FocusReason.OtherFocusReason)
                return


def _named(made: Button, name: str, spoken: str) -> Button:
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made
