"""Shortcuts, palette search, window place, licences, start-up refusals: rules of the window."""

from __future__ import annotations

from importlib import metadata

import pytest
from asking import FACTS
from PySide6.QtCore import QRect
from PySide6.QtGui import QKeySequence

from gdpr_desk.app import Desk
from gdpr_desk.requests.model import IdentityMethod
from gdpr_desk.shell import system_libraries
from gdpr_desk.shell.finding import Command, matching
from gdpr_desk.shell.licences import licences
from gdpr_desk.shell.requests_room import request_rows
from gdpr_desk.shell.shortcuts import ALL, spoken
from gdpr_desk.shell.system_libraries import platform_will_be_xcb, start_refusal
from gdpr_desk.shell.window_place import clamped


def test_shortcuts_work_on_a_french_keyboard() -> None:
    for shortcut in ALL:
        named = [part for part in shortcut.keys.split("+") if part not in {"F1", "F6"}]
        assert not any(c.isdigit() or c == "/" for part in named for c in part), shortcut.keys
        assert not {"Ctrl", "Alt"} <= set(named), f"{shortcut.keys} is AltGr"
        assert not QKeySequence(shortcut.keys).isEmpty(), shortcut.keys
    assert len({shortcut.keys for shortcut in ALL}) == len(ALL)
    assert spoken("Ctrl+PgDown") == "Ctrl Pg suiv."


def command(title: str, words: str = "") -> Command:
    return Command("Actions", "plus", title, "", lambda: None, words)


def test_the_palette_finds_with_or_without_accents_and_by_beginnings() -> None:
    commands = [
        command("Vidéosurveillance"),
        command("Réglages", "thème"),
        command("Œuvres"),
        command("Imprimer"),
    ]
    assert [c.title for c in matching(commands, "video")] == ["Vidéosurveillance"]
    assert [c.title for c in matching(commands, "THÈME")] == ["Réglages"]
    assert [c.title for c in matching(commands, "oeuv")] == ["Œuvres"]
    assert not matching(commands, "glages")
    assert len(matching(commands, "")) == 4


@pytest.mark.parametrize(
    "place", [QRect(5000, 40, 800, 600), QRect(-4000, -90, 3000, 2000), QRect(1900, 1000, 1200, 700)]
)
def test_a_window_comes_back_inside_a_screen_that_exists(place: QRect) -> None:
    screens = [QRect(0, 0, 1920, 1040), QRect(1920, 0, 1366, 728)]
    found = clamped(place, screens)
    assert any(screen.contains(found) for screen in screens)


def test_a_window_that_is_well_placed_stays() -> None:
    place = QRect(100, 50, 1280, 760)
    assert clamped(place, [QRect(0, 0, 1920, 1040)]) == place


def test_every_dependency_is_named_with_its_licence() -> None:
    listed = {one.name.lower().replace("_", "-"): one for one in licences()}
    for requirement in metadata.requires("gdpr-desk") or []:
        name = requirement.split(">")[0].split("<")[0].split(";")[0].strip().lower()
        if "sys_platform" not in requirement:
            assert listed[name].licence, name
    assert listed["inter (police)"].text.startswith("Copyright")
    assert "lucide (icônes)" in listed
    assert "LGPL" in listed["pyside6-essentials"].licence


def test_missing_libraries_are_told_with_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries.sys, "platform", "linux")
    monkeypatch.setattr(
        system_libraries, "missing_window_packages", lambda: ["libxcb-cursor0", "libxcb-icccm4"]
    )
    said = start_refusal({"DISPLAY": ":0"})
    assert said is not None
    assert "sudo apt install libxcb-cursor0 libxcb-icccm4" in said
    assert start_refusal({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}) is None
    assert "écran" in (start_refusal({}) or "")


def test_wayland_is_not_taken_for_x11() -> None:
    assert platform_will_be_xcb({"DISPLAY": ":0"}, "linux")
    assert not platform_will_be_xcb({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert platform_will_be_xcb({"WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"}, "linux")
    assert not platform_will_be_xcb({"DISPLAY": ":0"}, "win32")


def test_today_says_what_comes_next_of_a_request(officer_desk: Desk) -> None:
    reference = officer_desk.requests.add(FACTS).reference

    def verb() -> str:
        (row,) = request_rows(officer_desk)
        return row.verb

    assert verb() == "Vérifier"
    officer_desk.handling.answer_doubt(reference, False, method=IdentityMethod.ACCOUNT)
    assert verb() == "Répondre"
    officer_desk.handling.mark_ready(reference)
    assert verb() == "Envoyer"
