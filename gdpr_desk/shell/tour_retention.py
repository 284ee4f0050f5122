"""The tour through the room « Conservation », place by place, with a folder that is put under a rule."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import cast

from PySide6.QtWidgets import QWidget

from gdpr_desk.app import Desk
from gdpr_desk.retention.folders.model import FolderRule
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.qt.folder_view import FoldersView
from gdpr_desk.retention.qt.ledger_lines import LedgerLine
from gdpr_desk.retention.qt.ledger_view import LedgersView
from gdpr_desk.retention.qt.task_acts import CARRIED, OPEN
from gdpr_desk.retention.qt.task_view import TaskView
from gdpr_desk.shell.desk_window import DeskWindow

Prepared = Callable[[], QWidget]
_EXPORTS = "Exports de la caméra"
_AGES = (2, 9, 16, 25)
"""Days ago, of the files in it."""


def retention_scenes(shown: DeskWindow) -> Iterator[tuple[str, Prepared]]:
    """Board, simulation, tasks, ledgers each with its first line, folders and their form, holds, runs."""
    _watch(shown.desk)
    for view in ("board", "simulation"):
        yield f"retention-{view}", partial(_place, shown, view)
    yield "retention-tasks", lambda: _tasks(shown, OPEN)
    yield "retention-carried", lambda: _tasks(shown, CARRIED)
    for kind in KINDS:
        yield f"retention-ledger-{kind}", partial(_ledger, shown, kind)
        yield f"retention-line-{kind}", partial(_line, shown, kind)
    yield "retention-folders", lambda: _place(shown, "folders")
    yield "retention-folder-form", lambda: _folder_form(shown)
    for view in ("holds", "runs"):
        yield f"retention-{view}", partial(_place, shown, view)


def _watch(desk: Desk) -> None:
    """A folder beside the vault, with a few files of these last weeks, looked at once."""
    if desk.folders.standings():
        return
    exports = desk.vault.folder.parent / _EXPORTS
    exports.mkdir(exist_ok=True)
    for days in _AGES:
        at = desk.clock.now() - timedelta(days=days)
        file = exports / f"entree-{at:%Y-%m-%d}.mp4"
        file.write_bytes(b"film")
        os.utime(file, (at.timestamp(), at.timestamp()))
    desk.folders.add(FolderRule(str(exports), _EXPORTS, "P1M", ("*.mp4",)))
    desk.retention.fresh_plan()


def _place(shown: DeskWindow, key: str) -> QWidget:
    shown.go_to(f"retention:{key}")
    return shown.window


def _tasks(shown: DeskWindow, which: str) -> QWidget:
    """One of them chosen, so that what is said of it shows."""
    _place(shown, "tasks")
    view = cast("TaskView", shown.sweep.page.places.view("tasks"))
    standing = shown.desk.elsewhere.standing()
    view.select((standing.open if which == OPEN else standing.carried)[0].reference, which)
    return shown.window


def _ledgers(shown: DeskWindow, kind: str) -> LedgersView:
    _place(shown, "ledgers")
    view = cast("LedgersView", shown.sweep.page.places.view("ledgers"))
    view.back_to_list()
    view.choose(kind)
    return view


def _ledger(shown: DeskWindow, kind: str) -> QWidget:
    _ledgers(shown, kind)
    return shown.window


def _line(shown: DeskWindow, kind: str) -> QWidget:
    """The line of that ledger that stands first, open; the form of a new one where there is none."""
    view = _ledgers(shown, kind)
    entries = shown.desk.ledgers.entries(kind)
    if entries:
        view.open_line(LedgerLine(KINDS[kind], entries[0], shown.desk.clock.now()))
    else:
        view.add_line()
    return shown.window


def _folder_form(shown: DeskWindow) -> QWidget:
    _place(shown, "folders")
    view = cast("FoldersView", shown.sweep.page.places.view("folders"))
    view.add_one()
    return shown.window
