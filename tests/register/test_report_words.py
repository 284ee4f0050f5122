"""What the printed register says in words: sources, conclusions, roles, notes, lists."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest

from gdpr_desk.parties.model import Party, PartyContact, PartyKind
from gdpr_desk.register import sheets
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    Controller,
    DpiaScreening,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    SourceKind,
)
from gdpr_desk.register.paper.party_annex import party_table
from gdpr_desk.register.report import RegisterDocument, register_pdf
from gdpr_desk.register.starter import MODEL_NOTE, starter_activity, starter_keys

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)


def activity(reference: str = "T-15", **changes: object) -> ProcessingActivity:
    made = ProcessingActivity(
        reference,
        "Vidéosurveillance",
        status=ActivityStatus.ACTIVE,
        purposes=(Purpose("Protéger la boutique", LawfulBasis.LEGITIMATE_INTERESTS),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def register(*activities: ProcessingActivity) -> Register:
    return Register(Controller("Atelier Lumen"), (), activities)


def printed(value: Register) -> RegisterDocument:
    return register_pdf(value, produced_at=AT, version="12")


def pypdf_text(content: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_a_duration_says_of_what_rank_its_source_is_without_brackets_behind_brackets() -> None:
    book = "CNIL, Commerce et données personnelles (2016)"
    rules = (
        RetentionRule("Fiche", "last_contact", "P3Y", source=book, source_kind=SourceKind.DOCTRINE),
        RetentionRule("Pièce", "collected", "P5Y", source="Cass. soc.", source_kind=SourceKind.DOCTRINE),
        RetentionRule("Facture", "collected", "P10Y", source="L123-22", source_kind=SourceKind.TEXT),
        RetentionRule("Carnet", "collected", "P2Y", source_kind=SourceKind.SECTOR),
    )
    text = squeezed(pypdf_text(printed(register(activity(retention=rules))).content))
    for wanted in (
        f"Source (avis de la CNIL) : {book}.",
        "Source (avis d’une autorité) : Cass. soc.",
        "Source (loi) : L123-22.",
        "Source : usage.",
    ):
        assert squeezed(wanted).replace("’", "'") in text.replace("’", "'"), wanted


def test_the_advice_of_a_model_is_no_part_of_the_paper_until_somebody_writes_in_it() -> None:
    model = starter_activity(starter_keys()[0]).note
    assert model.startswith(MODEL_NOTE)
    told = pypdf_text(printed(register(activity(note=model))).content)
    assert MODEL_NOTE not in told
    assert "Note " not in told
    changed = pypdf_text(printed(register(activity(note=f"{model}\nVu avec la gérante"))).content)
    assert squeezed(f"Note {model} Vu avec la gérante") in squeezed(changed)


@pytest.mark.parametrize(
    ("required", "conclusion"),
    [
        (True, "Conclusion : analyse nécessaire (art. 35)"),
        (False, "Conclusion : pas nécessaire (art. 35)"),
        (None, "Conclusion : pas encore décidé"),
    ],
)
def test_the_screening_ends_with_a_conclusion(required: bool | None, conclusion: str) -> None:
    screened = activity(dpia=DpiaScreening(("systematic_monitoring",), required))
    text = squeezed(pypdf_text(printed(register(screened)).content))
    assert squeezed(f"Critères réunis : surveiller de façon continue. {conclusion}") in text


def test_the_cover_tells_who_decides_alone_and_who_does_not() -> None:
    roles = [ActivityRole.CONTROLLER, ActivityRole.CONTROLLER, *list(ActivityRole)[1:]]
    held = register(*(activity(f"T-{n:02d}", role=role) for n, role in enumerate(roles, 1)))
    cover = squeezed(pypdf_text(printed(held).content)).replace("’", "'")
    for wanted in (
        "La boutique décide seule : 2 fiches",
        "Avec un autre responsable : 1 fiche (",
        "Pour le compte d'un client : 1 fiche (",
    ):
        assert squeezed(wanted) in cover, wanted


def test_under_the_title_stands_the_main_purpose_however_long() -> None:
    long = (
        "Savoir combien de personnes regardent chaque page, sans suivre personne, et corriger ce qui gêne "
        * 2
    )
    assert sheets.in_brief(activity()) == "Protéger la boutique"
    brief = sheets.in_brief(activity(purposes=(Purpose(long, LawfulBasis.CONSENT),)))
    assert brief.endswith("…")
    assert long.startswith(brief[:-1])
    assert sheets.in_brief(activity(purposes=())) == ""


def test_typed_words_with_a_capital_are_not_strung_on_commas() -> None:
    text = squeezed(pypdf_text(printed(register(activity(systems=("Caisse", "Site web")))).content))
    assert squeezed("Rangées dans Caisse ; Site web.") in text
    plain = squeezed(pypdf_text(printed(register(activity(systems=("Caisse", "site web")))).content))
    assert squeezed("Rangées dans Caisse, site web.") in plain


def test_a_sheet_never_reviewed_says_so_in_its_box_too() -> None:
    assert dict(sheets.dates(activity()))["Revue le"] == "Pas encore"


def test_the_annex_has_no_empty_cell_and_calls_an_authority_one() -> None:
    known = Party("a", "Banque", contact=PartyContact("banque@exemple.example"))
    columns, rows = party_table([known, Party("b", "CNIL", PartyKind.AUTHORITY, "FR")])
    titles = [column.title for column in columns]
    cells = dict(zip(titles, rows[1].cells, strict=True))
    assert (cells["Rôle"], cells["Contact"]) == ("Autorité", "—")
    assert all(cell.strip() for row in rows for cell in row.cells)


def test_a_name_of_an_unknown_party_is_an_other_recipient() -> None:
    text = squeezed(pypdf_text(printed(register(activity(recipients=(Recipient(party="x"),)))).content))
    assert squeezed("Autres destinataires x") in text


def test_what_is_mandatory_is_said_once_for_all() -> None:
    data = (
        PersonalData("identity", mandatory=True),
        PersonalData("contact_details", mandatory=True),
        PersonalData("photo", mandatory=False),
        PersonalData("signature", "du reçu", mandatory=False),
    )
    text = squeezed(pypdf_text(printed(register(activity(data=data))).content))
    assert squeezed("Obligatoires : identité, coordonnées · Facultatives : ") in text
    assert squeezed("du reçu (pas obligatoire).") in text
