"""Row, key file and grant of one person brought to agree, after a machine that stopped between them.

While somebody's key is replaced the database names both keys and the grant is sealed to both, so
that either opens the vault and a re-key in between keeps nobody out. Whoever then comes in has shown
which of the two is theirs.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault import keys
from gdpr_desk.vault.files import replace_file
from gdpr_desk.vault.holder import Opened
from gdpr_desk.vault.people import public_keys, set_public_keys
from gdpr_desk.vault.store import Store


def settle(store: Store, folder: Path, opened: Opened) -> None:
    """Name and seal to the key that just opened the vault, and to no other.

    A disk that refuses keeps nobody out: the next opening tries again.
    """
    own, grant = keys.public_key(opened.identity), keys.grant_file(folder, opened.person)
    with store.read() as session:
        named = public_keys(session).get(opened.person)
    if not named:  # a key being taken away stays marked so, even where it still opens
        return
    with suppress(GdprDeskError, OSError):
        if named != (own,):
            with store.begin() as session:
                set_public_keys(session, opened.person, (own,))
        if named != (own,) or _doors(grant.read_bytes()) > 1:
            replace_file(grant, opened.grant.sealed_to(own))


def _doors(grant: bytes) -> int:
    """How many keys open an age file: its header has a line for each."""
    header, _, _ = grant.partition(b"\n---")
    return header.count(b"\n-> X25519 ")
