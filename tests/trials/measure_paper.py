"""The register of 100 activities as PDF, against LibreOffice making a PDF of its ODS."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from large import PASSPHRASE, register_of, sealed_vault
from timing import in_turn, load, told

ACTIVITIES = 100


def paper(runs: int) -> dict[str, object]:
    """Seconds for whole processes in turn, and for our call inside a process that runs already.

    Ours starts, derives the key, opens the vault, draws the tagged PDF, reads it back, writes it and
    notes it in the journal. LibreOffice starts with a profile that it has made before and converts
    the complete ODS, then the strict one, as this program exports them.
    """
    import pypdfium2

    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("LibreOffice (soffice) is not installed")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ways = _ways(folder, office)
        for way in ways.values():  # profile, page cache and bytecode
            way()
        busy = load()
        middles = in_turn(runs, ways)
        pages = {name: len(pypdfium2.PdfDocument(folder / f"{name}.pdf")) for name in ("ours", *_KINDS)}
    return {
        "runs": runs,
        "load": [busy, load()],
        "activities": ACTIVITIES,
        "pages": pages,
        **told(middles),
        "times_complete": round(middles["ours"].wall / middles["complete"].wall, 2),
        "times_strict": round(middles["ours"].wall / middles["strict"].wall, 2),
    }


_KINDS = ("complete", "strict")


def _ways(folder: Path, office: str) -> dict[str, Callable[[], object]]:
    from gdpr_desk.clock import SystemClock
    from gdpr_desk.register.report import register_pdf
    from gdpr_desk.register.tabular import register_sheets

    register, now = register_of(ACTIVITIES), SystemClock().now()
    sealed_vault(folder / "coffre", register)
    secret = folder / "phrase.txt"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    for kind in _KINDS:
        document = register_sheets(register, "ods", produced_at=now, strict=kind == "strict")
        (folder / f"{kind}.ods").write_bytes(document.content)
    profile = (folder / "profile").as_uri()
    convert = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    export = [sys.executable, "-m", "gdpr_desk", "register", "export", "--vault", str(folder / "coffre")]
    export += [
        "--passphrase-file",
        str(secret),
        "--format",
        "pdf",
        "--out",
        str(folder / "ours.pdf"),
        "--force",
    ]
    return {
        "ours": lambda: _run(export),
        "complete": lambda: _run([*convert, str(folder), str(folder / "complete.ods")]),
        "strict": lambda: _run([*convert, str(folder), str(folder / "strict.ods")]),
        "our_call": lambda: register_pdf(register, produced_at=now, version="0"),
    }


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
