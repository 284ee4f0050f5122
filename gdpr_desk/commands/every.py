"""Every command there is, in the order of `--help`. Importing this imports most of the program."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from gdpr_desk.commands import (
    backup_commands,
    breach_commands,
    deadlines,
    folder_commands,
    journal_commands,
    ledger_commands,
    letter_commands,
    objection_commands,
    pack_commands,
    people_commands,
    register_commands,
    request_commands,
    retention_commands,
    schedule_commands,
    sweep_commands,
    task_commands,
    vault_commands,
)

ADD_WORDS: Sequence[Callable[[argparse._SubParsersAction[Any]], None]] = (
    vault_commands.add_to,
    register_commands.add_to,
    pack_commands.add_to,
    request_commands.add_to,
    letter_commands.add_to,
    objection_commands.add_to,
    breach_commands.add_to,
    people_commands.add_to,
    retention_commands.add_to,
    ledger_commands.add_to,
    folder_commands.add_to,
    sweep_commands.add_to,
    task_commands.add_to,
    schedule_commands.add_to,
    journal_commands.add_to,
    backup_commands.add_to,
    deadlines.add_to,
    vault_commands.add_looks_to,
)
"""What adds the words of each command to the grammar."""
