"""What an import would do, told line by line, and what happens when it is done, undone, repeated."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdpr_desk import assets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.service import PartyService
from gdpr_desk.register.exchange import RegisterExchange
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.model import Controller, LawfulBasis, ProcessingActivity, Purpose, Register
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.intake import MOST_LINES, Source, open_file, read_incoming, understood
from gdpr_desk.register.reading.preview import Fate, Preview, PreviewLine, preview
from gdpr_desk.register.service import RegisterService

HEAD = "Nom du traitement;Finalité;Durée de conservation;Sous-traitants\r\n"
NOBODY = Register(Controller(""))


def _written(folder: Path, text: str, name: str = "registre.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def _incoming(folder: Path, rows: str, head: str = HEAD) -> Incoming:
    return understood(open_file(_written(folder, head + rows)))


def _line(found: Preview, where: str) -> PreviewLine:
    return next(line for line in found.lines if line.where == where)


def test_each_line_says_what_it_would_do(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    register.add(ProcessingActivity(name="Ventes", purposes=(Purpose("Vendre"),)))
    register.add(ProcessingActivity(name="Paie"))
    incoming = _incoming(tmp_path, "Ventes;Vendre;;\r\nPaie;Payer;;\r\nPrêts;Prêter;;Hébergeur Exemple\r\n")
    found = exchange.preview_lines(incoming)
    assert [(x.where, x.fate, x.reference, x.changed) for x in found.lines] == [
        ("ligne 2", Fate.SAME, "T-01", ()),
        ("ligne 3", Fate.CHANGED, "T-02", ("purposes",)),
        ("ligne 4", Fate.NEW, "", ()),
    ]
    assert found.parties == ("Hébergeur Exemple",)
    assert (found.written, found.faulty) == (2, False)
    assert len(register.register().activities) == 2  # nothing was written


@pytest.mark.parametrize("said", ["illimité", "tant que nécessaire", "durée légale"])
def test_a_duration_nobody_understands_is_marked_on_its_line(said: str, tmp_path: Path) -> None:
    incoming = _incoming(tmp_path, f"A;B;3 ans;\r\nC;D;{said};\r\n")
    line = _line(preview(incoming, NOBODY), "ligne 3")
    assert line.cautions[0].startswith(f"durée « {said} » non reconnue")
    assert line.fate is Fate.NEW
    assert line.activity is not None
    assert line.activity.retention[0].trigger == said  # and no word of it is lost
    assert _line(preview(incoming, NOBODY), "ligne 2").cautions == ()


@pytest.mark.parametrize("said", ["3 ans", "P13M", "jusqu’à la fin du contrat"])
def test_a_duration_or_an_event_raises_no_question(said: str, tmp_path: Path) -> None:
    assert _incoming(tmp_path, f"A;B;{said};\r\n").cautions == ()


def test_while_a_line_is_at_fault_nothing_is_taken(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    incoming = _incoming(tmp_path, "Ventes;Vendre;;\r\n;Payer;illimité;\r\n")
    found = exchange.preview_lines(incoming)
    assert found.faulty
    assert _line(found, "ligne 3").faults == ("cette ligne n’a pas de nom d’activité",)
    assert [problem.where for problem in found.problems] == ["ligne 3"]
    with pytest.raises(InterchangeRefused):
        exchange.import_incoming(incoming)
    with pytest.raises(InterchangeRefused):
        read_incoming(tmp_path / "registre.csv")
    assert register.register().activities == ()


def test_a_line_left_out_takes_its_parties_and_its_faults_along(
    register: RegisterService, exchange: RegisterExchange, parties: PartyService, tmp_path: Path
) -> None:
    rows = "Ventes;Vendre;;Caisse Exemple\r\n;Payer;;Paie Exemple\r\nPrêts;Prêter;;Caisse Exemple\r\n"
    incoming = _incoming(tmp_path, rows)
    found = exchange.preview_lines(incoming, {"ligne 3"})
    assert (found.faulty, found.written, found.parties) == (False, 2, ("Caisse Exemple",))
    assert _line(found, "ligne 3").fate is Fate.LEFT_OUT
    assert exchange.import_incoming(incoming.without({"ligne 3"})).created == ("T-01", "T-02")
    assert [party.name for party in parties.all()] == ["Caisse Exemple"]


def test_a_text_too_long_is_a_fault_of_its_own_line(exchange: RegisterExchange, tmp_path: Path) -> None:
    incoming = _incoming(tmp_path, f"A;B;;\r\nC;{'x' * 20_001};;\r\nD;E;;\r\n")
    found = exchange.preview_lines(incoming)
    assert [line.where for line in found.lines if line.fate is Fate.FAULTY] == ["ligne 3"]
    assert _line(found, "ligne 3").faults[0].startswith("but 1 : 20001 caractères")
    assert found.faults == ()
    assert not exchange.preview_lines(incoming, {"ligne 3"}).faulty


def test_more_lines_than_a_register_can_have_are_refused(tmp_path: Path) -> None:
    schema = json.loads(assets.text("schemas/register-v1.schema.json"))
    assert schema["properties"]["activities"]["maxItems"] == MOST_LINES
    opened = open_file(_written(tmp_path, HEAD + "A;B;;\r\n" * (MOST_LINES + 1)))
    with pytest.raises(InvalidInput) as refused:
        understood(opened)
    assert refused.value.code == "too_large"
    assert "2001" in refused.value.message


def test_two_lines_of_one_name_are_pointed_out(tmp_path: Path) -> None:
    found = preview(_incoming(tmp_path, "Cartes;Vendre;;\r\nCARTES;Suivre;;\r\n"), NOBODY)
    assert _line(found, "ligne 2").cautions == ()
    assert "« ligne 2 »" in _line(found, "ligne 3").cautions[0]


def test_the_same_file_twice_then_undone(
    register: RegisterService, exchange: RegisterExchange, parties: PartyService, tmp_path: Path
) -> None:
    mine = register.add(ProcessingActivity(name="Ventes", note="à moi"))
    incoming = _incoming(tmp_path, "Ventes;Vendre;;Caisse Exemple\r\nPrêts;Prêter;;\r\n")
    exchange.import_incoming(incoming)
    again = exchange.preview_lines(incoming)
    assert [line.fate for line in again.lines] == [Fate.SAME, Fate.SAME]
    assert not again.changes_anything
    exchange.undo_import()
    assert register.register().activities == (mine,)
    assert parties.all() == ()
    assert exchange.last_import() is None


def test_own_json_is_previewed_by_its_references(
    register: RegisterService, exchange: RegisterExchange, tmp_path: Path
) -> None:
    register.set_controller(Controller("Atelier Lumen"))
    register.add(ProcessingActivity(name="Caméras"))
    register.add(ProcessingActivity(name="Ventes"))
    raw = json.loads(exchange.json())
    raw["activities"][1]["note"] = "relue"
    raw["controller"]["name"] = "Atelier Lumen et fils"
    opened = open_file(_written(tmp_path, json.dumps(raw)))
    assert opened.source is Source.OWN_JSON
    found = exchange.preview_lines(understood(opened))
    assert [(x.where, x.fate, x.changed) for x in found.lines] == [
        ("fiche T-01", Fate.SAME, ()),
        ("fiche T-02", Fate.CHANGED, ("note",)),
    ]
    assert found.shop
    assert any(caution.where == "boutique" for caution in found.cautions)


def test_a_header_is_recognised_by_its_signature_alone(tmp_path: Path) -> None:
    one = open_file(_written(tmp_path, "Truc;Chose;Machin\r\nA;B;C\r\n", "a.csv"))
    same = open_file(_written(tmp_path, "Titre\r\nTRUC;chose ;Machin\r\nX;Y;Z\r\n", "b.csv"))
    other = open_file(_written(tmp_path, "Chose;Truc;Machin\r\nA;B;C\r\n", "c.csv"))
    assert one.table is not None
    assert same.table is not None
    assert other.table is not None
    assert one.table.signature == same.table.signature != other.table.signature


def test_a_table_without_names_can_be_given_them(exchange: RegisterExchange, tmp_path: Path) -> None:
    opened = open_file(_written(tmp_path, "Truc;Chose\r\nPrêts;Caisse\r\n"))
    assert opened.source is Source.TABLE
    assert opened.table is not None
    assert [(c.header, c.samples, c.field) for c in opened.table.columns] == [
        ("Truc", ("Prêts",), ""),
        ("Chose", ("Caisse",), ""),
    ]
    with pytest.raises(InvalidInput) as refused:
        understood(opened)
    assert refused.value.code == "unknown_columns"
    incoming = understood(opened.with_fields(("name", "systems")))
    assert incoming.register.activities[0] == ProcessingActivity(name="Prêts", systems=("Caisse",))
    assert incoming.cautions == ()
    with pytest.raises(ValueError, match="columns"):
        opened.with_fields(("name",))
    with pytest.raises(ValueError, match="columns"):
        opened.with_fields(("name", "nothing"))


def test_what_columns_meant_is_kept_in_the_vault(exchange: RegisterExchange) -> None:
    assert exchange.mapping_for("x") is None
    exchange.remember_mapping("x", {"fields": ["name", "systems"]})
    exchange.remember_mapping("x", {"fields": ["name", "ignore"]})
    assert exchange.mapping_for("x") == {"fields": ["name", "ignore"]}


def test_a_text_in_prose_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_file(_written(tmp_path, "Bonjour à tous\r\nrien ici\r\n"))
    assert refused.value.code == "unknown_columns"


MADIS_PARTIES = (
    "\ufeffNom;Structure - Nom;Clauses contractuelles vérifiées;Adopte les éléments de sécurité nécessaires;"
    "Tient à jour un registre des traitements;Envoi des données hors UE;DPD - E-mail;"
    "Coordonnées - E-mail;Coordonnées - Pays\r\n"
)


def test_the_contractors_of_madis_become_parties(
    exchange: RegisterExchange, parties: PartyService, tmp_path: Path
) -> None:
    rows = (
        "Hébergeur Exemple;Lumen;Oui;Oui;Non;Non;dpd@hote.example;aide@hote.example;France\r\n"
        "Caisse Exemple;Lumen;Non;Oui;Oui;Oui;;;Suisse\r\n"
    )
    opened = open_file(_written(tmp_path, MADIS_PARTIES + rows))
    assert opened.title == "Export Madis, sous-traitants"
    incoming = understood(opened)
    found = exchange.preview_lines(incoming)
    assert [(x.name, x.fate) for x in found.lines] == [
        ("Hébergeur Exemple", Fate.NEW),
        ("Caisse Exemple", Fate.NEW),
    ]
    assert any("clauses" in told for told in found.lines[0].cautions)
    assert any("hors UE" in told for told in found.lines[1].cautions)
    exchange.import_incoming(incoming)
    host = next(p for p in parties.all() if p.name == "Hébergeur Exemple")
    assert (host.contact.email, host.contact.rights, host.country) == (
        "aide@hote.example",
        "dpd@hote.example",
        "FR",
    )
    assert host.contract.checklist == {}  # Madis does not say which clause
    assert {x.fate for x in exchange.preview_lines(incoming).lines} == {Fate.SAME}


def test_what_was_written_of_a_contractor_stays(
    exchange: RegisterExchange, parties: PartyService, tmp_path: Path
) -> None:
    rows = "Hébergeur Exemple;Lumen;Oui;Oui;Oui;Non;dpd@hote.example;aide@hote.example;France\r\n"
    incoming = understood(open_file(_written(tmp_path, MADIS_PARTIES + rows)))
    exchange.import_incoming(incoming)
    (host,) = parties.all()
    mine = replace(host, contact=replace(host.contact, email="moi@hote.example", rights=""))
    parties.save(mine)
    assert [x.fate for x in exchange.preview_lines(incoming).lines] == [Fate.CHANGED]
    exchange.import_incoming(incoming)
    assert parties.all() == (replace(mine, contact=replace(mine.contact, rights="dpd@hote.example")),)


def test_contractors_named_twice_or_not_at_all_are_faults(tmp_path: Path) -> None:
    rows = "Hôte;;Oui;Oui;Oui;Non;;;\r\nHÔTE;;Oui;Oui;Oui;Non;;;\r\n;x;Oui;Oui;Oui;Non;;;\r\n"
    incoming = understood(open_file(_written(tmp_path, MADIS_PARTIES + rows)))
    found = preview(incoming, NOBODY)
    assert [line.fate for line in found.lines] == [Fate.NEW, Fate.FAULTY, Fate.FAULTY]
    assert not preview(incoming, NOBODY, {"ligne 3", "ligne 4"}).faulty


def test_bases_keep_their_words_when_they_are_unknown(tmp_path: Path) -> None:
    incoming = _incoming(tmp_path, "A;B;Contrat\r\nC;D;Foi\r\n", "Nom;Finalité;Base légale\r\n")
    known, unknown = incoming.register.activities
    assert known.purposes[0].lawful_basis is LawfulBasis.CONTRACT
    assert "Foi" in unknown.purposes[0].justification
    assert _line(preview(incoming, NOBODY), "ligne 3").cautions


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=';"\r\n'), max_size=20)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=8), st.data())
def test_the_preview_counts_every_line_and_leaving_out_the_faulty_ones_mends_all(
    rows: list[tuple[str, str, str, str]], data: st.DataObject
) -> None:
    from sheets_in import book_of

    from gdpr_desk.register.reading.column_mapper import read_mapped

    filled = [row for row in rows if any(cell.strip() for cell in row)]
    text = HEAD + "".join(f"{';'.join(row)}\r\n" for row in filled)
    incoming = read_mapped(book_of(text.encode()))
    found = preview(incoming, NOBODY)
    assert len(found.lines) == len(incoming.origins) == len(incoming.register.activities)
    faulty = {line.where for line in found.lines if line.fate is Fate.FAULTY}
    kept = [line.where for line in found.lines if line.where not in faulty]
    left = faulty | set(data.draw(st.lists(st.sampled_from(kept)) if kept else st.just([])))
    mended = preview(incoming, NOBODY, left)
    assert not mended.faulty
    assert mended.written == len(found.lines) - len(left)
    assert incoming.without(left).origins == tuple(o for o in incoming.origins if o not in left)
