"""The first seed's activities, typed from a truth table through the window; the export equals the table.

Every key is counted: what it takes to write a record down is a figure of the form, like its speed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fingers import CTRL, press, strokes
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from typist import type_record

from gdpr_desk.app import open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.qtkit import theme
from gdpr_desk.register.model import Controller
from gdpr_desk.shell.application import speak_french
from gdpr_desk.shell.desk_window import DeskWindow
from gdpr_desk.vault.vault import Vault

pytestmark = [
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
]

Record = dict[str, Any]

TABLE = tomllib.loads((Path(__file__).parent / "data" / "typed_register.toml").read_text("utf-8"))

UNSAID = {
    "purposes": ("lawful_basis", "article_9_condition"),
    "data_subjects": ("approximate_number",),
    "data": ("mandatory",),
    "recipients": (),
    "transfers": ("party", "safeguard"),
    "retention": ("period", "combinator", "group", "exception"),
}
"""What is null in the file as long as nobody has said anything; TOML has no word for that."""

SEVERAL = ("Impayés et contentieux", "Échanges par chat", "Dépannage chez un client professionnel")
"""Between them they touch every kind of field: three purposes, own criteria, transfer, Article 30(2)."""
MOST_KEYS = {"several": 1002, "all": 5110}
"""A form that asks for more keys than this has become more tedious."""


def whole(record: Record) -> Record:
    """The record as the file must have it: `untouched` and null where the table says nothing."""
    told = {"reviewed_on": None, **TABLE["untouched"]["activity"], **record}
    told.pop("beyond_the_policy", None)
    for part, unsaid in UNSAID.items():
        usual = {**dict.fromkeys(unsaid), **TABLE["untouched"].get(part, {})}
        told[part] = [{**usual, **row} for row in told[part]]
    told["dpia"] = {"required": None, **told["dpia"]}
    return told


@pytest.fixture
def shown(vault: Vault, clock: FixedClock, qtbot: QtBot, qapp: QApplication) -> Iterator[DeskWindow]:
    """The window over an empty register."""
    speak_french(qapp)
    theme.install(qapp, "light", 100)
    desk = open_desk(vault, clock)
    desk.register.set_controller(Controller("Atelier Lumen"))
    window = DeskWindow(desk)
    qtbot.addWidget(window.window)
    window.window.resize(1366, 768)
    window.show()
    window.window.activateWindow()
    qtbot.waitUntil(window.window.isActiveWindow)
    press(Qt.Key.Key_PageDown, CTRL)
    yield window
    window.close_desk()


def typed_in(records: Sequence[Record]) -> dict[str, int]:
    """Type them all; the keys that each took."""
    parties = {party["key"]: party for party in TABLE["party"]}
    strokes.taken()
    keys = {}
    for record in records:
        type_record(record, parties)
        keys[record["name"]] = strokes.taken()
    press(Qt.Key.Key_S, CTRL)
    return keys


def told(keys: dict[str, int]) -> str:
    """The count as a table."""
    lines = [f"{count:6}  {name}" for name, count in keys.items()]
    return "\n".join(["", "Keys pressed:", *lines, f"{sum(keys.values()):6}  in all"])


def assert_exported(window: DeskWindow, records: Sequence[Record]) -> None:
    """The file says what the table says, no more and no less."""
    file = json.loads(window.desk.exchange.json())
    for number, (found, wanted) in enumerate(zip(file["activities"], records, strict=True), start=1):
        assert found == {"reference": f"T-{number:02}", **wanted}
    named = {key for record in records for key in _parties_of(record)}
    described = [
        {name: party[name] for name in ("key", "name", "kind", "country")} for party in file["parties"]
    ]
    wanted_parties = [party for party in TABLE["party"] if party["key"] in named]
    assert sorted(described, key=_key) == sorted(wanted_parties, key=_key)


def _key(party: Record) -> str:
    return str(party["key"])


def _parties_of(record: Record) -> set[str]:
    rows = [*record["recipients"], *record["transfers"]]
    named = {row["party"] for row in rows if row.get("party")}
    return named | {*record["joint_controllers"], *record["client_controllers"]}


def test_what_is_typed_is_what_the_register_exports(shown: DeskWindow) -> None:
    records = [whole(record) for record in TABLE["activity"] if record["name"] in SEVERAL]
    keys = typed_in(records)
    print(told(keys))
    assert_exported(shown, records)
    assert sum(keys.values()) <= MOST_KEYS["several"]


@pytest.mark.trial
def test_the_first_seed_typed_from_beginning_to_end(
    shown: DeskWindow, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [whole(record) for record in TABLE["activity"]]
    keys = typed_in(records)
    with capsys.disabled():
        print(told(keys))
        policy = [r["name"] for r in TABLE["activity"] if not r.get("beyond_the_policy")]
        print(f"{sum(keys[name] for name in policy):6}  for the {len(policy)} of the policy")
    assert_exported(shown, records)
    assert sum(keys.values()) <= MOST_KEYS["all"]
