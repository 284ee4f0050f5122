"""How the list was arranged last time: sort, widths, order, chip and row; never the words typed to filter.

It lies in the settings, in clear: keys of columns and the reference of a record, nobody's data.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

from gdpr_desk.register.qt.listing import Listing
from gdpr_desk.register.qt.table_model import ALL, BIN
from gdpr_desk.register.qt.ui_register_page import Ui_RegisterPageForm
from gdpr_desk.settings import load_settings, save_settings


def remember_list(ui: Ui_RegisterPageForm, listing: Listing) -> None:
    """Keep how the list is arranged; a folder that refuses costs the arrangement only."""
    state = ui.table.arrangement.state()
    chip = ui.filters.current()
    state["chip"] = ALL if chip == BIN else chip
    current = listing.current()
    state["row"] = current.activity.reference if current is not None else ""
    text = json.dumps(state, sort_keys=True)
    settings = load_settings()
    if text != settings.register_list:
        with contextlib.suppress(OSError):
            save_settings(replace(settings, register_list=text))


def recall_list(ui: Ui_RegisterPageForm, listing: Listing) -> None:
    """Arrange the list as it was; what is unreadable or gone is left out."""
    state = _read(load_settings().register_list)
    ui.table.arrangement.restore(state)
    chip, row = state.get("chip"), state.get("row")
    if isinstance(chip, str):
        ui.filters.set_current(chip)
        listing.filter()
    if isinstance(row, str):
        ui.table.select_key(row)


def _read(text: str) -> dict[str, Any]:
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}
