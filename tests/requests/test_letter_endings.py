"""What letters say of others, of what stays and of what goes along; the e-mail as French is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import letter_cases
import pytest
from letter_cases import asking, letter, received, says

from gdpr_desk.app import Desk
from gdpr_desk.documents.readback import missing_values
from gdpr_desk.parties.model import Party, PartyContact, PartyKind
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.circumstances import salutation
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.paper import letter_pdf
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import to_type, write
from gdpr_desk.requests.model import (
    Channel,
    Requester,
    RequestFacts,
    RightKind,
    Sending,
)
from gdpr_desk.requests.places import Step

K, R = LetterKind, RightKind
TODAY = letter_cases.TODAY


def answered(case: Case, *parties: str) -> Case:
    keys = {line.key for line in case.lines if line.party in parties}
    idle = {line.key for line in case.lines if line.party} - keys
    work = [replace(item, decision="not_found") if item.line in keys else item for item in case.work]
    work = [replace(item, decision="nothing") if item.line in idle else item for item in work]
    return replace(case, work=tuple(work))


def test_processors_found_nothing_only_where_they_said_so() -> None:
    case = letter_cases.case(K.ACCESS_NOTHING)
    asked = {line.key for line in case.lines if line.party == "newsletter-host"}
    work = [replace(item, decision="ask") if item.line in asked else item for item in case.work]
    with pytest.raises(IncompleteLetter, match="encore ce que répond Colombier Courrier") as refused:
        says(K.ACCESS_NOTHING, replace(case, work=tuple(work)))
    assert "attendez la réponse" in refused.value.remedy.lower()
    assert refused.value.from_list
    one = answered(case, "newsletter-host")
    assert "Notre prestataire Colombier Courrier, interrogé, n’a rien trouvé non plus." in says(
        K.ACCESS_NOTHING, one
    )
    both = says(K.ACCESS_NOTHING, answered(case, "newsletter-host", "till-software"))
    assert "interrogés, n’ont rien trouvé non plus." in both


def test_a_fee_names_its_ground_and_what_follows_from_silence() -> None:
    erasure = says(K.FEE, asking(K.FEE, rights=(R.ERASURE,)))
    assert "Votre demande est manifestement excessive (article 12, paragraphe 5, du RGPD) : c’est" in erasure
    assert "infondée" not in erasure
    assert "nous ne vous facturerons rien et nous ne donnerons pas suite à cette demande." in erasure
    access = says(K.FEE, asking(K.FEE, rights=(R.ACCESS,)), fee_ground="Copie de plus.")
    assert "Votre demande porte sur une copie de plus (article 15, paragraphe 3, du RGPD)" in access
    assert "nous ne préparerons pas de nouvelle copie." in access
    with pytest.raises(IncompleteLetter, match="excessive"):
        says(K.FEE, fee_ground="excessive ou infondée")
    with pytest.raises(IncompleteLetter, match="que dans une demande d’accès"):
        says(K.FEE, asking(K.FEE, rights=(R.ERASURE,)), fee_ground="copie de plus")


def test_a_refusal_after_a_fee_says_that_nothing_is_owed() -> None:
    case = letter_cases.case(K.REFUSAL)
    assert "frais" not in says(K.REFUSAL, case)
    fee = Sending(K.FEE.value, Channel.EMAIL, letter_cases.TODAY)
    assert "Les frais que nous vous avions annoncés ne sont pas dus." in says(
        K.REFUSAL, replace(case, sent=(fee,))
    )


def test_a_partial_answer_is_named_for_what_it_is_about_and_its_file_for_nobody() -> None:
    masked = Refusal("others_rights", RightKind.ACCESS, "Deux lignes nomment un autre client.")
    case = letter_cases.case(K.ACCESS)
    found = write(shipped()[K.PARTIAL], case, replace(letter_cases.given(K.PARTIAL), refusals=(masked,)))
    assert found.subject == found.title == "Vos données, et ce que nous avons masqué"
    assert letter(K.PARTIAL).subject == "Ce que nous avons fait, et ce qui reste"
    dead = letter(K.POST_MORTEM)
    assert (dead.subject, dead.title) == ("Votre demande pour Anselme Ferrand", "Votre demande")


def test_what_is_set_aside_is_so_for_a_reason_and_its_end_is_told_to_all() -> None:
    given = replace(letter_cases.given(K.RESTRICTION), typed={})
    with pytest.raises(IncompleteLetter, match="Jusqu’à quand, et pourquoi"):
        write(shipped()[K.RESTRICTION], letter_cases.case(K.RESTRICTION), given)
    assert (
        "vos données de côté, le temps de vérifier l’adresse que vous contestez : c’est la « limitation »"
        in says(K.RESTRICTION)
    )
    ended = says(K.RESTRICTION_LIFTED)
    assert "Voici ce qui a été décidé : votre nouvelle adresse est vérifiée" in ended
    assert "ceux que nous avions prévenus : " in ended
    assert "Relais Hirondelle" in ended.split("ceux que nous avions prévenus : ")[1]


def test_a_client_reads_the_request_word_for_word_or_as_it_was_noted() -> None:
    written = says(K.FORWARD)
    assert "Voici sa demande, mot pour mot :\n\n« Bonjour, merci" in written
    assert "soit au plus tard le 14 décembre 2026" in written
    assert "luce.ferrand@courriel.example ; 3 passage des Tilleuls, 99018 Valbrume." in written
    spoken = says(K.FORWARD, asking(K.FORWARD, channel=Channel.PHONE))
    assert "la note que nous avons prise de sa demande :\n\n« Bonjour, merci" in spoken
    assert "mot pour mot" not in spoken


def test_the_person_learns_who_decides_and_where_to_write() -> None:
    contact = PartyContact(email="donnees@garage-du-phare.example")
    garage = Party("client", "Garage du Phare", PartyKind.CLIENT_CONTROLLER, contact=contact)
    given = replace(letter_cases.given(K.FORWARDED), party=garage)
    told = says(K.FORWARDED, told=given)
    assert "pour le compte de notre client Garage du Phare (donnees@garage-du-phare.example), qui" in told
    assert "Garage du Phare, qui seul" in says(K.FORWARDED), "no empty brackets"


def test_a_withdrawn_consent_leaves_the_list_and_its_proof() -> None:
    told = says(K.CONSENT_WITHDRAWAL)
    assert (
        "Votre adresse ne recevra plus ces messages. De votre accord, nous ne gardons que la preuve, à accès "
        "restreint, jusqu’à 3 ans après son retrait." in told
    )
    goes_on = "les messages sur des produits semblables à vos achats."
    assert f"Ce que cet accord ne concerne pas continue : {goes_on}" in told
    assert "Cela ne change rien aux autres données" in told
    both = asking(K.CONSENT_WITHDRAWAL, rights=(R.CONSENT_WITHDRAWAL, R.OBJECTION))
    assert "ne concerne pas" not in says(K.CONSENT_WITHDRAWAL, both), "it was objected to as well"
    case = letter_cases.case(K.CONSENT_WITHDRAWAL)
    bare = [replace(activity, retention=()) for activity in case.register.activities]
    silent = says(
        K.CONSENT_WITHDRAWAL, replace(case, register=replace(case.register, activities=tuple(bare)))
    )
    assert "ne recevra plus" not in silent
    assert "la preuve" not in silent


def kept_for(right: RightKind, reason: str) -> str:
    kind = {R.ACCESS: K.ACCESS, R.OBJECTION: K.OBJECTION}.get(right, K.PARTIAL)
    case = letter_cases.case(kind)
    line = next(x for x in case.lines if not x.party and (right is not R.OBJECTION or Step.KEEP in x.choices))
    refusals: tuple[Refusal, ...] = ()
    if right is R.OBJECTION:
        work = [
            replace(item, decision="keep", reason="Un fait.") if item.line == line.key else item
            for item in case.work
        ]
        case = replace(case, work=tuple(work))
        refusals = (Refusal(reason, right, "Un fait.", line.key),)
    elif reason:
        refusals = (Refusal(reason, right, "Un fait."),)
    given = replace(letter_cases.given(K.PARTIAL), refusals=refusals)
    return says(K.PARTIAL, case, given)


@pytest.mark.parametrize(
    ("right", "reason", "told"),
    [
        (R.ERASURE, "", "Voici ce que nous gardons, et pourquoi :"),
        (R.ACCESS, "others_rights", "Voici ce que nous avons masqué, et pourquoi :"),
        (
            R.ACCESS,
            "excessive",
            "Voici ce que nous ne pouvons pas faire, ou ce qui doit rester",
        ),
        (R.OBJECTION, "compelling_grounds", "Voici l’usage que nous poursuivons, et pourquoi :"),
    ],
)
def test_what_is_refused_is_announced_in_the_words_of_its_right(
    right: RightKind, reason: str, told: str
) -> None:
    assert told in kept_for(right, reason)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Maître Agathe Delorme", "Maître"),
        ("Me Agathe Delorme", "Maître"),
        ("Mme Luce Ferrand", "Madame"),
        ("M. Paul Ferrand", "Monsieur"),
        ("Luce Ferrand", "Madame, Monsieur"),
        ("Maître", "Madame, Monsieur"),
        ("", "Madame, Monsieur"),
    ],
)
def test_people_are_addressed_as_their_name_says(name: str, told: str) -> None:
    assert salutation(name) == told
    asked = asking(K.RECEIPT, requester=Requester(name or "Luce Ferrand"))
    assert says(K.RECEIPT, asked).startswith(f"{told},\n")


@pytest.mark.parametrize("kind", [K.AGENT_PROOF, K.PARENT_PROOF, K.HEIR_PROOF])
def test_who_has_to_prove_something_learns_what_follows(kind: LetterKind) -> None:
    assert "au plus tard le 14 décembre 2026" in says(kind)
    late = says(kind, received(kind, date(2026, 10, 1)))
    assert "vous répondre au plus tard" not in late
    assert "sans attendre" in late


def test_a_refused_correction_names_the_data_and_encloses_nothing() -> None:
    facts = (Refusal("accurate", R.RECTIFICATION, "Le ticket du 4 septembre le dit."),)
    given = replace(letter_cases.given(K.REFUSAL), refusals=facts)
    asked = replace(asking(K.REFUSAL, rights=(R.RECTIFICATION,)), lines=(), work=())
    made = letter(K.REFUSAL, asked, given)
    body = letter_text(made).body
    assert "Les données en cause : l’adresse sur la facture" in letter_cases.plain(body)
    assert "Si un document montre le contraire, envoyez-le-nous." in letter_cases.plain(body)
    assert "P. j." not in body
    assert "contested" in to_type(shipped()[K.REFUSAL], asked, Given(TODAY))
    assert not made.enclosed
    assert "enclosed" not in to_type(shipped()[K.REFUSAL], asked, Given(TODAY))
    erasure = letter_cases.case(K.REFUSAL)
    assert "contested" not in to_type(shipped()[K.REFUSAL], erasure, Given(TODAY))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (K.ACCESS, "P. j. : un fichier de votre compte"),
        (K.PORTABILITY, "P. j. : vos données, en JSON et en CSV"),
    ],
)
def test_what_goes_with_a_letter_is_named_in_the_e_mail_too(kind: LetterKind, told: str) -> None:
    assert told in says(kind)
    assert missing_values(letter_pdf(letter(kind)).content, [told]) == []


def test_an_e_mail_is_spaced_as_french_is_printed_and_its_reference_can_be_searched() -> None:
    text = letter_text(letter(K.IDENTITY_QUESTION))
    assert "23\u00a0décembre" in text.body
    assert "question\u00a0: votre message" in text.body
    assert "compte en ligne\u202f;" in text.body
    assert "(D-2026-014)" in text.subject
    assert "e-mail" in text.body
    assert "donnees@atelier-lumen.example" in text.body
    assert "\u2011" not in text.body


def test_after_a_death_no_article_of_the_regulation_is_named() -> None:
    made = letter(K.POST_MORTEM, told=replace(letter_cases.given(K.POST_MORTEM), reread=True))
    body = letter_cases.plain(letter_text(made).body)
    assert "3 place de Fontenoy" in body
    assert "tribunal compétent" in body
    assert "RGPD" not in body
    assert "RGPD" in says(K.LATE), "positive control"
    assert "après la clôture du compte" in body
    assert "retrait" not in body
    assert "Voici ce que nous gardons, et pourquoi :" in body
    assert "Le compte est clos. Plus aucun message ne sera envoyé à son nom." in body


def test_no_account_is_told_closed_where_none_was() -> None:
    case = letter_cases.case(K.POST_MORTEM)
    closed = {line.key for line in case.lines if "compte" in line.what and not line.party}
    work = [replace(item, decision="not_found") if item.line in closed else item for item in case.work]
    told = says(K.POST_MORTEM, replace(case, work=tuple(work)))
    assert "compte est clos" not in told
    assert "Plus aucun message ne sera envoyé à son nom." in told


def test_small_courtesies() -> None:
    assert "Je l’ai fait moi-même, en tenant compte" in says(K.AUTOMATED_DECISION)
    assert letter(K.HEIR_PROOF).subject == "Votre demande pour Anselme Ferrand"
    assert letter(K.OBJECTION).subject == "Votre opposition est prise en compte"
    assert letter(K.CONSENT_WITHDRAWAL).subject == "Le retrait de votre accord est fait"
    assert "www.cnil.fr" in says(K.LATE)
    copy = says(K.IDENTITY_COPY)
    assert "sera détruite dès que nous l’aurons regardée" in copy
    assert "de préférence par courrier" in copy
    assert "écrivez en travers : « Demande RGPD" in copy


def test_the_objection_list_is_told_by_what_stands_on_it(officer_desk: Desk) -> None:
    who = Requester("Luce Ferrand", "", "06 99 00 00 21")
    request = officer_desk.requests.add(RequestFacts((R.OBJECTION,), Channel.PHONE, TODAY, who))
    officer_desk.objections.take(request)
    assert officer_desk.letters.case(request.reference).listed_as == "votre numéro de téléphone"
    told = replace(letter_cases.case(K.OBJECTION), listed=True, listed_as="votre numéro de téléphone")
    assert "nous gardons votre numéro de téléphone sur une liste d’opposition, au moins trois ans" in says(
        K.OBJECTION, told
    )


@pytest.mark.parametrize("kind", list(K))
def test_every_letter_takes_a_word_of_its_writer_before_the_closing_words(kind: K) -> None:
    told = says(kind, own_words="Passez quand vous voulez,\nla boutique est ouverte")
    own = "Passez quand vous voulez, la boutique est ouverte.\n\n"
    assert own in told
    assert told.split(own)[1].startswith(("Bien cordialement,", "Avec nos sincères salutations,"))
    assert "Passez" not in says(kind)


def test_a_letter_to_a_party_is_posted_where_somebody_says() -> None:
    posted = letter_cases.letter(K.PARTY_REQUEST, party_address="8 rue du Port, 99018 Valbrume")
    assert posted.addressee.address == ("8 rue du Port", "99018 Valbrume")
    assert "rue du Port" not in says(K.PARTY_REQUEST, party_address="8 rue du Port, 99018 Valbrume")
    assert "rue du Port" not in says(K.RECEIPT, party_address="8 rue du Port, 99018 Valbrume")
