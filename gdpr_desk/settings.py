"""Typed, frozen settings of one user on this machine, in platformdirs' configuration folder.

Nothing here is personal data or secret: the file lies in clear. A damaged file costs the
settings, never the start of the program.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

import platformdirs

from gdpr_desk.files import write_atomically

APPLICATION = "gdpr-desk"
THEMES = ("system", "light", "dark")
TEXT_PERCENTS = (90, 100, 110, 125, 150)
LOCK_MINUTES = (1, 5, 10, 15, 30)
"""After how long without a key or a mouse the vault may lock itself; never « never »."""

Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Settings:
    """What the user chose; `vault_folder` empty means the default place.

    `geometry` is Qt's saved window geometry in base64, `register_list` how the list of records is
    arranged; both are opaque here.
    """

    theme: Theme = "system"
    text_percent: int = 100
    vault_folder: str = ""
    geometry: str = ""
    export_warning_seen: bool = False
    lock_after_minutes: int = 5
    register_list: str = ""


def config_folder() -> Path:
    """Where the settings lie."""
    return Path(platformdirs.user_config_dir(APPLICATION, appauthor=False))


def data_folder() -> Path:
    """Where vaults lie unless the user chooses otherwise: a local folder, never Documents."""
    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False, roaming=False))


def state_folder() -> Path:
    """What outlives a restored vault: the second copy of the high-water mark, lock files."""
    return Path(platformdirs.user_state_dir(APPLICATION, appauthor=False))


def log_folder() -> Path:
    """Redacted logs and local fault reports."""
    return Path(platformdirs.user_log_dir(APPLICATION, appauthor=False))


def default_vault() -> Path:
    """The vault that opens when nobody names one."""
    return data_folder() / "coffre"


def demo_vault() -> Path:
    """The fictional shop, always apart from the real vault."""
    return data_folder() / "demonstration"


def load_settings() -> Settings:
    """The saved settings; every value that is missing or impossible takes its default."""
    try:
        raw = json.loads(_settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Settings()
    return _from_raw(raw) if isinstance(raw, dict) else Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings. Raises OSError when the folder cannot be written."""
    target = _settings_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, json.dumps(asdict(settings), indent=2).encode("utf-8"))


def _settings_file() -> Path:
    return config_folder() / "settings.json"


def _from_raw(raw: dict[str, Any]) -> Settings:
    known = {f.name: type(f.default) for f in fields(Settings)}
    usable: dict[str, Any] = {
        k: v for k, v in raw.items() if k in known and type(v) is known[k] and _possible(v)
    }
    settings = Settings(**usable)
    if settings.theme not in THEMES:
        settings = replace(settings, theme="system")
    if settings.text_percent not in TEXT_PERCENTS:
        settings = replace(settings, text_percent=100)
    if settings.lock_after_minutes not in LOCK_MINUTES:
        settings = replace(settings, lock_after_minutes=5)
    return settings


def _possible(value: object) -> bool:
    """No text that could not be part of a path: half characters, line ends, NUL."""
    return not isinstance(value, str) or value.isprintable()
