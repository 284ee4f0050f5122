"""Entry point: no argument opens the window, `tour` paints it, all else goes to the command line."""

from __future__ import annotations

import gc
import sys

from gdpr_desk.collector import collector_waiting

_INTERRUPTED = 130


def main() -> int:
    """Run the program and return its exit status (see `cli`)."""
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return _INTERRUPTED


def _run(arguments: list[str]) -> int:
    if getattr(sys, "frozen", False) and arguments:  # a packed program starts itself again as its own child
        from gdpr_desk.confinement.child import FROZEN_FLAG, run_as_child

        if arguments[0] == FROZEN_FLAG:
            run_as_child(arguments[1:])
            return 0
    if arguments and arguments[0] != "tour":
        return _run_command(arguments)
    if arguments:
        from gdpr_desk.cli import tour_folder
        from gdpr_desk.shell.tour import run_tour

        return run_tour(tour_folder(arguments))
    with collector_waiting():  # the modules of the window stay as long as it does
        from gdpr_desk.shell.application import run_window

    return run_window(sys.argv)


def _run_command(arguments: list[str]) -> int:
    """The modules last as long as the process: the collector neither walks them as they come nor as it ends.

    Measured: a third of the processor time of a short command.
    """
    with collector_waiting():
        from gdpr_desk.cli import main as run_command

        gc.freeze()
    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main())
