"""What the program finds on this computer: one line per check, nothing personal, no Qt imported."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from gdpr_desk import assets, settings
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.folder import exists, refuse_network, synchronised_by

OK, ATTENTION, FAILED = "ok", "attention", "failed"
_SIGNS = {OK: "✓", ATTENTION: "!", FAILED: "✗"}
_XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libEGL.so.1": "libegl1",
}
_REINSTALL = "Réinstallez le programme."
_LITTLE_SPACE = 200_000_000


@dataclass(frozen=True)
class Check:
    """One thing looked at; `remedy` is empty where all is well."""

    key: str
    state: str
    sentence: str
    remedy: str = ""

    def line(self) -> str:
        """As printed: sign, fact, and what to do."""
        tail = f" → {self.remedy}" if self.remedy else ""
        return f"{_SIGNS[self.state]} {self.sentence}{tail}"


def run_checks() -> tuple[Check, ...]:
    """All checks; one that breaks is itself reported as failed."""
    checks: tuple[Callable[[], Check], ...] = (
        _versions,
        _window_system,
        _plugins,
        _time_zone,
        _fonts,
        _cipher,
        _age,
        _pdf,
        _vault_folder,
        _schedule,
        _log_folder,
        _free_space,
    )
    return tuple(_guarded(check) for check in checks)


def missing_window_packages() -> list[str]:
    """Debian names of the libraries without which Qt cannot open a window under X11 on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for library, package in _XCB_LIBRARIES.items() if not _loads(library)]


def _guarded(check: Callable[[], Check]) -> Check:
    key = check.__name__.strip("_")
    try:
        return check()
    except Exception as problem:  # a diagnostic that breaks must still say what broke
        return Check(
            key, FAILED, f"Vérification « {key} » impossible ({type(problem).__name__}).", _REINSTALL
        )


def _versions() -> Check:
    from importlib import metadata  # late: the window asks this module for libraries before it opens

    python = ".".join(str(n) for n in sys.version_info[:3])
    names = ("gdpr-desk", "PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "pyrage", "reportlab", "pikepdf")
    found = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    return Check("versions", OK, f"Versions : Python {python}, {found}.")


def _window_system() -> Check:
    if not sys.platform.startswith("linux"):
        return Check("window_system", OK, f"Fenêtres : système {sys.platform}.")
    missing = missing_window_packages()
    if missing:
        return Check(
            "window_system",
            FAILED,
            f"Il manque des bibliothèques pour ouvrir une fenêtre : {', '.join(missing)}.",
            f"sudo apt-get install {' '.join(missing)}",
        )
    kind = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb" if os.environ.get("DISPLAY") else ""
    if not kind:
        return Check(
            "window_system",
            ATTENTION,
            "Aucun écran n’est relié à cette session.",
            "Ouvrez une session graphique pour la fenêtre ; les commandes marchent sans elle.",
        )
    return Check("window_system", OK, f"Fenêtres : {kind}.")


def _plugins() -> Check:
    from importlib import metadata  # late: the window asks this module for libraries before it opens

    root = Path(str(metadata.distribution("PySide6-Essentials").locate_file("PySide6")))
    folders = [root / "Qt" / "plugins", root / "plugins"]
    plugins = next(folder for folder in folders if folder.is_dir())
    wanted = ("platforms", "iconengines", "imageformats", "printsupport")
    missing = [name for name in wanted if not (plugins / name).is_dir()]
    french = any(root.rglob("qtbase_fr.qm"))
    if missing or not french:
        missing += [] if french else ["traduction française"]
        return Check("plugins", FAILED, f"Qt est incomplet : {', '.join(missing)}.", _REINSTALL)
    return Check("plugins", OK, "Qt est complet, traduction française comprise.")


def _time_zone() -> Check:
    ZoneInfo("Europe/Paris")
    return Check("time_zone", OK, "Fuseau horaire de Paris présent.")


def _fonts() -> Check:
    count = len(assets.names("fonts", ".ttf"))
    if not count:
        return Check("fonts", FAILED, "Les polices embarquées manquent.", _REINSTALL)
    return Check("fonts", OK, f"{count} polices embarquées.")


def _cipher() -> Check:
    from sqlcipher3 import dbapi2

    link = dbapi2.connect(":memory:")
    try:
        version = link.execute("PRAGMA cipher_version").fetchone()
        options = {row[0] for row in link.execute("PRAGMA compile_options")}
    finally:
        link.close()
    if not version or "ENABLE_FTS5" not in options:
        return Check("cipher", FAILED, "SQLCipher ou FTS5 manque.", _REINSTALL)
    return Check("cipher", OK, f"SQLCipher {version[0]} avec FTS5.")


def _age() -> Check:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    sealed = pyrage.encrypt(b"essai", [identity.to_public()])
    if pyrage.decrypt(sealed, [identity]) != b"essai":
        return Check("age", FAILED, "Le chiffrement age ne rend pas ce qu’on lui confie.", _REINSTALL)
    return Check("age", OK, "Chiffrement age : aller et retour réussis.")


def _pdf() -> Check:
    from io import BytesIO

    import pikepdf
    from reportlab.pdfgen.canvas import Canvas

    page = BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 72, "essai")
    canvas.save()
    with pikepdf.open(BytesIO(page.getvalue())) as document:
        pages = len(document.pages)
    if pages != 1:
        return Check("pdf", FAILED, "Moteur PDF : la page d’essai est illisible.", _REINSTALL)
    return Check("pdf", OK, "Moteur PDF : page d’essai produite.")


def _vault_folder() -> Check:
    folder = settings.default_vault()
    there = "le coffre habituel existe" if exists(folder) else "aucun coffre habituel"
    try:
        refuse_network(folder)
    except GdprDeskError as refusal:
        return Check("vault_folder", FAILED, refusal.message, refusal.remedy)
    if not _takes_files(_standing(folder)):
        return Check(
            "vault_folder",
            FAILED,
            f"Le dossier du coffre est en lecture seule ; {there}.",
            "Rendez-le modifiable, ou choisissez un autre dossier.",
        )
    service = synchronised_by(folder)
    if service:
        sentence = f"Le dossier du coffre est synchronisé par {service} : le coffre pourrait y être abîmé."
        return Check("vault_folder", ATTENTION, sentence, "Choisissez un dossier local.")
    return Check("vault_folder", OK, f"Dossier du coffre local et accessible en écriture ; {there}.")


def _schedule() -> Check:
    """Whether the computer sweeps the usual vault by itself; asks the system's tools, which takes a while."""
    from gdpr_desk.clock import SystemClock  # late, as the versions
    from gdpr_desk.schedule import service, wording
    from gdpr_desk.schedule.model import Health

    folder = settings.default_vault()
    if not exists(folder):
        return Check("schedule", OK, "Purge automatique : aucun coffre habituel, rien à planifier.")
    scheduler = service.this_scheduler()
    try:
        found = service.SweepSchedule(folder, SystemClock(), scheduler).standing()
        others = found.health is Health.ABSENT and bool(scheduler.tasks())
    except GdprDeskError as refusal:
        return Check("schedule", ATTENTION, f"Purge automatique : {refusal.message}", refusal.remedy)
    told = wording.lines(found, SystemClock())[0]
    trouble = wording.trouble_words(found)
    if others:
        trouble = "Celle qui existe est celle d’un autre coffre."
    remedy = {
        Health.ABSENT: "Installez-la : Réglages, « Purge automatique », ou gdpr-desk schedule install.",
        Health.REPAIR: "Réparez-la : Réglages, « Purge automatique », ou gdpr-desk schedule install.",
        Health.UNAVAILABLE: "Ouvrez le programme chaque jour, ou une session où un planificateur répond.",
    }.get(found.health, "")
    sentence = f"{told} {trouble}".strip()
    return Check("schedule", ATTENTION if remedy else OK, sentence, remedy)


def _log_folder() -> Check:
    if not _takes_files(_standing(settings.log_folder())):
        sentence = "Les rapports d’erreur ne peuvent pas être gardés : dossier en lecture seule."
        return Check(
            "log_folder", ATTENTION, sentence, "Rendez modifiable le dossier d’état de votre compte."
        )
    return Check("log_folder", OK, "Dossier des rapports d’erreur accessible en écriture.")


def _free_space() -> Check:
    free = shutil.disk_usage(_standing(settings.default_vault())).free
    sentence = f"Place libre : {free // 1_000_000} Mo."
    if free < _LITTLE_SPACE:
        return Check("free_space", ATTENTION, sentence, "Libérez de la place.")
    return Check("free_space", OK, sentence)


def _standing(folder: Path) -> Path:
    """`folder`, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _takes_files(folder: Path) -> bool:
    """Tried for real: what rights say and what a disk does are two things, on Windows above all."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
