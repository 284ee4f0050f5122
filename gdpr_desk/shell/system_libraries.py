"""The system libraries Qt needs for its X11 window, looked for before Qt aborts over them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from gdpr_desk.diagnostic import missing_window_packages


def platform_will_be_xcb(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Whether Qt is going to choose X11: asked for, or neither Wayland nor anything else is."""
    if system != "linux":
        return False
    wanted = environment.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted:
        return wanted == "xcb"
    return bool(environment.get("DISPLAY")) and not environment.get("WAYLAND_DISPLAY")


def start_refusal(environment: Mapping[str, str] | None = None) -> str | None:
    """The French sentence with the exact command, or None where the window can open."""
    environment = os.environ if environment is None else environment
    if sys.platform == "linux" and not _has_display(environment):
        return (
            "Aucun écran n’est disponible : la fenêtre ne peut pas s’ouvrir. "
            "Lancez « gdpr-desk tour --out images » pour la voir en images."
        )
    if not platform_will_be_xcb(environment):
        return None
    packages = missing_window_packages()
    if not packages:
        return None
    return (
        "La fenêtre ne peut pas s’ouvrir : il manque des bibliothèques du système. "
        f"Installez-les, puis relancez :\n\n    sudo apt install {' '.join(packages)}\n"
    )


def _has_display(environment: Mapping[str, str]) -> bool:
    return any(environment.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))
