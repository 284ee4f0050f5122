"""The places of the room « Conservation » that other parts of retention bring: one line each.

`shell.sweep_room` lists them; the room shows the one that is chosen and its count beside its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.jobs import Job, Jobs


def nothing_to_count() -> int:
    """Of a place that nobody has to attend to."""
    return 0


@dataclass(frozen=True)
class Place:
    """One place. `build` makes its widget when it is first shown; `count`, called in the worker, tells how
    many things wait for somebody there. `short` stands for `title` where the window is narrow.

    The widget may have `refresh()`, called whenever it is shown or the room is read anew, `focus_first()`,
    `leave()`, `keys_of_now()`, and a signal `changed`, after which the room is read anew. `first`: it is what
    the room opens with.
    """

    key: str
    title: str
    build: Callable[[], QWidget]
    count: Callable[[], int] = nothing_to_count
    short: str = ""
    first: bool = False


class Places(QObject):
    """Builds, shows and counts them within `bodies`; `changed` after something was done in one,
    `counted` once it is known what waits in each."""

    changed = Signal()
    counted = Signal()

    def __init__(
        self, places: Sequence[Place], switch: Segmented, bodies: QStackedWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._places = {place.key: place for place in places}
        self._switch = switch
        switch.setMinimumWidth(1)  # else its long names would keep the window wide
        self._bodies = bodies
        self._views: dict[str, QWidget] = {}
        self._counts: Mapping[str, int] = {}
        self._job: Job | None = None

    def offer(self, own: Sequence[tuple[str, str, str]]) -> None:
        """Fill the switch: the places in their order, what is attended to daily, then the room's `own` (key,
        title, short), which come of it."""
        ordered = sorted(self._places.values(), key=lambda place: not place.first)
        self._all = (*((place.key, place.title, place.short) for place in ordered), *own)
        self._switch.set_options((key, title) for key, title, _short in self._all)
        opening = next((place.key for place in ordered if place.first), own[0][0])
        self._switch.set_current(opening)

    def fit(self, width: int) -> None:
        """Say the long names where they fit into `width` pixels, else the short ones."""
        for names in ({k: t for k, t, _s in self._all}, {k: s or t for k, t, s in self._all}):
            self._switch.set_labels(names)
            if self._switch.sizeHint().width() <= width:
                return

    def names(self) -> tuple[tuple[str, str], ...]:
        """Every place by its key, with what waits there, for a list of them."""
        counts = self._counts
        return tuple((k, f"{t} · {counts[k]}" if counts.get(k) else t) for k, t, _short in self._all)

    def view(self, key: str) -> QWidget | None:
        """The widget of that place; None where the room shows it itself."""
        if key in self._places and key not in self._views:
            made = self._places[key].build()
            self._bodies.addWidget(made)
            if (changed := getattr(made, "changed", None)) is not None:
                changed.connect(self.changed)
            self._views[key] = made
        return self._views.get(key)

    def show(self, key: str) -> None:
        """That place is on screen from now on: it shows the present state."""
        _call(self._views.get(key), "refresh")

    def refresh(self, key: str) -> None:
        """Read the place on screen anew, and count all of them in the worker."""
        self.show(key)
        if self._job is not None:
            self._job.cancel()
        places = tuple(self._places.values())
        work: Callable[[], Mapping[str, int]] = lambda: {place.key: place.count() for place in places}  # noqa: E731
        self._job = Jobs.run(work, self._tell, lambda _refusal: None, self)

    def count(self, key: str) -> int:
        """How many things wait for somebody in that place."""
        return self._counts.get(key, 0)

    def _tell(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._switch.set_counts(counts)
        self.counted.emit()

    def has_next_step(self, key: str) -> bool:
        """Whether that place has verbs of its own, before which the room's steps back."""
        return key in self._places and not self._places[key].first

    def focus_first(self, key: str) -> bool:
        """Whether that place took the focus itself."""
        return _call(self._views.get(key), "focus_first")

    def keys_of(self, key: str) -> Collection[str]:
        """What `keys_of_now()` of that place names while the focus is in it: the window leaves it these."""
        view, focused = self._views.get(key), QApplication.focusWidget()
        of_now = getattr(view, "keys_of_now", None)
        if view is None or focused is None or not view.isAncestorOf(focused) or not callable(of_now):
            return ()
        keys: Collection[str] = of_now()
        return keys

    def leave(self) -> None:
        """Nobody waits for an answer any more."""
        if self._job is not None:
            self._job.cancel()
        for view in self._views.values():
            _call(view, "leave")


def _call(view: QWidget | None, name: str) -> bool:
    method = getattr(view, name, None)
    if callable(method):
        method()
        return True
    return False
