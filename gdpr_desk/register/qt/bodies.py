"""What fills the register's room: the list, the bin, the map, the paper, or why there is nothing to list."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gdpr_desk.register.qt.bin_view import BinView
from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.map_view import MapView
from gdpr_desk.register.qt.table_model import BIN
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm

LIST, MAP, PRINTED = "list", "map", "printed"


class Bodies(QObject):
    """Chooses the body by the view and the chip, and shows the tools that belong to it."""

    def __init__(
        self, ui: Ui_RegisterPageForm, listing: Listing, charted: MapView, bin_view: BinView
    ) -> None:
        super().__init__(listing)
        self._ui = ui
        self._listing = listing
        self._map = charted
        self._bin = bin_view
        ui.bodies.addWidget(charted)
        ui.bodies.addWidget(bin_view)
        ui.tools.insertWidget(0, charted.head, 1)
        for verbs in (ui.printed.ui.actions, bin_view.verbs):
            ui.head.insertWidget(ui.head.indexOf(ui.add), verbs)
        _fill(ui)

    def show(self) -> None:
        """Show what view, chip and words ask for."""
        ui = self._ui
        body, was = self._wanted(), ui.bodies.currentWidget()
        ui.bodies.setCurrentWidget(body)
        self._show_tools(body)
        if body is ui.listBody:
            self._listing.choose_first()
            self._listing.show_peek()
        elif body is self._map:
            self._map.refresh()
        elif body is ui.printed and was is not ui.printed:
            ui.printed.show_register()

    def _wanted(self) -> QWidget:
        ui = self._ui
        if ui.views.current() == PRINTED:
            return ui.printed
        if ui.views.current() == LIST and ui.filters.current() == BIN:
            return self._bin
        if not self._listing.names():
            return ui.empty
        if ui.views.current() == MAP:
            return self._map
        return ui.listBody if ui.table.shown() else ui.nothing

    def _show_tools(self, body: QWidget) -> None:
        ui = self._ui
        paper, blank = body is ui.printed, not self._listing.names()
        listed = body in (ui.listBody, ui.nothing)
        several = body is ui.listBody and len(self._listing.chosen()) > 1
        chips = listed or body is self._bin or (body is ui.empty and self._listing.has_bin())
        ui.choice.setVisible(several)
        ui.views.setVisible(self._listing.roomy() or not several)
        ui.filters.setVisible(chips and not several)
        ui.filter.setVisible(listed and not several)
        self._map.head.setVisible(body is self._map)
        ui.paperWords.setVisible(paper or (blank and not chips))
        ui.add.set_kind("tonal" if body is ui.empty else "filled")
        ui.add.setHidden(paper or body is self._bin)
        self._bin.verbs.setVisible(body is self._bin and self._bin.holds_something)
        ui.printed.ui.actions.setVisible(paper)
        ui.acts.setVisible(body is ui.listBody)
        if body is not ui.listBody:
            ui.open.hide()


def _fill(ui: Ui_RegisterPageForm) -> None:
    """The words Designer has no property for."""
    ui.views.set_options([(LIST, "Liste"), (MAP, "Carte"), (PRINTED, "Imprimé")])
    ui.empty.set_content(
        "book-open-text",
        "Votre registre est vide",
        "Choisissez vos activités parmi les modèles : 5 minutes suffisent pour commencer.",
        "Choisir parmi les modèles",
        "plus",
    )
    ui.nothing.set_content(
        "search",
        "Aucune activité ne correspond",
        "Changez de filtre ou de mot pour retrouver vos activités.",
        "Effacer le filtre",
    )
    ui.nothing.button.set_kind("secondary")
