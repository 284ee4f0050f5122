"""What a ledger takes, what it refuses, and why: every description, and the rules of single ledgers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.reference import catalogues
from gdpr_desk.retention.ledgers.answers import (
    from_json,
    plain,
    read_moment,
    read_value,
    read_values,
    to_json,
    typed_text,
)
from gdpr_desk.retention.ledgers.checks import next_steps, problems, remarks, step_problems
from gdpr_desk.retention.ledgers.importing import known_titles
from gdpr_desk.retention.ledgers.keeping import all_rules, leaves_at, rule_of
from gdpr_desk.retention.ledgers.kinds import KINDS, kind_of
from gdpr_desk.retention.ledgers.model import (
    EntryRefused,
    FieldSpec,
    FieldType,
    LedgerEntry,
    LedgerKind,
    Value,
    Weight,
)
from gdpr_desk.retention.ledgers.review_notice import READ_AGAIN, ReviewPolicy, review_notice
from gdpr_desk.retention.ledgers.states import STATES, first_day, is_pointless, since_words, state_of

NOW = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def entry(kind: str, typed: Mapping[str, str], **steps: Trigger) -> LedgerEntry:
    return LedgerEntry(kind, read_values(KINDS[kind], typed), steps)


def said(one: LedgerEntry) -> dict[str, str]:
    return {found.place: found.sentence for found in problems(KINDS[one.kind], one, NOW)}


@EVERY
def test_a_description_names_only_what_it_has(kind: LedgerKind) -> None:
    fields, steps = {one.key for one in kind.fields}, {one.key for one in kind.steps}
    assert fields.isdisjoint(steps)
    for step in kind.steps:
        assert {*step.needs, *step.against} <= steps
        assert set(step.asks) <= fields
        assert {*step.not_before, *step.not_after} <= fields | steps
        assert all(step.key in kind.step(other).against for other in step.against), "both ways"
    assert {*kind.columns, *kind.same, *kind.checks} <= fields
    assert kind.cases[-1].steps == ()
    assert not kind.busy_until or kind.busy_until in steps
    assert bool(kind.busy_until) is bool(kind.awaited)


@EVERY
def test_every_state_names_what_the_ledger_has_and_the_last_one_fits_all(kind: LedgerKind) -> None:
    states = STATES[kind.key]
    steps, places = {one.key for one in kind.steps}, {one.key for one in kind.places}
    assert all(set(state.steps) <= steps and state.since in places for state in states)
    assert states[-1].steps == ()
    assert first_day(kind) in kind.columns, "what the list no longer shows beside it"
    assert state_of(kind, LedgerEntry(kind.key, {}, draft=True)) is states[-1]
    assert {step for case in kind.cases for step in case.steps} <= {s for one in states for s in one.steps}


@EVERY
def test_every_rule_finds_its_events_and_says_where_its_figure_comes_from(kind: LedgerKind) -> None:
    places = {one.key for one in kind.places}
    assert {place for found in kind.triggers.values() for place in found} <= places
    for case in kind.cases:
        (rule,) = [one for one in all_rules() if one.key == case.rule]
        assert {term.trigger for term in rule.terms} <= set(kind.triggers)
        assert all(term.source for term in rule.terms)


def test_no_duration_lies_unused() -> None:
    beside = {
        str(key)
        for one in catalogues.ledgers().values()
        for key in one.extra.get("with", ())  # type: ignore[attr-defined]
    }
    assert {rule.key for rule in all_rules()} | beside == set(catalogues.ledgers())


@EVERY
def test_letters_are_their_own_and_titles_mean_one_column(kind: LedgerKind) -> None:
    assert sum(one.letter == kind.letter for one in KINDS.values()) == 1
    titles = [
        (plain(title), spec.key) for spec in kind.places for title in {spec.key, spec.label, *spec.heads}
    ]
    assert set(titles) == set(known_titles(kind.key).items())


@EVERY
def test_words_of_the_house(kind: LedgerKind) -> None:
    told = f"{kind}"
    assert not re.search(r"conforme|certificat|mot de passe", told, re.I)
    assert all(len(spec.label) <= 40 for spec in kind.places)


def test_a_ledger_that_is_not_there() -> None:
    with pytest.raises(NotFound, match="n’existe pas"):
        kind_of("fidelity")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("24/10/2026", date(2026, 10, 24)),
        ("2026-10-24", date(2026, 10, 24)),
        ("24/10/2026 12:00", datetime(2026, 10, 24, 10, tzinfo=UTC)),
        ("24/10/2026 12h00", datetime(2026, 10, 24, 10, tzinfo=UTC)),
        ("2026-10-26T11:00", datetime(2026, 10, 26, 10, tzinfo=UTC)),
        ("2026-10-24 00:00:00", date(2026, 10, 24)),
        ("24/10/2026 00:00", date(2026, 10, 24)),
    ],
)
def test_a_moment_is_a_day_or_an_hour_of_it(typed: str, expected: Trigger) -> None:
    assert read_moment(typed) == expected


@pytest.mark.parametrize("typed", ["hier", "31/02/2026", "24/10/26", "2026-10-24 25:00", "1/1/1026", "12:00"])
def test_what_is_no_moment(typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_moment(typed)


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        (FieldType.AMOUNT, "129,90", 12_990),
        (FieldType.AMOUNT, "1 129.5 €", 112_950),
        (FieldType.AMOUNT, "64", 6_400),
        (FieldType.COUNT, "3", 3),
        (FieldType.YES_NO, "Oui", True),
        (FieldType.YES_NO, "non", False),
        (FieldType.LINE, "  a \n b ", "a b"),
        (FieldType.TEXT, "a\nb", "a\nb"),
        (FieldType.DAY, "05/10/2026", date(2026, 10, 5)),
        (FieldType.LINE, "   ", None),
    ],
)
def test_what_people_type_is_read(kind: FieldType, typed: str, expected: Value | None) -> None:
    spec = FieldSpec("x", "X", kind)
    found = read_value(spec, typed)
    assert found == expected
    if found is not None:
        assert read_value(spec, typed_text(spec, found)) == found
        assert from_json(spec, to_json(found)) == found


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldType.AMOUNT, "douze"),
        (FieldType.AMOUNT, "1,234"),
        (FieldType.AMOUNT, "-5"),
        (FieldType.COUNT, "2,5"),
        (FieldType.YES_NO, "peut-être"),
        (FieldType.DAY, "24/10/2026 12:00"),
        (FieldType.LINE, "a\x07b"),
        (FieldType.LINE, "a" * 401),
        (FieldType.TEXT, "a" * 8_001),
    ],
)
def test_what_cannot_be_read_is_refused(kind: FieldType, typed: str) -> None:
    with pytest.raises(InvalidInput):
        read_value(FieldSpec("x", "X", kind), typed)


def test_every_unreadable_answer_is_told_at_once_beside_its_field() -> None:
    typed = {"who": "Paul", "amount": "beaucoup", "unpaid_since": "hier"}
    with pytest.raises(EntryRefused) as refused:
        read_values(KINDS["unpaid"], typed)
    assert [one.place for one in refused.value.problems] == ["amount", "unpaid_since"]
    assert "beaucoup" not in str(refused.value), "no content in a refusal"


UNPAID = {"who": "Paul Renard", "unpaid_since": "05/10/2026"}
KEPT = {**UNPAID, "keep_reason": "Trois impayés en un an", "keep_until": "24/10/2027"}
TOLD: dict[str, Trigger] = {"contract_told": date(2026, 9, 1), "incident_told": date(2026, 10, 6)}
REGISTERED: dict[str, Trigger] = {**TOLD, "registered": date(2026, 10, 20)}


def test_nobody_is_registered_as_unpaid_before_being_told_twice() -> None:
    registered = date(2026, 10, 20)
    assert "registered" in said(entry("unpaid", UNPAID, registered=registered))
    told_once = entry("unpaid", UNPAID, contract_told=date(2026, 9, 1), registered=registered)
    assert said(told_once) == {
        "registered": "« Inscription au fichier » ne se note qu’après : « Information sur l’impayé »."
    }
    assert said(entry("unpaid", UNPAID, **TOLD, registered=registered)) == {}


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ({"contract_told": date(2026, 10, 6)}, "contract_told"),
        ({**TOLD, "incident_told": date(2026, 10, 4)}, "incident_told"),
        ({**TOLD, "registered": date(2026, 10, 5)}, "registered"),
        ({**TOLD, "registered": date(2026, 11, 24)}, "registered"),
        (
            {**TOLD, "registered": date(2026, 10, 20), "registered_told": date(2026, 10, 19)},
            "registered_told",
        ),
        ({"settled": date(2026, 10, 4)}, "settled"),
        ({"settled": datetime(2026, 11, 23, 7, 49, tzinfo=UTC)}, "settled"),
    ],
)
def test_the_information_steps_keep_their_order(steps: dict[str, Trigger], place: str) -> None:
    assert list(said(entry("unpaid", UNPAID, **steps))) == [place]


def test_keeping_after_the_settlement_needs_a_reason_a_notice_and_a_year_at_most() -> None:
    settled: dict[str, Trigger] = {"settled": datetime(2026, 10, 24, 10, tzinfo=UTC)}
    noticed: dict[str, Trigger] = {**settled, "keeping_told": date(2026, 10, 25)}
    kept: dict[str, Trigger] = {**noticed, "kept": date(2026, 10, 25)}
    assert set(said(entry("unpaid", UNPAID, **kept))) == {"keeping_told", "kept"}, "no reason, no end"
    assert set(said(entry("unpaid", KEPT, **settled, kept=date(2026, 10, 25)))) == {"kept"}, "no notice"
    assert said(entry("unpaid", KEPT, **kept)) == {}
    longer = entry("unpaid", {**KEPT, "keep_until": "25/10/2027"}, **kept)
    assert said(longer) == {"keep_until": "Garder jusqu’au : un an au plus, donc 24 octobre 2027."}


def test_who_is_registered_is_to_be_told_so() -> None:
    registered = entry("unpaid", UNPAID, **TOLD, registered=date(2026, 10, 20))
    (remark,) = remarks(KINDS["unpaid"], registered, NOW)
    assert (remark.weight, remark.step) == (Weight.URGENT, "registered_told")
    told = replace(registered, steps={**registered.steps, "registered_told": date(2026, 10, 21)})
    assert remarks(KINDS["unpaid"], told, NOW) == ()


REVIEW = {
    "author": "L. F.",
    "text": "Lampe réparée en deux jours.",
    "received": "03/11/2026",
    "experience_on": "28/10/2026",
    "verified": "oui",
    "consideration": "non",
}


@pytest.mark.parametrize("text", ["* pour vous seulement", "*", "  \n*Non", "**Très bien**"])
def test_a_star_at_the_beginning_means_never_publish(text: str) -> None:
    starred = entry("reviews", {**REVIEW, "text": text}, published=date(2026, 11, 5))
    assert set(said(starred)) == {"published"}
    assert said(entry("reviews", {**REVIEW, "text": text})) == {}
    assert said(entry("reviews", {**REVIEW, "text": "Bien *"}, published=date(2026, 11, 5))) == {}


def test_a_review_is_published_with_its_dates_and_refused_with_its_reason() -> None:
    bare = {key: REVIEW[key] for key in ("author", "text", "received")}
    assert "date de l’expérience" in said(entry("reviews", bare, published=TODAY))["published"]
    assert set(said(entry("reviews", bare, refused=TODAY))) == {"refused"}
    refused = entry("reviews", {**bare, "reason": "Propos insultants"}, refused=TODAY)
    assert said(refused) == {}
    assert [one.step for one in remarks(KINDS["reviews"], refused, NOW)] == ["author_told"]
    both = entry("reviews", {**REVIEW, "reason": "x"}, refused=TODAY, published=TODAY)
    assert set(said(both)) == {"refused", "published"}
    gone = entry(
        "reviews", {**REVIEW, "reason": "Demande de l’auteur"}, published=date(2026, 11, 5), unpublished=TODAY
    )
    assert said(gone) == {}
    assert rule_of(KINDS["reviews"], gone).key == "ledger_reviews_unpublished", "traceable, with its reason"


def test_the_notice_near_the_reviews_says_everything_the_code_asks() -> None:
    """Law page 9.8, point by point: check, dates, order, consideration, time, contact, change, refusal."""
    told = review_notice(ReviewPolicy(checked="numéro de commande demandé."))
    for words in (
        "contrôlés avant d’être publiés : numéro de commande demandé.",
        "date de publication et la date de l’expérience",
        "classés du plus récent au plus ancien",
        "Rien n’est donné en échange",
        "3 ans au plus après sa publication",
        "commence par le signe *",
        "ne peut pas joindre l’auteur",
        "peut modifier ou faire retirer",
        "prévenu du motif",
    ):
        assert sum(words in paragraph for paragraph in told) == 1
    assert told[-1] == READ_AGAIN
    other = review_notice(ReviewPolicy(consideration=True, author_reachable=True, changeable=False))
    assert len(set(told) & set(other)) == len(told) - 4


ASKED = {
    "received": "17/11/2026",
    "authority": "Brigade de la ville",
    "legal_basis": "art. 60-1 du code de procédure pénale",
    "capacity": "Officier de police judiciaire",
    "capacity_checked": "Rappel au standard",
    "scope": "Images de l’entrée, une heure",
    "scope_precise": "oui",
    "written": "oui",
    "form": "Réquisition",
    "secrecy": "non",
    "decided_by": "Camille Lumen",
    "given_what": "Un fichier vidéo",
    "channel": "Clé remise en main propre",
}


@pytest.mark.parametrize("check", [key for key in ASKED if key not in {"received", "authority"}])
def test_nothing_is_given_to_an_authority_before_every_check_is_answered(check: str) -> None:
    assert said(entry("disclosures", ASKED, given=TODAY)) == {}
    without = {key: answer for key, answer in ASKED.items() if key != check}
    label = KINDS["disclosures"].field(check).label.lower()
    assert label in said(entry("disclosures", without, given=TODAY))["given"]
    assert step_problems(KINDS["disclosures"], entry("disclosures", without), "given", NOW)


def test_a_request_without_an_answer_says_since_how_long() -> None:
    def short(received: str) -> str:
        asked = entry("disclosures", {**ASKED, "received": received})
        return remarks(KINDS["disclosures"], asked, NOW)[0].short

    assert (short("17/11/2026"), short("22/11/2026"), short("23/11/2026")) == (
        "Sans réponse · 6 jours",
        "Sans réponse · 1 jour",
        "Sans réponse",
    )


def test_an_oral_or_wide_demand_is_told_even_when_answered() -> None:
    wide = entry("disclosures", {**ASKED, "written": "non", "scope_precise": "non"}, given=TODAY)
    assert len(remarks(KINDS["disclosures"], wide, NOW)) == 2


FRIEND = {
    "sponsor": "Élodie Marais",
    "friend": "Odilon",
    "contact": "o@courriel.example",
    "received": "20/11/2026",
}


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Bonjour, Élodie Marais nous a donné votre adresse.", True),
        ("Bonjour de la part d’ELODIE  MARAIS !", True),
        ("Bonjour, une amie nous a donné votre adresse.", False),
        ("Élodie Maraisienne", False),
    ],
)
def test_the_one_message_names_the_sponsor(message: str, named: bool) -> None:
    sent = entry("sponsored", {**FRIEND, "message": message}, sent=NOW)
    assert (said(sent) == {}) is named
    assert "sent" in said(entry("sponsored", FRIEND, sent=NOW)), "no message at all"
    assert said(entry("sponsored", FRIEND, refused=NOW)) == {}


CALL = {"who": "Luce", "phone": "06 99 00 00 21"}


@pytest.mark.parametrize(
    ("requested", "short"),
    [
        ("21/11/2026 09:00", "À rappeler maintenant"),
        ("21/11/2026 11:00", "À rappeler avant 10:00"),
        ("22/11/2026 00:30", "À rappeler avant 23:30"),
        ("22/11/2026 01:30", "À rappeler"),
        ("22/11/2026 16:00", "À rappeler"),
        ("21/11/2026 08:00", "À rappeler maintenant"),
    ],
)
def test_a_call_back_nobody_has_made_is_told_until_its_line_goes(requested: str, short: str) -> None:
    waits = entry("call_backs", {**CALL, "requested": requested})
    (remark,) = remarks(KINDS["call_backs"], waits, NOW)
    assert (remark.step, remark.short, remark.weight) == ("called", short, Weight.ATTENTION)
    assert remarks(KINDS["call_backs"], replace(waits, steps={"called": TODAY}), NOW) == ()


@pytest.mark.parametrize(
    ("one", "label", "since"),
    [
        (entry("unpaid", UNPAID), "Non réglé", "depuis le 5 octobre 2026"),
        (entry("unpaid", UNPAID, **REGISTERED), "Inscrit au fichier", "le 20 octobre 2026"),
        (entry("unpaid", UNPAID, **REGISTERED, settled=TODAY), "Réglé", "le 23 novembre 2026"),
        (entry("consents", {"given": "26/07/2026 10:00"}), "En vigueur", "depuis le 26 juillet 2026"),
        (entry("reviews", {**REVIEW, "text": "* Non"}), "Jamais publié", "reçu le 3 novembre 2026"),
        (entry("sponsored", FRIEND), "Message à envoyer", "confié le 20 novembre 2026"),
        (entry("call_backs", CALL), "À rappeler", ""),
    ],
)
def test_a_state_agrees_and_says_since_when_whatever_the_day_of_typing(
    one: LedgerEntry, label: str, since: str
) -> None:
    kind = KINDS[one.kind]
    assert (state_of(kind, one).label, since_words(kind, one)) == (label, since)


def test_who_has_paid_is_not_led_to_the_register_any_more() -> None:
    registering = KINDS["unpaid"].step("registered")
    assert not is_pointless(entry("unpaid", UNPAID), registering)
    paid = entry("unpaid", UNPAID, settled=TODAY)
    assert is_pointless(paid, registering)
    assert not is_pointless(paid, KINDS["unpaid"].step("keeping_told"))


FILMED = {
    "who": "Luce",
    "place": "Atelier",
    "scope": "Image et son",
    "purpose": "Preuve",
    "agreed": "12/10/2026",
    "form": "signed",
    "proof": "Classeur",
}


def test_nobody_is_filmed_before_agreeing_or_after_taking_it_back() -> None:
    assert set(said(entry("filming", FILMED, filmed=date(2026, 10, 11)))) == {"filmed"}
    back = entry("filming", FILMED, filmed=date(2026, 10, 20), withdrawn=date(2026, 10, 19))
    assert set(said(back)) == {"filmed"}
    late = entry("filming", FILMED, filmed=date(2026, 10, 22))
    assert remarks(KINDS["filming"], late, NOW)[0].weight is Weight.URGENT, "a month was over yesterday"
    assert remarks(KINDS["filming"], replace(late, steps={"filmed": date(2026, 10, 24)}), NOW) == ()


CUT = {
    "asked_by": "Brigade",
    "reason": "Vol",
    "camera": "Entrée",
    "begins": "15/11/2026 17:00",
    "ends": "15/11/2026 18:00",
    "extracted": "17/11/2026 09:00",
    "made_by": "Camille",
    "copies": "1",
}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"ends": "15/11/2026 16:00"}, "ends"),
        ({"extracted": "15/11/2026 17:30"}, "extracted"),
        ({"copies": "0"}, "copies"),
        ({"begins": ""}, "begins"),
    ],
)
def test_an_extraction_is_of_what_was_there(changed: dict[str, str], place: str) -> None:
    assert said(entry("extractions", CUT)) == {}
    assert list(said(entry("extractions", {**CUT, **changed}))) == [place]


def test_an_extraction_stays_while_a_copy_does() -> None:
    cut = entry("extractions", CUT)
    assert leaves_at(KINDS["extractions"], cut, NOW) is None
    gone = replace(cut, steps={"destroyed": date(2026, 11, 20)})
    assert leaves_at(KINDS["extractions"], gone, NOW) == datetime(2027, 11, 20, tzinfo=SHOP_ZONE)


def test_a_draft_may_lack_answers_but_no_step_what_it_needs() -> None:
    draft = LedgerEntry("unpaid", {}, {}, draft=True)
    assert said(draft) == {}
    (remark,) = remarks(KINDS["unpaid"], draft, NOW)
    assert "nom" in remark.sentence
    assert set(said(replace(draft, steps={"registered": TODAY}))) == {"registered"}


def test_the_steps_that_can_come_next() -> None:
    def keys(*steps: str) -> list[str]:
        one = LedgerEntry("unpaid", {}, dict.fromkeys(steps, TODAY))
        return [step.key for step in next_steps(KINDS["unpaid"], one)]

    assert keys() == ["contract_told", "settled"]
    assert keys("contract_told", "incident_told") == ["registered", "settled"]
    assert keys("settled") == ["contract_told", "keeping_told"]
