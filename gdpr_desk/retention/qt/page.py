"""The room « Conservation »: simulation, promises, holds and statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.duration import Duration
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.qtkit.theme import px
from gdpr_desk.qtkit.turns import in_turns
from gdpr_desk.retention.qt.acts import Acts
from gdpr_desk.retention.qt.lines import Names, People, RoomContent, elements, read_room
from gdpr_desk.retention.qt.listings import set_up_holds, set_up_runs
from gdpr_desk.retention.qt.places import Place, Places
from gdpr_desk.retention.qt.question import show_question
from gdpr_desk.retention.qt.run_strips import RunStrips
from gdpr_desk.retention.qt.runs import SweepRuns
from gdpr_desk.retention.qt.ui_retention_page import Ui_RetentionPageForm
from gdpr_desk.retention.qt.words import left_words, nothing_title, nothing_words, plan_words, run_words
from gdpr_desk.retention.service import RetentionService

SIMULATION, HOLDS, RUNS = "simulation", "holds", "runs"
_AHEAD = {
    "": "Maintenant",
    "P7D": "D’ici 7 jours",
    "P30D": "D’ici 30 jours",
    "P3M": "D’ici 3 mois",
    "P1Y": "D’ici 1 an",
}
"""How far the simulation looks, as ISO 8601."""
_OWN = (
    (SIMULATION, "Simulation", ""),
    (HOLDS, "Gels", ""),
    (RUNS, "Relevés", ""),
)
"""What the page shows itself: its key, its name, its name where the window is narrow."""
_TALL = 420
"""Design pixels: in a lower page the rows come before the sentences around them."""
_LOW = 300
"""Design pixels: in a page that low the places stand as a list beside the title."""
_MARGIN = 32
"""Design pixels on either side of the page."""


class RetentionPage(QWidget):
    """`held` after a hold was set or lifted. `names` asks the slices what an item is called, `shop` stands
    on statements; the runs are the window's own. `places` are what other parts of retention bring."""

    held = Signal()
    title = "Conservation"

    def __init__(
        self,
        retention: RetentionService,
        runs: SweepRuns,
        clock: Clock,
        *,
        names: Names,
        people: People,
        shop: Callable[[], str],
        places: Sequence[Place] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._retention = retention
        self._runs = runs
        self._clock = clock
        self._names = names
        self._people = people
        self._content: RoomContent | None = None
        self._job: Job | None = None
        self._looking = False
        self._wanted_run = ""
        self.ui = ui = Ui_RetentionPageForm()
        ui.setupUi(self)
        self.acts = Acts(ui, retention, runs=runs, clock=clock, shop=shop, page=self)
        self.strips = RunStrips(ui, runs, self)
        self.places = Places(places, ui.views, ui.bodies, self)
        self.places.offer(_OWN)
        self._name_places()
        ui.until.set_options(_AHEAD.items())
        set_up_holds(ui.holds)
        set_up_runs(ui.runs)
        _say_empty(ui)
        self._connect()
        self._show_bodies()

    def _connect(self) -> None:
        ui = self.ui
        ui.views.changed.connect(self.show_view)
        self.places.changed.connect(self.refresh)
        self.places.counted.connect(self._name_places)
        ui.place.chosen.connect(self.show_view)
        ui.simulate.clicked.connect(self.simulate)
        ui.until.chosen.connect(lambda _key: self.simulate())
        ui.run.clicked.connect(self._run)
        ui.nothing.activated.connect(self._run)
        ui.answer.clicked.connect(self._answer)
        ui.look.clicked.connect(self._look)
        self.acts.held.connect(self.refresh)
        self.acts.held.connect(self.held)
        self._runs.began.connect(self._follow)
        self._runs.ended.connect(lambda _outcome, _by_hand: self._ended())
        self._runs.refused.connect(lambda _refusal, _by_hand: self._follow())

    def refresh(self) -> None:
        """Read everything again, in the worker; only the newest answer is shown."""
        if self._job is not None:
            self._job.cancel()
        key = self.ui.until.key()
        ahead = Duration.parse(key) if key else None
        work = partial(read_room, self._retention, self._names, self._people, self._clock, ahead)
        self._job = Jobs.run(work, self._show, self._refused, self)
        self.places.refresh(self.ui.views.current())

    def leave(self) -> None:
        """Another room is shown, or the vault is about to be closed: nobody waits for an answer."""
        if self._job is not None:
            self._job.cancel()
        self.places.leave()

    def simulate(self) -> None:
        """What would go now, or until the day that is chosen, looked at afresh."""
        self.ui.simulate.setEnabled(False)
        self.show_view(SIMULATION)
        self.refresh()

    def show_view(self, view: str) -> None:
        """`simulation`, `holds`, `runs`, or the key of another place."""
        self.ui.views.set_current(view)
        self.ui.place.set_key(view)
        self._show_bodies()
        self.places.show(view)

    def show_statement(self, number: str) -> None:
        """The statement of that number, once the runs are read."""
        self.show_view(RUNS)
        self._wanted_run = number
        self.refresh()

    def focus_first(self) -> None:
        """What is to be answered or read; the button that destroys never has the focus by itself."""
        ui = self.ui
        if self.places.focus_first(ui.views.current()):
            return
        first: dict[QWidget | None, QWidget] = {
            ui.planPage: ui.plan,
            ui.questionPage: ui.look,
            ui.holdsPage: ui.holds,
            ui.runsPage: ui.runs,
        }
        target = first.get(ui.bodies.currentWidget(), ui.simulate)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def keys_of_now(self) -> Collection[str]:
        """The window's shortcuts that the place with the focus answers itself."""
        return self.places.keys_of(self.ui.views.current())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        ui, tall, low = self.ui, self.height() >= px(_TALL), self.height() < px(_LOW)
        ui.sentence.setVisible(tall)
        ui.foot.setVisible(tall and bool(ui.more.plain()))
        wide = self.width() - 2 * px(_MARGIN)
        self.places.fit(wide)
        told = ui.told.sizeHint().width() + px(_MARGIN)
        ui.told.setVisible(not low and ui.views.sizeHint().width() + told <= wide)
        ui.views.setVisible(not low)
        ui.place.setVisible(low)
        simulating = ui.views.current() == SIMULATION
        ui.until.setVisible(simulating)
        ui.untilName.setVisible(simulating and not low)
        ui.simulate.setVisible(not (simulating and low))

    def _name_places(self) -> None:
        ui = self.ui
        ui.place.set_options(self.places.names())
        ui.place.set_key(ui.views.current())

    def _show(self, content: RoomContent) -> None:
        self._content = content
        steps = (self._show_plan, self._show_lists, self._show_answers, self._show_body, self._show_wanted)
        in_turns(self, [partial(self._newest, step) for step in steps])

    def _newest(self, step: Callable[[RoomContent], None]) -> None:
        """A step of showing: what was read meanwhile counts, whichever reading the step belongs to."""
        if self._content is not None:
            step(self._content)

    def _show_plan(self, content: RoomContent) -> None:
        ui = self.ui
        ui.planWords.setText(plan_words(content))
        ui.more.setText(left_words(content))
        self._give_room()  # before the rows: each other size would be worked out anew
        ui.plan.set_records(content.lines)

    def _show_lists(self, content: RoomContent) -> None:
        ui = self.ui
        ui.holds.set_records(content.holds)
        ui.runs.set_records(content.runs)
        for table in (ui.holds, ui.runs):
            table.select_first()
        self.acts.show(content)

    def _show_answers(self, content: RoomContent) -> None:
        ui = self.ui
        if content.plan.guard is None:
            self._looking = False
        show_question(ui, content)
        ui.nothing.set_content(
            "hourglass",
            nothing_title(content.plan),
            nothing_words(content, self._runs.next_at),
            "Lancer la purge",
            "eraser",
        )

    def _show_body(self, _content: RoomContent) -> None:
        self._show_bodies()

    def _show_wanted(self, content: RoomContent) -> None:
        run = next((run for run in content.runs if run.number == self._wanted_run), None)
        self._wanted_run = ""
        if run is not None:
            self.ui.runs.select_key(run.number)
            self.acts.open_run(run)

    def _show_bodies(self) -> None:
        ui, content = self.ui, self._content
        view = ui.views.current()
        waits = content is not None and content.waiting > 0
        body: QWidget = ui.planPage
        if (other := self.places.view(view)) is not None:
            body = other
        elif view == SIMULATION and waits and not self._looking:
            body = ui.questionPage
        elif view == SIMULATION and content is not None and not content.lines:
            body = ui.nothingPage
        elif view == HOLDS:
            body = ui.holdsPage if content is None or content.holds else ui.noHoldsPage
        elif view == RUNS:
            body = ui.runsPage if content is None or content.runs else ui.noRunsPage
        focused, changes = QApplication.focusWidget(), body is not ui.bodies.currentWidget()
        within = focused is not None and ui.bodies.isAncestorOf(focused)
        ui.bodies.setCurrentWidget(body)
        self._give_room()
        self._follow()
        if changes and within:
            self.focus_first()  # else Qt gives it to the next control: the one that destroys

    def _follow(self) -> None:
        """Buttons are for what is there, and wait for a run that is under way."""
        ui, content = self.ui, self._content
        waits = content is not None and content.waiting > 0
        ready = content is not None and not self._runs.running
        ui.simulate.setEnabled(ready)
        view = ui.views.current()
        own = view in (SIMULATION, HOLDS, RUNS)
        next_step = own and (waits or (content is not None and bool(content.plan.due)))
        next_step = next_step or self.places.has_next_step(view)
        ui.simulate.set_kind("secondary" if next_step else "filled")
        ui.run.setVisible(content is None or bool(waits or content.plan.due))
        due = len(content.plan.due) if content is not None else 0
        ui.run.setText(run_words(due) if due or not waits else "Répondre")
        for button in (ui.run, ui.answer, ui.nothing.button):
            button.setEnabled(ready)
        ui.told.setText(self._told())

    def _told(self) -> str:
        content = self._content
        if content is None:
            return "Lecture en cours…"
        holds = len(content.holds)
        held = f"{holds} gel{'s' if holds > 1 else ''}" if holds else ""
        number = sum(content.plan.watched.values())
        watched = f"{elements(number)} suivi{'s' if number > 1 else ''}"
        return " · ".join(part for part in (watched, held) if part)

    def _run(self) -> None:
        content = self._content
        if content is None or self._runs.running:
            return
        if content.waiting and not content.plan.due:
            self._leave_list()
            return
        self._runs.carry_out(content.plan)
        self._follow()

    def _answer(self) -> None:
        if self._content is not None:
            self._runs.accept(self._content.plan.id)
            self._follow()

    def _look(self) -> None:
        self._looking = True
        self._show_bodies()
        self.ui.plan.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_list(self) -> None:
        """From the list back to the question, where there is one."""
        self._looking = False
        self._show_bodies()
        self.focus_first()

    def _ended(self) -> None:
        """A run is over: a page that is not on screen reads when it is shown."""
        self._follow()
        if self.isVisible():
            self.refresh()

    def _refused(self, refusal: GdprDeskError) -> None:
        self._follow()
        tell_refusal(self, refusal)


def _say_empty(ui: Ui_RetentionPageForm) -> None:
    ui.noHolds.set_content(
        "snowflake",
        "Rien n’est gelé",
        "Pour garder un élément au-delà de sa durée, décochez-le dans la simulation et dites pourquoi.",
    )
    ui.noRuns.set_content(
        "file-text",
        "Aucun relevé pour l’instant",
        "Le premier relevé paraît dès que la purge a eu lieu, coffre ouvert.",
        mark="",
    )
    ui.nothing.button.set_kind("secondary")
