"""Letters of a request: what they must say by law, what they cannot go without, on paper and in an e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import letter_cases
import page
import pytest

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.documents.readback import missing_values, read_pages
from gdpr_desk.errors import AccessRefused, InvalidInput, NotFound
from gdpr_desk.register.model import Controller
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.chips import CHIPS
from gdpr_desk.requests.letters.model import IncompleteLetter, Letter, LetterKind, Refusal
from gdpr_desk.requests.letters.paper import letter_pdf
from gdpr_desk.requests.letters.templates import shipped, used
from gdpr_desk.requests.letters.text import letter_text
from gdpr_desk.requests.letters.writing import missing, write
from gdpr_desk.requests.model import Channel, Requester, RequestFacts, RightKind, WorkDone
from gdpr_desk.requests.places import Step

K = LetterKind
CNIL = "3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07"
"""Law page 3.6, typed here by hand."""
PHONE = "01 53 73 22 22"
OWE_REMEDIES = {K.REFUSAL, K.PARTIAL, K.EXTENSION, K.LATE, K.ACCESS}


def written(kind: LetterKind, **changes: object) -> Letter:
    return write(shipped()[kind], letter_cases.case(kind), replace(letter_cases.given(kind), **changes))


def case_of(kind: LetterKind, decision: Step) -> Case:
    """The same work with this decision on every line of the shop that allows it."""
    made = letter_cases.case(kind)
    own = {line.key for line in made.lines if not line.party and decision in line.choices}
    work = [replace(item, decision=decision) if item.line in own else item for item in made.work]
    return replace(made, work=tuple(work))


def says(letter: Letter) -> str:
    """The e-mail, with plain spaces."""
    return letter_cases.plain(letter_text(letter).body)


@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_is_written_on_paper_and_as_text(kind: LetterKind) -> None:
    letter = written(kind)
    pdf = letter_pdf(letter)
    text = letter_text(letter)
    assert "D-2026-014" in text.subject
    assert "{" not in text.body + text.subject
    paragraphs = [block.text for block in letter.blocks if block.text]
    assert missing_values(pdf.content, [*paragraphs, "Camille Aubry", "D-2026-014"]) == []
    assert missing_values(pdf.content, ["Zéphyrin Nulle-Part"]) == ["Zéphyrin Nulle-Part"]
    long = kind in (K.PARTIAL, K.POST_MORTEM, K.REFUSAL, K.RECTIFICATION)
    assert pdf.pages <= (2 if long else 1) or letter.annex, "rather a second page than small type"
    assert ("Luce Ferrand" in "".join(read_pages(pdf.content))) or shipped()[kind].to_party


@pytest.mark.parametrize("kind", [K.RECEIPT, K.ACCESS, K.PARTIAL, K.HEIR_PROOF])
@pytest.mark.parametrize("profile", ["PDF/A-2a", "PDF/UA-1"])
def test_paper_is_for_archives_and_for_readers(kind: LetterKind, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "lettre.pdf"
    file.write_bytes(letter_pdf(written(kind)).content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict


def test_the_same_state_gives_the_same_bytes() -> None:
    assert letter_pdf(written(K.ACCESS)).content == letter_pdf(written(K.ACCESS)).content


@pytest.mark.parametrize("kind", sorted(OWE_REMEDIES))
def test_who_gets_no_full_answer_is_told_where_to_turn(kind: LetterKind) -> None:
    letter = written(kind)
    pdf = letter_pdf(letter).content
    assert missing_values(pdf, [CNIL, PHONE, "recours devant le tribunal compétent"]) == []
    assert CNIL in says(letter)
    assert "tribunal" in says(letter)


def test_a_refusal_says_what_was_asked_when_and_why_in_law_and_in_fact() -> None:
    told = says(written(K.REFUSAL))
    for needed in (
        "14 novembre 2026",
        "l’effacement de vos données",
        "article 17, paragraphe 3, point e",
        "la facture F-2026-0914 du 4 septembre 2026 reste impayée",
        "Nous n’avons pas d’autres données sur vous",
    ):
        assert needed in told


def test_a_refusal_without_a_reason_cannot_be_made() -> None:
    nothing_there = case_of(K.REFUSAL, Step.NOT_FOUND)
    with pytest.raises(IncompleteLetter, match="n’a pas de raison"):
        write(shipped()[K.REFUSAL], nothing_there, Given(letter_cases.TODAY))
    blank = (Refusal("legal_claims", RightKind.ERASURE, "  ", letter_cases.SALE),)
    with pytest.raises(IncompleteLetter, match="aucun fait"):
        written(K.REFUSAL, refusals=blank)
    nothing_kept = case_of(K.PARTIAL, Step.ERASE)
    with pytest.raises(IncompleteLetter, match="n’a pas de raison"):
        write(shipped()[K.PARTIAL], nothing_kept, letter_cases.given(K.PARTIAL))


def test_a_refusal_without_remedies_cannot_even_be_a_value() -> None:
    letter = written(K.REFUSAL)
    with pytest.raises(ValueError, match="12\\(4\\)"):
        replace(letter, remedies=())
    no_reasons = tuple(block for block in letter.blocks if not block.items)
    with pytest.raises(ValueError, match="12\\(4\\)"):
        replace(letter, blocks=no_reasons)


ALLOWED = """
access -
rectification accurate
erasure legal_duty legal_claims expression public_health archives_research
restriction restriction_conditions
portability portability_basis
objection legal_claims compelling_grounds no_situation objection_basis
"""
"""Law page 3.6 by hand: 17(3) a-e, 21(1) for an objection; beside 12(5), 12(6) and 11, below."""
ALWAYS = {"unfounded", "excessive", "identity_unproven"}


@pytest.mark.parametrize("row", ALLOWED.strip().splitlines(), ids=lambda row: row.split()[0])
def test_only_the_reasons_that_the_right_knows(row: str) -> None:
    from gdpr_desk.reference.catalogues import refusal_reasons
    from gdpr_desk.requests.letters.keeping import allowed_reasons

    right, *expected = row.split()
    found = {entry.key for entry in allowed_reasons(RightKind(right), whole=True)}
    assert found == ALWAYS | set(expected) - {"-"}
    wrong = next(key for key in refusal_reasons() if key not in found)
    kind_of_right = replace(letter_cases.case(K.REFUSAL).request, rights=(RightKind(right),))
    case = replace(letter_cases.case(K.REFUSAL), request=kind_of_right, lines=(), work=())
    given = replace(letter_cases.given(K.REFUSAL), refusals=(Refusal(wrong, RightKind(right), "Un fait."),))
    with pytest.raises(IncompleteLetter, match="ne peut pas être opposé"):
        write(shipped()[K.REFUSAL], case, given)


def test_publicity_is_never_refused() -> None:
    case = letter_cases.case(K.OBJECTION)
    given = Given(
        letter_cases.TODAY,
        typed={"contested_use": "les images du 12 novembre"},
        refusals=(Refusal("compelling_grounds", RightKind.OBJECTION, "Un vol à élucider."),),
    )
    with pytest.raises(IncompleteLetter, match="jamais"):
        write(shipped()[K.REFUSAL], case, given)
    none = tuple(WorkDone(line.key, "not_found") for line in case.lines if line.publicity)
    assert none
    write(shipped()[K.REFUSAL], replace(case, work=none), given)


def test_what_is_still_to_type_is_told_by_its_name() -> None:
    case, given = letter_cases.case(K.FEE), Given(letter_cases.TODAY)
    assert missing(shipped()[K.FEE], case, given) == ("fee_ground", "fee_reason", "fee_amount")
    with pytest.raises(IncompleteLetter, match="Le montant") as refused:
        write(
            shipped()[K.FEE],
            case,
            replace(given, typed={"fee_ground": "excessive", "fee_reason": "la quatrième copie"}),
        )
    assert refused.value.fields == ("fee_amount",)
    work = [item for item in letter_cases.case(K.PARTIAL).work if item.decision == Step.KEEP]
    absent = [replace(item, decision="not_found") for item in letter_cases.case(K.PARTIAL).work]
    nothing_changed = replace(letter_cases.case(K.PARTIAL), work=(*absent, *work))
    with pytest.raises(IncompleteLetter, match="n’est pas une réponse partielle"):
        write(shipped()[K.PARTIAL], nothing_changed, Given(letter_cases.TODAY))


def test_an_extension_is_told_within_the_first_month_or_not_at_all() -> None:
    last = letter_cases.case(K.EXTENSION).deadline.announce_by
    assert says(written(K.EXTENSION, written_on=last))
    with pytest.raises(IncompleteLetter, match="premier mois"):
        written(K.EXTENSION, written_on=last + timedelta(days=1))
    # Received on 14 November 2026: two months more end on 14 February 2027 by either reading.
    assert "14 février 2027" in says(written(K.EXTENSION))


def test_typed_words_are_words_and_never_fields_or_markup() -> None:
    hostile = "{fee_amount} <b>gras</b> <para> & \u202egauche"
    letter = written(K.FEE, typed={"fee_ground": "excessive", "fee_reason": hostile, "fee_amount": "18 €"})
    assert "{fee_amount} <b>gras</b> <para> & [U+202E]gauche" in says(letter)
    pdf = letter_pdf(letter)
    assert missing_values(pdf.content, ["{fee_amount} <b>gras</b> <para> &", "[U+202E]gauche"]) == []


def test_a_file_field_cannot_be_typed_over() -> None:
    letter = written(K.RECEIPT, typed={"answer_on": "31 décembre 2099"})
    assert "2099" not in says(letter)
    assert "14 décembre 2026" in says(letter)


def test_the_answer_to_an_access_says_what_article_15_asks() -> None:
    letter = written(K.ACCESS)
    text = says(letter)
    for needed in (
        "Pourquoi",
        "Données",
        "Qui peut les recevoir",
        "Combien de temps",
        "D’où elles viennent",
        CNIL,
    ):
        assert needed in text
    assert "Colombier Courrier" in text, "recipients by their names (C-154/21)"
    assert "Vidéosurveillance" not in [sheet.title for sheet in letter.annex], "nothing of them is left"
    assert letter_pdf(letter).pages > 1


def test_an_erasure_tells_what_went_and_who_heard() -> None:
    text = says(written(K.ERASURE))
    for needed in ("votre fiche client", "votre adresse d’abonné", "Colombier Courrier", "sauvegardes"):
        assert needed in text
    assert "factures" not in text
    partial = says(written(K.PARTIAL))
    assert "Vos factures : gardées à part, à accès restreint, 10 ans" in partial
    assert "article L. 123-22 du code de commerce" in partial


def test_for_another_person_the_words_change() -> None:
    assert "l’effacement de ses données" in says(written(K.AGENT_PROOF))
    assert "Anselme Ferrand" in says(written(K.AGENT_PROOF))


@pytest.mark.parametrize("kind", [K.PARENT_PROOF, K.HEIR_PROOF, K.POST_MORTEM])
def test_what_no_first_source_bears_is_to_be_read_again(kind: LetterKind) -> None:
    """On the screen, on a draft's paper and on top of its e-mail; gone once somebody has read it."""
    draft = ["à faire relire avant l’envoi"]
    assert written(kind).reread
    assert says(written(kind)).startswith("Projet : à faire relire avant l’envoi\n\nMadame, Monsieur,")
    assert missing_values(letter_pdf(written(kind)).content, draft) == []
    final = written(kind, reread=True)
    assert missing_values(letter_pdf(final).content, draft) == draft
    assert "faire relire" not in says(final)


def test_the_copy_of_a_paper_is_asked_for_as_the_last_resort_and_small() -> None:
    assert "Ne nous envoyez pas de copie" in says(written(K.IDENTITY_QUESTION))
    copy = says(written(K.IDENTITY_COPY))
    for needed in (
        "recto",
        "noir et blanc",
        "cachez tout, sauf le nom et le prénom",
        "Demande RGPD – Atelier Lumen",
        "détruite",
        "filigrane",
    ):
        assert needed in copy


def test_the_address_stands_in_the_window_of_the_envelope(tmp_path: Path) -> None:
    """45 to 85 mm from the top, 100 to 195 mm across, on a sheet folded in three."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(letter_pdf(written(K.RECEIPT)).content)
    found = pdf[0].get_textpage()
    mm = 72 / 25.4
    window = found.get_text_bounded(100 * mm, (297 - 85) * mm, 195 * mm, (297 - 45) * mm)
    pdf.close()
    assert [line.strip() for line in window.splitlines() if line.strip()] == [
        "Luce Ferrand",
        "3 passage des Tilleuls",
        "99018 Valbrume",
    ]


def test_a_shop_that_has_told_only_its_name_still_writes(tmp_path: Path) -> None:
    case = letter_cases.case(K.RECEIPT)
    bare = replace(case, register=replace(case.register, controller=Controller("Chez Nous")))
    letter = write(shipped()[K.RECEIPT], bare, letter_cases.given(K.RECEIPT))
    assert letter_pdf(letter).pages == 1
    assert "Chez Nous" in says(letter)


def test_every_chip_is_in_a_letter_and_no_letter_names_another() -> None:
    named = {chip for template in shipped().values() for chip in used(f"{template.subject} {template.body}")}
    assert named - set(CHIPS) == set()
    assert set(CHIPS) - named <= {
        *(
            "fee_article",
            "due_on",
            "today",
            "officer_name",
            "shop_name",
            "requester_name",
            "gone_list",
            "requester_address",
            "party_address",
        ),
    }


def test_words_of_the_house() -> None:
    for template in shipped().values():
        text = f"{template.label} {template.help} {template.subject} {template.body}".lower()
        assert not [word for word in ("conforme", "certificat", "mot de passe") if word in text]


def test_the_demonstration_says_so_on_every_letter() -> None:
    assert (
        missing_values(letter_pdf(written(K.RECEIPT), demo=True).content, ["EXEMPLE · Atelier Lumen"]) == []
    )
    assert missing_values(letter_pdf(written(K.RECEIPT)).content, ["EXEMPLE"]) == ["EXEMPLE"]


def test_the_objection_list_is_told_of_when_the_person_is_on_it(officer_desk: Desk) -> None:
    who = Requester("Luce Ferrand", "luce.ferrand@courriel.example")
    facts = RequestFacts((RightKind.OBJECTION,), Channel.EMAIL, date(2026, 11, 14), who)
    request = officer_desk.requests.add(facts)
    assert not officer_desk.letters.case(request.reference).listed
    officer_desk.objections.take(request)
    assert officer_desk.letters.case(request.reference).listed
    told = replace(letter_cases.case(K.OBJECTION), listed=True)
    assert "liste d’opposition" in says(write(shipped()[K.OBJECTION], told, letter_cases.given(K.OBJECTION)))
    assert "liste d’opposition" not in says(written(K.OBJECTION))


def test_where_the_cnil_has_set_a_date_the_letter_promises_that_one(officer_desk: Desk) -> None:
    who = Requester("Luce Ferrand")
    facts = RequestFacts(
        (RightKind.COMPLAINT,), Channel.POST, date(2026, 11, 14), who, due_authority_on=date(2026, 12, 1)
    )
    reference = officer_desk.requests.add(facts).reference
    body = officer_desk.letters.write(reference, K.RECEIPT).text.body
    assert "au plus tard le 1er décembre 2026" in letter_cases.plain(body)


def request_in(desk: Desk) -> str:
    facts = RequestFacts((RightKind.ERASURE,), Channel.COUNTER, date(2026, 11, 14), Requester("Luce Ferrand"))
    return desk.requests.add(facts).reference


def test_the_officers_words_stay_and_can_be_taken_back(officer_desk: Desk, clock: FixedClock) -> None:
    letters, reference = officer_desk.letters, request_in(officer_desk)
    letters.change(
        K.RECEIPT, "bien reçu", "Bonjour {requester_name},\n\nNous répondons avant le {answer_on}."
    )
    assert letters.templates()[K.RECEIPT].changed
    made = letters.write(reference, K.RECEIPT)
    assert "Bonjour Luce Ferrand," in made.text.body
    assert missing_values(made.pdf.content, ["Nous répondons avant le 14 décembre 2026."]) == []
    letters.restore(K.RECEIPT)
    assert letters.templates()[K.RECEIPT] == shipped()[K.RECEIPT]
    told = [entry.action for entry in officer_desk.journal.entries()]
    assert told[:2] == ["letter.template_restored", "letter.template_changed"]


CANNOT_BE = (
    (K.RECEIPT, "Bonjour {nom}", "n’existe pas"),
    (K.RECEIPT, "   ", "objet et un texte"),
    (K.RECEIPT, "x" * 8_001, "trop long"),
    (K.REFUSAL, "Non.", "pourquoi vous refusez"),
    (K.REFUSAL, "Non, car {refused_list}.", "pourquoi vous refusez"),
)


def test_a_template_that_could_not_be_a_letter_is_not_kept(officer_desk: Desk) -> None:
    for kind, body, told in CANNOT_BE:
        with pytest.raises(InvalidInput, match=told):
            officer_desk.letters.change(kind, "objet", body)
        assert not officer_desk.letters.templates()[kind].changed


def test_nothing_is_lost_however_long_or_strange() -> None:
    """Names of 500 signs, eight lines of address, right-to-left words, a reason over pages."""
    case, given = letter_cases.case(K.REFUSAL), letter_cases.given(K.REFUSAL)
    address = "\n".join(f"Bâtiment {n}, escalier {n}, porte {n * 111}" for n in range(1, 9))
    person = replace(letter_cases.LUCE, name="Anne-Sophie " * 40 + "مريم", address=address)
    facts = " ".join(f"Le fait numéro {n} est établi par la pièce {n}." for n in range(1, 180))
    letter = write(
        shipped()[K.REFUSAL],
        replace(case, request=replace(case.request, requester=person)),
        replace(given, refusals=(Refusal("legal_claims", RightKind.ERASURE, facts, letter_cases.SALE),)),
    )
    pdf = letter_pdf(letter)
    assert pdf.pages > 2
    assert missing_values(pdf.content, [*address.splitlines(), "Le fait numéro 179 est établi", CNIL]) == []


def test_a_colleague_writes_letters_and_changes_none(colleague: Desk, asked: Callable[..., str]) -> None:
    with pytest.raises(AccessRefused):
        colleague.letters.change(K.RECEIPT, "objet", "Bonjour.")
    with pytest.raises(NotFound):
        colleague.letters.write(asked(), K.RECEIPT)
    own = request_in(colleague)
    assert "Luce Ferrand" in colleague.letters.write(own, K.RECEIPT).letter.addressee.name
    colleague.objections.add("luce@courriel.example", reason="au comptoir")
    with pytest.raises(AccessRefused):
        colleague.objections.entries()
