"""The register as a file: nothing lost, nothing cut, and a refusal that says where."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from strategies import examples, registers

from gdpr_desk import assets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.parties.model import LONGEST_TEXT, Party
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.interchange import MAX_BYTES, dump, load, read_file, refuse_unexportable
from gdpr_desk.register.model import (
    ContactPerson,
    Controller,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
)

NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)

# The contract's own example, completed; key order as printed there.
CONTRACT = """{"format": "gdpr-desk-register", "version": 1, "exported_at": "2026-11-23T07:48:00+00:00",
 "controller": {"name": "Atelier Lumen", "siret": "00000001800002", "ape": "9511Z",
                "address": "1 rue du Phare", "email": "bonjour@lumen.example", "phone": "01 23 45 67 89",
                "representative": null,
                "dpo": {"name": "Dominique", "company": null, "email": "dpo@lumen.example", "phone": ""},
                "officer": {"name": "Camille", "role": "gérante", "email": "camille@lumen.example"}},
 "parties": [{"key": "telephony", "name": "Téléphonie Exemple", "kind": "processor", "country": "FR",
              "contact": {"email": "a@b.example", "rights": "", "breaches": ""},
              "contract": {"signed_on": null, "checklist": {"instructions": true}}}],
 "activities": [{
   "reference": "T-02", "name": "Enregistrement des appels téléphoniques", "role": "controller",
   "joint_controllers": [], "client_controllers": [], "operations": [], "status": "draft",
   "created_on": "2026-02-03", "reviewed_on": null,
   "purposes": [{"name": "Former l’équipe", "lawful_basis": "legitimate_interests", "interest": "qualité",
                 "justification": "peu gênant", "article_9_condition": null}],
   "data_subjects": [{"category": "customers", "approximate_number": null}],
   "data": [{"category": "voice_recording", "detail": "", "special": false, "mandatory": null,
             "source": "direct"}],
   "collection_channels": ["phone"], "informed_by": ["voice_announcement"], "systems": ["standard"],
   "paper": false,
   "recipients": [{"party": "telephony"}, {"internal": "techniciens"}],
   "transfers": [{"country": "US", "party": "telephony", "safeguard": "scc", "document": ""}],
   "retention": [{"applies_to": "enregistrements", "phase": "active", "trigger": "recorded",
                  "period": "P60D", "kind": "maximum", "combinator": null, "group": null,
                  "disposal": "delete", "source": "", "exception": null}],
   "security_measures": ["access_control"], "automated_decisions": false,
   "dpia": {"criteria": [], "required": null}, "note": ""}]}"""


def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(CONTRACT)
    return raw


def _refusal(raw: object) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        load(json.dumps(raw))
    return caught.value


def _register(activity: ProcessingActivity, *parties: Party) -> Register:
    return Register(Controller("Atelier Lumen"), parties, (activity,))


def test_the_contracts_example_comes_back_with_the_same_keys_in_the_same_order() -> None:
    assert dump(load(CONTRACT), NOW) == json.dumps(_raw(), ensure_ascii=False, indent=2) + "\n"


def test_every_export_satisfies_the_shipped_schema() -> None:
    schema = json.loads(assets.text("schemas/register-v1.schema.json"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(dump(load(CONTRACT), NOW)))
    assert not Draft202012Validator(schema).is_valid({**_raw(), "activities": {}})


@settings(
    max_examples=examples(20),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(registers())
def test_export_import_export_gives_the_same_bytes(register: Register) -> None:
    first = dump(register, NOW)
    taken = load(first.encode())
    assert taken == register
    assert dump(taken, NOW) == first
    later = dump(taken, NOW + timedelta(days=400))
    changed = [(a, b) for a, b in zip(first.splitlines(), later.splitlines(), strict=True) if a != b]
    assert [a.split(":")[0].strip() for a, _ in changed] == ['"exported_at"']


def test_unknown_keys_are_kept_at_every_level_and_written_back() -> None:
    raw = _raw()
    activity, party, shop = raw["activities"][0], raw["parties"][0], raw["controller"]
    places = [raw, shop, shop["dpo"], shop["officer"], party, party["contact"], party["contract"], activity]
    places += [activity["dpia"]]
    places += [
        activity[name][0]
        for name in ("purposes", "data_subjects", "data", "recipients", "transfers", "retention")
    ]
    for number, place in enumerate(places):
        place[f"x_{number}"] = {"depuis": [2, 1.5, None, "é"]}
    assert json.loads(dump(load(json.dumps(raw)), NOW)) == raw


def test_ten_thousand_characters_are_kept_and_too_many_are_refused_not_cut() -> None:
    kept = _register(ProcessingActivity("T-01", "x", note="é" * 10_000))
    assert load(dump(kept, NOW)).activities[0].note == "é" * 10_000
    limit = _register(ProcessingActivity("T-01", "x", note="a" * LONGEST_TEXT))
    assert load(dump(limit, NOW)) == limit
    with pytest.raises(InterchangeRefused) as caught:
        load(dump(_register(ProcessingActivity("T-01", "x", note="a" * (LONGEST_TEXT + 1))), NOW))
    assert "Activité 1 (T-01), « note » : 20001 caractères" in caught.value.message
    assert "rien n’a été coupé" in caught.value.message


def test_too_long_is_refused_in_a_key_of_a_newer_version_too() -> None:
    raw = _raw()
    raw["activities"][0]["x_new"] = {"a": ["b" * 20_001]}
    assert "« x_new »" in _refusal(raw).message


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("activities", 0, "retention", 0, "period"), "illimité", "Activité 1 (T-02), durée 1 : durée"),
        (("activities", 0, "retention", 0, "period"), "3 ans", "non reconnue ; exemples : PT48H"),
        (
            ("activities", 0, "retention", 0, "kind"),
            "exact",
            "« exact » n’est pas reconnu ; valeurs possibles : max",
        ),
        (
            ("activities", 0, "purposes", 0, "lawful_basis"),
            "gut",
            "Activité 1 (T-02), but 1, « lawful_basis » :",
        ),
        (
            ("activities", 0, "created_on"),
            "2026-02-30",
            "Activité 1 (T-02), « created_on » : cette date n’existe pas",
        ),
        (
            ("activities", 0, "created_on"),
            "3/2/2026",
            "« created_on » : cette valeur n’a pas la forme attendue (date",
        ),
        (("activities", 0, "paper"), "oui", "« paper » : il faut true ou false"),
        (("activities", 0, "name"), None, "Activité 1 (T-02), « name » : il faut un texte"),
        (
            ("activities", 0, "reference"),
            "fiche 2",
            "Activité 1, « reference » : cette valeur n’a pas la forme",
        ),
        (("activities", 0, "data_subjects", 0, "approximate_number"), -3, "ce nombre est impossible"),
        (("activities", 0, "recipients", 0), {"party": "telephony", "internal": "x"}, "soit « party », soit"),
        (
            ("activities", 0, "recipients", 0, "party"),
            "nobody",
            "Activité 1 (T-02), destinataire 1 : le prestataire",
        ),
        (("activities", 0, "joint_controllers"), ["nobody"], "« nobody » n’est pas décrit dans « parties »"),
        (
            ("parties", 0, "contract", "signed_on"),
            "2026-13-01",
            "Prestataire 1 (telephony), contrat, « signed_on » :",
        ),
        (
            ("parties", 0, "contract", "checklist", "audit"),
            "oui",
            "contrat, clauses, « audit » : il faut true",
        ),
        (
            ("parties", 0, "key"),
            "Téléphonie SA",
            "Prestataire 1, « key » : cette valeur n’a pas la forme attendue",
        ),
        (("controller", "siret"), "12", "Boutique, « siret » :"),
        (
            ("controller", "dpo"),
            [],
            "Boutique, délégué à la protection des données : il faut un objet ou null",
        ),
        (
            ("activities", 0, "note"),
            "a\x00b",
            "Activité 1 (T-02), « note » : ce texte contient un caractère illisible",
        ),
        (("activities", 0, "note"), "\ud800", "ce texte contient un caractère illisible"),
    ],
)
def test_a_refusal_says_where_in_french(path: tuple[str | int, ...], value: object, sentence: str) -> None:
    raw: Any = _raw()
    place = raw
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert sentence in _refusal(raw).message


def test_a_refusal_never_repeats_what_was_typed() -> None:
    raw = _raw()
    raw["activities"][0]["created_on"] = "Madame Exemple"
    assert "Exemple" not in str(_refusal(raw))


def test_all_problems_are_listed_and_the_third_activity_is_called_third() -> None:
    raw = _raw()
    raw["activities"] = [{**raw["activities"][0], "reference": f"T-0{n}"} for n in (1, 2, 3)]
    raw["activities"][2]["retention"] = [{"applies_to": "x", "trigger": "recorded", "period": "P3X"}]
    raw["activities"][2]["recipients"] = [{"party": "nobody"}]
    refusal = _refusal(raw)
    assert isinstance(refusal, InterchangeRefused)
    assert [p.where for p in refusal.problems] == [
        "activité 3 (T-03), durée 1",
        "activité 3 (T-03), destinataire 1",
    ]
    assert refusal.message.endswith("(et 1 autre point).")


def test_duplicates_are_refused() -> None:
    raw = _raw()
    raw["activities"] *= 2
    assert "Activité 2 (T-02) : cette référence est déjà prise" in _refusal(raw).message
    raw = _raw()
    raw["parties"] *= 2
    assert "Prestataire 2 (telephony) : cette clé est déjà prise" in _refusal(raw).message


def test_records_without_a_reference_are_no_duplicates() -> None:
    raw = _raw()
    del raw["activities"][0]["reference"]
    raw["activities"].append({"name": "autre"})
    assert [a.reference for a in load(json.dumps(raw)).activities] == ["", ""]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "other"}, "other_format"),
        ({"version": 2}, "newer_version"),
        ({"version": True}, "no_version"),
        ({"version": "1"}, "no_version"),
        ({"version": 1.0}, "no_version"),
    ],
)
def test_other_formats_and_versions_are_refused(change: dict[str, object], code: str) -> None:
    refusal = _refusal({**_raw(), **change})
    assert refusal.code == code
    assert refusal.safe == "Rien n’a été importé, votre registre n’a pas changé."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not_utf8"),
        ("é".encode("latin-1"), "not_utf8"),
        (b"", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"[1, 2]", "other_format"),
        (b'{"format": "gdpr-desk-register", "format": "x"}', "not_json"),
        (b'{"format": NaN}', "not_json"),
        (b'{"format": 1e999}', "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'{"a": ' + b"9" * 6000 + b"}", "not_json"),
    ],
)
def test_files_that_are_no_register_are_refused(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(content)
    assert caught.value.code == code


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert load(b"\xef\xbb\xbf" + CONTRACT.encode()) == load(CONTRACT) == load("\ufeff" + CONTRACT)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "registre.json"
    file.write_text(CONTRACT, encoding="utf-8")
    assert read_file(file) == load(CONTRACT)
    with file.open("r+b") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(InvalidInput, match="trop gros"):
        read_file(file)
    with pytest.raises(InvalidInput, match="ne peut pas être lu"):
        read_file(tmp_path / "absent.json")


def test_deep_nesting_in_kept_keys_is_refused() -> None:
    raw = _raw()
    nested: dict[str, Any] = {}
    for _ in range(60):
        nested = {"a": nested}
    raw["activities"][0]["x_deep"] = nested
    assert "trop de niveaux" in _refusal(raw).message


@pytest.mark.parametrize("depth", range(29))
def test_a_character_nothing_can_carry_is_found_however_deep(depth: int) -> None:
    """In texts, in lists and in names of fields; the same without it is taken."""
    for bad, fine in (("\x01", "x"), (["x", "\ud800"], ["x", ""]), ({"\x01": 1}, {"x": 1})):
        for inner, refused in ((bad, True), (fine, False)):
            raw = _raw()
            nested: Any = inner
            for _ in range(depth):
                nested = {"a": nested}
            raw["activities"][0]["x_deep"] = nested
            if refused:
                assert "illisible" in _refusal(raw).message
            else:
                load(json.dumps(raw))


def test_the_last_level_that_is_taken_and_the_first_that_is_not() -> None:
    for levels, taken in ((29, True), (30, False)):  # three above: the list, the record, the kept key
        raw = _raw()
        nested: Any = "x"
        for _ in range(levels):
            nested = [nested]
        raw["activities"][0]["x_deep"] = nested
        if taken:
            load(json.dumps(raw))
        else:
            assert "trop de niveaux" in _refusal(raw).message


def test_what_could_not_be_read_again_is_refused_before_it_is_stored() -> None:
    activity = ProcessingActivity("T-01", "x", retention=(RetentionRule("x", "recorded", "trois ans"),))
    with pytest.raises(InterchangeRefused, match="durée 1"):
        refuse_unexportable(_register(activity))
    refuse_unexportable(_register(replace(activity, retention=())))
    with pytest.raises(InterchangeRefused, match="destinataire 1"):
        refuse_unexportable(_register(ProcessingActivity("T-01", "x", recipients=(Recipient(party="a"),))))


def test_an_officer_with_a_telephone_and_a_dpo_with_a_role_lose_nothing() -> None:
    both = ContactPerson("A", "rôle", "société", "a@b.example", "0102030405")
    register = Register(Controller("x", dpo=both, officer=both))
    assert load(dump(register, NOW)) == register


def test_key_order_of_the_file_does_not_matter() -> None:
    raw = _raw()
    raw["activities"] = [dict(reversed(list(raw["activities"][0].items())))]
    assert load(json.dumps(dict(reversed(list(raw.items()))))) == load(CONTRACT)


def test_missing_optional_keys_take_their_defaults() -> None:
    raw = {
        "format": "gdpr-desk-register",
        "version": 1,
        "controller": {"name": "x"},
        "activities": [{"name": "y"}],
    }
    assert load(json.dumps(raw)) == Register(Controller("x"), (), (ProcessingActivity("", "y"),))


def test_a_missing_required_key_is_named() -> None:
    raw = _raw()
    del raw["activities"][0]["purposes"][0]["name"]
    assert _refusal(raw).message == "Activité 1 (T-02), but 1 : il manque « name »."


def test_purposes_without_a_basis_survive() -> None:
    register = _register(ProcessingActivity("T-01", "x", purposes=(Purpose("but"),)))
    assert load(dump(register, NOW)) == register


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, child in inner for place in _places(child, (*path, key)))]


_ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "T-01",
    "P3Y",
    "2026-11-23",
    [],
    [[]],
    [None],
    {},
    {"a": {}},
]


@settings(max_examples=200, deadline=None)
@given(
    place=st.sampled_from(_places(json.loads(CONTRACT))[1:]), odd=st.sampled_from(_ODD), drop=st.booleans()
)
def test_a_file_with_any_one_part_wrong_is_taken_or_refused_in_words(
    place: tuple[Any, ...], odd: Any, drop: bool
) -> None:
    raw: Any = _raw()
    inside = raw
    for step in place[:-1]:
        inside = inside[step]
    if drop:
        del inside[place[-1]]
    else:
        inside[place[-1]] = odd
    refusal = None
    try:
        taken = load(json.dumps(raw))
    except InvalidInput as refused:
        refusal = refused
    if refusal is None:
        assert load(dump(taken, NOW)) == taken
    else:
        assert refusal.message
        assert refusal.safe


def test_the_tenth_activity_comes_after_the_ninth() -> None:
    raw = _raw()
    first = raw["activities"][0]
    raw["activities"] = [{**first, "reference": f"T-{n:02d}", "paper": "oui"} for n in range(1, 12)]
    with pytest.raises(InterchangeRefused) as refusal:
        load(json.dumps(raw))
    numbers = [problem.where.split()[1] for problem in refusal.value.problems]
    assert numbers == [str(n) for n in range(1, 12)]


def test_a_list_as_a_whole_is_named_as_in_the_file() -> None:
    raw = _raw()
    raw["activities"] = {}
    assert _refusal(raw).message == "« activities » : il faut une liste."
