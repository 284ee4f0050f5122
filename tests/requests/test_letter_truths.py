"""Sentences of letters that stay true in every case: delays, what a program decides, what leaves Europe."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import letter_cases
import pytest
from letter_cases import asking, given, letter, received, says

from gdpr_desk.documents import letterhead
from gdpr_desk.documents.letterhead import LOOKS, LetterPaper
from gdpr_desk.documents.paper import Furniture
from gdpr_desk.documents.readback import read_pages
from gdpr_desk.register.model import Safeguard, Transfer
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.cautions import cautions
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind, Refusal
from gdpr_desk.requests.letters.templates import shipped
from gdpr_desk.requests.letters.writing import write
from gdpr_desk.requests.model import Channel, PauseReason, RequestPause, RightKind
from gdpr_desk.requests.places import Step

K, R = LetterKind, RightKind
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_nobody_owns_to_a_delay_that_still_runs() -> None:
    """Received on 15 October 2026: the month ends on Monday 16 November."""
    last = replace(given(K.LATE), written_on=date(2026, 11, 16))
    with pytest.raises(IncompleteLetter, match="court encore, jusqu’au 16 novembre 2026") as found:
        says(K.LATE, told=last)
    assert found.value.instead is None, "the first month is over: no extension can be told any more"
    assert "Ce délai est dépassé" in says(K.LATE, told=replace(last, written_on=date(2026, 11, 17)))
    with pytest.raises(IncompleteLetter) as early:
        says(K.LATE, received(K.LATE, date(2026, 11, 14)))
    assert early.value.instead is K.EXTENSION


@pytest.mark.parametrize("right", [R.ERASURE, R.RECTIFICATION, R.OBJECTION, R.PORTABILITY])
def test_which_data_are_meant_delays_an_access_and_nothing_else(right: RightKind) -> None:
    access = says(K.PRECISION)
    assert "Le délai de réponse s’arrête le 23 novembre 2026" in access
    # 14 December, and the 15 days from 23 November to 8 December.
    assert "Vous aurez donc notre réponse au plus tard le 29 décembre 2026, et plus tôt si" in access
    told = says(K.PRECISION, asking(K.PRECISION, rights=(right,)))
    assert "s’arrête" not in told
    assert "intéressent" not in told
    assert (
        "Cette question ne retarde rien : vous aurez notre réponse au plus tard le 14 décembre 2026." in told
    )
    own = shipped()[K.PRECISION].with_words("une question", "Tout s’arrête le {asked_on}.")
    with pytest.raises(IncompleteLetter, match="que pour une demande d’accès"):
        write(own, asking(K.PRECISION, rights=(right,)), given(K.PRECISION))


def test_the_new_day_counts_the_days_until_the_reply_that_was_typed_and_earlier_pauses() -> None:
    told = says(K.PRECISION, reply_by="30/11/2026")
    assert "réponse au plus tard le 21 décembre 2026" in told  # 14 December and 7 days
    paused = asking(
        K.PRECISION, pauses=(RequestPause(PauseReason.IDENTITY, date(2026, 11, 16), date(2026, 11, 18)),)
    )
    assert "réponse au plus tard le 31 décembre 2026" in says(K.PRECISION, paused)  # 14 + 2 + 15
    cnil = asking(K.PRECISION, due_authority_on=date(2026, 12, 1))
    assert "Vous aurez donc" not in says(K.PRECISION, cnil)


def test_a_reply_that_delays_nothing_is_asked_for_before_our_own_last_day() -> None:
    late = replace(given(K.PRECISION), written_on=date(2026, 12, 7))
    told = says(K.PRECISION, asking(K.PRECISION, rights=(R.ERASURE,)), late)
    assert "Sans réponse d’ici au 14 décembre 2026" in told


@pytest.mark.parametrize("kind", [K.AGENT_PROOF, K.PARENT_PROOF, K.HEIR_PROOF])
def test_a_proof_is_asked_for_in_time_to_be_read(kind: LetterKind) -> None:
    assert "avant le 7 décembre 2026, pour que nous puissions vous répondre" in says(kind)
    close = replace(given(kind), written_on=date(2026, 12, 12))
    assert "avant le 13 décembre 2026" in says(kind, told=close)


def test_a_sound_is_not_corrected() -> None:
    case = letter_cases.case(K.RECTIFICATION)
    (key,) = [line.key for line in case.lines if line.what == "Conversations enregistrées" and not line.party]
    work = tuple(replace(one, decision="correct") if one.line == key else one for one in case.work)
    with pytest.raises(IncompleteLetter, match="Un enregistrement ne se corrige pas") as found:
        says(K.RECTIFICATION, replace(case, work=work))
    assert found.value.from_list
    told = says(K.RECTIFICATION, case)
    assert "enregistrements" not in told
    assert "vos factures" in told.split("Nous laissons donc tels quels")[1]


def abroad(case: Case, **changes: object) -> Case:
    own = case.register
    changed = tuple(replace(a, **changes) if a.name == "Newsletter" else a for a in own.activities)  # type: ignore[arg-type]
    return replace(case, register=replace(own, activities=changed))


def test_an_access_always_says_what_a_program_decides_and_what_leaves_europe() -> None:
    case = letter_cases.case(K.ACCESS)
    told = says(K.ACCESS, case)
    assert "Aucune décision n’est prise à votre sujet par un programme seul." in told
    assert "Ces données ne quittent pas l’Espace économique européen." in told
    sent = abroad(case, transfers=(Transfer("US", safeguard=Safeguard.SCC),))
    assert "l’annexe dit vers où, et avec quelle garantie" in says(K.ACCESS, sent)
    assert "ne quittent pas" not in says(K.ACCESS, sent)
    deciding = abroad(case, automated_decisions=True)
    assert "programme seul : il accorde ou refuse" in says(K.ACCESS, deciding)
    with pytest.raises(IncompleteLetter, match="Comment le programme décide"):
        says(K.ACCESS, deciding, decision_logic="")
    masked = replace(
        given(K.PARTIAL), refusals=(Refusal("others_rights", R.ACCESS, "Deux noms d’autres clients."),)
    )
    assert "ne quittent pas l’Espace" in says(K.PARTIAL, case, masked)
    assert "ne quittent pas l’Espace" not in says(K.PARTIAL), "nothing was given"


def test_a_recipient_outside_europe_of_which_no_transfer_speaks_is_a_hole() -> None:
    case = letter_cases.case(K.ACCESS)
    parties = tuple(
        replace(one, country="US") if one.key == "newsletter-host" else one for one in case.register.parties
    )
    far = replace(case, register=replace(case.register, parties=parties))
    with pytest.raises(IncompleteLetter, match="Newsletter \\(garantie hors d’Europe\\)"):
        says(K.ACCESS, far)
    covered = (Transfer("US", party="newsletter-host", safeguard=Safeguard.SCC),)
    everywhere = tuple(
        replace(a, transfers=covered) if any(r.party == "newsletter-host" for r in a.recipients) else a
        for a in far.register.activities
    )
    assert "l’annexe dit vers où" in says(
        K.ACCESS, replace(far, register=replace(far.register, activities=everywhere))
    )


def test_an_erasure_says_only_the_trace_stays_where_that_is_so() -> None:
    told = says(K.ERASURE)
    assert "Nous ne gardons que la trace de votre demande et de notre réponse, pendant 5 ans, pour" in told
    listed = replace(letter_cases.case(K.ERASURE), listed=True, listed_as="votre adresse e-mail")
    kept = says(K.ERASURE, listed)
    assert "ne gardons que" not in kept
    assert "Une chose encore n’est pas effacée" in kept
    assert "nous gardons votre adresse e-mail sur une liste d’opposition, au moins trois ans" in kept
    assert len(letter(K.ERASURE, listed).remedies) == 2, "a part is refused"
    assert letter(K.ERASURE).remedies == ()


def test_a_paper_of_an_heir_is_told_to_go_when_the_program_lets_it_go() -> None:
    assert "envoyé, il est détruit au plus tard 30 jours après la fin de votre demande" in says(K.HEIR_PROOF)


def test_the_end_of_a_restriction_always_tells_where_to_turn() -> None:
    assert len(letter(K.RESTRICTION_LIFTED).remedies) == 2
    assert "la « limitation » (article 18 du RGPD)" in says(K.RESTRICTION_LIFTED)


def test_an_objection_list_stays_as_long_as_it_is_of_use_and_is_told_so() -> None:
    least = "au moins 3 ans après l’opposition, puis tant qu’elle évite un envoi par erreur"
    assert f"{least}, parce que nous devons respecter le refus de la publicité (article 21" in says(K.PARTIAL)
    assert f"{least}." in says(K.ACCESS)
    assert "exercice du droit" not in says(K.ACCESS)


def test_a_processor_that_erases_gives_back_the_proofs_first() -> None:
    proofs = "Ne détruisez pas la preuve de son accord"
    assert proofs in says(K.PARTY_REQUEST)
    case = letter_cases.case(K.PARTY_REQUEST)
    work = [replace(one, decision="not_found") if one.decision == Step.KEEP else one for one in case.work]
    assert proofs not in says(K.PARTY_REQUEST, replace(case, work=tuple(work)))


def test_a_recipient_finds_the_person_by_what_it_has_and_learns_no_address() -> None:
    told = says(K.RECIPIENT_NOTICE)
    assert "Pour retrouver cette personne : la commande 2026-0412" in told
    assert "luce.ferrand@" not in told
    assert "Pour retrouver" not in says(K.RECIPIENT_NOTICE, found_by="")


def test_a_receipt_vouches_for_the_day_it_is_signed_on() -> None:
    template, counter = shipped()[K.COUNTER_RECEIPT], letter_cases.case(K.COUNTER_RECEIPT)
    late = given(K.COUNTER_RECEIPT)
    assert "le jour même" in " ".join(cautions(template, counter, late))
    same = replace(late, written_on=counter.request.received_on)
    assert "le jour même" not in " ".join(cautions(template, counter, same))
    phone = asking(K.COUNTER_RECEIPT, channel=Channel.PHONE)
    assert "le jour même" not in " ".join(cautions(template, phone, late))


def test_a_short_bullet_is_not_cut_by_the_end_of_a_page() -> None:
    look = LOOKS[0]
    for gap in range(40):
        paper = LetterPaper(Furniture("Atelier Lumen", "D-2026-014", "", False))
        part = paper.root.add("Sect")
        paper.begin(part, "Lettre")
        paper.y -= paper.room() - look.leading * gap / 8
        letterhead.items(paper, part, [f"début {'mot ' * 25}fin"], look)
        pages = read_pages(paper.finish("Lettre", NOON, "Atelier Lumen"))
        assert any("début" in page and "fin" in page for page in pages)
