"""Réglages: the shop, how the program looks, where the vault lies, what the program is made of."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.chips import Segmented
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.surfaces import Card, FadeScroll
from gdpr_desk.qtkit.theme import px, theme
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.settings import (
    LOCK_MINUTES,
    TEXT_PERCENTS,
    THEMES,
    Theme,
    load_settings,
    save_settings,
)
from gdpr_desk.shell.about_card import AboutCard
from gdpr_desk.shell.backup_card import BackupCard
from gdpr_desk.shell.keys_card import KeysCard
from gdpr_desk.shell.parts import GUTTER, button, label
from gdpr_desk.shell.schedule_card import ScheduleCard
from gdpr_desk.shell.shop_dialog import ShopDialog
from gdpr_desk.vault.people import Role

_THEME_WORDS = {"system": "Système", "light": "Clair", "dark": "Sombre"}
_WIDEST, _COLUMN_FROM = 760, 1080
"""Width of the cards, and of the page from which it is kept (design pixels)."""
_NO_LIMIT = 16_777_215
_WHEN_IT_LOCKS = (
    "Minutes sans clavier ni souris, sommeil compris. Et dès que la session se verrouille ou s’endort."
)


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
        self.about = AboutCard(desk.vault.folder)
        for_officers = (ScheduleCard(desk), self.backups, self._keys)
        cards = (self._shop_card(), self._look_card(), self._vault_card(), *for_officers, self.about)
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
        self.about.opened.connect(lambda: QTimer.singleShot(0, self, lambda: scroll.reveal(self.about)))
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
        if ShopDialog(self._desk.register, self, drafts=self._desk.parties.drafts).exec():
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
        minutes = Segmented()
        minutes.set_options([(str(one), str(one)) for one in LOCK_MINUTES])
        minutes.set_current(str(load_settings().lock_after_minutes))
        minutes.setAccessibleName("Verrouiller après, en minutes")
        minutes.changed.connect(self._choose_minutes)
        lock = button("secondary", "Verrouiller", icon="lock", name="Verrouiller maintenant")
        lock.clicked.connect(self.lock_requested)
        column.addWidget(label("strong", f"« {self._desk.vault.label} », chiffré"))
        column.addLayout(_setting("Verrouiller après", _WHEN_IT_LOCKS, minutes))
        column.addLayout(_buttons(lock))
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
