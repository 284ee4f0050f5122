"""What a letter must not say: refused before it is written, with what to do, for window and commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import letter_cases
import pytest

from gdpr_desk.register.model import Register, Safeguard, Transfer
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.guards import warnings
from gdpr_desk.requests.letters.keeping import allowed_reasons
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.purposes import in_noun
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import write
from gdpr_desk.requests.model import (
    Channel,
    IdentityDoubt,
    IdentityMethod,
    RightKind,
    Sending,
)
from gdpr_desk.requests.places import Step
from gdpr_desk.requests.where_to_look import where_to_look

K = LetterKind
SURE = IdentityDoubt(False, IdentityMethod.ACCOUNT, "", letter_cases.TODAY, "c0ffee00")
DOUBT = IdentityDoubt(True, None, "L’adresse est inconnue.", letter_cases.TODAY, "c0ffee00")
ALL_DONE = (K.ERASURE, K.RECTIFICATION, K.RESTRICTION, K.OBJECTION, K.CONSENT_WITHDRAWAL)


def says(kind: LetterKind, case: Case | None = None, **typed: str) -> str:
    given = letter_cases.given(kind)
    given = replace(given, typed={**given.typed, **typed})
    letter = write(shipped()[kind], case or letter_cases.case(kind), given)
    return letter_cases.plain(letter_text(letter).body)


def refused(kind: LetterKind, case: Case | None = None, **typed: str) -> IncompleteLetter:
    with pytest.raises(IncompleteLetter) as found:
        says(kind, case, **typed)
    assert found.value.safe
    assert found.value.remedy
    return found.value


def asking(kind: LetterKind, **changes: object) -> Case:
    case = letter_cases.case(kind)
    return replace(case, request=replace(case.request, **changes))


def decided(case: Case, key: str, **changes: object) -> Case:
    work = [replace(item, **changes) if item.line == key else item for item in case.work]
    return replace(case, work=tuple(work))


def shop_lines(case: Case) -> list[str]:
    return [line.key for line in case.lines if not line.party and line.proposed is not Step.NOTHING]


@pytest.mark.parametrize("kind", [*ALL_DONE, K.ACCESS, K.ACCESS_NOTHING, K.PORTABILITY, K.PARTIAL])
def test_what_is_not_decided_yet_is_never_told_as_done(kind: LetterKind) -> None:
    case = letter_cases.case(kind)
    assert says(kind)
    key = shop_lines(case)[-1]
    left = replace(case, work=tuple(item for item in case.work if item.line != key))
    told = refused(kind, left)
    assert "Rien n’est encore noté dans « Où chercher » pour :" in told.message
    assert told.from_list
    none = refused(kind, replace(case, work=()))
    assert "Rien n’est encore noté dans « Où chercher »" in none.message


def test_what_is_decided_and_not_done_is_not_told_as_done() -> None:
    case = decided(letter_cases.case(K.ERASURE), "erasure/T-12/erase", done_on=None)
    assert "Décidé, mais pas encore fait : Newsletter" in refused(K.ERASURE, case).message


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (K.ERASURE, "erasure/T-05/keep/factures-et-pieces-comptables"),
        (K.RECTIFICATION, "rectification/T-04/correct/fiche-client"),
        (K.OBJECTION, "objection/T-04/weigh"),
    ],
)
def test_where_something_stays_the_answer_is_a_partial_one(kind: LetterKind, key: str) -> None:
    case = decided(letter_cases.case(kind), key, decision="keep", reason="Une garantie court encore.")
    told = refused(kind, case)
    assert "Quelque chose reste" in told.message
    assert "Réponse partielle" in told.remedy
    chosen = (Refusal("compelling_grounds", RightKind.OBJECTION, "Une garantie court encore.", key),)
    given = replace(letter_cases.given(K.PARTIAL), refusals=chosen if kind is K.OBJECTION else ())
    letter = letter_cases.plain(letter_text(write(shipped()[K.PARTIAL], case, given)).body)
    assert ("une garantie court encore." if kind is not K.ERASURE else "L. 123-22") in letter


def test_what_is_kept_against_the_register_waits_for_a_reason_in_law() -> None:
    key = "erasure/T-12/erase"
    case = decided(letter_cases.case(K.PARTIAL), key, decision="keep", reason="Une somme reste due.")
    told = refused(K.PARTIAL, case)
    assert "pour quel motif" in told.message
    assert "Adresses des abonnés" in told.message
    chosen = Refusal("legal_claims", RightKind.ERASURE, "Une somme de 42 € reste due.", key)
    given = replace(letter_cases.given(K.PARTIAL), refusals=(chosen,))
    body = letter_cases.plain(letter_text(write(shipped()[K.PARTIAL], case, given)).body)
    (line,) = [
        one for one in body.splitlines() if one.startswith("- Votre adresse d’abonné à la newsletter :")
    ]
    assert "une somme de 42 € reste due." in line
    assert body.count("42 €") == 1
    elsewhere = replace(given, refusals=(replace(chosen, line="erasure/T-01/erase"),))
    with pytest.raises(IncompleteLetter, match="n’est pas notée « Garder »"):
        write(shipped()[K.PARTIAL], letter_cases.case(K.PARTIAL), elsewhere)
    other = replace(given, refusals=(replace(chosen, reason="accurate"),))
    with pytest.raises(IncompleteLetter, match="ne peut pas être opposé"):
        write(shipped()[K.PARTIAL], case, other)


def test_an_access_granted_in_part_says_all_that_article_15_asks() -> None:
    masked = (Refusal("others_rights", RightKind.ACCESS, "Deux lignes nomment un autre client."),)
    given = replace(letter_cases.given(K.PARTIAL), refusals=masked)
    letter = write(shipped()[K.PARTIAL], letter_cases.case(K.ACCESS), given)
    assert letter.annex
    assert letter.enclosed
    body = letter_text(letter).body
    assert "vous en trouverez la copie ci-jointe" in body
    assert "prévenu ceux" not in body, "nobody is told that data changed where they were only given"
    erased = write(shipped()[K.PARTIAL], letter_cases.case(K.PARTIAL), letter_cases.given(K.PARTIAL))
    assert not erased.annex
    assert not erased.enclosed


NOUNS = """
Envoyer la newsletter aux personnes inscrites | la newsletter
Envoyer l’infolettre du mois | l’envoi de l’infolettre du mois
Gérer les avis | la gestion des avis
Organiser des ateliers | l’organisation d’ateliers
Suivre nos abonnés | le suivi de nos abonnés
Organiser un jeu | l’organisation d’un jeu
Tenir le fichier | la tenue du fichier
Gérer les avis et répondre aux clients | « Gérer les avis et répondre aux clients »
Envoyer des offres, des bons | « Envoyer des offres, des bons »
Organiser des haies | « Organiser des haies »
Publicité | « Publicité »
Fichier clients | « Fichier clients »
"""
"""By hand; where a noun would be a guess, the register's own words."""


@pytest.mark.parametrize("row", NOUNS.strip().splitlines())
def test_a_purpose_that_ended_is_a_noun_where_one_is_sure(row: str) -> None:
    purpose, noun = row.split(" | ")
    assert in_noun(purpose) == noun


def test_every_purpose_the_program_came_with_has_its_noun() -> None:
    names = [p.name for a in letter_cases.register().activities for p in a.purposes]
    assert len(names) > 30
    assert [name for name in names if "«" in in_noun(name)] == []


def test_nothing_found_is_said_only_where_nothing_was() -> None:
    case = letter_cases.case(K.ACCESS_NOTHING)
    found = decided(case, "access/T-12/give", decision="give")
    assert "Vous avez noté des données : Newsletter" in refused(K.ACCESS_NOTHING, found).message
    assert "Colombier Courrier" in says(K.ACCESS_NOTHING, case)
    idle = {line.key for line in case.lines if line.party}
    work = [replace(item, told_on=None, done_on=None) for item in case.work]
    work = [replace(item, decision="nothing") if item.line in idle else item for item in work]
    nobody = replace(case, work=tuple(work))
    assert "interrogé" not in says(K.ACCESS_NOTHING, nobody)


def test_the_annex_is_about_what_this_person_is_given_and_nothing_else() -> None:
    case = letter_cases.case(K.ACCESS)
    for line in case.lines:
        if line.proposed is Step.GIVE and line.key != "access/T-12/give":
            case = decided(case, line.key, decision="not_found")
    letter = write(shipped()[K.ACCESS], case, letter_cases.given(K.ACCESS))
    assert [sheet.title for sheet in letter.annex] == ["Newsletter"]
    none = decided(case, "access/T-12/give", decision="not_found")
    assert "Aucune ligne ne dit « Donner une copie »" in refused(K.ACCESS, none).message


def with_newsletter(case: Case, **changes: object) -> Case:
    activities = [
        replace(activity, **changes) if activity.name == "Newsletter" else activity
        for activity in case.register.activities
    ]
    known = Register(case.register.controller, case.register.parties, tuple(activities))
    return replace(case, register=known)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"retention": ()}, "Newsletter (combien de temps)"),
        ({"transfers": (Transfer("US"),)}, "Newsletter (garantie hors d’Europe)"),
        ({"purposes": (), "data": ()}, "Newsletter (pourquoi, données)"),
    ],
)
def test_what_article_15_asks_and_the_register_lacks_is_named(changes: dict[str, object], told: str) -> None:
    case = letter_cases.case(K.ACCESS)
    assert told in refused(K.ACCESS, with_newsletter(case, **changes)).message
    whole = with_newsletter(case, transfers=(Transfer("US", safeguard=Safeguard.SCC),))
    assert "Notre équipe (communication) ; Colombier Courrier" in says(K.ACCESS, whole)
    # A hole in a record that is not given is nobody's business here.
    absent = decided(with_newsletter(case, **changes), "access/T-12/give", decision="not_found")
    assert "Newsletter (" not in says(K.ACCESS, absent)


@pytest.mark.parametrize("kind", [K.IDENTITY_QUESTION, K.IDENTITY_COPY, K.PRECISION])
def test_a_delay_that_is_over_does_not_stop(kind: LetterKind) -> None:
    assert "s’arrête le 23 novembre 2026" in says(kind)
    late = replace(letter_cases.case(kind), due_on=date(2026, 11, 20))
    told = says(kind, late)
    assert "s’arrête" not in told
    assert "dès l’arrivée de votre demande, et vous répondre au plus tard le 20 novembre 2026" in told
    own = shipped()[kind].with_words("une question", "Tout s’arrête le {asked_on}.")
    with pytest.raises(IncompleteLetter, match="ne peut plus s’arrêter"):
        write(own, late, letter_cases.given(kind))


@pytest.mark.parametrize("kind", [K.AGENT_PROOF, K.PARENT_PROOF])
def test_the_proof_of_a_mandate_stops_no_delay(kind: LetterKind) -> None:
    assert "délai" not in says(kind)


def test_no_proof_is_asked_of_somebody_who_is_known() -> None:
    for kind in (K.IDENTITY_QUESTION, K.IDENTITY_COPY):
        assert "aucune preuve" in refused(kind, asking(kind, doubt=SURE)).message
        assert says(kind, asking(kind, doubt=DOUBT))


def test_a_copy_is_asked_for_after_the_gentle_question_or_with_a_reason() -> None:
    doubted = asking(K.IDENTITY_COPY, doubt=DOUBT)
    unasked = refused(K.IDENTITY_COPY, doubted, question_idle="")
    assert "dernier moyen" in unasked.message
    assert unasked.fields == ("question_idle",)
    assert unasked.instead is K.IDENTITY_QUESTION
    why = says(K.IDENTITY_COPY, doubted)
    assert "Une simple question ne suffirait pas ici : vous nous dites n’avoir ni compte" in why
    assert "n’ont pas suffi" not in why, "nothing was tried"
    sent = replace(doubted, sent=(Sending("identity_question", Channel.EMAIL, letter_cases.TODAY),))
    told = says(K.IDENTITY_COPY, sent, identity_reason="", question_idle="")
    assert "contactés le 14 novembre 2026 au sujet de l’effacement de vos données" in told
    assert "La raison de notre doute : l’adresse est inconnue.\n\nLes moyens plus simples" in told
    assert "ne suffirait pas" not in told
    assert "par courrier (12 rue des Lanternes, 99018 Valbrume)" in told
    assert "n’ont pas suffi (article 12, paragraphe 6, du RGPD)" in told


def test_what_the_check_prevents_is_told_as_it_is() -> None:
    assert "rien effacer à la demande d’une autre" in says(K.IDENTITY_QUESTION)
    access = asking(K.IDENTITY_QUESTION, rights=(RightKind.ACCESS,))
    assert "remettre vos données à personne d’autre" in says(K.IDENTITY_QUESTION, access)


@pytest.mark.parametrize(
    ("kind", "field", "typed", "told"),
    [
        (K.RESTRICTION_LIFTED, "lifted_on", "32 novembre", "« Fin de la mise de côté » : cette date"),
        (K.RESTRICTION_LIFTED, "lifted_on", "31 novembre 2026", "31 novembre 2026 n’existe pas"),
        (K.RESTRICTION_LIFTED, "lifted_on", "23 novembre 2026", "n’est pas après"),
        (K.LATE, "promised_on", "le 1 janvier 2025 au plus tard", "« La date que vous tiendrez »"),
        (K.LATE, "promised_on", "1er janvier 2025", "n’est pas après"),
        (K.PARTY_REQUEST, "party_due_on", "demain", "cette date ne se lit pas"),
    ],
)
def test_a_day_that_is_none_or_is_past_is_refused(
    kind: LetterKind, field: str, typed: str, told: str
) -> None:
    found = refused(kind, **{field: typed})
    assert told in found.message
    assert found.fields == (field,)


@pytest.mark.parametrize(
    "typed", ["1 décembre 2026", "le mardi 1er décembre 2026", "01/12/2026", "2026-12-01"]
)
def test_a_day_is_printed_as_one_writes_it_however_it_was_typed(typed: str) -> None:
    assert "le 1er décembre 2026 au plus tard" in says(K.LATE, promised_on=typed)


def test_an_end_is_told_only_of_what_was_set_aside() -> None:
    undone = replace(letter_cases.case(K.RESTRICTION_LIFTED), work=())
    assert "Rien n’a été mis de côté" in refused(K.RESTRICTION_LIFTED, undone).message


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Il y a beaucoup de messages.", "pourquoi : il y a beaucoup de messages."),
        ("L’archive est loin", "pourquoi : l’archive est loin."),
        ("SIRET et TVA diffèrent.", "pourquoi : SIRET et TVA diffèrent."),
        ("Camille est absente.", "pourquoi : Camille est absente."),
        ("les pièces manquent…", "pourquoi : les pièces manquent…."),
    ],
)
def test_a_reason_stands_in_its_sentence_without_stop_or_capital_of_its_own(typed: str, told: str) -> None:
    assert told.replace("….", "…") in says(K.EXTENSION, extension_reason=typed).replace("….", "…")


def test_a_question_of_its_own_begins_with_a_capital() -> None:
    assert "\nQuels achats ?" in says(K.PRECISION, precision_question="quels achats ?")


def test_a_receipt_does_not_contradict_the_file() -> None:
    asks_nothing = "Vous n’avez aucune pièce à nous envoyer"
    assert asks_nothing in says(K.RECEIPT)
    assert asks_nothing not in says(K.RECEIPT, asking(K.RECEIPT, doubt=DOUBT))
    copied = replace(asking(K.RECEIPT, doubt=SURE), copies=True)
    assert asks_nothing not in says(K.RECEIPT, copied)
    assert "pas besoin de la copie de votre pièce" in says(K.RECEIPT, copied)
    assert "pas besoin de la copie" not in says(K.RECEIPT, replace(letter_cases.case(K.RECEIPT), copies=True))


def test_a_receipt_is_handed_over_for_what_was_said_or_brought() -> None:
    assert (
        "Accusé de réception"
        in refused(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, channel=Channel.EMAIL)).remedy
    )
    counter = says(K.COUNTER_RECEIPT)
    assert "Votre signature" not in counter, "a line for a pen has no place in an e-mail"
    phone = says(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, channel=Channel.PHONE))
    assert "fait une demande par téléphone" in phone
    assert "signature :" not in phone
    post = says(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, channel=Channel.POST))
    assert "la note que nous avons prise" not in post
    assert "Voici votre demande" not in says(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, text=""))


def test_an_objection_names_each_purpose_and_warns_of_the_list() -> None:
    case = letter_cases.case(K.OBJECTION)
    told = says(K.OBJECTION)
    assert "\n- la newsletter ;\n- le comptage des ouvertures et des clics" in told
    assert "tenir la comptabilité" not in told
    assert "liste d’opposition" in warnings(shipped()[K.OBJECTION], case)[0]
    assert warnings(shipped()[K.OBJECTION], replace(case, listed=True)) == ()


def test_the_law_comes_first_among_the_reasons_against_an_erasure() -> None:
    keys = [entry.key for entry in allowed_reasons(RightKind.ERASURE, whole=True)]
    assert keys[0] == "legal_duty"
    assert set(keys[-3:]) == {"unfounded", "excessive", "identity_unproven"}


def test_setting_aside_leaves_the_objection_list_and_this_very_file_at_work() -> None:
    lines = where_to_look(letter_cases.register(), [RightKind.RESTRICTION], letter_cases.TODAY)
    kept = {line.place: line for line in lines if line.proposed is Step.KEEP}
    listed = [line for line in kept.values() if line.what == "Liste d’opposition"]
    assert listed
    assert all("continuer d’appliquer" in line.reason for line in kept.values())
    own = next(a for a in letter_cases.register().activities if "droits" in a.name.lower())
    assert own.name in kept
    case = letter_cases.case(K.RESTRICTION)
    assert any(item.decision == "keep" for item in case.work)
    assert "opposition" not in says(K.RESTRICTION, case)
