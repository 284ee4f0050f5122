"""What a refusal may not do: hand over, tell a stranger, keep without saying what, refuse what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import letter_cases
import pytest
from letter_cases import TODAY, asking, given, letter

from gdpr_desk.register.model import LawfulBasis, Purpose
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.cautions import cautions
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.templates import shipped, used
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import write
from gdpr_desk.requests.model import (
    Channel,
    IdentityResult,
    PauseReason,
    RequestPause,
    RightKind,
    Sending,
    WorkDone,
)
from gdpr_desk.requests.where_to_look import Person, where_to_look

K, R = LetterKind, RightKind
ASKED = (Sending(K.IDENTITY_QUESTION.value, Channel.EMAIL, date(2026, 11, 16)),)
UNKNOWN = Refusal("identity_unproven", R.ACCESS, "Notre question du 16 novembre 2026 est restée sans réponse")
INVOICES = "erasure/T-05/keep/factures-et-pieces-comptables"
SURVEYS = "les statistiques de satisfaction"
FILMED = "la conservation des images du 12 novembre 2026"
SALES = "le suivi de votre dossier, de la demande au service après-vente"
DUTY = Refusal("legal_duty", R.ERASURE, "La facture du 4 septembre 2026 est une pièce comptable.", INVOICES)


def case_of(right: RightKind, known: tuple[str, ...], decided: Mapping[str, str]) -> Case:
    """A request of which everything was looked for: what is not named there was not found."""
    plain = letter_cases.case(K.ERASURE)
    lines = where_to_look(plain.register, [right], TODAY, Person(known))
    assert set(decided) <= {line.key for line in lines}, [line.key for line in lines]
    work = tuple(WorkDone(line.key, decided.get(line.key, "not_found"), "", TODAY) for line in lines)
    return replace(plain, request=replace(plain.request, rights=(right,)), lines=lines, work=work)


def says(kind: LetterKind, case: Case, *refusals: Refusal, **typed: str) -> str:
    made = letter(kind, case, replace(given(kind), refusals=refusals), **typed)
    return letter_cases.plain(letter_text(made).body)


def refused(kind: LetterKind, case: Case, *refusals: Refusal, **typed: str) -> IncompleteLetter:
    with pytest.raises(IncompleteLetter) as found:
        says(kind, case, *refusals, **typed)
    return found.value


def test_a_refusal_encloses_nothing_whoever_wrote_its_words() -> None:
    own = shipped()[K.REFUSAL]
    assert "enclosed" not in used(own.body)
    case = replace(asking(K.REFUSAL, rights=(R.ACCESS,)), lines=(), work=())
    told = says(K.REFUSAL, case, Refusal("excessive", R.ACCESS, "La sixième en deux mois."))
    assert "ci-joint" not in told
    assert "P. j." not in told
    changed = own.with_words(own.subject, f"{own.body}\n\nCi-joint : {{enclosed}}.")
    with pytest.raises(IncompleteLetter, match="ne joint rien") as found:
        write(changed, letter_cases.case(K.REFUSAL), given(K.REFUSAL))
    assert found.value.instead is K.PARTIAL


def test_somebody_unknown_learns_nothing_from_a_refusal() -> None:
    stays = case_of(R.ERASURE, ("T-05",), {INVOICES: "keep"})
    reason = replace(UNKNOWN, right=R.ERASURE)
    asked_first = refused(K.REFUSAL, stays, reason)
    assert asked_first.instead is K.IDENTITY_QUESTION
    known = replace(stays, sent=ASKED)
    told = says(K.REFUSAL, known, reason)
    assert "bien de la personne qu’elle concerne" in told
    assert "sans réponse. Nous n’avons donc rien effacé, ni rien communiqué." in told
    for thing in ("facture", "ces données", "gardé", "autres données"):
        assert thing not in told
    paused = replace(stays.request, pauses=(RequestPause(PauseReason.IDENTITY, date(2026, 11, 16)),))
    assert says(K.REFUSAL, replace(stays, request=paused), reason) == told
    failed = replace(stays.request, check=replace(letter_cases.KNOWN, result=IdentityResult.REFUSED))
    assert says(K.REFUSAL, replace(stays, request=failed), reason) == told
    assert "va seul" in refused(K.REFUSAL, known, reason, DUTY).message


def test_what_nobody_proved_to_be_theirs_is_not_handed_over_in_part() -> None:
    case = replace(letter_cases.case(K.ACCESS), sent=ASKED)
    assert refused(K.PARTIAL, case, UNKNOWN).instead is K.REFUSAL
    stopped = replace(letter_cases.case(K.OBJECTION), sent=ASKED)
    both = replace(stopped, request=replace(stopped.request, rights=(R.OBJECTION, R.ACCESS)))
    told = says(K.PARTIAL, both, UNKNOWN)
    assert "Nous avons arrêté la publicité" in told
    assert "rien communiqué" in told
    assert "rien effacé" not in told


def test_the_facts_of_such_a_refusal_are_looked_at_again() -> None:
    template, case = shipped()[K.REFUSAL], letter_cases.case(K.REFUSAL)
    telling = replace(UNKNOWN, facts="L’adresse n’est pas celle de votre fiche.")
    (caution,) = cautions(template, case, replace(given(K.REFUSAL), refusals=(telling,)))
    assert "laissent entendre" in caution
    assert not cautions(template, case, replace(given(K.REFUSAL), refusals=(UNKNOWN,)))


def test_a_refusal_to_erase_names_what_is_kept_and_says_that_this_is_all() -> None:
    told = says(K.REFUSAL, case_of(R.ERASURE, ("T-05",), {INVOICES: "keep"}), DUTY)
    assert "Vos factures : la facture du 4 septembre 2026 est une pièce comptable. Nous les gardons" in told
    assert "article L. 123-22 du code de commerce ; article 17, paragraphe 3, point b" in told
    assert "Nous n’avons pas d’autres données sur vous, en dehors de la demande elle-même." in told
    agent = case_of(R.ERASURE, ("T-05",), {INVOICES: "keep"})
    whose = replace(agent.request.requester, represents="Anselme Ferrand")
    theirs = replace(agent, request=replace(agent.request, requester=whose))
    assert "pas d’autres données sur Anselme Ferrand" in says(K.REFUSAL, theirs, DUTY)


def test_one_thing_kept_is_no_reason_to_keep_the_rest() -> None:
    erased = case_of(R.ERASURE, ("T-05", "T-12"), {INVOICES: "keep", "erasure/T-12/erase": "erase"})
    found = refused(K.REFUSAL, erased, DUTY)
    assert found.instead is K.PARTIAL
    assert "Newsletter" in found.message
    waiting = replace(erased, work=tuple(one for one in erased.work if one.line != "erasure/T-12/erase"))
    left = refused(K.REFUSAL, waiting, DUTY)
    assert left.from_list
    assert "Newsletter" in left.message
    nothing, free = case_of(R.ERASURE, ("T-05",), {}), replace(DUTY, line="")
    assert "aucune ligne n’est notée « Garder »" in refused(K.REFUSAL, nothing, free).message
    two = case_of(R.ERASURE, ("T-05",), {INVOICES: "keep", letter_cases.SALE: "keep"})
    assert "ne dit pas ce que vous gardez" in refused(K.REFUSAL, two, free).message


def test_a_request_refused_for_what_it_is_speaks_of_no_thing() -> None:
    case = case_of(R.ERASURE, ("T-05",), {INVOICES: "keep"})
    told = says(K.REFUSAL, case, Refusal("unfounded", R.ERASURE, "Le compte visé n’a jamais existé."))
    assert "facture" not in told
    assert "d’autres données" not in told


@pytest.mark.parametrize(
    ("reason", "known", "use", "law"),
    [
        (
            "no_situation",
            ("T-04",),
            SURVEYS,
            "S’opposer à un usage autre que la publicité suppose",
        ),
        ("compelling_grounds", ("T-15",), FILMED, "Un motif légitime et impérieux l’emporte ici"),
        ("objection_basis", ("T-05",), SALES, "ne s’applique pas à ce qui sert à exécuter un contrat"),
        ("legal_claims", ("T-15",), FILMED, "un usage nécessaire pour établir ou défendre des droits"),
    ],
)
def test_an_objection_is_refused_in_its_own_words_and_never_for_publicity(
    reason: str, known: tuple[str, ...], use: str, law: str
) -> None:
    why = Refusal(reason, R.OBJECTION, "Un vol est à élucider.")
    plain = case_of(R.OBJECTION, known, {})
    told = says(K.REFUSAL, replace(plain, work=()), why, contested_use=use)
    assert law in told
    assert "article 21, paragraphe 1, du RGPD" in told
    assert "article 17" not in told
    assert "Ces données" not in told
    assert f"L’usage en cause : {use}." in told
    assert "Ce refus ne concerne pas la publicité" in told
    assert told.count("nous regarderons de nouveau") == 1
    offers = case_of(R.OBJECTION, (*known, "T-01"), {})
    assert "jamais" in refused(K.REFUSAL, replace(offers, work=()), why, contested_use=use).message


def test_what_rests_on_a_legitimate_interest_is_open_to_objection() -> None:
    why = Refusal("objection_basis", R.OBJECTION, "Votre fiche sert à exécuter votre contrat du 2 novembre.")
    case = replace(case_of(R.OBJECTION, ("T-05",), {}), work=())
    found = refused(K.REFUSAL, case, why, contested_use=SURVEYS)
    assert "ni sur un contrat ni sur la loi : les statistiques de satisfaction" in found.message
    assert found.fields == ("contested_use",)
    facts = replace(why, facts="Les statistiques de satisfaction sont prévues au contrat.")
    assert refused(K.REFUSAL, case, facts, contested_use=SALES).fields == ("contested_use",)
    short = Purpose("Accueil", LawfulBasis.LEGITIMATE_INTERESTS)
    own = [replace(one, purposes=(short,)) for one in case.register.activities]
    bare = replace(case, register=replace(case.register, activities=tuple(own)))
    assert "exécuter un contrat" in says(K.REFUSAL, bare, why, contested_use=SALES), "it names no such use"
    assert "« Accueil »" in refused(K.REFUSAL, bare, why, contested_use="l’accueil").message
    line = "objection/T-04/weigh"
    kept = case_of(R.OBJECTION, ("T-01", "T-04"), {line: "keep"})
    bound = replace(why, line=line)
    assert "l’opposition s’y applique" in refused(K.PARTIAL, kept, bound).message.lower()


def test_what_hides_others_is_told_with_the_article_of_its_right() -> None:
    masked = Refusal("others_rights", R.PORTABILITY, "Deux commentaires nomment un autre client.")
    told = says(K.PARTIAL, letter_cases.case(K.PORTABILITY), masked)
    assert "article 20, paragraphe 4" in told
    file = "JSON et au format CSV : identité, coordonnées, goûts et préférences, preuve de l’accord"
    assert file in told
    assert "commandes et achats" in told, "a purchase is what a person did (Art. 20)"
    assert "factures" not in told, "the shop wrote them"
    assert "directement à un autre organisme" in told
    assert "P. j. : vos données, en JSON et en CSV" in told
    assert "article 15" not in told
    copied = says(K.PARTIAL, letter_cases.case(K.ACCESS), replace(masked, right=R.ACCESS))
    assert "article 15, paragraphe 4" in copied


def test_no_case_is_brought_together_and_four_are_named() -> None:
    why = Refusal("restriction_conditions", R.RESTRICTION, "Rien n’est contesté.")
    case = replace(case_of(R.RESTRICTION, ("T-04",), {}), work=())
    assert "Votre situation ne correspond à aucun des quatre cas" in says(K.REFUSAL, case, why)


def test_data_that_are_not_portable_are_named_and_nothing_else_is() -> None:
    case = case_of(R.PORTABILITY, (), {})
    notes = Refusal("portability_basis", R.PORTABILITY, "Nous avons écrit ces notes pour la garantie.")
    told = says(K.REFUSAL, case, notes, contested="les notes de réparation")
    assert "Les données en cause : les notes de réparation." in told
    assert "contested" in refused_fields(case, notes)
    often = Refusal("excessive", R.PORTABILITY, "C’est la sixième demande en deux mois.")
    assert "Les données en cause" not in says(K.REFUSAL, case, often)


def refused_fields(case: Case, refusal: Refusal) -> tuple[str, ...]:
    with pytest.raises(IncompleteLetter) as found:
        says(K.REFUSAL, case, refusal, contested="")
    return found.value.fields
