"""The pages of the first run: each shows a part of the draft and gives it back. Rules are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.cards import PictureTile
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.surfaces import Card, IconTile, Picture
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.identifiers import format_siren
from gdpr_desk.register.starter import StarterTile, starter_tiles
from gdpr_desk.shell.first_run import FirstRunDraft, Missing, Step, records_of, siret_of
from gdpr_desk.shell.parts import button, label
from gdpr_desk.shell.ui_officer_form import Ui_OfficerForm
from gdpr_desk.shell.ui_passphrase_form import Ui_PassphraseForm
from gdpr_desk.shell.ui_shop_form import Ui_ShopForm
from gdpr_desk.strength import strength


class FirstRunPage(QWidget):
    """What every page is: a step with its question, and the draft going in and out."""

    step = Step.WELCOME
    title = ""
    sentence = ""
    wide = False
    """Uses the sheet's whole width instead of a column of text."""

    def load(self, draft: FirstRunDraft) -> None:
        """Show what the draft holds."""

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        """The draft with what is shown."""
        return draft

    def show_missing(self, missing: Sequence[Missing]) -> None:
        """Say beside each field what is missing, and put the focus on the first."""
        first: QWidget | None = None
        for field in self.findChildren(FormField):
            field.clear()
        for one in missing:
            holder = self.findChild(FormField, f"{one.field}_field")
            if isinstance(holder, FormField):
                holder.set_error(one.sentence)
                first = first or holder.field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_word(self, draft: FirstRunDraft) -> str:
        """The verb on the button that leads on."""
        return "Continuer"

    def earned(self, draft: FirstRunDraft) -> bool:
        """Whether the button may stand out: it leads on from here."""
        return True

    def note(self, draft: FirstRunDraft) -> str:
        """A quiet sentence beside the buttons."""
        return ""


_TILE, _TILE_WIDTH = 104, 214
"""Height of a picture tile and the least width of one with its gap."""
_MOST_COLUMNS = 5

_DOES = (
    ("book-open-text", "Tenir votre registre", "Une fiche par activité, préremplie, que vous corrigez."),
    ("printer", "Sortir vos papiers", "Le registre complet en PDF, prêt à montrer."),
    ("lock", "Garder vos données ici", "Un coffre chiffré sur cet ordinateur, rien sur internet."),
)
_DOES_NOT = (
    "Il ne remplace ni un avocat ni la CNIL.",
    "Il ne déclare rien à votre place et n’envoie rien.",
    "Il ne peut pas retrouver une phrase de passe perdue.",
)


class WelcomePage(FirstRunPage):
    """Three things it does, three it does not; or a fictional shop to try."""

    step = Step.WELCOME
    title = "Bienvenue"
    sentence = "Quelques minutes suffisent pour commencer. Tout pourra être corrigé ensuite."
    wide = True

    demo_requested = Signal()
    restore_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        left = QVBoxLayout()
        left.setSpacing(24)
        for icon, title, second in _DOES:
            left.addLayout(promise(icon, title, second))
        left.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(48)
        row.addLayout(left, 3)
        row.addWidget(_limits(), 2, Qt.AlignmentFlag.AlignTop)
        demo = button("link", "Essayer une boutique fictive", icon="store")
        demo.clicked.connect(self.demo_requested)
        restore = button("link", "Restaurer une sauvegarde", icon="history")
        restore.clicked.connect(self.restore_requested)
        links = QHBoxLayout()
        links.setSpacing(24)
        links.addWidget(demo)
        links.addWidget(restore)
        links.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(32)
        column.addLayout(row)
        column.addLayout(links)
        column.addStretch(1)

    def next_word(self, draft: FirstRunDraft) -> str:
        return "Commencer"


def _limits() -> Card:
    """What the program does not do, beside what it does."""
    card = Card()
    within = QVBoxLayout(card)
    within.setContentsMargins(20, 16, 20, 16)
    within.setSpacing(10)
    within.addWidget(label("small_title", "Ce que gdpr-desk ne fait pas"))
    for sentence in _DOES_NOT:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(Picture(icon="x", side=16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label("second", sentence, wrap=True), 1)
        within.addLayout(row)
    return card


def promise(icon: str, title: str, second: str) -> QHBoxLayout:
    """A picture, what it stands for, and a sentence."""
    return step_line(icon, label("card_title", title), label("second", second, wrap=True))


def step_line(icon: str, title: Label, second: Label) -> QHBoxLayout:
    """As `promise`, with labels whose words change."""
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(IconTile(icon=icon, side=44), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(title)
    words.addWidget(second)
    row.addLayout(words, 1)
    return row


class ShopPage(FirstRunPage):
    """The shop's identity; the SIRET is checked as soon as it is left."""

    step = Step.SHOP
    title = "Votre boutique"
    sentence = "Ces lignes figureront en tête de votre registre."

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._without = False
        self.ui = Ui_ShopForm()
        self.ui.setupUi(self)
        self.ui.without.hide()
        self.ui.without.clicked.connect(self._go_without)
        self.ui.siret.editingFinished.connect(self._check)
        self.ui.siret.textEdited.connect(self._edited)
        self.ui.name.textChanged.connect(lambda _typed: self.changed.emit())

    def load(self, draft: FirstRunDraft) -> None:
        self.ui.name.setText(draft.name)
        self.ui.siret.setText(draft.siret)
        self.ui.address.setText(draft.address)
        self.ui.email.setText(draft.email)
        self.ui.phone.setText(draft.phone)
        self._without = draft.without_siret
        self._check()

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        return replace(
            draft,
            name=self.ui.name.text(),
            siret=self.ui.siret.text(),
            without_siret=self._without,
            address=self.ui.address.text(),
            email=self.ui.email.text(),
            phone=self.ui.phone.text(),
        )

    def earned(self, draft: FirstRunDraft) -> bool:
        return bool(draft.name.strip())

    def show_missing(self, missing: Sequence[Missing]) -> None:
        super().show_missing(missing)
        self._check()

    def _edited(self) -> None:
        self._without = False
        self.ui.siret_field.clear()
        self.ui.without.hide()
        self.ui.derived.show()

    def _check(self) -> None:
        self.ui.without.hide()
        self.ui.derived.show()
        try:
            siret = siret_of(self.store(FirstRunDraft()))
        except InvalidInput as error:
            self.ui.siret_field.set_error(error.message)
            self.ui.derived.hide()
            self.ui.without.show()
            return
        if siret is None:
            self.ui.siret_field.clear()
            words = (
                "Aucun : vous continuez sans SIRET."
                if self._without
                else "SIREN et numéro de TVA apparaîtront ici."
            )
            self.ui.derivedText.setText(words)
            return
        self.ui.siret_field.set_success("Numéro bien écrit.")
        siren = format_siren(siret.siren)
        self.ui.derivedText.setText(f"SIREN {siren}\nTVA {siret.vat[:4]} {siren}")

    def _go_without(self) -> None:
        self.ui.siret.clear()
        self._without = True
        self._check()
        self.ui.address.setFocus(Qt.FocusReason.OtherFocusReason)


class OfficerPage(FirstRunPage):
    """Who looks after it."""

    step = Step.OFFICER
    title = "Qui s’en occupe ?"
    sentence = "La personne que vos clients et la CNIL peuvent joindre."

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_OfficerForm()
        self.ui.setupUi(self)

    def load(self, draft: FirstRunDraft) -> None:
        self.ui.officer_name.setText(draft.officer_name)
        self.ui.officer_role.setText(draft.officer_role)
        self.ui.officer_email.setText(draft.officer_email)

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        return replace(
            draft,
            officer_name=self.ui.officer_name.text(),
            officer_role=self.ui.officer_role.text(),
            officer_email=self.ui.officer_email.text(),
        )


class ActivitiesPage(FirstRunPage):
    """Twenty pictures; each prepares records of the register."""

    step = Step.ACTIVITIES
    title = "Que faites-vous dans votre boutique ?"
    sentence = (
        "Touchez ce qui vous ressemble. Chaque image prépare une ou deux fiches de votre registre, "
        "que vous pourrez corriger."
    )
    wide = True

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        self._columns = 0
        self._tiles: dict[str, PictureTile] = {}
        for tile in starter_tiles():
            self._tile(tile)
        self._arrange(_MOST_COLUMNS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(max(2, min(_MOST_COLUMNS, (self.width() + 12) // px(_TILE_WIDTH))))

    def minimumSizeHint(self) -> QSize:
        """As narrow as two columns: the number of columns follows the width."""
        return QSize(2 * px(_TILE_WIDTH), super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, place // columns, place % columns)
            self._grid.setRowStretch(place // columns, 1)

    def load(self, draft: FirstRunDraft) -> None:
        for key, tile in self._tiles.items():
            tile.setChecked(key in draft.activities)

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        chosen = tuple(key for key, tile in self._tiles.items() if tile.isChecked())
        return replace(draft, activities=chosen)

    def next_word(self, draft: FirstRunDraft) -> str:
        count = len(records_of(draft))
        return "Continuer" if not count else f"Créer ces {count} fiches" if count > 1 else "Créer cette fiche"

    def note(self, draft: FirstRunDraft) -> str:
        count = len(records_of(draft))
        if not count:
            return "Aucune activité choisie"
        chosen = len(draft.activities)
        return f"{chosen} choix · {count} fiche{'s' if count > 1 else ''} préparée{'s' if count > 1 else ''}"

    def _tile(self, tile: StarterTile) -> None:
        made = PictureTile(icon=tile.picture, title=tile.title, second=tile.help, key=tile.key)
        made.setMinimumHeight(px(_TILE))
        made.toggled.connect(lambda _on: self.changed.emit())
        self._tiles[tile.key] = made


class PassphrasePage(FirstRunPage):
    """The phrase, twice, judged while it is typed."""

    step = Step.PASSPHRASE
    title = "Votre phrase de passe"
    sentence = "Elle ouvre le coffre. Personne ne peut la retrouver à votre place."

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = FirstRunDraft()
        self._enough = False
        self.ui = Ui_PassphraseForm()
        self.ui.setupUi(self)
        self.ui.refusal.hide()
        self.ui.honest.set_text(
            "À l’étape suivante, vous imprimerez une feuille de secours : "
            "elle ouvre le coffre si la phrase est oubliée."
        )
        self.ui.passphrase.textChanged.connect(self._judge)
        self.ui.repeated.textChanged.connect(lambda _typed: self.changed.emit())

    def load(self, draft: FirstRunDraft) -> None:
        self._draft = draft
        self.ui.passphrase.setText(draft.passphrase)
        self.ui.repeated.setText(draft.repeated)
        self.ui.passphrase.hide_text()
        self.ui.repeated.hide_text()
        self._judge(draft.passphrase)

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        return replace(draft, passphrase=self.ui.passphrase.text(), repeated=self.ui.repeated.text())

    def next_word(self, draft: FirstRunDraft) -> str:
        return "Créer le coffre"

    def earned(self, draft: FirstRunDraft) -> bool:
        return self._enough and draft.passphrase == draft.repeated

    def refuse(self, sentence: str) -> None:
        """Say why the vault could not be made; empty takes it away."""
        self.ui.refusal.set_kind("urgent")
        self.ui.refusal.set_text(sentence)
        self.ui.refusal.setVisible(bool(sentence))

    def _judge(self, typed: str) -> None:
        verdict = strength(typed, shop=self._draft.name, person=self._draft.officer_name)
        self._enough = verdict.enough
        self.ui.strength.set_strength(verdict.score, verdict.sentence)
        if verdict.enough:
            self.ui.passphrase_field.set_success(verdict.sentence)
        elif typed:
            self.ui.passphrase_field.set_warning(verdict.sentence)
        else:
            self.ui.passphrase_field.clear()
        self.changed.emit()
