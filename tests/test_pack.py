"""The control pack: one paper a reader and an archive can use, its tables, whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import page
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.cli import main
from gdpr_desk.clock import FixedClock
from gdpr_desk.commands import pack_commands
from gdpr_desk.documents.readback import PaperDiffers
from gdpr_desk.errors import InvalidInput, StorageFailed
from gdpr_desk.pack import folder as pack_folder
from gdpr_desk.pack.model import PackPart
from gdpr_desk.pack.parts import PARTS
from gdpr_desk.pack.service import ControlPack
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.register.model import Controller
from gdpr_desk.vault.refusals import VaultBusy
from gdpr_desk.vault.vault import Vault

ALL = tuple(part.key for part in PARTS)
HARD = "L’été d’Élodie & <b>R&D</b> שלום"


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    desk = open_desk(vault, clock)
    desk.register.set_controller(Controller("Atelier Lumen", email="contact@atelier.example"))
    desk.register.add_from_starter(["newsletter", "video-surveillance"])
    clauses = {"instructions": True, "audit": False}
    contact = PartyContact("a@routage.example", "droits@routage.example", "alerte@routage.example")
    signed = Contract(clock.today(), clauses, location="classeur vert")
    desk.parties.save(Party("routage", f"Routage {HARD}", PartyKind.PROCESSOR, "US", contact, signed))
    desk.parties.save(Party("fisc", "Impôts d’essai", PartyKind.AUTHORITY))
    return desk


def _read(folder: Path) -> pypdf.PdfReader:
    return pypdf.PdfReader(folder / "dossier-de-controle.pdf")


def _text(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_readers_and_archives_can_use_it(desk: Desk, tmp_path: Path, profile: str) -> None:
    ControlPack(desk).write(tmp_path / "dossier", ALL)
    verdict = page.validate_pdf(str(tmp_path / "dossier" / "dossier-de-controle.pdf"), profile=profile)
    assert verdict.is_compliant, verdict.failures


def test_the_folder_holds_one_bookmarked_paper_and_its_tables(desk: Desk, tmp_path: Path) -> None:
    made = ControlPack(desk).write(tmp_path / "dossier", ALL)
    assert {path.name for path in (tmp_path / "dossier").iterdir()} == {file.name for file in made.files}
    assert [file.name for file in made.files] == [
        "dossier-de-controle.pdf",
        "registre.ods",
        "prestataires.ods",
    ]
    for file in made.files:
        content = (tmp_path / "dossier" / file.name).read_bytes()
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    reader = _read(tmp_path / "dossier")
    top = [item.title for item in reader.outline if not isinstance(item, list)]
    assert top == ["Couverture", *(part.title for part in PARTS)]
    below = next(item for item in reader.outline if isinstance(item, list))
    assert [item.title.partition(" · ")[0] for item in below][:2] == ["T-01", "T-02"]
    assert len(reader.pages) == made.pages
    book = CalamineWorkbook.from_filelike(
        io.BytesIO((tmp_path / "dossier" / "prestataires.ods").read_bytes())
    )
    assert any("Routage" in str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row)


def test_the_cover_names_shop_parts_pages_and_the_digests_of_the_tables(desk: Desk, tmp_path: Path) -> None:
    made = ControlPack(desk).write(tmp_path / "dossier", ALL)
    reader = _read(tmp_path / "dossier")
    cover = " ".join(reader.pages[0].extract_text().split())
    assert "Atelier Lumen" in cover
    assert "23 novembre 2026, 08:48" in cover
    starts = {
        i.title: reader.get_destination_page_number(i) + 1 for i in reader.outline if not isinstance(i, list)
    }
    for part in PARTS:
        after = cover.split(part.title, 1)[1].split()
        assert str(starts[part.title]) in after[:2], part.title
    squeezed = cover.replace(" ", "")
    assert all(file.sha256 in squeezed for file in made.files[1:])


def test_processors_are_shown_clause_by_clause(desk: Desk, tmp_path: Path) -> None:
    ControlPack(desk).write(tmp_path / "dossier", ["parties"])
    text = _text(_read(tmp_path / "dossier"))
    assert "Signé le 23 novembre 2026." in text
    assert "classeur vert" in text
    assert "Présentes : " in text
    assert "À vérifier ou à obtenir : " in text
    assert "instructions écrites" in text.split("Présentes : ")[1][:40]
    assert "vérifications et audits" in text.split("À vérifier ou à obtenir : ")[1]
    assert "alerte@routage.example" in text
    assert "Autres organismes" in text
    assert "Impôts d'essai" in text.replace("’", "'")
    assert "À demander" in text  # the starter's provider has no contract yet


def test_only_chosen_parts_are_in_it_and_weaknesses_only_when_asked(desk: Desk, tmp_path: Path) -> None:
    pack = ControlPack(desk)
    usual = pack.write(tmp_path / "usuel")
    assert "Points à traiter" not in _text(_read(tmp_path / "usuel"))
    pack.write(tmp_path / "points", ["findings", "journal"])
    text = _text(_read(tmp_path / "points"))
    assert "À corriger" in text or "À vérifier" in text
    assert "Chaîne intacte" in text
    assert desk.journal.entries(newest_first=False)[0].digest not in text
    assert "T-01 ·" not in text
    assert {path.name for path in (tmp_path / "points").iterdir()} == {"dossier-de-controle.pdf"}
    assert len(usual.files) == 3


def test_the_order_is_that_of_the_paper_whatever_was_typed(desk: Desk) -> None:
    pack = ControlPack(desk)
    made = [pack.files(pack.chosen(keys))[1][0].content for keys in (["journal", "map"], ["map", "journal"])]
    assert made[0] == made[1]


def test_a_later_slice_adds_its_part(desk: Desk, tmp_path: Path) -> None:
    from gdpr_desk.documents import sheet
    from gdpr_desk.register.report import chapter

    def put(paper, element, material):  # type: ignore[no-untyped-def]
        place = chapter(paper, "Registre des violations", "Aucune à ce jour.", element)
        paper.paragraph(material.register.controller.name, sheet.VALUE, place.add("P"))

    breaches = PackPart("breaches", "Registre des violations", "Art. 33, § 5.", put)
    ControlPack(desk, (*PARTS, breaches)).write(tmp_path / "dossier", ["breaches"])
    assert [item.title for item in _read(tmp_path / "dossier").outline] == ["Couverture", breaches.title]


@pytest.mark.parametrize("keys", [(), ("register", "bananes")])
def test_unknown_parts_and_none_at_all_are_refused(desk: Desk, tmp_path: Path, keys: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput):
        ControlPack(desk).write(tmp_path / "dossier", keys)
    assert not (tmp_path / "dossier").exists()


# --- whole or not at all --------------------------------------------------------------------------


def test_an_empty_folder_is_filled_and_a_full_one_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    ControlPack(desk).write(tmp_path / "vide", ["journal"])
    before = {path.name: path.read_bytes() for path in (tmp_path / "vide").iterdir()}
    assert before
    with pytest.raises(InvalidInput):
        ControlPack(desk).write(tmp_path / "vide", ["map"])
    assert {path.name: path.read_bytes() for path in (tmp_path / "vide").iterdir()} == before


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("failure", ["disk", "journal", "paper"])
def test_what_fails_leaves_no_folder_behind(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, failure: str
) -> None:
    out = tmp_path / "sortie"
    out.mkdir()
    if there:
        (out / "dossier").mkdir()
    calls: list[object] = []

    def full(target: Path, content: bytes) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        target.write_bytes(content)

    def busy(*_: object) -> None:
        raise VaultBusy

    expected: dict[str, type[Exception]] = {
        "disk": StorageFailed,
        "journal": VaultBusy,
        "paper": PaperDiffers,
    }
    if failure == "disk":
        monkeypatch.setattr(pack_folder, "write_atomically", full)
    elif failure == "journal":
        monkeypatch.setattr(type(desk.exchange), "exported", busy)
    else:
        broken = replace(PARTS[0], values=lambda _material: ["jamais imprimé"])
        with pytest.raises(PaperDiffers):
            ControlPack(desk, (broken,)).write(out / "dossier")
    if failure != "paper":
        with pytest.raises(expected[failure]):
            ControlPack(desk).write(out / "dossier", ["parties"])
    assert [p.name for p in out.iterdir()] == (["dossier"] if there else [])
    assert not there or list((out / "dossier").iterdir()) == []


def test_the_vault_is_no_place_for_it(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        ControlPack(desk).write(desk.vault.folder / "dossier")


def test_each_day_and_each_try_gets_a_name_of_its_own(desk: Desk, tmp_path: Path) -> None:
    pack = ControlPack(desk)
    names = [pack.write_into(tmp_path, ["journal"]).folder.name for _ in range(2)]
    assert names == ["dossier-de-controle-2026-11-23", "dossier-de-controle-2026-11-23 (2)"]


def test_it_is_noted_once(desk: Desk, tmp_path: Path) -> None:
    ControlPack(desk).write(tmp_path / "dossier", ["journal"])
    told = [e for e in desk.journal.entries() if e.action == "register.exported"]
    assert [e.detail for e in told] == [{"format": "pack"}]


# --- from the command line ------------------------------------------------------------------------


@pytest.fixture
def run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., dict]:  # type: ignore[type-arg]
    class Kept:
        def __enter__(self) -> Desk:
            return desk

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(pack_commands, "opened_desk", lambda _, **_more: Kept())

    def run_command(*words: str, status: int = 0) -> dict:  # type: ignore[type-arg]
        assert main(["pack", "export", *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]

    return run_command


def test_a_script_gets_folder_parts_and_digests(run: Callable[..., dict], tmp_path: Path) -> None:  # type: ignore[type-arg]
    told = run("--out", str(tmp_path / "dossier"), "--parts", "journal, register")
    assert told["parts"] == ["register", "journal"]
    assert [file["name"] for file in told["files"]] == ["dossier-de-controle.pdf", "registre.ods"]
    for file in told["files"]:
        content = (tmp_path / "dossier" / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    again = run("--out", str(tmp_path / "dossier"), status=1)
    assert again["error"]["code"] == "folder_not_empty"
    assert run("--out", str(tmp_path / "autre"), "--parts", "bananes", status=1)["error"]["message"]
    assert run("--out", str(tmp_path / "nulle" / "part"), status=1)["error"]["code"] == "no_folder"
