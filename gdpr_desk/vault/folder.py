"""Whether a folder holds a vault, and where one may live: on a disk of this computer, not synchronised."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from gdpr_desk.vault.refusals import network_folder

DATABASE = "vault.db"

_NETWORK = (
    " 9p afpfs afs ceph cifs coda davfs davfs2 drvfs fuse.davfs2 fuse.glusterfs fuse.gvfsd-fuse fuse.rclone"
    " fuse.sshfs glusterfs ncpfs nfs nfs4 smb2 smb3 smbfs webdav "
)
"""File systems whose shared memory and locks WAL cannot rely on."""

_BY_FOLDER_NAME: tuple[tuple[str, str], ...] = (
    (r"onedrive( - .+)?", "OneDrive"),
    (r"dropbox( \(.+\))?", "Dropbox"),
    (r"nextcloud\d*", "Nextcloud"),
    (r"owncloud", "ownCloud"),
    (r"kdrive\d*", "kDrive"),
    (r"google drive|googledrive|mon drive|my drive|googledrive-.+", "Google Drive"),
    (r"iclouddrive|mobile documents|com~apple~clouddocs", "iCloud"),
    (r"pcloud ?drive|pcloudsync", "pCloud"),
    (r"mega(sync)?", "MEGA"),
    (r"syncthing", "Syncthing"),
)
_BY_MARKER: tuple[tuple[str, str], ...] = (
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    ("._sync_*.db", "Nextcloud"),
    (".sync_*.db", "Nextcloud"),
)
_DRIVE_REMOTE = 4


def exists(folder: Path) -> bool:
    """Whether there is a vault in `folder`: its database, or keys to one that was lost.

    A vault whose database is gone is a damaged one, never a place for the next.
    """
    return (folder / DATABASE).is_file() or any((folder / "keys").glob("*.age"))


def refuse_network(folder: Path) -> None:
    """Raise FolderRefused when `folder`, existing or to be made, lies on another machine."""
    if _is_network(_absolute(folder)):
        raise network_folder()


def synchronised_by(folder: Path) -> str | None:
    """The name of the service that synchronises `folder`, as far as it shows; None when none does.

    Such a service copies the database between two writes and can put an older one back: the
    person is warned once and may go on.
    """
    absolute = _absolute(folder)
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        root = os.environ.get(name)
        if root and absolute.is_relative_to(Path(root)):
            return "OneDrive"
    for place in (absolute, *absolute.parents):
        service = _service_of(place)
        if service is not None:
            return service
    return None


def synchronised_sentence(service: str) -> str:
    """The warning about a synchronised folder."""
    return (
        f"Ce dossier est synchronisé par {service}. "
        "Le coffre pourrait être abîmé ; choisissez un dossier local."
    )


def _service_of(place: Path) -> str | None:
    for pattern, service in _BY_FOLDER_NAME:
        if re.fullmatch(pattern, place.name, re.IGNORECASE):
            return service
    # A home folder can hold a service's settings (`.dropbox`) without being synchronised itself.
    if place == Path.home() or not place.is_dir():
        return None
    for pattern, service in _BY_MARKER:
        try:
            if next(place.glob(pattern), None) is not None:
                return service
        except OSError:
            return None
    return None


def _absolute(folder: Path) -> Path:
    """Links followed: a link into a synchronised folder is one."""
    return folder.expanduser().resolve()


def _is_network(folder: Path) -> bool:
    if sys.platform == "win32":
        return _windows_network(folder)
    if sys.platform == "darwin":
        import subprocess

        listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return is_network_kind(file_system(folder, mac_mounts(listing)))
    try:
        text = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_network_kind(file_system(folder, linux_mounts(text)))


def _windows_network(folder: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    anchor = folder.anchor
    return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE


def is_network_kind(kind: str) -> bool:
    """Whether a file system of that name lies on another machine."""
    return bool(kind) and f" {kind} " in _NETWORK


def linux_mounts(mountinfo: str) -> list[tuple[Path, str]]:
    """(mount point, file system) of each line of `/proc/self/mountinfo`, in order of mounting."""
    mounts = []
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if len(fields) > 4 and right:
            point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4])
            mounts.append((Path(point), right.split(" ")[0]))
    return mounts


def mac_mounts(listing: str) -> list[tuple[Path, str]]:
    """(mount point, file system) of each line that macOS' `mount` prints."""
    found = (re.fullmatch(r".+? on (/.*) \(([^,)]+).*\)", line) for line in listing.splitlines())
    return [(Path(match[1]), match[2]) for match in found if match]


def file_system(folder: Path, mounts: list[tuple[Path, str]]) -> str:
    """The file system that holds `folder`: the deepest mount point above it, the last one mounted."""
    best, kind = -1, ""
    for point, name in mounts:
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), name
    return kind
