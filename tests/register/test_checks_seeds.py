"""What `register check` finds in two published policies, against what a reader of the law found.

Both files hold the activities, recipients and durations of a real shop's policy as published; every
name, number, address and date in them is invented. The tables below are written from the notes on
the law, whose sections they cite, never from what the program says: POINTS is what those notes name
for each activity, ALSO what follows from a general duty that the policies leave unanswered. Together
they are everything that is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.cli import main
from gdpr_desk.clock import Clock
from gdpr_desk.commands import opening
from gdpr_desk.register import interchange
from gdpr_desk.register.checks import check_register
from gdpr_desk.register.model import ProcessingActivity, Register, RetentionKind
from gdpr_desk.register.starter import starter_activity, starter_parties
from gdpr_desk.vault.vault import Vault

DATA = Path(__file__).resolve().parents[1] / "data"
TODAY = date(2026, 11, 23)

Table = dict[str, set[str]]

# Shop A: the sixteen activities of a repair shop (2.4, table, 4.1 to 4.16).
POINTS_A: Table = {
    # 4.1 two bases for several purposes: split; 4.12 and 9.5: keep the proof of consent
    "T-01": {"two_bases", "consent_proof"},
    # 4.2 basis missing; the touch 0 is an objection, hence an interest; staff also concerned
    "T-02": {"missing_basis", "call_basis", "staff_recorded"},
    # 4.3 duration missing; 0.6 one purpose, one basis
    "T-03": {"missing_retention", "two_bases"},
    # 4.4 three bases: split; inactive accounts never die
    "T-04": {"several_bases", "account_never_ends"},
    # 4.5 split
    "T-05": {"two_bases"},
    # 4.6 the star is a refusal, not an agreement; keep-time missing (twice: published, traced); 0.6
    "T-06": {"two_bases", "consent_by_silence", "review_time", "archive_without_end"},
    # 4.7 the duration of the copy is missing; 0.5 a copy from everybody
    "T-07": {"identity_copy_end", "identity_document"},
    # 4.8 exceptional keeping needs a reason and an end; 0.6 three bases; 9.7 "exclusion: check"
    "T-08": {"several_bases", "exception_open", "impact_assessment"},
    # 4.9 exclusion of persons: assessment; duration missing; the "legal duty" in quotes; 0.6
    "T-09": {"impact_assessment", "missing_retention", "legal_duty_unfounded", "two_bases"},
    # 4.10 joint controllership; no duration stated; 0.6
    "T-10": {"joint_controllership", "missing_retention", "two_bases"},
    # 4.11 processor outside the EU: transfer line; no duration stated
    "T-11": {"transfer_missing", "missing_retention"},
    # 4.12 proof of consent; 5.2 newsletter: long inactivity
    "T-12": {"consent_proof", "address_never_ends"},
    # 4.13 the sponsored person has no contract, single use; no duration stated
    "T-13": {"sponsored_no_contract", "sponsored_single_use", "missing_retention"},
    # 4.14 nothing: 48 hours, to the hour
    "T-14": set(),
    # 4.15 interest instead of consent; dash-cam and on-site sound apart; prefect; old number; staff
    # filmed; 9.3 the sign
    "T-15": {
        *("consent_surveillance", "dash_cam_apart", "on_site_apart", "prefect_authorisation"),
        *("old_authorisation", "impact_assessment", "staff_recorded", "camera_sign"),
    },
    # 4.16 split by purpose: two bases, and two purposes in one
    "T-16": {"two_bases", "cookies_together"},
}
# 2.1(g): the policy names no measure at all (its section 7 repeats Article 32). 7, row 4 and
# Art. 6(1)(f): each interest is stated without its balance, that of 4.9 is not even named.
INTERESTS_A = {"T-01", "T-03", "T-06", "T-08", "T-09", "T-10", "T-16"}
ALSO_A: Table = {
    f"T-{n:02}": {"missing_security"} | ({"missing_justification"} if f"T-{n:02}" in INTERESTS_A else set())
    for n in range(1, 17)
}
ALSO_A["T-09"].add("missing_interest")
# 9.1: a processor works under a written contract, and the policy says nothing of any.
ALSO_A[""] = {"contract_missing"}
PROCESSORS_A = {
    *("newsletter-host", "telephony", "switchboard", "communication-agency", "chat-tool", "site-contractors"),
}

# Shop B: what is under its table in 2.4. No retention at all; no basis but for what people opt into;
# the rights text predates the Regulation; 0.1 the form of 2013.
POINTS_B: Table = {
    "T-01": {"missing_retention", "missing_basis", "rights_before_2018"},
    "T-02": {"missing_retention", "missing_basis"},
    # 4.12 proof of consent; 9.5 contests are not conditional on consent
    "T-03": {"missing_retention", "consent_proof", "contest_apart"},
    "T-04": {"missing_retention", "missing_basis"},
    "T-05": {"missing_retention"},
    "T-06": {"missing_retention", "missing_basis", "breach_form_2013"},
}
# 8, mapping of seed B: forced rotation is advice of the past. 9.9: a fiche is reviewed every year.
ALSO_B: Table = {f"T-{n:02}": {"forced_rotation", "review_due"} for n in range(1, 7)}
ALSO_B[""] = {"contract_missing"}


@pytest.fixture
def check(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[str], list[dict[str, str]]]:
    """`register import` of a file below tests/data into a new vault, then `register check --json`."""
    folder, key = tmp_path / "coffre", bytes(range(32))

    def unlock(where: Path, *_: object) -> Desk:
        return open_desk(Vault.open(where, key, clock=clock), clock)

    secret = tmp_path / "phrase.txt"
    secret.write_text("sans importance ici", encoding="utf-8")
    monkeypatch.setenv("GDPR_DESK_PASSPHRASE_FILE", str(secret))
    monkeypatch.setattr(opening, "unlock_desk", unlock)

    def run(name: str) -> list[dict[str, str]]:
        Vault.found_for_trial(folder, key, clock=clock).close()
        assert main(["register", "import", str(DATA / name), "--vault", str(folder)]) == 0
        capsys.readouterr()
        assert main(["register", "check", "--json", "--vault", str(folder)]) == 0
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert isinstance(findings, list)
        return findings

    return run


def _by_activity(findings: list[dict[str, str]]) -> Table:
    told: Table = {}
    for finding in findings:
        told.setdefault(finding["activity"], set()).add(finding["key"])
    return told


def _together(points: Table, also: Table) -> Table:
    keys = {key: points.get(key, set()) | also.get(key, set()) for key in {*points, *also}}
    return {key: found for key, found in keys.items() if found}


@pytest.mark.parametrize(
    ("name", "points", "also"),
    [("register_shop_a.json", POINTS_A, ALSO_A), ("register_shop_b.json", POINTS_B, ALSO_B)],
)
def test_everything_the_law_names_is_found_and_nothing_else(
    check: Callable[[str], list[dict[str, str]]], name: str, points: Table, also: Table
) -> None:
    findings = check(name)
    assert _by_activity(findings) == _together(points, also)
    for finding in findings:
        assert finding["article"].startswith("art. ")
        assert "conforme" not in finding["sentence"]


def test_every_processor_without_a_contract_is_named_once(
    check: Callable[[str], list[dict[str, str]]],
) -> None:
    fields = [f["field"] for f in check("register_shop_a.json") if f["key"] == "contract_missing"]
    assert sorted(fields) == sorted(f"parties.{key}.contract.signed_on" for key in PROCESSORS_A)


def test_a_purpose_without_a_basis_is_told_for_each(check: Callable[[str], list[dict[str, str]]]) -> None:
    """Shop B takes orders and invoices them off line, and says for neither why it may."""
    told = [f["field"] for f in check("register_shop_b.json") if f["key"] == "missing_basis"]
    assert told == [
        *("purposes.0.lawful_basis", "purposes.1.lawful_basis"),
        *("purposes.0.lawful_basis",) * 3,
    ]


def _read(name: str) -> Register:
    return interchange.load((DATA / name).read_text("utf-8"))


def _activity(register: Register, reference: str) -> ProcessingActivity:
    return next(activity for activity in register.activities if activity.reference == reference)


def test_the_durations_are_those_published() -> None:
    """2.4, column "Duration as stated", and the minimum that 4.7 needs."""
    published = {
        "T-01": [None, "P3Y"],
        "T-02": ["P60D"],
        "T-03": [],
        "T-04": [None, None, "P3Y", None],
        "T-05": ["P10Y"],
        "T-06": [None],
        "T-07": ["P3Y"],
        "T-08": ["PT48H", "P3Y", None],
        "T-09": [],
        "T-10": [],
        "T-11": [],
        "T-12": [None],
        "T-13": [],
        "T-14": ["PT48H"],
        "T-15": ["P1M"],
        "T-16": ["P13M"],
    }
    register = _read("register_shop_a.json")
    assert {a.reference: [rule.period for rule in a.retention] for a in register.activities} == published
    [opposition] = _activity(register, "T-07").retention
    assert opposition.kind is RetentionKind.MINIMUM
    assert not [a for a in _read("register_shop_b.json").activities if a.retention]


def test_shop_b_keeps_its_measures_and_those_it_tells_of_a_breach() -> None:
    """2.4, "Seed B needs": adherence of staff before access, need-to-know, three addressees."""
    register = _read("register_shop_b.json")
    for activity in register.activities:
        assert {"access_control", "strong_authentication", "fire_detection"} <= set(
            activity.security_measures
        )
        assert any("avant tout accès" in measure for measure in activity.security_measures)
    told = {recipient.party for recipient in _activity(register, "T-06").recipients if recipient.party}
    assert told == {"authority", "main-controller"}


def test_the_desk_on_a_workstation_contradicts_the_promise_of_shop_b() -> None:
    register = _read("register_shop_b.json")
    desk = replace(starter_activity("desk"), reference="T-07", created_on=TODAY)
    parties = (*register.parties, *starter_parties(["desk"]))
    both = replace(register, parties=parties, activities=(*register.activities, desk))
    told = [f for f in check_register(both, TODAY) if f.activity == "T-07"]
    assert [f.key for f in told] == ["identity_copy_promise"]
    assert "pas de copie sur les postes" in told[0].sentence
    sheet = f"{desk.note} {desk.data}"
    for explained in ("scellée", "clé", "sauvegarde", "détruite", "30 jours"):
        assert explained in sheet


def test_nobody_of_the_real_shops_is_in_the_files() -> None:
    """Invented SIREN of the fictional range, reserved domain and telephone range, no brand."""
    for name in ("register_shop_a.json", "register_shop_b.json"):
        register = _read(name)
        assert register.controller.siret.startswith("0000000")
        assert register.controller.email.endswith(".example")
        assert register.controller.phone.startswith("01 99 00")
        for party in register.parties:
            assert not party.contact.email
