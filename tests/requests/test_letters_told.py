"""What letters say of things, of who heard and of what stays: the sentences an outside reader asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import letter_cases
import pytest

from gdpr_desk.documents.readback import read_pages
from gdpr_desk.parties.model import PartyContact
from gdpr_desk.register.model import Register
from gdpr_desk.register.starter import starter_activities, starter_activity, starter_keys
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.cautions import cautions
from gdpr_desk.requests.letters.guards import warnings
from gdpr_desk.requests.letters.heard import to_others
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.naming import as_a_place, named, told_things
from gdpr_desk.requests.letters.paper import letter_pdf, tied
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import write
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import Step, Thing
from gdpr_desk.requests.qt.decision_form import decision_questions, told_on
from gdpr_desk.requests.telling import follow_up, notices
from gdpr_desk.requests.where_to_look import Person, where_to_look

K, R = LetterKind, RightKind
TODAY = letter_cases.TODAY


def case_of(
    right: RightKind,
    activities: tuple[str, ...],
    decided: Mapping[str, str],
    register: Register | None = None,
) -> Case:
    """A request whose list was worked off as proposed, but for what is decided by key."""
    found = register or letter_cases.register()
    asked = replace(letter_cases.request(K.ERASURE), rights=(right,))
    lines = where_to_look(found, [right], TODAY, Person(activities))
    assert set(decided) <= {line.key for line in lines}, [line.key for line in lines]
    work = []
    for line in lines:
        decision = decided.get(line.key, "stop" if line.proposed is Step.WEIGH else line.proposed.value)
        told = TODAY if line.party and decision in ("tell", "ask") else None
        work.append(WorkDone(line.key, decision, "", None if decision == "keep" else TODAY, "", told))
    plain = letter_cases.case(K.ERASURE)
    return replace(plain, request=asked, register=found, lines=lines, work=tuple(work))


def says(kind: LetterKind, case: Case, *refusals: Refusal, party: str = "", **typed: str) -> str:
    parties = {one.key: one for one in case.register.parties}
    words = {**letter_cases.TYPED, **typed}
    given = Given(TODAY, words, refusals, parties.get(party))
    return letter_cases.plain(letter_text(write(shipped()[kind], case, given)).body)


def without(case: Case, key: str, **changes: object) -> Case:
    work = tuple(replace(item, **changes) if item.line == key else item for item in case.work)  # type: ignore[arg-type]
    return replace(case, work=work)


UNPAID = "erasure/T-08/erase"
DUE = Refusal("legal_claims", R.ERASURE, "La facture du 3 octobre 2026 (180 €) reste due.", UNPAID)


def unpaid() -> Case:
    return case_of(R.ERASURE, ("T-04", "T-05", "T-08"), {UNPAID: "keep"})


def test_only_who_received_what_was_erased_is_named() -> None:
    told = says(K.PARTIAL, unpaid(), DUE)
    assert (
        "Nous avons prévenu ceux qui avaient reçu les données effacées : "
        "Relais Hirondelle et Atelier du fabricant Orbe." in told
    )
    for collector in ("Étude Lafeuille", "Recouvrement Tilleul", "Maître Odile Vernet"):
        assert collector not in told
    erased = without(unpaid(), UNPAID, decision="erase", done_on=TODAY)
    assert "Étude Lafeuille" in says(K.PARTIAL, erased), "who received it hears once it is erased"


def test_nobody_hears_of_what_was_already_gone() -> None:
    changed = {"erasure/T-03/erase": "gone", "erasure/T-12/keep/preuve-de-l-accord": "erase"}
    own = letter_cases.register()
    form = replace(starter_activity("contact-form"), reference="T-03")
    assert form.recipients
    kept = tuple(form if a.reference == "T-03" else a for a in own.activities)
    case = case_of(R.ERASURE, ("T-03", "T-12"), changed, replace(own, activities=kept))
    told = says(K.ERASURE, case)
    assert "Colombier Courrier, qui doit nous le confirmer" in told
    others = [part for part in notices(case.lines, case.work) if part.line.activities == ("T-03",)]
    assert others
    assert not [part.line.place for part in others if part.line.place in told]


def test_what_was_not_there_is_never_said_to_have_been_there() -> None:
    case = case_of(
        R.ERASURE,
        ("T-03", "T-12"),
        {"erasure/T-12/erase": "gone", "erasure/T-12/keep/preuve-de-l-accord": "erase"},
    )
    told = says(K.ERASURE, case)
    assert (
        "Dans les données suivantes, nous n’avons rien sur vous : l’adresse d’abonné à la newsletter." in told
    )
    assert "existaient" not in told
    assert as_a_place(Thing("Messages du formulaire")) == "les messages envoyés par le formulaire du site"
    assert as_a_place(Thing("Fiche client")) == "la fiche client"
    assert as_a_place(Thing("Fichier VIP 2026")) == "« Fichier VIP 2026 »"


def test_the_annex_speaks_of_a_deciding_program_only_where_the_register_does() -> None:
    case = case_of(R.ACCESS, ("T-05", "T-12"), {})
    assert "Aucune décision n’est prise à votre sujet par un programme seul." in says(K.ACCESS, case)
    assert says(K.ACCESS, case).count("programme") == 1
    own = case.register
    deciding = tuple(replace(a, automated_decisions=a.reference == "T-05") for a in own.activities)
    told = says(K.ACCESS, replace(case, register=replace(own, activities=deciding)))
    assert told.count("Un programme décide seul") == 1
    assert "par un programme seul : il accorde ou refuse le paiement" in told
    assert "Aucune décision" not in told


def test_what_is_still_to_be_told_is_not_told_as_done() -> None:
    case = without(unpaid(), "erasure/carrier/tell", told_on=None, done_on=None)
    told = says(K.PARTIAL, case, DUE)
    assert "Nous prévenons aussi Relais Hirondelle." in told
    assert "données effacées : Atelier du fabricant Orbe." in told


def test_a_processor_that_confirmed_owes_no_answer_any_more() -> None:
    case = unpaid()
    assert "notre prestataire Tiroir Malin, qui doit nous le confirmer." in says(K.PARTIAL, case, DUE)
    later = without(case, "erasure/till-software/ask", told_on=TODAY.replace(day=20))
    assert "nous l’avons aussi demandé à notre prestataire Tiroir Malin." in says(K.PARTIAL, later, DUE)


def test_an_access_tells_of_nobody_and_says_all_it_owes() -> None:
    masked = Refusal("others_rights", R.ACCESS, "Deux lignes nomment un autre client.")
    told = says(K.PARTIAL, case_of(R.ACCESS, ("T-04",), {}), masked)
    assert "Nous avons prévenu" not in told
    assert "Tiroir Malin" not in told.split("Ce que nous faisons de vos données")[0]
    assert "Oui, nous avons des données qui vous concernent ; vous en trouverez la copie ci-jointe" in told
    assert "Vous pouvez nous demander de corriger vos données" in told


def test_a_correction_says_what_to_correct_and_asks_nobody_to_erase() -> None:
    case = case_of(R.RECTIFICATION, ("T-04", "T-12"), {})
    told = says(K.RECIPIENT_NOTICE, case, party="carrier")
    assert (
        "Adresse : « 3 passage des Tilleuls » remplace « 3 passage des Peupliers ». "
        "Merci de corriger vos fichiers de même." in told
    )
    assert "garder" not in told
    assert "litige" not in told


def test_a_correction_names_only_what_was_corrected_and_rewrites_no_proof() -> None:
    absent = {
        "rectification/T-04/correct/compte-client-en-ligne": "not_found",
        "rectification/T-12/correct": "not_found",
    }
    case = case_of(R.RECTIFICATION, ("T-04", "T-05", "T-12"), absent)
    proposed = {line.what: line.proposed for line in case.lines if not line.party}
    assert proposed["Fiche client"] is Step.CORRECT
    assert proposed["Preuve de la relation, en cas de litige"] is Step.KEEP
    assert proposed["Preuve de l’accord"] is Step.KEEP
    assert proposed["Factures et pièces comptables"] is Step.KEEP
    told = says(K.RECTIFICATION, case)
    assert "La correction est faite dans :\n\nVotre fiche client." in told
    corrected, unchanged = told.split("Nous laissons donc tels quels")
    for other in ("preuve", "newsletter", "compte", "factures"):
        assert other not in corrected
    assert "vos factures" in unchanged
    assert "Vos recours" in unchanged, "not all of it is corrected (Art. 12(4))"
    assert "Colombier" not in told
    proof = "rectification/T-04/keep/preuve-de-la-relation-en-cas-de-litige"
    assert "preuves de nos échanges" in says(
        K.RECTIFICATION, without(case, proof, decision="correct", done_on=TODAY)
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("votre nom, de « Ferand » en « Ferrand »", "Nom : « Ferrand » remplace « Ferand »"),
        ("votre téléphone : 01 99 00 00 77", "Téléphone : 01 99 00 00 77"),
        ("deux dates de naissance", "Deux dates de naissance"),
    ],
)
def test_what_was_typed_for_the_person_is_told_to_others_in_their_place(typed: str, told: str) -> None:
    assert to_others(typed) == told


def test_a_recipient_hears_of_what_it_has_and_not_of_the_shops_own_proofs() -> None:
    case = case_of(
        R.ERASURE, ("T-04",), {"erasure/T-04/keep/preuve-de-la-relation-en-cas-de-litige": "erase"}
    )
    told = says(K.RECIPIENT_NOTICE, case, party="carrier")
    assert "fiche client" in told.lower()
    assert "litige" not in told
    assert "ne vous oblige ou ne vous autorise à les garder" in told


def test_an_objection_names_who_still_has_to_confirm_and_a_party_without_address_is_warned_of() -> None:
    told = says(K.OBJECTION, case_of(R.OBJECTION, ("T-12",), {}))
    assert "à notre prestataire Colombier Courrier, qui doit nous le confirmer." in told
    template, case = shipped()[K.RECIPIENT_NOTICE], unpaid()
    given = letter_cases.given(K.RECIPIENT_NOTICE)
    assert given.party is not None
    silent = replace(given, party=replace(given.party, contact=PartyContact()))
    assert "Rien ne dit où écrire à Relais Hirondelle" in cautions(template, case, silent)[0]
    known = replace(given, party=replace(given.party, contact=PartyContact(email="donnees@relais.example")))
    assert not cautions(template, case, known)


def test_processors_are_asked_and_recipients_are_told() -> None:
    with pytest.raises(IncompleteLetter, match="travaille pour vous") as found:
        says(K.RECIPIENT_NOTICE, unpaid(), party="till-software")
    assert found.value.instead is K.PARTY_REQUEST
    with pytest.raises(IncompleteLetter, match="ne travaille pas pour vous") as found:
        says(K.PARTY_REQUEST, unpaid(), party="carrier")
    assert found.value.instead is K.RECIPIENT_NOTICE
    with pytest.raises(IncompleteLetter, match="Rien de ce que reçoit Étude Lafeuille"):
        says(K.RECIPIENT_NOTICE, unpaid(), party="court-officer")


STAYS = """
Les preuves de nos échanges, pour un éventuel litige : gardées à part, à accès restreint, jusqu’à 5 ans après la fin du contrat, pour établir ou défendre nos droits en justice (article 17, paragraphe 3, point e, du RGPD).
Votre dossier de vente : gardé à part, à accès restreint, jusqu’à 5 ans après la fin de la garantie, pour établir ou défendre nos droits en justice (article 17, paragraphe 3, point e, du RGPD).
Vos factures : gardées à part, à accès restreint, 10 ans après la clôture de l’exercice comptable, comme la loi l’impose (article L. 123-22 du code de commerce ; article 17, paragraphe 3, point b, du RGPD), puis effacées.
Votre dossier d’impayé : la facture du 3 octobre 2026 (180 €) reste due. Nous le gardons pour défendre nos droits en justice (article 17, paragraphe 3, point e, du RGPD) ; il est effacé 48 heures après le règlement, et au plus tard 3 ans après l’incident de paiement.
"""  # noqa: E501
"""As the reader wrote them, with the words for the things themselves."""


def test_each_thing_that_stays_has_why_and_until_when_in_one_sentence() -> None:
    told = says(K.PARTIAL, unpaid(), DUE)
    for sentence in STAYS.strip().splitlines():
        assert f"- {sentence}\n" in told
    assert "si nous devions en restaurer une, nous effacerions tout cela de nouveau." in told
    assert "la trace de votre demande et de notre réponse, pendant 5 ans, pour pouvoir montrer" in told


def test_a_reason_with_no_thing_goes_to_the_only_one_that_waits_and_is_refused_elsewhere() -> None:
    free = replace(DUE, line="")
    assert says(K.PARTIAL, unpaid(), free) == says(K.PARTIAL, unpaid(), DUE)
    with pytest.raises(IncompleteLetter, match="ne dit pas ce que vous gardez"):
        says(K.PARTIAL, unpaid(), DUE, free)


def test_an_objection_is_weighed_against_the_persons_situation() -> None:
    case = case_of(R.OBJECTION, ("T-01", "T-04"), {"objection/T-04/weigh": "keep"})
    facts = "ces chiffres ne portent plus de nom"
    told = says(K.PARTIAL, case, Refusal("no_situation", R.OBJECTION, facts, "objection/T-04/weigh"))
    assert (
        "Nous continuons les statistiques de satisfaction : ces chiffres ne portent plus de nom. S’opposer à "
        "un usage autre que la publicité suppose des raisons tenant à votre situation particulière "
        "(article 21, paragraphe 1, du RGPD) ; votre message n’en donne pas. Si vous "
        "en avez, écrivez-nous : nous regarderons de nouveau." in told.replace("\n", " ")
    )
    assert "liste d’opposition" in warnings(shipped()[K.PARTIAL], case)[0]
    assert "liste d’opposition" not in told
    listed = replace(case, listed=True)
    assert warnings(shipped()[K.PARTIAL], listed) == ()
    kept = Refusal("no_situation", R.OBJECTION, facts, "objection/T-04/weigh")
    assert "sur une liste d’opposition, au moins trois ans" in says(K.PARTIAL, listed, kept)


def test_every_thing_the_program_came_with_has_words_for_the_person() -> None:
    things = {
        Thing(rule.applies_to, activity.name)
        for activity in starter_activities(starter_keys())
        for rule in activity.retention
    }
    assert len(things) > 50
    assert len(told_things()) >= 50
    unnamed = sorted(thing.name for thing in things if not named(thing, theirs=False).form)
    assert unnamed == []
    for thing in things:
        assert "votre" not in named(thing, theirs=True).words
        assert "vos " not in named(thing, theirs=True).words


@pytest.mark.parametrize(
    ("name", "theirs", "told"),
    [
        ("Adresses des abonnés", False, "votre adresse d’abonné à la newsletter"),
        ("Adresses des abonnés", True, "son adresse d’abonné à la newsletter"),
        ("Fiche client", True, "sa fiche client"),
        ("Factures et pièces comptables", True, "ses factures"),
        ("Coordonnées du filleul", False, "l’adresse de la personne que vous aviez parrainée"),
        ("Fichier VIP 2026", False, "« Fichier VIP 2026 »"),
        ("Images", False, "« Images »"),
    ],
)
def test_a_thing_is_named_for_its_reader_and_in_the_shops_words_where_they_are_its_own(
    name: str, theirs: bool, told: str
) -> None:
    assert named(Thing(name), theirs=theirs).words == told


def test_the_follow_up_and_the_letter_agree_on_who_still_has_to_hear() -> None:
    case = unpaid()
    silent = tuple(
        replace(item, told_on=None, done_on=None) if "/tell" in item.line else item for item in case.work
    )
    waiting = {line.place for line in follow_up(case.lines, silent).waiting}
    assert waiting == {"Relais Hirondelle", "Atelier du fabricant Orbe"}
    told = says(K.PARTIAL, replace(case, work=silent), DUE)
    assert "Nous prévenons aussi Relais Hirondelle et Atelier du fabricant Orbe." in told


def test_the_regulation_is_no_ground_about_the_dead() -> None:
    told = says(K.POST_MORTEM, letter_cases.case(K.POST_MORTEM))
    assert "RGPD" not in told
    assert "L. 123-22" in told
    assert "Sa fiche client" in told or "sa fiche client" in told
    assert "après la clôture du compte" in told
    assert "aussi demandé à nos prestataires Colombier Courrier, Standard Minute, Voix du Val" in told
    assert "Les preuves de nos échanges avec cette personne, pour un éventuel litige" in told


def test_a_list_of_one_is_a_sentence_and_the_close_never_stands_alone_on_a_page() -> None:
    case = letter_cases.case(K.POST_MORTEM)
    letter = write(shipped()[K.POST_MORTEM], case, letter_cases.given(K.POST_MORTEM))
    assert any(len(block.items) == 1 for block in letter.blocks)
    assert "\n- Nous avons effacé" not in letter_text(letter).body
    assert "\nNous avons effacé ses" in letter_cases.plain(letter_text(letter).body)
    first, second = read_pages(letter_pdf(letter).content)
    assert "Avec nos sincères salutations" in second
    assert "la trace de cette demande" in second, "what stands before the close goes along"
    assert "condoléances" in first


def test_the_annex_says_what_each_firm_does_and_one_end_for_each_thing() -> None:
    told = says(K.ACCESS, case_of(R.ACCESS, ("T-04", "T-05", "T-12"), {}))
    for sentence in (
        "Tiroir Malin (éditeur du logiciel de caisse)",
        "Votre fiche client : effacée 3 ans après le dernier contact.",
        "Vos factures : gardées à part, à accès restreint, 10 ans après la clôture de l’exercice comptable",
        "La newsletter (accord donné)",
        "dernière connexion. Nous vous préviendrons avant l’effacement, et vous pourrez le garder.",
        "Les preuves de nos échanges, pour un éventuel litige",
    ):
        assert sentence in told
    for raw in ("consentement", "ni plus ni moins", "Adresses des abonnés", "art."):
        assert raw not in told


def test_who_has_nothing_on_the_person_is_not_named_as_a_recipient() -> None:
    case = case_of(R.ACCESS, ("T-04", "T-12"), {})
    assert "Relais Hirondelle" in says(K.ACCESS, case)
    told = says(K.ACCESS, case, never_sent="Relais Hirondelle")
    assert "Dans votre cas, rien n’est parti chez Relais Hirondelle." in told
    assert told.count("Relais Hirondelle") == 1
    assert "Colombier Courrier" in told
    asked = without(case, "access/newsletter-host/ask", decision="not_found")
    assert "Colombier Courrier" not in says(K.ACCESS, asked)


def test_a_date_is_not_cut_before_its_year() -> None:
    assert tied("le 3 mai 2026, en mai 20 fois") == "le 3 mai\u00a02026, en mai 20 fois"


def test_the_day_noted_after_a_processor_was_asked_is_that_of_its_answer() -> None:
    (line,) = [line for line in unpaid().lines if line.key == "erasure/till-software/ask"]
    asked = WorkDone(line.key, "ask", "", TODAY, "", TODAY)
    later = TODAY.replace(day=27)
    assert told_on(line, None, "ask", TODAY) == TODAY
    assert told_on(line, asked, "ask", later) == TODAY
    assert told_on(line, asked, "nothing", later) is None
    assert decision_questions(line, None, TODAY)[-1].label == "Fait le"
    assert decision_questions(line, asked, TODAY)[-1].label == "Confirmé le"


def test_whoever_set_data_aside_hears_when_that_ends() -> None:
    case = case_of(R.RESTRICTION, ("T-04",), {})
    told = says(K.RESTRICTION_LIFTED, case)
    for name in ("Relais Hirondelle", "Tiroir Malin"):
        assert name in told
    notice = says(K.RECIPIENT_NOTICE, case, party="carrier")
    assert "Nous avons mis de côté : fiche client" in notice
    assert "ne plus les utiliser non plus, sans les effacer" in notice
    assert "vous oblige" not in notice


def test_whoever_was_right_reads_what_was_put_right_and_others_are_asked_the_same() -> None:
    case = case_of(R.RESTRICTION, ("T-04", "T-08"), {})
    righted = "la somme de 42 € est effacée de votre dossier"
    told = says(K.RESTRICTION_LIFTED, case, person_right="Oui.", righted=righted)
    assert f"Vous aviez raison. Voici ce que nous avons fait : {righted}." in told
    assert "fin le 15 décembre 2026 pour toutes les données que nous gardons encore sur vous" in told
    assert "de faire de même, et leur disons que la mise de côté prend fin : Relais Hirondelle" in told
    against = says(K.RESTRICTION_LIFTED, case, person_right="non")
    assert "prendra donc fin" in against
    assert "Nous le disons aussi à ceux que nous avions prévenus" in against
    assert "Vous aviez raison" not in against
    for unsaid, why in (("", "donne raison"), ("peut-être", "oui ou par non")):
        with pytest.raises(IncompleteLetter, match=why) as refused:
            says(K.RESTRICTION_LIFTED, case, person_right=unsaid)
        assert refused.value.fields == ("person_right",)
    with pytest.raises(IncompleteLetter, match="corrigé ou effacé"):
        says(K.RESTRICTION_LIFTED, case, person_right="oui", righted="")


def test_a_recipient_hears_that_what_was_set_aside_is_not_owed() -> None:
    case = case_of(R.RESTRICTION, ("T-04", "T-08"), {})
    told = says(
        K.RECIPIENT_NOTICE, case, party="carrier", lift_news="cette somme n’est pas due ; merci de l’effacer"
    )
    assert "Cette mise de côté est finie." in told
    assert "Cette somme n’est pas due ; merci de l’effacer." in told
    assert "ne plus les utiliser" not in told
    assert "mis de côté :" not in told


def test_a_processor_asked_for_two_rights_is_named_once() -> None:
    both = (R.ERASURE, R.OBJECTION)
    one = case_of(R.ERASURE, ("T-12",), {})
    lines = where_to_look(one.register, both, TODAY, Person(("T-12",)))
    work = [WorkDone(ln.key, ln.proposed.value, "", TODAY, "", TODAY if ln.party else None) for ln in lines]
    case = replace(one, request=replace(one.request, rights=both), lines=lines, work=tuple(work))
    told = says(K.PARTIAL, case)
    assert told.count("Colombier Courrier") == 1
    assert "à notre prestataire Colombier Courrier, qui doit nous le confirmer." in told
