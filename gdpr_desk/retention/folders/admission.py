"""Which folders may stand under a rule: never a system's, a home, a disk, the vault, or what is not here.

A folder is taken by its real path. What leads to it may be a link, which is resolved once; the folder itself
may be none, since whoever changes the link would change what is deleted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from gdpr_desk.errors import InvalidInput
from gdpr_desk.periods.duration import Duration
from gdpr_desk.retention.folders.model import FolderRule, WatchedFolder
from gdpr_desk.retention.folders.places import is_link
from gdpr_desk.settings import config_folder, data_folder, log_folder, state_folder
from gdpr_desk.vault.folder import refuse_network
from gdpr_desk.vault.refusals import FolderRefused

_SAFE = "Rien n’a été enregistré ni effacé."
_SYSTEM = (
    "/bin /boot /dev /etc /lib /lib32 /lib64 /proc /run/systemd /sbin /sys /usr /var/lib/dpkg /snap"
    " /System /Library /Applications /private/etc /nix"
)
_WINDOWS_SYSTEM = ("SYSTEMROOT", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "PROGRAMDATA")
_HOMES = ("/home", "/Users")
_LONGEST_LABEL, _LONGEST_PATTERN, _MOST_PATTERNS = 60, 80, 20
_SHORTEST_DAYS = 1
_NARROWER = "Choisissez un dossier plus précis, qui ne contient que ce qui doit partir."


def admitted(rule: FolderRule, vault: Path, others: Iterable[WatchedFolder]) -> FolderRule:
    """The rule with the real path of its folder. `others` are the folders already watched.

    Raises InvalidInput with the `field` at fault.
    """
    _check_words(rule)
    real = _real(rule.path)
    _check_place(real)
    for own in (vault, config_folder(), data_folder(), state_folder(), log_folder(), _program()):
        if _touch(real, own):
            raise _refused(
                "Ce dossier contient le coffre ou les fichiers du programme, ou se trouve dedans.", _NARROWER
            )
    for other in others:
        if _overlap(real, rule, other.rule):
            raise _refused(
                f"Ce dossier recouvre celui de la règle « {other.rule.label} ».",
                "Changez cette règle, ou choisissez un dossier à côté : un fichier n’a qu’une durée.",
            )
    return FolderRule(
        path=real,
        label=rule.label.strip(),
        period=rule.period,
        patterns=tuple(dict.fromkeys(pattern.strip() for pattern in rule.patterns)),
        date_form=rule.date_form,
        recursive=rule.recursive,
        enabled=rule.enabled,
    )


def _check_words(rule: FolderRule) -> None:
    label = rule.label.strip()
    if not label or len(label) > _LONGEST_LABEL or not label.isprintable():
        raise _refused(
            "Donnez un nom court à ce dossier.",
            "Par exemple : exports de la caméra. Sans nom de personne : il figure sur les relevés de purge.",
            field="label",
        )
    try:
        days = Duration.parse(rule.period).approximate_days()
    except ValueError:
        days = 0
    if days < _SHORTEST_DAYS:
        raise _refused(
            "Cette durée ne se lit pas, ou elle est plus courte qu’un jour.",
            "Par exemple : 48 heures, 60 jours, 1 mois (PT48H, P60D, P1M).",
            field="period",
        )
    _check_patterns([pattern.strip() for pattern in rule.patterns])


def _check_patterns(patterns: Sequence[str]) -> None:
    wrong = any(not p or len(p) > _LONGEST_PATTERN or set(p) & set("/\\\0\n") for p in patterns)
    if wrong or not 0 < len(patterns) <= _MOST_PATTERNS:
        raise _refused(
            "Ces noms de fichiers ne se lisent pas.",
            "Écrivez par exemple *.mp4 ; *.avi, ou * pour tous les fichiers.",
            field="patterns",
        )


def _real(path: str) -> str:
    try:
        plain = Path(path or "\0").expanduser().absolute()
        if is_link(plain.lstat()):
            raise _refused(
                "Ce dossier est un lien vers un autre endroit.", "Choisissez le dossier vers lequel il mène."
            )
        if not plain.is_dir():
            raise _refused("Ce n’est pas un dossier.", "Choisissez le dossier qui contient les fichiers.")
        return str(plain.resolve(strict=True))
    except (OSError, ValueError, RuntimeError) as problem:
        raise _refused(
            "Ce dossier est introuvable, ou ne peut pas être lu.",
            "Vérifiez que le disque est branché, et vos droits.",
        ) from problem


def _check_place(real: str) -> None:
    path = Path(real)
    if path.parent == path or os.path.ismount(real):
        raise _refused("C’est la racine d’un disque.", _NARROWER)
    if any(_is_same(path, home) or _is_same(path.parent, home) for home in _homes()):
        raise _refused("C’est un dossier personnel entier.", _NARROWER)
    if _is_below(Path.home(), path):
        raise _refused("C’est un dossier personnel entier, ou il en contient un.", _NARROWER)
    top = sys.platform != "win32" and path.parent == Path("/")
    if top or any(_is_below(path, system) for system in _system_folders()):
        raise _refused("C’est un dossier du système.", _NARROWER)
    try:
        refuse_network(path)
    except FolderRefused as problem:
        raise _refused(
            "Ce dossier est sur un autre ordinateur, ou sur un disque du réseau.",
            "La purge ne s’y fait pas : notez-la plutôt comme une tâche à faire ailleurs.",
        ) from problem


def _homes() -> list[Path]:
    """Folders whose every child is somebody's home."""
    drive = os.environ.get("SYSTEMDRIVE")
    return [Path(home) for home in (*_HOMES, *([f"{drive}\\Users"] if drive else []))]


def _system_folders() -> list[Path]:
    named = [os.environ[name] for name in _WINDOWS_SYSTEM if os.environ.get(name)]
    return [Path(folder) for folder in (*_SYSTEM.split(), *named)]


def _program() -> Path:
    return Path(__file__).parent.parent.parent


def _overlap(real: str, rule: FolderRule, other: FolderRule) -> bool:
    one, two = Path(real), Path(other.path)
    return (
        _is_same(one, two)
        or (other.recursive and _is_below(one, two))
        or (rule.recursive and _is_below(two, one))
    )


def _touch(real: str, own: Path) -> bool:
    return _is_below(Path(real), own) or _is_below(own, Path(real))


def _is_below(path: Path, top: Path) -> bool:
    """Whether `path` is `top` or lies below it, whatever they are called."""
    return any(_is_same(part, top) for part in (path, *path.parents))


def _is_same(one: Path, other: Path) -> bool:
    if one == other:
        return True
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _refused(message: str, remedy: str, *, field: str = "path") -> InvalidInput:
    return InvalidInput(message, safe=_SAFE, remedy=remedy, field=field, code=f"folder_{field}")
