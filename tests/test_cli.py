"""The command line as scripts and schedulers use it: JSON, statuses, sentences, and no Qt."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdf
import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.cli import main
from gdpr_desk.clock import Clock, SystemClock
from gdpr_desk.commands import opening, vault_commands
from gdpr_desk.vault import keys
from gdpr_desk.vault.recovery import RecoverySecret
from gdpr_desk.vault.vault import Vault

PROFILE = """\
[shop]
name = "Atelier d’essai"
siret = "000 000 018 00002"
ape = "9511Z"
address = "1 rue de l’Essai, 00000 Ville"
email = "contact@atelier.example"

[contact]
name = "Sacha Exemple"
role = "Gérance"
email = "sacha@atelier.example"

[pack]
activities = ["video-surveillance", "newsletter"]

[[party]]
key = "mon-comptable"
name = "Comptable d’essai"
kind = "recipient"
country = "FR"
"""

WITHOUT_QT = """
import contextlib, io, json, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ImportError("Qt is not for the command line")

sys.meta_path.insert(0, NoQt())
sys.path.insert(0, sys.argv[1])
import pytest
from gdpr_desk import cli
from quick_keys import quick
from quick_vaults import quick_vaults

quick(pytest.MonkeyPatch())  # real key files; their slow derivation is held elsewhere
quick_vaults(pytest.MonkeyPatch())
for words in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.main(words)
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""


@dataclass
class Run:
    status: int
    out: str
    err: str

    @property
    def result(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bureau")
    (folder / "profil.toml").write_text(PROFILE, encoding="utf-8")
    (folder / "phrase.txt").write_text("quatre tasses bleues sur la table\n", encoding="utf-8")
    return folder


def _without_qt(work: Path, commands_to_run: list[list[str]]) -> list[Run]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "GDPR_DESK"))}
    environment |= {
        f"XDG_{kind}_HOME": str(work / kind.lower()) for kind in ("DATA", "CONFIG", "STATE", "CACHE")
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_QT, str(Path(__file__).parent)],
        input=json.dumps(commands_to_run),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment | {"PYTHONUTF8": "1"},
        cwd=work,
    )
    assert done.returncode == 0, done.stderr
    return [Run(*json.loads(line)) for line in done.stdout.splitlines()]


def test_every_command_but_tour_runs_where_qt_cannot_be_imported(work: Path) -> None:
    vault = ["--vault", "coffre", "--passphrase-file", "phrase.txt", "--json"]
    init = ["init", "--vault", "coffre", "--profile", "profil.toml", "--new-passphrase-file", "phrase.txt"]
    runs = _without_qt(
        work,
        [
            [*init, "--recovery-out", "secours.txt", "--json"],
            ["register", "list", *vault],
            ["register", "show", "T-01", *vault],
            ["register", "check", *vault],
            ["status", *vault],
            ["register", "export", "--format", "pdf", "--out", "registre.pdf", *vault],
            ["pack", "export", "--out", "dossier", *vault],
            ["register", "poster", "--out", "affiche.pdf", *vault],
            ["register", "export", "--format", "json", "--out", "registre.json", *vault],
            ["register", "import", "registre.json", *vault],
            ["journal", "verify", *vault],
            ["journal", "list", *vault],
            ["deadline", "--received", "2026-01-31", "--json"],
            ["diagnostic", "--json"],
            ["status", "--vault", "coffre", "--passphrase-file", "secours.txt", "--json"],
            ["demo", "--vault", "essai"],
        ],
    )
    assert [run.status for run in runs[:-3] + runs[-2:]] == [0] * 15, [r.err for r in runs if r.status]
    made, listed, shown, checked, status, _, _, _, _, imported, verified, entries, *rest = runs
    deadline, diagnostic, from_sheet, demo = rest
    assert made.result["activities"] == 2
    assert from_sheet.result == status.result
    assert (work / "registre.pdf").read_bytes().startswith(b"%PDF")
    assert [a["reference"] for a in listed.result["activities"]] == ["T-01", "T-02"]
    assert shown.result["reference"] == "T-01"
    assert all(
        f["severity"] in {"error", "warning", "hint"} and f["sentence"] for f in checked.result["findings"]
    )
    assert status.result["activities"] == 2
    assert imported.result["created"] == []
    assert verified.result["intact"] is True
    actions = [e["action"] for e in entries.result["entries"]]
    assert actions[-1] == "vault.created"
    assert "register.exported" in actions
    assert deadline.result["due"] == "2026-03-02"
    assert diagnostic.status in {0, 4}
    assert {check["key"] for check in diagnostic.result["checks"]} >= {"cipher", "pdf", "plugins"}
    assert demo.out.strip().splitlines()[-1].startswith("Phrase de passe : ")


# --- the same commands in process, on a vault opened by its raw key ------------------------------


@pytest.fixture
def desk_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault with two activities; opening it costs no key derivation."""
    from gdpr_desk.profile import parse_profile

    key = bytes(range(32))
    folder = tmp_path / "coffre"
    profile = parse_profile(PROFILE)
    with open_desk(Vault.found_for_trial(folder, key, clock=SystemClock()), SystemClock()) as desk:
        desk.register.set_controller(profile.controller)
        desk.register.add_from_starter(profile.pack)

    def unlock(where: Path, *_: object) -> Desk:
        return open_desk(Vault.open(where, key, clock=SystemClock()), SystemClock())

    secret = tmp_path / "phrase.txt"
    secret.write_text("sans importance ici", encoding="utf-8")
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(secret))
    monkeypatch.setattr(opening, "unlock_desk", unlock)
    return folder


@pytest.fixture
def run(desk_folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    def run_command(*words: str) -> Run:
        status = main([*words, "--vault", str(desk_folder)])
        captured = capsys.readouterr()
        return Run(status, captured.out, captured.err)

    return run_command


def test_export_then_import_into_another_vault_gives_the_same_register(
    run: Callable[..., Run], desk_folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "registre.json"
    assert run("register", "export", "--format", "json", "--out", str(out)).status == 0
    before = json.loads(out.read_text("utf-8"))
    other = ["--vault", str(tmp_path / "autre")]
    Vault.found_for_trial(tmp_path / "autre", bytes(range(32)), clock=SystemClock()).close()
    assert main(["register", "import", str(out), "--dry-run", *other]) == 0
    assert main(["register", "list", "--json", *other]) == 0
    assert main(["register", "import", str(out), *other]) == 0
    again = tmp_path / "encore.json"
    assert main(["register", "export", "--format", "json", "--out", str(again), *other]) == 0
    after = json.loads(again.read_text("utf-8"))
    assert len(before["activities"]) == 2
    same = {"exported_at": before["exported_at"]}
    assert json.dumps({**after, **same}, ensure_ascii=False, indent=2) + "\n" == out.read_text("utf-8")


def test_a_refusal_is_one_object_and_changes_nothing(run: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "registre.pdf"
    out.write_bytes(b"precieux")
    refused = run("register", "export", "--format", "pdf", "--out", str(out), "--json")
    assert refused.status == 1
    assert set(refused.result["error"]) == {"code", "message", "safe", "remedy"}
    assert out.read_bytes() == b"precieux"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff\xfe\x00",
        b'{"format": "gdpr-desk-register", "version": 99}',
        b'{"format": "autre"}',
    ],
)
def test_a_file_that_is_no_register_gets_a_sentence(
    run: Callable[..., Run], desk_folder: Path, tmp_path: Path, content: bytes
) -> None:
    bad = tmp_path / "faux.json"
    bad.write_bytes(content)
    before = run("register", "list", "--json").out
    refused = run("register", "import", str(bad), "--json")
    assert refused.status == 1
    assert refused.result["error"]["message"]
    assert run("register", "list", "--json").out == before


def test_an_unknown_activity_is_refused(run: Callable[..., Run]) -> None:
    refused = run("register", "show", "T-99")
    assert refused.status == 1
    assert "T" in refused.err
    assert "Traceback" not in refused.err


def test_an_empty_passphrase_file_is_refused(
    desk_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "vide.txt"
    empty.write_bytes(b"")
    assert main(["status", "--vault", str(desk_folder), "--passphrase-file", str(empty)]) == 1
    assert "vide" in capsys.readouterr().err


def test_without_a_passphrase_at_hand_the_status_is_locked(
    desk_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GDPR_DESK_PASSPHRASE_FILE", raising=False)
    monkeypatch.setattr("sys.stdin", None)
    assert main(["status", "--vault", str(desk_folder), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "locked"


def test_nobody_is_asked_for_the_passphrase_of_a_vault_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opening, "passphrase", lambda _: pytest.fail("asked"))
    assert main(["status", "--vault", str(tmp_path / "coffre"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "folder_refused"


@pytest.mark.parametrize(
    "words", [["deadline", "--received", "2026-02-30"], ["deadline", "--aware", "2026-13-01T10:00"]]
)
def test_an_impossible_date_is_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    assert "existe pas" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["registre"],
        ["deadline"],
        ["deadline", "--received", "2026-01-31", "--region", "mars"],
        ["register", "export", "--format", "docx"],
    ],
)
def test_wrong_use_is_status_two_in_french(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "Utilisation" in said
    assert not {"required", "invalid", "argument", "expected", "usage:"} & set(said.split())


def test_wrong_use_with_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["deadline", "--json"])
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["init", "--help"],
        ["status", "--help"],
        ["register", "show", "--help"],
        ["register", "export", "--help"],
        ["pack", "export", "--help"],
        ["deadline", "--help"],
        ["diagnostic", "--help"],
    ],
)
def test_help_is_french(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("Utilisation : gdpr-desk")
    assert not {"usage:", "options:", "positional", "arguments:", "this", "exit"} & set(said.split())


def test_our_own_fault_is_status_seventy_with_a_report_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("camille.exemple@exemple.fr")

    monkeypatch.setattr("gdpr_desk.faults.log_folder", lambda: tmp_path)
    monkeypatch.setattr(vault_commands, "run_checks", broken)
    assert main(["diagnostic", "--json"]) == 70
    captured = capsys.readouterr()
    report = Path(json.loads(captured.out)["error"]["report"])
    assert "RuntimeError" in report.read_text("utf-8")
    assert "camille" not in report.read_text("utf-8") + captured.out + captured.err
    assert "Traceback" not in captured.err


def test_a_profile_with_an_unknown_key_names_its_line_and_creates_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.toml").write_text(PROFILE.replace('role = "', 'fonction = "'), encoding="utf-8")
    (tmp_path / "phrase").write_text("quatre tasses bleues sur la table", encoding="utf-8")
    words = ["init", "--vault", str(tmp_path / "coffre"), "--profile", str(tmp_path / "p.toml")]
    words += [
        "--new-passphrase-file",
        str(tmp_path / "phrase"),
        "--recovery-out",
        str(tmp_path / "secours.txt"),
    ]
    assert main(words) == 1
    assert "ligne 10" in capsys.readouterr().err
    assert not (tmp_path / "coffre").exists()
    assert not (tmp_path / "secours.txt").exists()


def _digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def test_a_refused_import_leaves_the_vault_as_it_was(
    run: Callable[..., Run], desk_folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "faux.json"
    bad.write_text("{}", encoding="utf-8")
    before = _digests(desk_folder)
    assert run("register", "import", str(bad)).status == 1
    assert _digests(desk_folder) == before


# --- what the screen, the pipe and the disk can do to an answer ----------------------------------


class _Listener(io.TextIOWrapper):
    """A console of that encoding; `broken` refuses what is written."""

    def __init__(self, encoding: str, broken: OSError | None = None) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, newline="\n")
        self.broken = broken

    def write(self, text: str) -> int:
        if self.broken:
            raise self.broken
        return super().write(text)

    @property
    def heard(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "utf-8"])
@pytest.mark.parametrize("words", [["deadline", "--received", "2026-01-31"], ["--help"]])
def test_every_console_can_show_every_answer(
    encoding: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = _Listener(encoding)
    monkeypatch.setattr("sys.stdout", screen)
    with contextlib.suppress(SystemExit):
        main(words)
    assert "--" in screen.heard or "2026" in screen.heard
    assert "?" not in screen.heard
    assert "\u202f" not in screen.heard or encoding == "utf-8"


@pytest.mark.parametrize(
    ("problem", "status"), [(BrokenPipeError(32, "pipe"), 0), (OSError(28, "No space left"), 1)]
)
def test_a_listener_that_leaves_costs_no_traceback(
    problem: OSError, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _Listener("utf-8")
    monkeypatch.setattr("sys.stdout", _Listener("utf-8", problem))
    monkeypatch.setattr("sys.stderr", said)
    assert main(["deadline", "--received", "2026-01-31"]) == status
    assert "Traceback" not in said.heard
    assert ("n’a pas pu être écrite" in said.heard) == bool(status)


def test_closed_streams_are_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sys.stdin", "sys.stdout", "sys.stderr"):
        monkeypatch.setattr(name, None)
    assert main(["deadline", "--received", "2026-01-31", "--json"]) == 0
    assert main(["deadline", "--received", "31 février"]) == 1


def test_interrupting_is_said_and_has_its_own_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(vault_commands, "run_checks", stopped)
    assert main(["diagnostic", "--json"]) == 130
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "interrupted"


def test_the_shown_record_is_data_not_typography(run: Callable[..., Run]) -> None:
    plain = run("register", "show", "T-01")
    as_json = run("register", "show", "t\u201101", "--json")  # as it is copied from the screen
    assert json.loads(plain.out) == as_json.result
    assert as_json.result["reference"] == "T-01"


# --- where a file may go --------------------------------------------------------------------------


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_the_vault_is_not_a_place_for_exports(
    run: Callable[..., Run], desk_folder: Path, force: list[str]
) -> None:
    before = _digests(desk_folder)
    for name in ("vault.db", "registre.json"):
        refused = run("register", "export", "--format", "json", "--out", str(desk_folder / name), *force)
        assert refused.status == 1
    assert _digests(desk_folder) == before


def test_an_export_that_cannot_be_noted_leaves_no_file(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gdpr_desk.register.exchange import RegisterExchange
    from gdpr_desk.vault.refusals import VaultBusy

    def busy(*_: object) -> None:
        raise VaultBusy

    monkeypatch.setattr(RegisterExchange, "exported", busy)
    out = tmp_path / "sortie"
    out.mkdir()
    assert run("register", "export", "--format", "json", "--out", str(out / "registre.json")).status == 3
    assert list(out.iterdir()) == []


def test_every_problem_of_a_refused_register_is_listed(run: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "registre.json"
    run("register", "export", "--format", "json", "--out", str(out))
    raw = json.loads(out.read_text("utf-8"))
    raw["activities"][0]["purposes"][0]["lawful_basis"] = "plaisir"
    raw["activities"][1]["paper"] = "oui"
    out.write_text(json.dumps(raw), encoding="utf-8")
    refused = run("register", "import", str(out), "--json").result
    assert [problem["where"][:10] for problem in refused["errors"]] == ["activité 1", "activité 2"]
    assert refused["error"]["code"] == "invalid_register"


# --- init: all of it or nothing -------------------------------------------------------------------


@pytest.fixture
def fast_vaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """`Vault.create` without its two key derivations."""

    def create(
        folder: Path, *, officer_name: str, passphrase: str, clock: Clock, demo: bool = False
    ) -> tuple[Vault, RecoverySecret]:
        assert passphrase
        vault = Vault.found_for_trial(folder, bytes(32), clock=clock, officer_name=officer_name)
        return vault, RecoverySecret(("ABCDE",) * 7, str(keys.new_identity()), vault.person.id)

    monkeypatch.setattr(Vault, "create", create)


def _init(folder: Path, sheet: Path, work: Path, *more: str) -> int:
    words = ["init", "--vault", str(folder), "--recovery-out", str(sheet)]
    words += ["--profile", str(work / "profil.toml"), "--new-passphrase-file", str(work / "phrase.txt")]
    return main([*words, *more])


@pytest.mark.usefixtures("fast_vaults")
def test_the_recovery_sheet_is_a_page_where_its_name_says_so(work: Path, tmp_path: Path) -> None:
    assert _init(tmp_path / "coffre", tmp_path / "secours.pdf", work) == 0
    assert (tmp_path / "secours.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("fast_vaults")
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("where", ["sheet", "pack"])
def test_init_that_fails_leaves_nothing(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, where: str
) -> None:
    from gdpr_desk.register.service import RegisterService
    from gdpr_desk.settings import state_folder

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if where == "sheet":
        monkeypatch.setattr(vault_commands, "write_for_user", full)
    else:
        monkeypatch.setattr(RegisterService, "add_from_starter", full)
    folder = tmp_path / "coffre"
    if there:
        folder.mkdir()
    assert _init(folder, tmp_path / "secours.txt", work) == 70
    assert [path for path in tmp_path.rglob("*") if path.name != "rapport"] == ([folder] if there else [])
    assert list(state_folder().glob("highwater*")) == []


@pytest.mark.usefixtures("fast_vaults")
def test_init_writes_its_sheet_over_nothing_that_matters(work: Path, tmp_path: Path) -> None:
    before = _digests(work)
    folder = tmp_path / "coffre"
    for sheet in (work / "profil.toml", work / "phrase.txt", folder / "secours.txt"):
        assert _init(folder, sheet, work, "--force") == 1
    assert _digests(work) == before
    assert not folder.exists()


@pytest.mark.usefixtures("fast_vaults")
def test_the_current_folder_can_become_the_vault(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ici"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert _init(Path(), tmp_path / "secours.txt", work) == 0
    assert (folder / "vault.db").is_file()


def test_an_empty_path_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["status", "--vault", ""])
    assert stop.value.code == 2


def test_the_72_hours_refuse_what_does_not_move_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadline", "--aware", "2026-11-22T10:00", "--extended"]) == 1
    assert "prolongation" in capsys.readouterr().err


# --- versions, poster, pack, and the words of the journal -----------------------------------------


def test_the_strict_pdf_says_what_it_leaves_out(run: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "strict.pdf"
    told = run("register", "export", "--format", "pdf", "--strict", "--out", str(out), "--json").result
    assert told["version"] == "strict"
    assert "bases légales" in told["left_out"]
    whole = run("register", "export", "--format", "pdf", "--out", str(tmp_path / "tout.pdf"), "--json").result
    assert (whole["version"], whole["left_out"]) == ("complete", "")
    texts = [
        " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / name).pages)
        for name in ("strict.pdf", "tout.pdf")
    ]
    assert ["Intérêt légitime" in text for text in texts] == [False, True]
    assert "Ne sont pas repris" in texts[0]


def test_strict_is_no_word_for_the_exchange_format(run: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "registre.json"
    refused = run("register", "export", "--format", "json", "--strict", "--out", str(out))
    assert refused.status == 1
    assert "Retirez --strict" in refused.err
    assert not out.exists()


def test_the_poster_is_written_and_noted(run: Callable[..., Run], tmp_path: Path) -> None:
    out = tmp_path / "affiche.pdf"
    assert run("register", "poster", "--out", str(out), "--json").result["bytes"] == out.stat().st_size
    assert len(pypdf.PdfReader(out).pages) == 1
    assert run("register", "poster", "--out", str(out)).status == 1
    entries = run("journal", "list", "--json").result["entries"]
    assert entries[0]["detail"] == {"format": "poster"}


def test_the_pack_refuses_the_vault_as_its_folder(run: Callable[..., Run], desk_folder: Path) -> None:
    before = set(_digests(desk_folder))
    assert run("pack", "export", "--out", str(desk_folder / "dossier")).status == 1
    assert set(_digests(desk_folder)) == before


def test_the_journal_is_judged_in_the_words_of_the_window(run: Callable[..., Run]) -> None:
    said = run("journal", "verify").out
    assert said.startswith("Chaîne intacte : ".replace(" :", "\u00a0:"))
