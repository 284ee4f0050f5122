"""« Ajouter un prestataire »: a name, what it is, where it is; from a model where one fits."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.qt.party_inputs import NAME_LIMIT, NO_NAME
from gdpr_desk.parties.qt.ui_new_party_dialog import Ui_NewPartyForm
from gdpr_desk.parties.service import PartyService
from gdpr_desk.qtkit.inputs import ChoiceInput, TextInput, adopt
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.picker import plain
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.reference import catalogues

_WIDTH, _MARGIN = 600, 64
_GUTTER = 20
"""Free at the right of the fields, for their scroll bar (pixels)."""
_MESSAGE = 28
"""Room for what may have to be said under the name."""


class NewPartyDialog(QDialog):
    """Accepted once the party is stored; `key` then names it, or the one that was there already."""

    def __init__(self, parties: PartyService, models: Sequence[Party], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_NewPartyForm()
        self.ui.setupUi(self)
        adopt(self)
        self.key = ""
        self._parties = parties
        self._known = parties.all()
        taken = {party.key for party in self._known}
        self._models = {model.key: model for model in models if model.key not in taken}
        self._build()
        self.setWindowTitle(self.ui.title.text())
        self.ui.scroll.set_gutter(_GUTTER)
        self._draft = DialogDraft(self, parties.drafts, "party/new")
        self.ui.pageColumn.insertWidget(0, self._draft.strip)

    def _build(self) -> None:
        ui = self.ui
        named = sorted(self._models.values(), key=lambda model: plain(model.name))
        kinds = [(key, entry.label) for key, entry in catalogues.party_kinds().items()]
        countries = [(key, entry.label) for key, entry in catalogues.countries().items()]
        empty: tuple[str | None, str] = (None, "Aucun modèle")
        self._model = ChoiceInput(ui.model, [empty, *((m.key, m.name) for m in named)], ui.model_field)
        self._name = TextInput(ui.name, ui.name_field, limit=NAME_LIMIT, required=NO_NAME)
        self._kind = ChoiceInput(ui.kind, kinds, ui.kind_field)
        self._country = ChoiceInput(ui.country, countries, ui.country_field)
        self._kind.show(PartyKind.PROCESSOR)
        self._country.show("FR")
        self._explain()
        ui.model_field.setVisible(bool(named))
        self._model.edited.connect(self._fill)
        self._kind.edited.connect(self._explain)
        ui.cancel.clicked.connect(self.reject)
        ui.create.clicked.connect(self.create_party)
        ui.create.setDefault(True)
        ui.name.textChanged.connect(lambda _typed: self._offer())
        self._offer()
        ui.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _size(self) -> None:
        """As high as its fields, and no larger than the window behind; the fields scroll then."""
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self.screen().availableGeometry()).size()
        width = min(px(_WIDTH), room.width() - _MARGIN)
        edges = self.ui.column.contentsMargins()
        inner = width - edges.left() - edges.right() - _GUTTER
        around = self.ui.column.totalSizeHint().height() - self.ui.scroll.sizeHint().height()
        height = around + self.ui.pageColumn.totalHeightForWidth(inner) + px(_MESSAGE)
        self.resize(width, min(height, room.height() - _MARGIN))

    def create_party(self) -> None:
        """Check, store and close; what is wrong is said beside its field."""
        name = self._name.value().strip()
        if self._name.problem or not name:
            self._refuse(self._name.problem or NO_NAME)
            return
        twin = next((p for p in self._known if plain(p.name.strip()) == plain(name)), None)
        if twin is not None:
            self._refuse(f"« {twin.name} » est déjà dans votre liste.")
            return
        kind = PartyKind(self._kind.value() or PartyKind.PROCESSOR)
        # The model's own key lets activities that come from models find it later.
        key = self._model.value() or self._parties.new_key(name)
        try:
            self.key = self._parties.save(Party(key, name, kind, self._country.value() or "FR")).key
        except GdprDeskError as refusal:
            self._refuse(str(refusal))
            return
        self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def _offer(self) -> None:
        """Nothing can be added before it has a name."""
        self.ui.create.setEnabled(bool(self.ui.name.text().strip()))

    def _refuse(self, sentence: str) -> None:
        self.ui.name_field.set_error(sentence)
        self.ui.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        """Take over what the model knows; the name is to be typed over."""
        model = self._models.get(self._model.value() or "")
        if model is None:
            return
        self._name.show(model.name)
        self._kind.show(model.kind)
        self._country.show(model.country)
        self.ui.name_field.clear()
        self._explain()

    def _explain(self) -> None:
        self.ui.kindHelp.setText(catalogues.party_kinds()[self._kind.value() or PartyKind.PROCESSOR].help)
