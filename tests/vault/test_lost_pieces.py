"""A vault without its database is a damaged vault; a key that a full disk refused is not the new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from quick_keys import quick

from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.folder import DATABASE, exists
from gdpr_desk.vault.refusals import VaultDamaged
from gdpr_desk.vault.vault import Vault

PASSPHRASE = "les pêches mûrissent à l’ombre"
_FULL = """
import resource, signal, sys
from pathlib import Path
from gdpr_desk.clock import SystemClock
from gdpr_desk.errors import GdprDeskError
from gdpr_desk.vault.vault import Vault
folder, old, new = Path(sys.argv[1]), bytes(range(32)), bytes(range(100, 132))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Vault.open(folder, old, clock=SystemClock()) as vault, vault.maintained():
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        vault.change_key(new)
    except GdprDeskError as refusal:
        print(refusal.code, vault.database_key == old)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(len(vault.people()))
    vault.change_key(new)
    print(len(vault.people()), vault.database_key == new)
"""


@pytest.mark.parametrize("what", ["gone", "folder", "empty"])
def test_a_vault_whose_database_is_lost_is_told_damaged(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    quick(monkeypatch)
    folder = tmp_path / "coffre"
    made, _ = Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=clock)
    made.close()
    (folder / DATABASE).unlink()
    if what == "folder":
        (folder / DATABASE).mkdir()
    if what == "empty":
        (folder / DATABASE).touch()
    assert exists(folder)
    with pytest.raises(VaultDamaged, match=r"illisible\. Le dossier est laissé tel quel\. Restaurez"):
        Vault.unlock(folder, PASSPHRASE, clock=clock)
    with pytest.raises(GdprDeskError, match="contient déjà quelque chose"):
        Vault.create(folder, officer_name="x", passphrase=PASSPHRASE, clock=clock)
    assert not exists(tmp_path / "ailleurs")


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX systems")
def test_a_key_that_the_full_disk_refused_is_told_so(vault: Vault) -> None:
    """SQLCipher answers "ok": the old key goes on, and the sentence is about the disk."""
    size = (vault.folder / DATABASE).stat().st_size
    vault.close()
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(vault.folder), str(size // 2)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.stdout.splitlines(), done.stderr) == (["disk_full True", "1", "1 True"], "")
