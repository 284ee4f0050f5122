"""« Liste d’opposition »: how many, since when and why, never who; a mailing list without them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.files import read_for_user
from gdpr_desk.periods.words import french_date
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, day_of, said
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.files import choose_file, save_bytes
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.parts import GUTTER, Line, bar, button, label, scrolled_rows
from gdpr_desk.qtkit.surfaces import NoticeStrip, Separator
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.requests.contacts import ContactKind
from gdpr_desk.requests.objections.checking import Checked
from gdpr_desk.requests.objections.model import Objection, RemovalReason
from gdpr_desk.requests.qt.door import RequestDoor

_WIDTH, _HEIGHT, _LOW, _MARGIN = 680, 560, 280, 48
_AT_ONCE = 100
_KINDS = {ContactKind.EMAIL: "Adresse e-mail", ContactKind.PHONE: "Numéro de téléphone"}
_SENTENCE = (
    "Les personnes qui ne veulent plus être sollicitées. Ni nom ni adresse n’est gardé : "
    "seulement de quoi les reconnaître."
)
_CHECKED_NAME = "liste-sans-oppositions.csv"
_CSV = "Listes CSV (*.csv *.txt);;Tous les fichiers (*)"


class ObjectionDialog(QDialog):
    """Counts, adds by hand, takes off, and checks a mailing list."""

    def __init__(self, door: RequestDoor, parent: QWidget) -> None:
        super().__init__(parent)
        self._door = door
        self.counts = label("body", "")
        self.notice = NoticeStrip(kind="ok")
        self._rows = QVBoxLayout()
        self.check = button("tonal", "Vérifier une liste d’envoi…", self.check_list, icon="file-check")
        self.add = button("secondary", "Inscrire…", self.add_one, icon="plus")
        self.stay = button("secondary", "Fermer", self.reject)
        self._arrange()
        self.setWindowTitle("gdpr-desk")
        self.setAccessibleName("Liste d’opposition")
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        try:
            entries, waiting = self._door.objections.entries(), self._door.objections.to_decide()
        except GdprDeskError as refusal:
            self._tell(str(refusal), kind="attention")
            return
        many = len(entries)
        words = f"{many} inscription{'s' if many > 1 else ''}" if many else "Personne n’est sur la liste."
        past = {entry.id for entry in waiting}
        self.counts.setText(f"{words} · {len(past)} au-delà du minimum, à vous de décider" if past else words)
        empty_column(self._rows)
        shown = sorted(entries, key=lambda entry: (entry.id not in past, -entry.id))
        for entry in shown[:_AT_ONCE]:
            self._rows.addWidget(self._row(entry, over=entry.id in past))
            self._rows.addWidget(Separator())
        if many > _AT_ONCE:
            self._rows.addWidget(label("second", f"Et {many - _AT_ONCE} plus anciennes."))
        self._rows.addStretch(1)

    def add_one(self) -> None:
        """Put an address or a number on the list by hand."""
        form = ActForm(
            self,
            self._door.requests.drafts,
            "objection/new",
            title="Inscrire sur la liste d’opposition",
            sentence="L’adresse sert à reconnaître la personne, puis n’est pas gardée.",
            verb="Inscrire",
            questions=[
                Question("address", "Adresse e-mail ou numéro de téléphone"),
                Question("reason", "D’où vient l’opposition", help="Par exemple : par téléphone."),
                Question("exercised_on", "Le", "day", value=self._door.clock.today()),
            ],
            work=self._added,
        )
        if form.exec() and isinstance(form.done_with, Objection):
            self._tell(f"Inscrit. À garder au moins jusqu’au {french_date(form.done_with.keep_until)}.")
            self.refresh()

    def check_list(self) -> None:
        """A list in CSV comes back without the people who objected; nothing of it is kept."""
        source = choose_file(self, title="Choisir la liste d’envoi", kind=_CSV)
        if source is not None:
            self._check(source, "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        high = px(_HEIGHT if self._rows.count() > 1 else _LOW)
        self.resize(min(px(_WIDTH), room.width() - _MARGIN), min(high, room.height() - _MARGIN))
        self.check.setFocus()

    def _added(self, values: Values) -> Objection:
        return self._door.objections.add(
            said(values, "address"),
            reason=said(values, "reason"),
            exercised_on=day_of(values, "exercised_on"),
        )

    def _check(self, source: Path, column: str) -> None:
        objections = self._door.objections

        def checked() -> Checked:
            return objections.check(read_for_user(source), (column,) if column else ())

        self.check.setDisabled(True)
        Jobs.run(
            checked,
            self._checked,
            partial(self._unchecked, source),
            self,
            settled=lambda: self.check.setEnabled(True),
        )

    def _checked(self, done: Checked) -> None:
        words = f"{done.removed} en opposition, {done.kept} à contacter, sur {done.rows}."
        if done.unreadable:
            words += f" {done.unreadable} sans adresse lisible : à vérifier à l’œil."
        if save_bytes(self, done.content, _CHECKED_NAME, title="Enregistrer la liste", kind="CSV (*.csv)"):
            self._tell(f"Liste enregistrée. {words} Rien n’en a été gardé ici.")
        else:
            self._tell(f"{words} La liste n’a pas été enregistrée.", kind="info")

    def _unchecked(self, source: Path, refusal: GdprDeskError) -> None:
        if refusal.code != "no_column":
            tell_refusal(self, refusal)
            return
        form = ActForm(
            self,
            self._door.requests.drafts,
            "objection/column",
            title="Quelle colonne contient les adresses ?",
            sentence=refusal.message,
            verb="Vérifier",
            questions=[Question("column", "Son titre, ou son rang", help="Par exemple : E-mail, ou 3.")],
            work=lambda values: said(values, "column"),
        )
        if form.exec() and form.done_with:
            QTimer.singleShot(0, self, partial(self._check, source, str(form.done_with)))

    def _row(self, entry: Objection, *, over: bool) -> QWidget:
        where = f" · {entry.request}" if entry.request else ""
        title = f"N° {entry.id} · {_KINDS[entry.kind]} · depuis le {french_date(entry.exercised_on)}"
        until = french_date(entry.keep_until)
        stays = (
            f"Minimum passé le {until} : à vous de décider."
            if over
            else f"À garder jusqu’au {until} au moins."
        )
        remove = button("link", "Retirer…", partial(self._remove, entry), small=True)
        remove.setAccessibleName(f"Retirer le numéro {entry.id}")
        icon = "mail" if entry.kind is ContactKind.EMAIL else "phone"
        token = "attention" if over else "text2"
        return Line(icon, title, f"{entry.reason}{where}\n{stays}", remove, token=token)

    def _remove(self, entry: Objection) -> None:
        form = ActForm(
            self,
            self._door.requests.drafts,
            f"objection/{entry.id}/remove",
            title=f"Retirer le numéro {entry.id} ?",
            verb="Retirer",
            kind="danger",
            consequence="Cette personne pourra de nouveau recevoir vos envois.",
            questions=[
                Question(
                    "why",
                    "Pourquoi",
                    "choice",
                    options=[(why.value, why.words) for why in RemovalReason],
                    empty="Choisissez",
                )
            ],
            work=lambda values: self._door.objections.remove(entry.id, RemovalReason(said(values, "why"))),
        )
        if form.exec():
            self._tell(f"Numéro {entry.id} retiré de la liste.")
            QTimer.singleShot(0, self, self.refresh)  # the button that was pressed is in what goes

    def _tell(self, words: str, *, kind: str = "ok") -> None:
        self.notice.set_kind(kind)
        self.notice.set_text(words)
        self.notice.show()

    def _arrange(self) -> None:
        scroll = scrolled_rows(self._rows, spacing=2)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(12)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, GUTTER, 0)
        inner.setSpacing(12)
        inner.addWidget(label("detail_title", "Liste d’opposition"))
        inner.addWidget(label("second", _SENTENCE))
        inner.addWidget(self.counts)
        inner.addWidget(bar(self.check, self.add))
        inner.addWidget(self.notice)
        column.addLayout(inner)
        column.addWidget(scroll, 1)
        foot = bar(QWidget(), self.stay, stretch_first=True)
        foot.setContentsMargins(0, 0, GUTTER, 0)
        column.addWidget(foot)
        self.notice.hide()
        for act in (self.check, self.add, self.stay):
            act.setAutoDefault(False)
