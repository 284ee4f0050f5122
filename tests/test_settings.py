"""Settings survive a round trip, and a damaged file costs the settings only."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdpr_desk import settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "config_folder", lambda: tmp_path)
    return tmp_path


def test_round_trip() -> None:
    chosen = settings.Settings(
        theme="dark", text_percent=125, vault_folder="D:\\coffre", export_warning_seen=True
    )
    settings.save_settings(chosen)
    assert settings.load_settings() == chosen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"theme": "rose", "text_percent": 1000}',
        '{"theme": 3, "autre": 1}',
        "\x00\xff",
        "[" * 100_000,
        '{"vault_folder": "a\\u0000b"}',
        '{"vault_folder": "\\ud800"}',
    ],
)
def test_a_damaged_file_gives_the_defaults(own_folder: Path, text: str) -> None:
    (own_folder / "settings.json").write_text(text, encoding="latin-1")
    assert settings.load_settings() == settings.Settings()


def test_one_impossible_value_does_not_cost_the_others(own_folder: Path) -> None:
    (own_folder / "settings.json").write_text('{"theme": "dark", "text_percent": "gros"}', encoding="utf-8")
    assert settings.load_settings() == settings.Settings(theme="dark")
