"""Outlook items (.msg) of people who do not exist, written as compound files for the tests."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_SMALLEST = 4096
"""What is smaller would lie in a room of its own: it is filled up with zeros, which end a text."""


@dataclass
class Item:
    """A message with its attachments: files by their names, and items."""

    text: str
    sender: str = "c.rivage@courriel.example"
    name: str = "Camille Rivage"
    subject: str = "Mes données"
    files: dict[str, bytes] = field(default_factory=dict)
    items: tuple[Item, ...] = ()

    def msg(self) -> bytes:
        """As Outlook saves it."""
        return _compound(self._storage(32))

    def _storage(self, header: int) -> dict[str, object]:
        storage: dict[str, object] = {"__properties_version1.0": bytes(header)}
        texts = {
            "001A": "IPM.Note",
            "0037": self.subject,
            "0C1A": self.name,
            "0C1E": "SMTP",
            "0C1F": self.sender,
            "1000": self.text,
        }
        storage |= {f"__substg1.0_{pid}001F": text.encode("utf-16-le") for pid, text in texts.items()}
        attached: list[dict[str, object]] = [{"__substg1.0_3701000D": one._storage(24)} for one in self.items]
        for name, content in self.files.items():
            wide = {"__substg1.0_3707001F": name.encode("utf-16-le")}
            attached.append({"__substg1.0_37010102": content, **wide})
        for number, one in enumerate(attached):
            storage[f"__attach_version1.0_#{number:08X}"] = {"__properties_version1.0": bytes(8), **one}
        return storage


def _compound(root: dict[str, object]) -> bytes:
    """A compound file (MS-CFB) without small streams; brothers stand in a row."""
    entries: list[list[object]] = [["Root Entry", _ROOT, _NONE, _NONE, b""]]
    _add(entries, 0, root)
    sectors: list[bytes] = []
    chains: list[int] = []
    starts = [_append(sectors, chains, bytes(entry[4])) for entry in entries]  # type: ignore[call-overload]
    rows = b"".join(_row(entry, start) for entry, start in zip(entries, starts, strict=True))
    directory = _append(sectors, chains, rows)
    room = 1
    while len(chains) + room > room * _SECTOR // 4:
        room += 1
    first = len(chains)
    chains += [_FAT] * room
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(room * _SECTOR, b"\xff")
    places = [first + n for n in range(room)] + [_FREE] * (109 - room)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x9I", 62, 3, 0xFFFE, 9, 6, 0, room, directory, 0, 0, _END, 0, _END, 0)
    return (head + struct.pack("<109I", *places)).ljust(_SECTOR, b"\0") + b"".join(sectors) + table


def _add(entries: list[list[object]], parent: int, storage: dict[str, object]) -> None:
    before = None
    for name, held in storage.items():
        here = len(entries)
        entries[parent if before is None else before][3 if before is None else 2] = here
        inside = isinstance(held, dict)
        entries.append(
            [name, _STORAGE if inside else _STREAM, _NONE, _NONE, b"" if inside else _filled(held)]
        )
        if isinstance(held, dict):
            _add(entries, here, held)
        before = here


def _filled(held: object) -> bytes:
    assert isinstance(held, bytes)
    return held.ljust(_SMALLEST, b"\0")


def _append(sectors: list[bytes], chains: list[int], content: bytes) -> int:
    if not content:
        return _END
    first = len(chains)
    pieces = [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
    sectors += pieces
    chains += [*range(first + 1, first + len(pieces)), _END]
    return first


def _row(entry: list[object], start: int) -> bytes:
    name, kind, right, child, content = entry
    wide = str(name).encode("utf-16-le") + b"\0\0"
    row = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), int(str(kind)), 1, _NONE, right, child)
    return row + bytes(36) + struct.pack("<IQ", start, len(content) if isinstance(content, bytes) else 0)
