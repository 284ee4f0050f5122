"""Réglages: the shop, how the program looks, where the vault lies, what the program is made of."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk import __version__
from gdpr_desk.app import Desk
from gdpr_desk.diagnostic import run_checks
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.dialogs import tell
from gdpr_desk.qtkit.files import open_outside
from gdpr_desk.qtkit.surfaces import Card, FadeScroll, PageHeader
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.qtkit.toast import Toast
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.settings import (
    LOCK_MINUTES,
    TEXT_PERCENTS,
    THEMES,
    Theme,
    load_settings,
    log_folder,
    save_settings,
)
from gdpr_desk.shell.backup_card import BackupCard
from gdpr_desk.shell.keys_card import KeysCard
from gdpr_desk.shell.licences import QT_NOTICE
from gdpr_desk.shell.licences_dialog import LicencesDialog
from gdpr_desk.shell.parts import GUTTER, button, label
from gdpr_desk.shell.shop_dialog import ShopDialog
from gdpr_desk.vault.people import Role

_THEME_WORDS = {"system": "Système", "light": "Clair", "dark": "Sombre"}
_WIDEST, _COLUMN_FROM = 760, 1080
"""Width of the cards, and of the page from which it is kept (design pixels)."""
_NO_LIMIT = 16_777_215


class SettingsPage(QWidget):
    """Every change applies at once. `changed` tells that the shop was edited."""

    changed = Signal()
    lock_requested = Signal()
    lock_time_changed = Signal(int)
    backed_up = Signal()
    open_restored = Signal(object)
    title = "Réglages"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shop_name = label("strong")
        self._shop_more = label("second", wrap=True)
        content = self._content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(4, 4, 4, 24)
        column.setSpacing(16)
        self._keys = KeysCard(desk)
        self.backups = BackupCard(desk)
        self.backups.changed.connect(self.backed_up)
        self.backups.open_restored.connect(self.open_restored)
        for_officers = (self.backups, self._keys)
        cards = (self._shop_card(), self._look_card(), self._vault_card(), *for_officers, self._about_card())
        for card in cards:
            column.addWidget(card)
        for card in for_officers:
            card.setHidden(desk.vault.person.role is Role.STAFF)
        column.addStretch(1)
        self._restyle()
        theme().changed.connect(self._restyle)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 20, 28 - GUTTER, 0)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4 + GUTTER, 0)
        head.addWidget(PageHeader(title=self.title, sentence="Boutique, apparence, coffre et sauvegardes."))
        page.addLayout(head)
        page.addWidget(scroll, 1)

    def refresh(self) -> None:
        """Show the shop as the register knows it, and who holds a key."""
        self._keys.refresh()
        self.backups.refresh()
        shop = self._desk.register.controller()
        officer = shop.officer.name if shop.officer else ""
        place = (f"SIRET {format_siret(shop.siret)}" if shop.siret else "", shop.address)
        lines = (" · ".join(part for part in line if part) for line in (place, (shop.email, officer)))
        self._shop_name.setText(shop.name or "Votre boutique n’a pas encore de nom")
        self._shop_more.setText(
            "\n".join(line for line in lines if line) or "Adresse et contact à compléter."
        )

    def edit_shop(self) -> None:
        """Open the shop's two pages."""
        if ShopDialog(self._desk.register, self).exec():
            self.refresh()
            self.changed.emit()

    def _shop_card(self) -> Card:
        edit = button("secondary", "Modifier", icon="pencil", name="Modifier la boutique")
        edit.clicked.connect(self.edit_shop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._shop_name)
        words.addWidget(self._shop_more)
        card, column = _card("Boutique")
        column.addLayout(words)
        column.addLayout(_buttons(edit))
        return card

    def _look_card(self) -> Card:
        card, column = _card("Apparence")
        scheme = Segmented()
        scheme.set_options([(key, _THEME_WORDS[key]) for key in THEMES])
        scheme.set_current(theme().scheme)
        scheme.setAccessibleName("Thème")
        scheme.changed.connect(_choose_theme)
        self._scheme = scheme
        theme().changed.connect(self._show_scheme)
        size = Segmented()
        size.set_options([(str(percent), f"{percent} %") for percent in TEXT_PERCENTS])
        size.set_current(str(theme().text_percent))
        size.setAccessibleName("Taille du texte")
        size.changed.connect(_choose_size)
        column.addLayout(_setting("Thème", "« Système » suit le réglage de l’ordinateur.", scheme))
        column.addLayout(_setting("Taille du texte", "Agrandit aussi les boutons et les listes.", size))
        return card

    def _vault_card(self) -> Card:
        card, column = _card("Coffre")
        folder = label("second", f"Rangé dans : {self._desk.vault.folder}", wrap=True)
        folder.setAccessibleName(f"Dossier du coffre : {self._desk.vault.folder}")
        minutes = Segmented()
        minutes.set_options([(str(one), str(one)) for one in LOCK_MINUTES])
        minutes.set_current(str(load_settings().lock_after_minutes))
        minutes.setAccessibleName("Verrouiller après, en minutes")
        minutes.changed.connect(self._choose_minutes)
        look = button(
            "secondary", "Ouvrir le dossier", icon="folder-open", name="Ouvrir le dossier du coffre"
        )
        look.clicked.connect(self._open_folder)
        lock = button("secondary", "Verrouiller", icon="lock", name="Verrouiller maintenant")
        lock.clicked.connect(self.lock_requested)
        column.addWidget(label("strong", f"« {self._desk.vault.label} », chiffré"))
        column.addWidget(folder)
        column.addLayout(
            _setting("Verrouiller après", "Minutes sans clavier ni souris, sommeil compris.", minutes)
        )
        column.addLayout(_buttons(look, lock))
        return card

    def _about_card(self) -> Card:
        card, column = _card("À propos")
        licences = button("secondary", "Voir les licences", icon="scroll-text")
        copy = button(
            "secondary", "Copier le diagnostic", icon="copy", name="Copier les informations de diagnostic"
        )
        logs = button(
            "secondary",
            "Ouvrir les fichiers techniques",
            icon="folder-open",
            name="Ouvrir le dossier des fichiers techniques",
        )
        licences.clicked.connect(lambda: LicencesDialog(self).exec())
        copy.clicked.connect(self._copy_diagnostic)
        logs.clicked.connect(self._open_logs)
        column.addWidget(label("strong", f"gdpr-desk, version {__version__}"))
        column.addWidget(label("second", "Aucune donnée n’est envoyée. Licence MIT.", wrap=True))
        column.addWidget(label("second", QT_NOTICE, wrap=True))
        column.addLayout(_buttons(licences, copy, logs))
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        """A column to read where the window is wide; all of a narrow one."""
        widest = px(_WIDEST) + 8 if self.width() >= px(_COLUMN_FROM) else _NO_LIMIT
        self._content.setMaximumWidth(widest)  # not each card: what they wrap to gives the height

    def _show_scheme(self) -> None:
        self._scheme.set_current(theme().scheme)

    def _choose_minutes(self, minutes: str) -> None:
        save_settings(replace(load_settings(), lock_after_minutes=int(minutes)))
        self.lock_time_changed.emit(int(minutes))

    def _open_folder(self) -> None:
        if not open_outside(self._desk.vault.folder):
            tell(self, "Le dossier ne s’ouvre pas", "Aucun programme n’est là pour montrer ce dossier.")

    def _open_logs(self) -> None:
        log_folder().mkdir(parents=True, exist_ok=True)
        if not open_outside(log_folder()):
            tell(self, "Le dossier ne s’ouvre pas", "Aucun programme n’est là pour montrer ce dossier.")

    def _copy_diagnostic(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(check.line() for check in run_checks()))
        Toast.show_in(self, "Informations de diagnostic copiées")


def _card(title: str) -> tuple[Card, QVBoxLayout]:
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(10)
    column.addWidget(label("card_title", title))
    return card, column


def _setting(title: str, help_text: str, control: QWidget) -> QHBoxLayout:
    words = QVBoxLayout()
    words.setSpacing(1)
    words.addWidget(label("row_title", title))
    words.addWidget(label("second", help_text, wrap=True))
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addLayout(words, 1)
    row.addWidget(control)
    return row


def _buttons(*pressed: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for one in pressed:
        row.addWidget(one)
    row.addStretch(1)
    return row


def _choose_theme(scheme: str) -> None:
    theme().set_scheme(scheme)
    chosen: dict[str, Theme] = {"system": "system", "light": "light", "dark": "dark"}
    save_settings(replace(load_settings(), theme=chosen[scheme]))


def _choose_size(percent: str) -> None:
    theme().set_text_percent(int(percent))
    save_settings(replace(load_settings(), text_percent=int(percent)))
