"""What letters say to whom and when: dates to reply by, what a stranger may learn, who is addressed how."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import letter_cases
import pypdf
import pytest
from letter_cases import DOUBT, KNOWN, SURE, asking, letter, received, says

from gdpr_desk.documents.readback import missing_values
from gdpr_desk.parties.model import PartyContact
from gdpr_desk.requests.letters.case import Given
from gdpr_desk.requests.letters.cautions import cautions, tells_of_a_file
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind
from gdpr_desk.requests.letters.paper import letter_pdf
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import to_type
from gdpr_desk.requests.model import (
    Channel,
    OriginCleanup,
    RightKind,
)

K, R = LetterKind, RightKind
TODAY = letter_cases.TODAY


def test_what_was_said_on_the_telephone_is_quoted_as_the_note_it_is() -> None:
    said = "Veut savoir ce que nous avons sur son fils."
    other = replace(letter_cases.LUCE, represents="Théo Ferrand")
    changes = {"channel": Channel.PHONE, "text": said, "requester": other, "rights": (R.ACCESS, R.ERASURE)}
    phone = says(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, **changes))
    assert f"la note que nous avons prise de votre demande :\n\n« {said} »\n\nSi nous avons mal" in phone
    assert phone.count("«") == 1
    case, given = asking(K.COUNTER_RECEIPT, **changes), letter_cases.given(K.COUNTER_RECEIPT)
    (told,) = cautions(shipped()[K.COUNTER_RECEIPT], case, given)
    assert "comme la personne parle" in told
    own = asking(
        K.COUNTER_RECEIPT, **{**changes, "text": "Je voudrais savoir ce que vous avez sur mon fils."}
    )
    assert not cautions(shipped()[K.COUNTER_RECEIPT], own, given)
    assert "relu" not in phone.lower(), "nobody noted that it was read back"
    assert "Elle porte, pour Théo Ferrand, sur l’accès à ses données et sur leur effacement." in phone
    post = says(K.COUNTER_RECEIPT, asking(K.COUNTER_RECEIPT, channel=Channel.POST, text=said))
    assert f"Voici ce que vous nous avez écrit :\n\n« {said} »" in post


def test_a_line_to_sign_is_on_paper_only() -> None:
    made = letter(K.COUNTER_RECEIPT)
    assert "____" not in letter_text(made).body
    assert missing_values(letter_pdf(made).content, ["Votre signature, après relecture"]) == []


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("l’adresse e-mail n’est pas celle de votre fiche", True),
        ("l'adresse n'est pas celle que nous connaissons", True),
        ("votre compte a une autre adresse", True),
        ("votre message vient d’une adresse que nous ne connaissons pas", False),
        ("votre message n’est pas signé", False),
        ("l’adresse est inconnue", False),
    ],
)
def test_a_stranger_does_not_learn_that_there_is_a_file(reason: str, told: bool) -> None:
    assert tells_of_a_file(reason) is told
    case = letter_cases.case(K.IDENTITY_QUESTION)
    given = replace(letter_cases.given(K.IDENTITY_QUESTION), typed={"identity_reason": reason})
    assert bool(cautions(shipped()[K.IDENTITY_QUESTION], case, given)) is told
    noted = asking(K.IDENTITY_QUESTION, doubt=replace(DOUBT, reason=reason))
    assert bool(cautions(shipped()[K.IDENTITY_QUESTION], noted, replace(given, typed={}))) is told


def test_the_gentle_ways_presume_no_file() -> None:
    question = says(K.IDENTITY_QUESTION)
    assert "que vous nous auriez déjà donnés" in question
    assert "que nous connaissons déjà" not in question


@pytest.mark.parametrize(
    ("kind", "written_on", "by"),
    [
        (K.IDENTITY_QUESTION, TODAY, "23 décembre 2026"),
        (K.IDENTITY_QUESTION, date(2026, 11, 25), "28 décembre 2026"),  # 25 December is a holiday, a Friday
        (K.PRECISION, TODAY, "8 décembre 2026"),
        (K.FEE, TODAY, "14 décembre 2026"),  # no later than the answer is due: a fee stops no delay
    ],
)
def test_a_reply_has_a_date(kind: LetterKind, written_on: date, by: str) -> None:
    given = replace(letter_cases.given(kind), written_on=written_on)
    assert f"Sans réponse d’ici au {by}," in says(kind, told=given)
    assert "Sans réponse d’ici au 4 décembre 2026," in says(kind, told=given, reply_by="4/12/2026")
    assert "reply_by" in to_type(shipped()[kind], letter_cases.case(kind), Given(TODAY))
    with pytest.raises(IncompleteLetter, match="n’est pas après"):
        says(kind, told=given, reply_by="4/11/2026")


def test_a_precision_that_never_comes_does_not_stop_the_delay_for_ever() -> None:
    assert "vous parvient" not in says(K.PRECISION)
    assert "nous parvient, au plus tard le 8 décembre 2026." in says(K.PRECISION)


@pytest.mark.parametrize("kind", [K.IDENTITY_QUESTION, K.IDENTITY_COPY, K.PRECISION])
def test_a_question_put_too_late_tells_where_to_turn(kind: LetterKind) -> None:
    assert not letter(kind).remedies
    late = letter(kind, received(kind, date(2026, 10, 15)))
    assert len(late.remedies) == 2
    words = letter_cases.plain(letter_text(late).body)
    assert "dès l’arrivée de votre demande, et vous répondre au plus tard le 16 novembre 2026" in words


# Law page 3.2: one month; where it ends on a Sunday or a holiday, the next working day.
SHIFTED = [
    (date(2026, 10, 15), "16 novembre 2026 (le 15 novembre était un dimanche)."),
    (date(2026, 10, 11), "12 novembre 2026 (le 11 novembre était un jour férié)."),
    (date(2026, 10, 13), "13 novembre 2026."),
]


@pytest.mark.parametrize(("day", "told"), SHIFTED)
def test_why_the_last_day_is_not_the_announced_one(day: date, told: str) -> None:
    assert f"au plus tard le {told} Ce délai est dépassé" in says(K.LATE, received(K.LATE, day))


def test_a_promise_never_lies_in_the_past() -> None:
    """Aimed at a Sunday that has passed, with the law's Monday still to come."""
    monday = received(K.RECEIPT, date(2026, 10, 22))  # 22 November 2026 is a Sunday
    assert "au plus tard le 23 novembre 2026" in says(K.RECEIPT, monday)
    before = replace(letter_cases.given(K.RECEIPT), written_on=TODAY - timedelta(days=2))
    assert "au plus tard le 22 novembre 2026" in says(K.RECEIPT, monday, before)


def test_a_late_answer_waits_for_an_identity_that_is_still_open() -> None:
    waits = "ou dès que vous aurez répondu à notre question sur votre identité"
    assert waits not in says(K.LATE)
    assert waits in says(K.LATE, asking(K.LATE, doubt=DOUBT))
    assert waits not in says(K.LATE, asking(K.LATE, doubt=DOUBT, check=KNOWN))


def test_telegram_style_loses_its_capital_and_a_name_does_not() -> None:
    assert "question : adresse e-mail inconnue." in says(
        K.IDENTITY_QUESTION, identity_reason="Adresse e-mail inconnue."
    )
    assert "question : Luce a écrit d’ailleurs." in says(
        K.IDENTITY_QUESTION, identity_reason="Luce a écrit d’ailleurs"
    )


@pytest.mark.parametrize(
    ("rights", "told"),
    [
        ((R.CONSENT_WITHDRAWAL,), "au sujet du retrait de l’accord donné."),
        ((R.COMPLAINT,), "au sujet d’une réclamation adressée à la CNIL."),
        (
            (R.ERASURE, R.OBJECTION),
            "de l’effacement de vos données et de l’opposition à leur usage.",
        ),
        ((R.ACCESS, R.PORTABILITY), "de l’accès à vos données et de leur remise dans un fichier"),
    ],
)
def test_each_right_has_the_word_before_it_that_french_wants(
    rights: tuple[RightKind, ...], told: str
) -> None:
    due = date(2026, 11, 14) if R.COMPLAINT in rights else None
    assert told in says(K.LATE, asking(K.LATE, rights=rights, due_authority_on=due))


def test_a_copy_is_told_destroyed_when_it_is_everywhere() -> None:
    asked = OriginCleanup(TODAY)
    here = replace(asking(K.RECEIPT, doubt=SURE, cleanup=asked), copies=True)
    assert "nous la détruisons." in says(K.RECEIPT, here)
    done = replace(asking(K.RECEIPT, doubt=SURE, cleanup=replace(asked, done_on=TODAY)), copies=True)
    assert "nous l’avons détruite." in says(K.RECEIPT, done)
    assert "nous la détruisons" not in says(K.RECEIPT, done)


def test_what_can_be_posted_has_an_address_and_the_rest_says_that_it_is_an_email() -> None:
    party = replace(letter_cases.given(K.FORWARD).party, contact=PartyContact(email="accueil@phare.example"))
    made = letter(K.FORWARD, None, replace(letter_cases.given(K.FORWARD), party=party))
    assert missing_values(letter_pdf(made).content, ["Par e-mail : accueil@phare.example"]) == []
    assert missing_values(letter_pdf(letter(K.RECEIPT)).content, ["Par e-mail"]) == ["Par e-mail"]


def test_a_draft_is_one_on_every_page() -> None:
    running = ["D-2026-014 · Projet"]
    made = letter(K.POST_MORTEM)
    assert letter_pdf(made).pages == 2
    assert missing_values(letter_pdf(made).content, running) == []
    again = letter(K.POST_MORTEM, None, replace(letter_cases.given(K.POST_MORTEM), reread=True))
    assert missing_values(letter_pdf(again).content, running) == running


@pytest.mark.parametrize("kind", [K.REFUSAL, K.PARTIAL])
def test_where_to_turn_never_stands_on_a_page_of_its_own(kind: LetterKind) -> None:
    pages = pypdf.PdfReader(BytesIO(letter_pdf(letter(kind)).content)).pages
    (last,) = [page.extract_text() for page in pages if "Vos recours" in page.extract_text()]
    assert "Bien cordialement" in last


def test_the_proof_of_a_consent_counts_from_the_erasure_that_withdraws_it() -> None:
    assert "après le retrait de l’accord (cette demande vaut retrait, s’il" in says(K.PARTIAL)
    assert "vaut retrait" not in says(K.POST_MORTEM)
