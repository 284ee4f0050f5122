"""Parties of an activity: chosen among those known, or created on the spot."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.qtkit.badge import Badge
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.inputs import ChoiceInput, TextInput, adopt
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.picker import OptionList, open_by_typing
from gdpr_desk.reference import catalogues
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.ui_new_party import Ui_NewParty

MISSING_NAME = "Donnez le nom de cette entreprise ou de cet organisme."


class NewParty(QWidget):
    """The inline form for a party that is not known yet."""

    created = Signal(str)

    def __init__(self, book: PartyBook, kind: PartyKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_NewParty()
        self.ui.setupUi(self)
        adopt(self)
        self._book = book
        self._name = TextInput(self.ui.name, self.ui.name_field, limit=200)
        kinds = [(key, entry.label) for key, entry in catalogues.party_kinds().items()]
        countries = [(key, entry.label) for key, entry in catalogues.countries().items()]
        self._kind = ChoiceInput(self.ui.kind, kinds, self.ui.kind_field)
        self._country = ChoiceInput(self.ui.country, countries, self.ui.country_field)
        self._usual = kind
        self.ui.create.clicked.connect(self._create)
        self.ui.cancel.clicked.connect(self.hide)

    def open(self, name: str = "") -> None:
        """Show the form with the focus in what comes next: the name, or what the named one is."""
        self._name.show(name)
        self._kind.show(self._usual)
        self._country.show("FR")
        self.ui.name_field.clear()
        self.show()
        beginning = self.ui.kind if len(name) > 1 else self.ui.name
        beginning.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ui.name.end(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is done with the form, wherever in it; Escape leaves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._create()
        else:
            super().keyPressEvent(event)

    def _create(self) -> None:
        name = self._name.value().strip()
        if self._name.problem or not name:
            self.ui.name_field.set_error(self._name.problem or MISSING_NAME)
            self.ui.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            kind = PartyKind(self._kind.value() or PartyKind.PROCESSOR)
            party = self._book.create(name, kind, self._country.value() or "FR")
        except GdprDeskError as refusal:
            self.ui.name_field.set_error(str(refusal))
            return
        self.hide()
        self.created.emit(party.key)


class _PartyLine(QWidget):
    """One chosen party: name, what it is, where it is, and the way to take it out."""

    remove_wanted = Signal()

    def __init__(self, key: str, party: Party | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.setSpacing(12)
        name = Label(self, role="row_title", text=party.name if party else key)
        name.setWordWrap(True)
        row.addWidget(name, 1)
        if party is not None:
            kind = Label(self, role="second", text=catalogues.party_kinds().label(party.kind.value))
            row.addWidget(kind)
            row.addWidget(_country_badge(party.country, self))
        self.remove = Button(self, kind="link", small=True, text="Retirer")
        self.remove.setAccessibleName(f"Retirer : {party.name if party else key}")
        self.remove.clicked.connect(self.remove_wanted)
        row.addWidget(self.remove)


def _country_badge(code: str, parent: QWidget) -> Badge:
    """The country, amber outside the European Economic Area."""
    country = catalogues.countries().get(code)
    outside = country is not None and not country.eea
    badge = Badge(parent)
    label = catalogues.countries().label(code)
    badge.set_state("attention" if outside else "neutral", label, "globe" if outside else "-")
    return badge


class PartyRows(QWidget):
    """The keys of some parties, in order; `edited` after every change made here."""

    edited = Signal()
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lines: list[_PartyLine] = []
        self._form: NewParty | None = None
        self._add = Button(self, kind="link", icon="plus", text="Ajouter un prestataire ou un destinataire")
        self._add.clicked.connect(lambda _on=False: self._open_list())
        open_by_typing(self._add, self._open_list)
        self._column.addSpacing(4)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self._add)

    def set_up(self, book: PartyBook, kind: PartyKind, verb: str) -> None:
        """Choose among the parties of `book`; new ones are of `kind` unless said otherwise."""
        self._book = book
        self._kind = kind
        self._add.setText(verb)
        book.changed.connect(self._repaint_lines)

    def open_form(self, name: str = "") -> NewParty:
        """The inline form for a party that is not known yet; built when it is first asked for."""
        if self._form is None:
            self._form = NewParty(self._book, self._kind, self)
            self._form.created.connect(self.add)
            self._column.insertWidget(len(self._lines), self._form)
        self._form.open(name)
        return self._form

    def keys(self) -> tuple[str, ...]:
        """The chosen keys, in order."""
        return tuple(line.key for line in self._lines)

    def show_keys(self, keys: Iterable[str]) -> None:
        """Show these parties; an unknown key shows as itself."""
        wanted = tuple(keys)
        if wanted != self.keys():
            self._build(wanted)

    def add(self, key: str) -> None:
        """Add one party, announced as an edit."""
        if key not in self.keys():
            self._build((*self.keys(), key))
            self.edited.emit()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, keys: tuple[str, ...]) -> None:
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [_PartyLine(key, self._book.known().get(key), self) for key in keys]
        for at, line in enumerate(self._lines):
            line.remove_wanted.connect(self._remover(line))
            self._column.insertWidget(at, line)
            line.show()

    def _remover(self, line: _PartyLine) -> Callable[[], None]:
        return lambda: self._remove(line)

    def _remove(self, line: _PartyLine) -> None:
        name = self._book.name(line.key)
        self._build(tuple(key for key in self.keys() if key != line.key))
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.removed.emit(f"Retiré de la fiche : {name}")

    def _repaint_lines(self) -> None:
        self._build(self.keys())

    def _open_list(self, typed: str = "") -> None:
        """Everybody known, to tick; whoever is missing is entered on the spot."""
        self._book.refresh()
        names = {key: party.name for key, party in self._book.known().items()}
        if not names:
            self.open_form(typed)
            return
        found = OptionList(self._add, names, self.keys(), "Nouveau…", asks=False)
        found.toggled.connect(self._toggle)
        found.added.connect(self.open_form)
        found.show_at(self._add, typed)

    def _toggle(self, key: str) -> None:
        line = next((line for line in self._lines if line.key == key), None)
        if line is not None:
            self._remove(line)
        else:
            self._build((*self.keys(), key))
            self.edited.emit()
