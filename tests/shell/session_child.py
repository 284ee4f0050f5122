"""A window of the program in a process of its own: opens the vault with its key, then does as it is told.

Run by tests: `session_child.py FOLDER RAW_KEY_HEX`, with the bus and folders of the test in the environment.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from gdpr_desk.app import open_desk
from gdpr_desk.clock import SystemClock
from gdpr_desk.settings import state_folder
from gdpr_desk.shell.application import Session, make_application
from gdpr_desk.shell.single_instance import SingleInstance
from gdpr_desk.vault.vault import Vault


def main() -> int:
    folder, key = Path(sys.argv[1]), bytes.fromhex(sys.argv[2])
    app = make_application(sys.argv[:1])
    instance = SingleInstance(state_folder(), app)
    assert instance.take()
    clock = SystemClock()
    session = Session(folder, clock, instance, app)
    session.enter(open_desk(Vault.open(folder, key, clock=clock), clock))
    assert session.desk_window is not None
    session.desk_window.go_to("register")
    QTimer.singleShot(0, app, lambda: print("open", flush=True))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
