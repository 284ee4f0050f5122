"""What of requests may be known while the vault is locked: the nearest legal end, and nothing else."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.requests import listing
from gdpr_desk.requests.wording import FLAG
from gdpr_desk.vault.state import State, change_state, read_state
from gdpr_desk.vault.vault import Vault

_log = logging.getLogger(__name__)


class RequestFlags:
    """Keeps the flag of one open vault true after every commit; it is written only when it changes."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def start(self) -> None:
        """Write it where it is not true, and from now on whenever it changes; while a sweep is under way,
        at its end."""
        self._vault.store.observe(self._note, last_only=True)
        self._note(0)

    def _note(self, _commit: int) -> None:
        try:
            with self._vault.store.read() as session:
                due_on = listing.first_due(session)
            if read_state(self._vault.folder).attention.get(FLAG) != due_on:
                change_state(self._vault.folder, lambda state: _flagged(state, due_on))
        except GdprDeskError as error:  # the commit stands; the next one writes the flag
            _log.error("the attention flag was not written: %s", error.code)


def _flagged(state: State, due_on: date | None) -> State:
    others = {name: day for name, day in state.attention.items() if name != FLAG}
    return replace(state, attention={**others, FLAG: due_on} if due_on else others)
