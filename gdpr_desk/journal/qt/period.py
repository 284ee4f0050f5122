"""How long entries are kept, and the one way to remove old ones: an officer's signed act."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.journal import keeping
from gdpr_desk.journal.keeping import Overdue
from gdpr_desk.journal.service import JournalService
from gdpr_desk.journal.wording import entries
from gdpr_desk.periods.words import french_date, french_duration, shop_time
from gdpr_desk.qtkit.dialogs import Prompt, tell_refusal
from gdpr_desk.qtkit.fields import ChoiceField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.vault.highwater import Mark

_NEVER_BY_ITSELF = "Rien n’est retiré tout seul : une personne responsable le décide et le signe."
_GONE = "Retirées du coffre pour toujours. Les sauvegardes des 35 derniers jours les contiennent encore."


class KeepingDialog(Prompt):
    """Chooses the period; `wants_removal` once old entries are to go."""

    def __init__(self, journal: JournalService, parent: QWidget | None = None) -> None:
        text = keeping.proposed()
        super().__init__(
            parent,
            title="Durée de garde du journal",
            sentence=f"{text.help} {_NEVER_BY_ITSELF}",
            icon="hourglass",
        )
        self._journal = journal
        self.wants_removal = False
        self.period = ChoiceField(self)
        chosen = journal.period()
        offered = [*keeping.CHOICES, *([] if chosen in keeping.CHOICES else [chosen])]
        self.period.set_options([(key, _words(key)) for key in offered])
        self.period.set_key(chosen)
        self.period.chosen.connect(lambda _key: self._tell())
        field = FormField(self, label="Garder chaque entrée pendant", field=self.period)
        self._source = Label(self, role="caption", text=f"Source : {text.source}.")
        self._old = Label(self, role="body")
        for place, part in enumerate((field, self._source, self._old), 1):
            self.body().insertWidget(place, part)
        for label in (self._source, self._old):
            label.setWordWrap(True)
        self.add_verb("Annuler", "secondary", accepts=False)
        self.remove = self.add_verb("Retirer les anciennes…", "danger", accepts=False)
        self.remove.clicked.disconnect()
        self.remove.clicked.connect(self._ask_removal)
        self.save = self.add_verb("Enregistrer", "filled", accepts=True, default=True)
        self._tell()

    def accept(self) -> None:
        if self._keep():
            super().accept()

    def _ask_removal(self) -> None:
        if self._keep():
            self.wants_removal = True
            super().accept()

    def _keep(self) -> bool:
        try:
            self._journal.set_period(self.period.key())
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return False
        return True

    def _tell(self) -> None:
        old = self._journal.overdue(self.period.key())
        self.remove.setVisible(old is not None)
        if old is None:
            self._old.setText("Aucune entrée n’a dépassé cette durée.")
        else:
            verb = "ont" if old.entries > 1 else "a"
            self._old.setText(f"{entries(old.entries)} {verb} dépassé cette durée, {_span(old)}.")


class RemovalDialog(Prompt):
    """The last question before old entries go; `choice` is `cut`, `export` or nothing."""

    def __init__(self, old: Overdue, officer: str, parent: QWidget | None = None) -> None:
        several = old.entries > 1
        super().__init__(
            parent,
            title=f"Retirer {entries(old.entries)} ?",
            sentence=(
                f"{_span(old).capitalize()}. Un point d’arrêt signé par {officer} garde leur nombre, leurs "
                "dates et l’empreinte de la dernière : la suite du journal se vérifie toujours."
                if several
                else f"{_span(old).capitalize()}. Un point d’arrêt signé par {officer} garde sa date et son "
                "empreinte : la suite du journal se vérifie toujours."
            ),
            consequence=_GONE
            if several
            else _GONE.replace("Retirées", "Retirée").replace("les con", "la con"),
            icon="triangle-alert",
            state="urgent",
        )
        self.choice = ""
        self.add_verb("Garder", "secondary", accepts=False, default=True)
        self.export = self.add_verb("Exporter d’abord…", "secondary", accepts=True)
        self.cut = self.add_verb("Signer et retirer", "danger", accepts=True)
        self.export.clicked.connect(lambda: self._choose("export"))
        self.cut.clicked.connect(lambda: self._choose("cut"))

    def _choose(self, choice: str) -> None:
        self.choice = choice


class Keeping(QObject):
    """« Durée de garde… »: chooses the period, then cuts or exports first what is past it.

    `done` carries how many entries went; `export_wanted` asks for a file of all of them before.
    """

    done = Signal(int)
    export_wanted = Signal()

    def __init__(
        self,
        page: QWidget,
        journal: JournalService,
        mark: Callable[[], Mark | None],
        officer: Callable[[], str],
    ) -> None:
        super().__init__(page)
        self._page = page
        self._journal = journal
        self._mark = mark
        self._officer = officer

    def choose(self) -> None:
        """Ask how long; then, where it is wanted, about the entries past it."""
        dialog = KeepingDialog(self._journal, self._page)
        if not dialog.exec():
            return
        self.done.emit(self._remove_old() if dialog.wants_removal else 0)

    def _remove_old(self) -> int:
        old = self._journal.overdue()
        if old is None:
            return 0
        dialog = RemovalDialog(old, self._officer(), self._page)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return 0
        if dialog.choice != "cut":
            self.export_wanted.emit()
            return 0
        try:
            self._journal.cut(old.last, self._mark())
        except GdprDeskError as refusal:
            tell_refusal(self._page, refusal)
            return 0
        return old.entries


def _words(period: str) -> str:
    proposed = " (proposé)" if period == keeping.proposed().period else ""
    return f"{french_duration(period)}{proposed}"


def _span(old: Overdue) -> str:
    first, last = (french_date(shop_time(at).date()) for at in (old.since, old.until))
    return f"du {first}" if first == last else f"du {first} au {last}"
