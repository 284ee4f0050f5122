"""Changing what the register says of the shop: the first run's two pages and what goes beyond."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.surfaces import Separator
from gdpr_desk.register.identifiers import format_siret
from gdpr_desk.register.model import Controller
from gdpr_desk.register.service import RegisterService
from gdpr_desk.shell.first_run import FirstRunDraft, Step, missing, profile_of
from gdpr_desk.shell.first_run_pages import OfficerPage, ShopPage
from gdpr_desk.shell.parts import SheetDialog, button, label
from gdpr_desk.shell.shop_more import ShopMore
from gdpr_desk.vault.drafts import Drafts


class ShopDialog(SheetDialog):
    """Accepted once the shop is stored."""

    def __init__(
        self, register: RegisterService, parent: QWidget | None = None, *, drafts: Drafts | None = None
    ) -> None:
        super().__init__(parent)
        self._register = register
        self._before = register.controller()
        self.shop = ShopPage()
        self.officer = OfficerPage()
        draft = draft_of(self._before)
        self.shop.load(draft)
        self.officer.load(draft)
        self.more = ShopMore()
        self.more.load(self._before)
        self.setWindowTitle("Votre boutique")
        self.size_to(680, 640)
        self._arrange()
        if drafts is not None:
            self.put_above(DialogDraft(self, drafts, "shop").strip)

    def _arrange(self) -> None:
        save = button("filled", "Enregistrer la boutique")
        leave = button("secondary", "Annuler", name="Annuler les changements")
        save.clicked.connect(self.save)
        leave.clicked.connect(self.reject)
        officer = label("card_title", "Qui s’en occupe")
        parts = (self.shop, officer, self.officer, Separator(), self.more)
        self.arrange("Votre boutique", "", parts, (leave, save))

    def save(self) -> None:
        """Check, store and close; what is missing is said beside its field."""
        draft = self.officer.store(self.shop.store(FirstRunDraft()))
        left = [*missing(draft, Step.SHOP), *missing(draft, Step.OFFICER)]
        beyond = self.more.missing()
        self.more.show_missing(beyond)
        self.officer.show_missing(left)
        self.shop.show_missing(left)
        if left or beyond:
            return
        try:
            self._register.set_controller(self.more.stored(changed(self._before, draft)))
        except GdprDeskError as refusal:
            tell_refusal(self, refusal)
            return
        self.accept()


def draft_of(shop: Controller) -> FirstRunDraft:
    """The dialog's draft of what the register says now."""
    officer = shop.officer
    return FirstRunDraft(
        name=shop.name,
        siret=format_siret(shop.siret),
        address=shop.address,
        email=shop.email,
        phone=shop.phone,
        officer_name=officer.name if officer else "",
        officer_role=officer.role if officer else "",
        officer_email=officer.email if officer else "",
    )


def changed(before: Controller, draft: FirstRunDraft) -> Controller:
    """The shop with what the two pages ask; all else stays."""
    typed = profile_of(draft).controller
    officer = typed.officer
    if officer is not None and before.officer is not None:
        officer = replace(before.officer, name=officer.name, role=officer.role, email=officer.email)
    return replace(
        before,
        name=typed.name,
        siret=typed.siret,
        address=typed.address,
        email=typed.email,
        phone=typed.phone,
        officer=officer,
    )
