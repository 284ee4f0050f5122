"""Why something stays although its time is over, until when; and why that is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from gdpr_desk.clock import Clock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.periods.words import french_date, shop_time
from gdpr_desk.qtkit.dialogs import STAY, Prompt
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.qtkit.theme import px
from gdpr_desk.reference.model import Catalogue, Entry
from gdpr_desk.retention.model import LegalHold
from gdpr_desk.retention.qt.lines import ItemName
from gdpr_desk.retention.qt.ui_hold_form import Ui_HoldForm
from gdpr_desk.retention.qt.ui_lift_form import Ui_LiftForm
from gdpr_desk.retention.qt.ui_prolong_form import Ui_ProlongForm
from gdpr_desk.vault.drafts import Drafts

_WIDTH, _MARGIN = 520, 16
_REVIEW_AFTER = timedelta(days=180)
"""The day of review that is proposed: somebody sees the hold twice a year."""
_NO_REASON = "Choisissez pourquoi il reste."
_NO_DAY = "Donnez un jour à venir, par exemple {}."
_NO_NOTE = "Dites en un mot pourquoi : dans un an, vous ne le saurez plus."


class _WorkPrompt(Prompt):
    """A prompt whose verb does something that may be refused; accepted once it is done."""

    def __init__(self, parent: QWidget, title: str, sentence: str, verb: str, icon: str) -> None:
        super().__init__(parent, title=title, sentence=sentence, icon=icon)
        self.setMinimumWidth(px(_WIDTH))
        self.form = QWidget(self)
        self.body().insertWidget(1, self.form)
        self.stay = self.add_verb(STAY, "secondary", accepts=False)
        self.verb = self.add_verb(verb, "filled", accepts=True, default=True)

    def keep_draft(self, drafts: Drafts, form: str) -> None:
        """What is half typed is kept sealed under that name, and taken up where it opens again."""
        self._draft = DialogDraft(self, drafts, form)
        self.body().insertWidget(1, self._draft.strip)

    def fit(self) -> None:
        """As high as what it says; nothing may lie over anything else."""
        layout, behind = self.layout(), self.parentWidget()
        if layout is None or behind is None:
            return
        layout.activate()
        high = layout.totalHeightForWidth(self.width())
        self.resize(self.width(), min(high, behind.window().height() - _MARGIN))

    def fit_soon(self) -> None:
        """Once the words that changed know their room."""
        QTimer.singleShot(0, self, self.fit)

    def carry_out(self, work: Callable[[], object], strip: NoticeStrip) -> None:
        """Do `work` in the store's worker; a refusal is told in `strip`."""
        strip.hide()
        self._busy(True)
        Jobs.run(work, lambda _done: super(Prompt, self).accept(), partial(self._refused, strip), self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_soon()

    def reject(self) -> None:
        """Leave, unless something is being written this very moment."""
        if self.stay.isEnabled():
            super().reject()

    def _busy(self, busy: bool) -> None:
        for widget in (self.form, self.stay, self.verb):
            widget.setDisabled(busy)

    def _refused(self, strip: NoticeStrip, refusal: GdprDeskError) -> None:
        self._busy(False)
        strip.set_kind("urgent")
        strip.set_text(str(refusal))
        strip.show()
        self.fit_soon()


class HoldDialog(_WorkPrompt):
    """Asks for a reason of the closed list, a day of review and a note; `work(reason, note, day)` holds.
    `item` is the key of what is to be held."""

    def __init__(
        self,
        name: ItemName,
        reasons: Catalogue[Entry],
        clock: Clock,
        work: Callable[[str, str, date], object],
        parent: QWidget,
        *,
        item: str,
        drafts: Drafts,
    ) -> None:
        super().__init__(
            parent,
            "Garder cet élément ?",
            f"{name.title} : conservation au-delà de sa durée, jusqu’à ce que vous leviez le gel.",
            "Geler",
            "snowflake",
        )
        self._reasons = reasons
        self._clock = clock
        self._work = work
        self.ui = ui = Ui_HoldForm()
        ui.setupUi(self.form)
        ui.refusal.hide()
        options = [(key, entry.label) for key, entry in reasons.items()]
        ui.reason.set_options(options, empty="Choisissez un motif")
        ui.reason.set_key("")
        ui.reasonHelp.hide()
        ui.review_on.set_date(clock.today() + _REVIEW_AFTER)
        ui.reason.chosen.connect(self._explain)
        ui.note.textChanged.connect(lambda _typed: ui.note_field.clear())
        ui.review_on.textChanged.connect(lambda _typed: ui.review_on_field.clear())
        self.keep_draft(drafts, f"{item}/hold")
        self._explain(ui.reason.key())
        ui.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Check what was given and hold; what is wrong is said beside its field."""
        ui, day = self.ui, self.ui.review_on.date_value()
        reason, note = ui.reason.key(), ui.note.text().strip()
        wrong: list[QWidget] = []
        if not reason:
            ui.reason_field.set_error(_NO_REASON)
            wrong.append(ui.reason)
        if day is None or day <= self._clock.today():
            ui.review_on_field.set_error(_no_day(self._clock))
            wrong.append(ui.review_on)
        if not note:
            ui.note_field.set_error(_NO_NOTE)
            wrong.append(ui.note)
        if wrong or day is None:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
            self.fit_soon()
            return
        self.carry_out(partial(self._work, reason, note, day), ui.refusal)

    def _explain(self, key: str) -> None:
        self.ui.reason_field.clear()
        self.ui.reasonHelp.setText(self._reasons[key].help if key else "")
        self.ui.reasonHelp.setVisible(bool(key))
        self.fit_soon()


class ProlongDialog(_WorkPrompt):
    """Asks for another day of review; `work(day)` prolongs the hold."""

    def __init__(
        self,
        name: ItemName,
        hold: LegalHold,
        reason: str,
        work: Callable[[date], object],
        parent: QWidget,
        *,
        clock: Clock,
        drafts: Drafts,
    ) -> None:
        super().__init__(
            parent,
            "Garder encore cet élément ?",
            f"{name.title} : il reste gelé, pour le même motif. Sans motif, levez plutôt le gel.",
            "Prolonger",
            "snowflake",
        )
        self._clock = clock
        self._work = work
        self.ui = ui = Ui_ProlongForm()
        ui.setupUi(self.form)
        ui.refusal.hide()
        due = "depuis le" if hold.review_on < clock.today() else "le"
        ui.what.setText(f"{_why_held(hold, reason)} À revoir {due} {french_date(hold.review_on)}.")
        ui.review_on.set_date(max(clock.today(), hold.review_on) + _REVIEW_AFTER)
        ui.review_on.textChanged.connect(lambda _typed: ui.review_on_field.clear())
        self.keep_draft(drafts, f"{hold.key}/prolong")
        ui.review_on.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Prolong it, until a day to come."""
        day = self.ui.review_on.date_value()
        if day is None or day <= self._clock.today():
            self.ui.review_on_field.set_error(_no_day(self._clock))
            self.ui.review_on.setFocus(Qt.FocusReason.OtherFocusReason)
            self.fit_soon()
            return
        self.carry_out(partial(self._work, day), self.ui.refusal)


class LiftDialog(_WorkPrompt):
    """Asks why the hold ends; `work(note)` lifts it."""

    def __init__(
        self,
        name: ItemName,
        hold: LegalHold,
        reason: str,
        work: Callable[[str], object],
        parent: QWidget,
        *,
        drafts: Drafts,
    ) -> None:
        super().__init__(
            parent,
            "Lever ce gel ?",
            f"{name.title} : si sa durée est passée, cet élément part pour toujours à la prochaine purge.",
            "Lever le gel",
            "undo-2",
        )
        self._work = work
        self.ui = ui = Ui_LiftForm()
        ui.setupUi(self.form)
        ui.refusal.hide()
        ui.what.setText(_why_held(hold, reason))
        ui.note.textChanged.connect(lambda _typed: ui.note_field.clear())
        self.keep_draft(drafts, f"{hold.key}/lift")
        ui.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Lift it, with a reason."""
        note = self.ui.note.text().strip()
        if not note:
            self.ui.note_field.set_error(_NO_NOTE)
            self.ui.note.setFocus(Qt.FocusReason.OtherFocusReason)
            self.fit_soon()
            return
        self.carry_out(partial(self._work, note), self.ui.refusal)


def _why_held(hold: LegalHold, reason: str) -> str:
    note = f" « {hold.note} »." if hold.note else ""
    return f"Gelé le {french_date(shop_time(hold.set_at).date())} pour : {reason}.{note}"


def _no_day(clock: Clock) -> str:
    return _NO_DAY.format(french_date(clock.today() + _REVIEW_AFTER))
