"""Letters, list of who was told, register of incidents: what the law asks for, in words for everybody."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import page
import pikepdf
import pytest
from breach_papers import INCIDENTS, TODAY, every_paper
from breach_reading import make_every_paper, squeezed
from breach_stories import BREACH, DECIDED, FOR_CLIENT, LATER, NOW, REGISTER, SHOP, STOLEN, case
from odfdo import Document

from gdpr_desk import assets
from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import ClientNotice, Closing, Count, GestureDone, PersonalDataBreach
from gdpr_desk.breaches.papers import old_form
from gdpr_desk.breaches.papers.chronology import moments
from gdpr_desk.breaches.papers.letter_paper import letter_pdf, letter_text
from gdpr_desk.breaches.papers.letter_writing import Given, Share, client_letter, subjects_letter
from gdpr_desk.breaches.papers.recipients import recipients_pdf
from gdpr_desk.breaches.papers.register_paper import IncidentRegister, register_ods, register_pdf
from gdpr_desk.breaches.vocabulary import CountKind, Exemption, IncidentKind, PeriodKind, Protection
from gdpr_desk.documents.readback import read_pages
from gdpr_desk.reference import catalogues

OLD_FORM = Path(__file__).resolve().parents[2].parent / (
    "shared/samples/cnil/CNIL_Formulaire_Notification_de_Violations.pdf"
)
FORBIDDEN = ("conform", "certificat", "mot de passe", "mots de passe")


def text_of(breach: PersonalDataBreach = BREACH, given: Given = TODAY) -> str:
    return letter_text(subjects_letter(case(breach), given)).body


def printed(content: bytes) -> str:
    return squeezed("".join(read_pages(content)))


def test_the_persons_read_what_article_34_owes_them() -> None:
    text = text_of()
    for owed in (
        "un appareil de la boutique a été volé",
        "Nous l’avons appris le dimanche 22 novembre 2026 à 22:00",
        "Identifiants et codes d’accès",
        "Vous pouvez recevoir de faux messages",
        "Effacement à distance demandé à 23:10",
        "Changez le code d’accès de votre compte",
        "Camille EXEMPLE, responsable des données : 01 99 00 00 00 ou donnees@atelier-lumen.example",
        "réclamation à la CNIL",
    ):
        assert owed in text, owed


def test_nobody_reads_how_many_others_there_are() -> None:
    assert "340" not in text_of()
    assert "340" not in printed(letter_pdf(subjects_letter(case(), TODAY)).content)


def test_the_letter_is_plain() -> None:
    """No legal word before the complaint, no sentence that runs on, nothing the house never says."""
    for kind in IncidentKind:
        for keys in (choices.choices("data"), ("basic",)):
            breach = replace(
                BREACH, facts=replace(STOLEN, kind=kind, data=tuple(keys), harms=tuple(_harms()))
            )
            text = text_of(breach)
            assert not [word for word in FORBIDDEN if word in text.lower()]
            before = text.split("réclamation")[0].lower()
            assert not [word for word in ("rgpd", "responsable de traitement", "violation") if word in before]
            assert max(len(line.split()) for line in text.replace(".", "\n").splitlines()) <= 45
            assert text.count("\n- ") <= len(keys) + len(_harms()) + 6


def _harms() -> list[str]:
    return list(choices.choices("harms"))


def test_every_kind_of_incident_and_every_harm_has_its_sentence() -> None:
    said = {text_of(replace(BREACH, facts=replace(STOLEN, kind=kind))) for kind in IncidentKind}
    assert len(said) == len(IncidentKind)
    for harm in _harms():
        if harm != "other":
            text = text_of(replace(BREACH, facts=replace(STOLEN, harms=(harm,))))
            assert "À ce jour, nous ne savons pas encore" not in text, harm


def test_encrypted_data_need_no_alarm() -> None:
    text = text_of(replace(BREACH, facts=replace(STOLEN, protection=Protection.INTACT)))
    assert "chiffrées" in text
    assert "Changez le code" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"period": PeriodKind.CANNOT_TELL}, "Récemment, un appareil"),
        (
            {"period": PeriodKind.ONGOING, "ended_at": None},
            "Le dimanche 22 novembre 2026, vers 20:30, un appareil",
        ),
        (
            {"period": PeriodKind.ONGOING, "ended_at": None, "kind": IncidentKind.WEBSITE},
            "Depuis le dimanche 22 novembre 2026, des données sont visibles",
        ),
        ({"ended_at": NOW}, "Entre le dimanche 22 novembre 2026 et le lundi 23 novembre 2026, un"),
        ({}, "Le dimanche 22 novembre 2026, vers 20:30, un appareil de la boutique a été volé"),
        ({"period_estimated": False}, "Le dimanche 22 novembre 2026, à 20:30, un appareil"),
        ({"cause": None}, "Le dimanche 22 novembre 2026, vers 20:30, un appareil de la boutique a disparu"),
    ],
)
def test_when_it_happened_is_said_as_well_as_it_is_known(changes: dict[str, object], words: str) -> None:
    assert words in text_of(replace(BREACH, facts=replace(STOLEN, **changes)))  # type: ignore[arg-type]


def test_what_was_ticked_among_the_first_gestures_is_told() -> None:
    ticked = (
        *(GestureDone(key, NOW, "c0ffee00") for key in ("wipe", "change_codes", "list_content")),
        GestureDone("complaint", NOW, "c0ffee00", needed=False),
    )
    breach = replace(BREACH, gestures=ticked, facts=replace(STOLEN, measures_after="", prevention=()))
    text = text_of(breach)
    begun = "Nous avons changé les codes des comptes ouverts sur cet appareil et "
    assert f"{begun}agi à distance pour que personne ne s’en serve." in text
    for note, which in (
        ("effacement", "effacement"),
        ("verrouillage et effacement", "verrouillage et son effacement"),
    ):
        said = replace(breach, gestures=(*ticked[1:], GestureDone("wipe", NOW, "c0ffee00", note=note)))
        assert f"{begun}demandé son {which} à distance." in text_of(said)
    assert "Nous cherchons la cause" not in text
    assert "Nous cherchons la cause" in text_of(replace(breach, gestures=()))


def test_every_gesture_with_words_is_one_of_the_list() -> None:
    told = tomllib.loads(assets.text("templates/breaches/letters.toml"))["subjects"]["gestures"]
    assert {name.removesuffix(".ways") for name in told} <= set(catalogues.breach_gestures())


def test_an_unanswered_incident_makes_an_honest_letter() -> None:
    text = text_of(PersonalDataBreach("V-2026-009", NOW, "c0ffee00"))
    assert "Nous cherchons encore quelles données sont touchées" in text
    assert "nous ne savons pas encore ce que cela peut entraîner" in text
    assert "None" not in text


def test_own_words_stand_instead_of_the_programs() -> None:
    text = text_of(given=Given(date(2026, 11, 23), account="<b>Notre</b> camionnette a été forcée."))
    assert "<b>Notre</b> camionnette a été forcée." in text
    assert "un appareil de la boutique a été volé" not in text
    paper = letter_pdf(subjects_letter(case(), Given(date(2026, 11, 23), account="<b>Ici</b> & là")))
    assert squeezed("<b>Ici</b> & là") in printed(paper.content)


def test_a_number_glued_to_letters_may_stand_after_hebrew() -> None:
    """There a reader moves the digit away from its letters."""
    breach = replace(BREACH, facts=replace(STOLEN, data_detail="clés de שלום 1er étage, 2e porte"))
    assert letter_pdf(subjects_letter(case(breach), TODAY)).pages == 2


def test_a_drill_is_not_to_be_sent() -> None:
    letter = subjects_letter(case(replace(BREACH, drill=True, reference="E-2026-001")), TODAY)
    assert letter_text(letter).subject.startswith("EXERCICE")
    assert letter_text(letter).body.startswith("EXERCICE : à ne pas envoyer")
    assert all("EXERCICE" in text for text in read_pages(letter_pdf(letter).content))


def test_the_client_gets_all_it_needs_to_notify_by_itself() -> None:
    text = letter_text(client_letter(case(FOR_CLIENT), REGISTER.parties[0], TODAY)).body
    for owed in (
        "article 33, paragraphe 2",
        "Nous l’avons su : dimanche 22 novembre 2026 à 22:00",
        "Début : dimanche 22 novembre 2026 à 20:30, environ",
        "Ce que les données ont subi : Perte de la confidentialité ; Perte de la disponibilité",
        "Systèmes : Ordinateur portable non chiffré",
        "Personnes : Clients (actuels ou potentiels)",
        "Nombre de personnes : environ 340",
        "Conséquences possibles : Perte de contrôle sur leurs données ; Fraude",
        "Ce que nous avons fait : Effacement à distance",
        "que nous vous dirons dès que possible : combien d’enregistrements",
        "Récépissé de plainte.pdf",
        "les 72 heures commencent quand vous recevez",
    ):
        assert owed in text, owed


def test_what_touches_this_client_alone_is_said_apart() -> None:
    both = replace(FOR_CLIENT, clients=(ClientNotice("cabinet"), ClientNotice("nuage")))
    whole = letter_text(client_letter(case(both), REGISTER.parties[0], TODAY)).body
    assert "environ 340 (tous clients ensemble)" in whole
    share = Share(persons=Count(CountKind.EXACT, 12))
    own = letter_text(client_letter(case(both), REGISTER.parties[0], TODAY, share)).body
    assert "Nombre de personnes : 12\n" in own


def test_who_was_told_stands_with_its_proof() -> None:
    text = printed(recipients_pdf(case(LATER), produced_at=NOW + timedelta(days=5)).content)
    for told in ("Clients avec e-mail", "330", "24 nov. 2026", "liste scellée", "2026-FR-000123"):
        assert squeezed(told) in text, told
    nobody = printed(recipients_pdf(case(), produced_at=NOW).content)
    assert squeezed("Personne n’est encore prévenu") in nobody


def quiet() -> PersonalDataBreach:
    """Decided not to notify, against what the method suggested; closed."""
    decision = replace(
        DECIDED,
        authority=False,
        subjects=False,
        reason="Le seul destinataire a effacé le message et l’a écrit.",
        suggested_authority=True,
        suggested_subjects=False,
    )
    closing = Closing("Relire l’adresse avant d’envoyer.", True, NOW, "c0ffee00")
    return replace(BREACH, reference="V-2026-001", decisions=(decision,), closing=closing)


def test_the_register_says_why_nobody_was_told() -> None:
    register = IncidentRegister(SHOP, (case(LATER), case(quiet())))
    text = printed(register_pdf(register, produced_at=NOW).content)
    for told in (
        "Notifiés à la CNIL 1 Non notifiés, avec motif 1 À décider ou à déposer 0",
        "Non notifiée : décision du lundi 23 novembre 2026 à 07:48",
        "Le seul destinataire a effacé le message et l’a écrit.",
        "prévenir la CNIL, écartée",
        "Relire l’adresse avant d’envoyer.",
        "Registre des activités revu.",
        "n° 2026-FR-000123",
        "344 personnes prévenues, dont 4 non jointes",
    ):
        assert squeezed(told) in text, told
    assert text.index("V-2026-001") < text.index("V-2026-002")
    assert squeezed("Motifs du retard") not in text


def test_a_late_filing_has_its_reasons_in_the_register() -> None:
    filed = replace(LATER.filings[0], filed_at=NOW + timedelta(days=4))
    late = replace(LATER, filings=(filed,), facts=replace(LATER.facts, late_reason="Boutique fermée."))
    register = IncidentRegister(SHOP, (case(late),))
    text = printed(register_pdf(register, produced_at=NOW + timedelta(days=5)).content)
    assert squeezed("Motifs du retard Boutique fermée.") in text


def test_an_exemption_is_named_with_its_grounds() -> None:
    exempt = (Exemption.UNINTELLIGIBLE,)
    decision = replace(DECIDED, subjects=False, exemptions=exempt, exemptions_detail="Clé gardée au coffre.")
    register = IncidentRegister(SHOP, (case(replace(BREACH, decisions=(decision,))),))
    text = printed(register_pdf(register, produced_at=NOW).content)
    assert squeezed("Clé gardée au coffre.") in text


def test_drills_stay_out_of_the_register() -> None:
    fire = replace(STOLEN, title="Incendie fictif")
    drill = replace(BREACH, drill=True, reference="E-2026-001", facts=fire)
    register = IncidentRegister(SHOP, (case(drill), case(LATER)))
    assert "fictif" not in printed(register_pdf(register, produced_at=NOW).content)
    assert "fictif" not in Document(io.BytesIO(register_ods(register, produced_at=NOW))).body.serialize()
    alone = IncidentRegister(SHOP, (case(replace(drill, drill=False)),))
    assert "fictif" in printed(register_pdf(alone, produced_at=NOW).content)


def test_the_sheet_holds_what_the_paper_holds() -> None:
    sheet = Document(io.BytesIO(every_paper()["ods"])).body.tables[0]
    rows = [[cell.value for cell in row.cells] for row in sheet.rows]
    assert [row[0] for row in rows] == ["Référence", "V-2026-002", "V-2026-003"]
    titles = {str(title): number for number, title in enumerate(rows[0])}
    assert rows[1][titles["Les effets : gravité"]] == "Limitée"
    assert "2026-FR-000123" in str(rows[1][titles["Les décisions : CNIL"]])
    paper = printed(register_pdf(INCIDENTS, produced_at=NOW).content)
    for row in rows[1:]:
        for cell in row:
            assert all(squeezed(line) in paper for line in str(cell or "").split("\n"))


def test_the_story_is_in_the_order_of_time() -> None:
    found = moments(case(LATER))
    assert [one.at for one in found] == sorted(one.at for one in found)
    whats = [one.what for one in found]
    assert whats.index("La boutique en a connaissance") < whats.index("Notification initiale")
    assert "330 personnes prévenues" in whats


@pytest.mark.parametrize("name", ["initial", "register", "story", "told", "letter", "client"])
def test_every_paper_can_be_read_by_everybody_and_kept(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.pdf"
    file.write_bytes(_made()[name])
    for profile in ("ua1", "2a"):
        verdict = page.validate_pdf(str(file), profile=profile)
        assert verdict.is_compliant, verdict.failures


_PAPERS: dict[str, bytes] = {}


def _made() -> dict[str, bytes]:
    if not _PAPERS:
        _PAPERS.update(every_paper())
    return _PAPERS


@pytest.mark.parametrize("number", [1, 2, 5, 8])
def test_awkward_texts_stand_on_every_paper_and_the_story_on_one_page(number: int) -> None:
    assert make_every_paper(number)[-1] == 1


@pytest.mark.skipif(not OLD_FORM.exists(), reason="the samples lie beside the checkout")
def test_the_form_of_2013_is_known_again_however_it_was_saved() -> None:
    content = OLD_FORM.read_bytes()
    assert old_form.is_old_form(content)
    out = io.BytesIO()
    with pikepdf.open(OLD_FORM) as form:
        del form.Root.Metadata
        form.docinfo = form.make_indirect(pikepdf.Dictionary())
        form.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    assert b"Formulaire de notification" not in out.getvalue()
    assert old_form.is_old_form(out.getvalue())


def test_other_files_are_not_taken_for_it() -> None:
    assert not any(old_form.is_old_form(content) for content in _made().values())
    assert not old_form.is_old_form(b"%PDF-1.7\nstream\n\x78\x9c broken")
    assert not old_form.is_old_form(b"Formulaire de notification de violations de donn")


def test_a_policy_that_links_it_is_told_where() -> None:
    text = (
        "L’Enseigne notifie à la CNIL "
        "(https://www.cnil.fr/sites/default/files/typo/document/CNIL_Formulaire_Notification_de_Violations.pdf)."
    )
    (start, end) = old_form.mentions(text)[0]
    assert text[start:end] == "CNIL_Formulaire_Notification_de_Violations.pdf"
    assert old_form.mentions("notification des violations (article 34 bis de la loi de 1978)")
    assert not old_form.mentions("Cookies : article 34 bis. " + "x" * 500 + " violation")
    assert not old_form.mentions("Une violation se notifie sur notifications.cnil.fr.")
    old_form.refuse_old_form(b"Une violation se notifie sur notifications.cnil.fr.")
    with pytest.raises(old_form.ObsoleteForm) as told:
        old_form.refuse_old_form(text.encode())
    assert "notifications.cnil.fr" in str(told.value)
    assert not [word for word in FORBIDDEN if word in str(told.value).lower()]
