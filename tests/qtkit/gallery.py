"""Paints boards of every part, light and dark, at 100 and 150 %, to be laid beside the design pictures.

`QT_QPA_PLATFORM=offscreen python tests/qtkit/gallery.py FOLDER`
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.badge import Badge, BadgeSpec
from gdpr_desk.qtkit.buttons import Button
from gdpr_desk.qtkit.chips import ChipPicker, ChipRow, ChipSpec, Segmented
from gdpr_desk.qtkit.fields import (
    Check,
    ChoiceField,
    DateField,
    FormField,
    LineField,
    OptionCard,
    PassphraseField,
    PictureTile,
    StrengthBar,
    TextField,
)
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.record_table import Column, RecordTable
from gdpr_desk.qtkit.ring import Ring
from gdpr_desk.qtkit.surfaces import Card, EmptyState, FadeScroll, NoticeStrip, Separator, Sheet
from gdpr_desk.qtkit.toast import Toast

SIZE = (1366, 768)


class Desk(QWidget):
    """The grey desk with one sheet on it."""

    def __init__(self) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 8, 8, 8)
        self.sheet = Sheet(self)
        outer.addWidget(self.sheet)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.color("frame"))


def head(text: str) -> Label:
    return Label(text=text, role="head")


def line(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row


def stack(*parts: QWidget | QLayout, gap: int = 12) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(gap)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    return column


def _states() -> QVBoxLayout:
    first = line(
        Badge(state="ok", text="À temps · 23 jours"),
        Badge(state="attention", text="Bientôt · 4 jours"),
        Badge(state="urgent", text="Urgent · 2 jours"),
    )
    paused = Badge()
    paused.set_state("neutral", "En pause", "pause")
    done = Badge()
    done.set_state("neutral", "Terminée", "check")
    second = line(Badge(state="late", text="En retard · 3 jours"), paused, done)
    off = Button(text="Indisponible")
    off.setEnabled(False)
    focused = Button(text="Focus clavier")
    focused.setObjectName("focused")
    chips = ChipRow()
    chips.set_chips(
        (
            ChipSpec("all", "Toutes", 16),
            ChipSpec("todo", "À compléter", 5),
            ChipSpec("out", "Hors UE", 1, "globe"),
        )
    )
    views = Segmented()
    views.set_options((("list", "Liste"), ("map", "Carte des flux"), ("print", "Imprimé")))
    rings = line(*(Ring(side=28, share=s) for s in (0.25, 0.72, 0.92, 1.0)), Ring(side=56, share=0.82))
    return stack(
        head("Échéances : icône, mot et couleur"),
        first,
        second,
        head("Boutons : un seul plein par écran"),
        line(
            Button(text="Principale", kind="filled", icon="check"),
            Button(text="D'une carte", kind="tonal"),
            Button(text="Secondaire"),
            Button(text="Lien", kind="link"),
        ),
        line(focused, Button(text="Signaler", kind="danger", icon="siren"), off),
        head("Filtres et vues"),
        chips,
        line(views),
        head("Anneaux"),
        rings,
    )


def _fields() -> QVBoxLayout:
    siret = FormField(label="SIRET de la boutique", help="14 chiffres, sur vos factures.", field=LineField())
    typed = siret.field()
    assert isinstance(typed, LineField)
    typed.setText("000 000 018 00003")
    siret.set_error(
        "Ce numéro comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
    )
    kept = FormField(label="Durée de garde", help="Un nombre, ou un événement.", field=LineField())
    line_field = kept.field()
    assert isinstance(line_field, LineField)
    line_field.setText("3 ans après le dernier achat")
    kept.set_success("Durée reconnue, elle rejoint le tableau Conservation.")
    contact = FormField(
        label="Contact pour les demandes",
        help="Affiché dans vos notices.",
        field=LineField(placeholder="adresse e-mail lue chaque jour"),
        optional=True,
    )
    return stack(head("Champs : aide avant, message après"), siret, kept, contact, gap=16)


def components() -> QWidget:
    board = Desk()
    row = QHBoxLayout(board.sheet)
    row.setContentsMargins(32, 24, 32, 24)
    row.setSpacing(40)
    empty = EmptyState(
        icon="inbox",
        title="Aucune demande",
        text="Glissez ici un e-mail reçu, ou notez une demande faite au comptoir.",
        verb="Nouvelle demande",
        verb_icon="plus",
    )
    right = QVBoxLayout()
    right.addWidget(head("État vide"))
    right.addWidget(empty, 1)
    right.addSpacing(48)
    row.addLayout(_states(), 4)
    row.addLayout(_fields(), 3)
    row.addLayout(right, 3)
    Toast.show_in(board, "Fiche mise à la corbeille, 30 jours", lambda: None)
    return board


@dataclass(frozen=True)
class Sample:
    name: str
    icon: str
    basis: str
    kept: str
    share: float


SAMPLES = (
    Sample("Caisse et factures", "receipt-euro", "Contrat, obligation légale", "10 ans", 1),
    Sample("Fichier clients", "users", "Contrat", "3 ans", 0.92),
    Sample("Livraison", "truck", "Contrat", "1 an", 1),
    Sample("Newsletter", "mail", "Consentement", "3 ans", 1),
    Sample("Fidélité et parrainage", "gift", "Contrat", "3 ans", 0.86),
    Sample("Chat du site", "messages-square", "Intérêt légitime", "", 0.54),
    Sample("Appels enregistrés", "phone-incoming", "Intérêt légitime", "60 jours", 1),
    Sample("Vidéosurveillance", "cctv", "Consentement", "1 mois", 0.72),
    Sample("Impayés", "banknote-x", "Intérêt légitime", "48 h / 3 ans", 1),
    Sample("Salariés", "id-card-lanyard", "Obligation légale", "5 ans", 1),
    Sample("Avis clients", "star", "Intérêt légitime", "3 ans", 1),
)

COLUMNS: tuple[Column[Sample], ...] = (
    Column("name", "Activité", text=lambda s: s.name, icon=lambda s: s.icon),
    Column("basis", "Raison", text=lambda s: s.basis, width=180, priority=2),
    Column(
        "kept",
        "Garde",
        text=lambda s: s.kept,
        badge=lambda s: None if s.kept else BadgeSpec("attention", "Manque", "circle-alert"),
        width=116,
        priority=1,
    ),
    Column("share", "Complète", share=lambda s: s.share, sort=lambda s: s.share, width=126),
)


def _list_card() -> Card:
    card = Card()
    box = QVBoxLayout(card)
    box.setContentsMargins(1, 1, 1, 1)
    table = RecordTable()
    table.setObjectName("table")
    table.set_columns(COLUMNS, key=lambda s: s.name)
    table.set_records(SAMPLES)
    table.select_key("Vidéosurveillance")
    table.verticalScrollBar().setValue(0)
    box.addWidget(table)
    return card


def _detail_card() -> Card:
    card = Card()
    box = QVBoxLayout(card)
    box.setContentsMargins(20, 16, 20, 16)
    box.setSpacing(8)
    box.addWidget(Label(text="Vidéosurveillance", role="card_title"))
    box.addWidget(Label(text="Fiche n° 15 · revue il y a 8 mois", role="second"))
    notice = NoticeStrip(
        kind="attention",
        text="Le consentement est rarement la bonne raison pour filmer : personne ne peut vraiment refuser.",
    )
    notice.set_action("Corriger", link=True)
    box.addWidget(notice)
    for name, value in (
        ("But", "Protéger la boutique, les clients et le stock"),
        ("Données", "Images, date et heure"),
    ):
        box.addWidget(Label(text=name, role="caption"))
        box.addWidget(Label(text=value, role="row_title"))
    box.addStretch(1)
    row = line(Button(text="Aperçu", icon="printer"))
    row.addWidget(Button(text="Ouvrir la fiche", kind="tonal"))
    box.addLayout(row)
    return card


def records() -> QWidget:
    board = Desk()
    box = QVBoxLayout(board.sheet)
    box.setContentsMargins(32, 24, 32, 24)
    box.setSpacing(16)
    header = PageHeader(title="Registre", sentence="16 activités · 11 complètes")
    header.add_action(Button(text="Ajouter une activité", kind="filled", icon="plus"))
    box.addWidget(header)
    chips = ChipRow()
    chips.set_chips(
        (ChipSpec("all", "Toutes", 16), ChipSpec("todo", "À compléter", 5), ChipSpec("x", "À revoir", 2))
    )
    views = Segmented()
    views.set_options((("list", "Liste", "list"), ("print", "Imprimé", "printer")))
    bar = QHBoxLayout()
    bar.addWidget(chips, 1)
    bar.addWidget(views)
    box.addLayout(bar)
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(_list_card(), 2)
    row.addWidget(_detail_card(), 1)
    box.addLayout(row, 1)
    return board


def _form_page() -> QWidget:
    page = QWidget()
    box = QVBoxLayout(page)
    box.setContentsMargins(8, 8, 16, 8)
    box.setSpacing(12)
    why = FormField(label="But principal", help="En une phrase.", field=TextField())
    why.set_why("Une personne doit comprendre à quoi servent ses données.")
    why.set_example(
        "Filmer la caisse et l'entrée contre le vol : intérêt légitime, avec une affichette visible."
    )
    box.addWidget(why)
    box.addWidget(
        OptionCard(title="Intérêt légitime", consequence="La boutique a une bonne raison, sans gêner")
    )
    chosen = OptionCard(
        title="Consentement", consequence="La personne a dit oui, et peut dire non sans conséquence"
    )
    chosen.setChecked(True)
    box.addWidget(chosen)
    notice = NoticeStrip(kind="attention", text="Le consentement est rarement la bonne raison pour filmer.")
    notice.set_action("Choisir « Intérêt légitime »")
    box.addWidget(notice)
    people = ChipPicker()
    people.set_options((("clients", "Clients"), ("visitors", "Visiteurs"), ("staff", "Équipe")))
    people.set_chosen(("clients", "visitors"))
    box.addWidget(FormField(label="Personnes", help="De qui parlent ces données ?", field=people))
    choice = ChoiceField()
    choice.set_options((("erase", "Effacées par l'enregistreur"), ("hand", "Effacées à la main")))
    choice.set_key("erase")
    box.addWidget(FormField(label="Ensuite", field=choice))
    box.addWidget(FormField(label="Revue le", field=DateField(), optional=True))
    box.addStretch(1)
    return page


def _form_side() -> QVBoxLayout:
    passphrase = PassphraseField()
    passphrase.setText("quatre mots au hasard")
    bar = StrengthBar()
    bar.set_strength(3, "Solide")
    tick = Check(text="J'ai imprimé la feuille de secours, et je la garde ailleurs que sur cet ordinateur.")
    tick.setChecked(True)
    return stack(
        FormField(label="Phrase de passe", field=passphrase),
        bar,
        tick,
        Check(text="Me le rappeler demain"),
        Separator(),
        NoticeStrip(kind="ok", text="6 sections sur 8 sont complètes."),
        NoticeStrip(kind="urgent", text="Détruit cette copie, pour toujours."),
        NoticeStrip(kind="info", text="Rien n'est envoyé sur internet."),
    )


def form() -> QWidget:
    board = Desk()
    row = QHBoxLayout(board.sheet)
    row.setContentsMargins(32, 24, 32, 24)
    row.setSpacing(24)
    scroll = FadeScroll()
    scroll.setWidget(_form_page())
    row.addWidget(scroll, 3)
    row.addLayout(_form_side(), 2)
    return board


TILES = (
    ("receipt-euro", "Caisse et factures", "tickets, comptes", True),
    ("users", "Fichier clients", "noms, achats", True),
    ("truck", "Livraison", "adresses", True),
    ("globe", "Site web", "formulaire, compte", True),
    ("newspaper", "Newsletter", "envois groupés", True),
    ("gift", "Fidélité", "points, parrainage", False),
    ("cookie", "Cookies", "mesure, publicité", True),
    ("star", "Avis clients", "notes, réponses", False),
    ("share-2", "Réseaux sociaux", "messages reçus", False),
    ("messages-square", "Chat", "sur votre site", False),
    ("phone-incoming", "Appels enregistrés", "standard", False),
    ("phone-call", "Rappel téléphonique", "numéro laissé", False),
    ("cctv", "Vidéosurveillance", "caisse, entrée", True),
    ("credit-card", "Paiement en 3 fois", "organisme de crédit", False),
    ("banknote-x", "Impayés", "relances", False),
)


def tiles() -> QWidget:
    board = Desk()
    box = QVBoxLayout(board.sheet)
    box.setContentsMargins(97, 24, 97, 24)
    box.setSpacing(4)
    box.addWidget(Label(text="Que faites-vous dans votre boutique ?", role="big_title"))
    lead = Label(text="Touchez ce qui vous ressemble. Chaque image prépare une fiche.", role="lead")
    box.addWidget(lead)
    box.addSpacing(16)
    grid = QGridLayout()
    grid.setSpacing(12)
    for at, (icon, title, second, on) in enumerate(TILES):
        tile = PictureTile(icon=icon, title=title, second=second)
        tile.setChecked(on)
        if title == "Fidélité":
            tile.setObjectName("focused")
        grid.addWidget(tile, at // 5, at % 5)
    box.addLayout(grid, 1)
    return board


BOARDS: dict[str, Callable[[], QWidget]] = {
    "components": components,
    "records": records,
    "form": form,
    "tiles": tiles,
}


def paint(folder: Path) -> None:
    """Write `<board>-<scheme>-<percent>.png` into `folder`."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for scheme in ("light", "dark"):
        for percent in (100, 150):
            theme.install(app, scheme, percent)
            for name, build in BOARDS.items():
                board = build()
                board.resize(*SIZE)
                board.show()
                board.activateWindow()
                focused = board.findChild(QWidget, "focused")
                if focused is not None:
                    focused.setFocus(Qt.FocusReason.TabFocusReason)
                QTest.qWait(50)
                board.grab().save(str(folder / f"{name}-{scheme}-{percent}.png"))
                board.close()
                board.deleteLater()


if __name__ == "__main__":
    application = QApplication([])
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    paint(target)
