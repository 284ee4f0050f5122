"""What the register says of the shop beyond the first run: APE code, DPO, representative (Art. 27, 37)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.register.identifiers import check_ape, check_email, check_phone
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.shell.first_run import Missing
from gdpr_desk.shell.ui_shop_more_form import Ui_ShopMoreForm

NO_DPO = "Donnez le nom du délégué, ou celui de sa société."


class ShopMore(QWidget):
    """Folded where it does not apply: no DPO, a shop within the Union."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_ShopMoreForm()
        self.ui.setupUi(self)
        self.ui.has_dpo.toggled.connect(self._unfold_dpo)
        self.ui.abroad.toggled.connect(self._unfold_abroad)

    def load(self, shop: Controller) -> None:
        """Show what the register says now."""
        ui, dpo = self.ui, shop.dpo or ContactPerson()
        ui.ape.setText(shop.ape)
        ui.has_dpo.setChecked(shop.dpo is not None)
        ui.dpo_name.setText(dpo.name)
        ui.dpo_company.setText(dpo.company or "")
        ui.dpo_email.setText(dpo.email)
        ui.dpo_phone.setText(dpo.phone)
        ui.representative.setText(shop.representative or "")
        ui.abroad.setChecked(bool(shop.representative))
        self._unfold_dpo(shop.dpo is not None)
        self._unfold_abroad(bool(shop.representative))

    def stored(self, shop: Controller) -> Controller:
        """`shop` with what is shown; what a DPO was called elsewhere (role, unknown keys) stays."""
        ui = self.ui
        dpo = None
        if ui.has_dpo.isChecked():
            dpo = replace(
                shop.dpo or ContactPerson(),
                name=ui.dpo_name.text().strip(),
                company=ui.dpo_company.text().strip() or None,
                email=ui.dpo_email.text().strip(),
                phone=ui.dpo_phone.text().strip(),
            )
        representative = ui.representative.text().strip() if ui.abroad.isChecked() else ""
        return replace(shop, ape=self._ape(), dpo=dpo, representative=representative or None)

    def missing(self) -> tuple[Missing, ...]:
        """What cannot be stored as it is, field by field."""
        return tuple(self._wrong())

    def show_missing(self, missing: Sequence[Missing]) -> None:
        """Say it beside each field, and put the focus on the first."""
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

    def _ape(self) -> str:
        typed = self.ui.ape.text().strip()
        return check_ape(typed) if typed else ""

    def _wrong(self) -> Iterator[Missing]:
        ui = self.ui
        yield from _refused("ape", ui.ape.text(), check_ape)
        if not ui.has_dpo.isChecked():
            return
        if not ui.dpo_name.text().strip() and not ui.dpo_company.text().strip():
            yield Missing("dpo_name", NO_DPO)
        yield from _refused("dpo_email", ui.dpo_email.text(), check_email)
        yield from _refused("dpo_phone", ui.dpo_phone.text(), check_phone)

    def _unfold_dpo(self, on: bool) -> None:
        self.ui.dpoFields.setVisible(on)

    def _unfold_abroad(self, on: bool) -> None:
        self.ui.representative_field.setVisible(on)
        self.ui.abroad.set_icon_name("chevron-down" if on else "chevron-right")


def _refused(field: str, typed: str, check: Callable[[str], object]) -> Iterator[Missing]:
    if not typed.strip():
        return
    try:
        check(typed)
    except InvalidInput as error:
        yield Missing(field, error.message)
