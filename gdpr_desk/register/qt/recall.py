"""What is typed and cannot be saved is kept sealed, and offered when the record is opened again."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date, french_list, french_time, shop_time
from gdpr_desk.qtkit.keeping import DraftKeeper, Kept
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.comparison import summary
from gdpr_desk.register.history import form_of
from gdpr_desk.register.qt.draft import Draft, over
from gdpr_desk.register.qt.recall_strip import RecallStrip
from gdpr_desk.register.qt.sections import SectionPage
from gdpr_desk.register.qt.unsaved import Typed, Unsaved, control_of, put_back, typed_in, unsaved_from
from gdpr_desk.vault.drafts import Drafts

_TOLD = 40
"""Signs of a typed text that the offer shows."""


class Recall(QObject):
    """The drafts of one editor: kept while one types, offered in `strip` on opening.

    `refused` carries a GdprDeskError where not even the draft could be kept.
    """

    refused = Signal(object)

    def __init__(
        self, strip: RecallStrip, draft: Draft, drafts: Drafts, clock: Clock, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._strip = strip
        self._draft = draft
        self._drafts = drafts
        self._clock = clock
        self._page: SectionPage | None = None
        self._waiting = Unsaved()
        self._since: datetime | None = None
        self._keeper = DraftKeeper(drafts, self._content, self)
        self._keeper.refused.connect(self.refused)
        strip.taken.connect(self._take_up)
        strip.given_up.connect(self._give_up)

    def watch(self, page: SectionPage) -> None:
        """The sections are built: what stands in them counts from now on."""
        self._page = page
        page.edited.connect(lambda *_edit: self._keeper.touched())
        self._draft.refused.connect(lambda _refusal: self._keeper.hurry())
        self._draft.saved.connect(lambda _saved: self._keeper.hurry())

    def opened(self) -> None:
        """Another record is on screen: offer what was typed into it and not saved."""
        form = form_of(self._draft.reference)
        kept = self._drafts.read(form)
        self._waiting = unsaved_from(kept.content) if kept is not None else Unsaved()
        self._since = kept.saved_at if kept is not None else None
        self._keeper.begin(form, kept.content if kept is not None else None)
        self._offer()

    def keep(self) -> bool:
        """Keep now what cannot be saved; False where the vault refused."""
        return self._page is None or self._keeper.flush()

    @property
    def holds_something(self) -> bool:
        """Whether anything typed is not in the record."""
        return bool(self._now())

    def _now(self) -> Unsaved:
        typed = typed_in(self._page.all) if self._page is not None else ()
        refused = self._draft.unsaved
        return Unsaved(typed, *refused) if refused is not None else Unsaved(typed)

    def _content(self) -> Kept:
        held = self._waiting.under(self._now())
        return form_of(self._draft.reference) if self._draft.reference else "", (
            held.to_json() if held else None
        )

    def _offer(self) -> None:
        self._strip.setVisible(bool(self._waiting))
        if self._waiting and self._since is not None:
            self._strip.set_text(_offer(self._waiting, self._since, self._clock))

    def _take_up(self) -> None:
        """Put everything back where it stood, as one step of undo for what can be saved."""
        page, waiting = self._page, self._waiting
        if page is None:
            return
        current = self._draft.activity
        if waiting.mine is not None and waiting.base is not None and current is not None:
            self._draft.apply(over(current, waiting.base, waiting.mine), "recalled")
        lost = put_back(page.all, waiting.typed)
        self._waiting = Unsaved(lost)
        self._strip.setVisible(bool(lost))
        if lost:
            self._strip.set_text(f"Plus de place dans la fiche pour {_told(lost)}.", recall=False)
        first = next((c for t in waiting.typed if (c := control_of(page.all, t)) is not None), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._keeper.hurry()

    def _give_up(self) -> None:
        given_up = self._waiting
        self._waiting = Unsaved()
        self._strip.hide()
        self._keeper.hurry()
        reference = self._draft.reference

        def back() -> None:
            if self._draft.reference == reference:
                self._waiting = given_up
                self._offer()
                self._keeper.hurry()
                return
            try:
                self._drafts.keep(form_of(reference), given_up.to_json())
            except GdprDeskError as refusal:
                self.refused.emit(refusal)

        Toast.show_in(self._strip, "Saisie abandonnée", back)


def _offer(waiting: Unsaved, since: datetime, clock: Clock) -> str:
    """« Saisie du 23 novembre à 14:32 non enregistrée : … »."""
    local = shop_time(since)
    day = french_date(local.date(), year=local.year != clock.today().year)
    what = [_told(waiting.typed)] if waiting.typed else []
    if waiting.mine is not None and waiting.base is not None:
        what.append(f"{summary(waiting.base, waiting.mine)} (la fiche avait changé entre-temps)")
    return f"Saisie du {day} à {french_time(local.time())} non enregistrée : {french_list(what)}."


def _told(typed: tuple[Typed, ...]) -> str:
    """« 31/02/2026 » (Revue le)."""
    return french_list(
        [f"« {_shortened(t.signs[0])} » ({t.label})" if t.label else t.signs[0] for t in typed]
    )


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _TOLD else f"{words[:_TOLD].rstrip()}…"
