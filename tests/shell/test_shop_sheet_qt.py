"""What the register says of the shop beyond the first run: APE code, DPO, representative."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit.keeping import typed_in
from gdpr_desk.qtkit.passphrase import PassphraseField
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.shell.shop_dialog import ShopDialog
from gdpr_desk.vault.vault import Vault

SHOP = Controller(
    "Atelier Lumen",
    siret="00000001800002",
    officer=ContactPerson("Camille Aubry", "Gérante", email="camille@lumen.example", phone="01 99 00 12 34"),
    extra={"later": 1},
)
DPO = ContactPerson(
    "Dominique Exemple",
    "DPO externe",
    "Cabinet Exemple",
    "dpo@cabinet.example",
    "01 99 00 56 78",
    {"later": [1]},
)


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    made = open_desk(vault, clock)
    made.register.set_controller(SHOP)
    return made


def _dialog(desk: Desk, qtbot: QtBot) -> ShopDialog:
    made = ShopDialog(desk.register)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_does_not_apply_is_folded(desk: Desk, qtbot: QtBot) -> None:
    dialog = _dialog(desk, qtbot)
    more = dialog.more.ui
    assert not more.dpoFields.isVisible()
    assert not more.representative_field.isVisible()
    more.has_dpo.click()
    more.abroad.click()
    assert more.dpoFields.isVisible()
    assert more.representative_field.isVisible()


def test_a_dpo_a_representative_and_the_ape_code_are_stored(desk: Desk, qtbot: QtBot) -> None:
    dialog = _dialog(desk, qtbot)
    more = dialog.more.ui
    more.ape.setText("95.11z")
    more.has_dpo.click()
    more.dpo_company.setText(" Cabinet Exemple ")
    more.dpo_email.setText("dpo@cabinet.example")
    more.abroad.click()
    more.representative.setText("Comptoir Exemple, 1 quai des Fleurs, Lyon")
    dialog.save()
    assert desk.register.controller() == replace(
        SHOP,
        ape="9511Z",
        dpo=ContactPerson(company="Cabinet Exemple", email="dpo@cabinet.example"),
        representative="Comptoir Exemple, 1 quai des Fleurs, Lyon",
    )


def test_saving_without_a_change_changes_nothing(desk: Desk, qtbot: QtBot) -> None:
    full = replace(SHOP, ape="9511Z", dpo=DPO, representative="Comptoir Exemple")
    desk.register.set_controller(full)
    entries = len(desk.journal.entries())
    _dialog(desk, qtbot).save()
    assert desk.register.controller() == full
    assert len(desk.journal.entries()) == entries


def test_taking_the_answer_back_takes_the_dpo_out(desk: Desk, qtbot: QtBot) -> None:
    desk.register.set_controller(replace(SHOP, dpo=DPO, representative="Comptoir Exemple"))
    dialog = _dialog(desk, qtbot)
    dialog.more.ui.has_dpo.click()
    dialog.more.ui.abroad.click()
    dialog.save()
    assert desk.register.controller() == SHOP


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("ape", "95.1Z", "quatre chiffres"),
        ("dpo_name", "", "Donnez le nom du délégué"),
        ("dpo_email", "dpo@", "incomplète"),
        ("dpo_phone", "12", "dix chiffres"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_stored(
    desk: Desk, qtbot: QtBot, field: str, typed: str, said: str
) -> None:
    dialog = _dialog(desk, qtbot)
    more = dialog.more.ui
    more.has_dpo.click()
    more.dpo_name.setText("Dominique Exemple")
    getattr(more, field).setText(typed)
    dialog.save()
    assert said in getattr(more, f"{field}_field").message()
    assert getattr(more, field).text() == typed
    assert desk.register.controller() == SHOP


def test_what_is_typed_when_the_vault_locks_waits_in_the_dialog(desk: Desk, qtbot: QtBot) -> None:
    drafts = desk.parties.drafts

    def opened() -> ShopDialog:
        made = ShopDialog(desk.register, drafts=drafts)
        qtbot.addWidget(made)
        made.show()
        return made

    first = opened()
    before = first.shop.ui.phone.text()
    QTest.keyClicks(first.shop.ui.phone, "01 23 4")
    first.more.ui.has_dpo.click()
    QTest.keyClicks(first.more.ui.dpo_name, "Camille")
    qtbot.waitUntil(lambda: drafts.read("shop") is not None, timeout=10_000)  # sealed while one types
    QTest.keyClicks(first.more.ui.dpo_name, " Lumen")
    first.hide()  # as locking does: neither yes nor no
    again = opened()
    strip = again.findChild(NoticeStrip)
    assert "reprise ici" in strip.get_text()
    assert again.shop.ui.phone.text() == before + "01 23 4"
    assert again.more.ui.dpo_name.text() == "Camille Lumen"
    strip.activated.emit()
    assert (again.shop.ui.phone.text(), again.more.ui.has_dpo.isChecked()) == (before, False)
    again.shop.ui.phone.setText("06")
    again.reject()
    assert drafts.read("shop") is None  # who leaves it is done with it
    assert not opened().findChild(NoticeStrip).isVisible()


def test_no_passphrase_is_ever_a_draft(qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    secret, name = PassphraseField(form), QLineEdit("Camille", form)
    secret.setText("secret")
    secret.setEchoMode(QLineEdit.EchoMode.Normal)  # « Afficher »
    secret.setObjectName("secret")
    name.setObjectName("name")
    assert typed_in(form) == {"name": "Camille"}
