"""Takes letters into a vault and prints `ACK <reference>` for each that is durable, to be killed in between.

python arrivals_driven.py VAULT RAW_KEY_HEX PATH...
"""

from __future__ import annotations

import sys
from pathlib import Path

from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.vault.vault import Vault


def main(folder: str, key: str, *paths: str) -> None:
    """Until the end of the paths, or of this process."""
    clock = SystemClock()
    with open_desk(Vault.open(Path(folder), bytes.fromhex(key), clock=clock), clock) as desk:
        for arrived in desk.arrivals.from_files(map(Path, paths)):
            print("ACK", arrived.taken.reference if arrived.taken else "-", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
