"""The printed register holds what the officer typed, in a form an inspector and a reader can use."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import page
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from strategies import registers

from gdpr_desk.documents.readback import PaperDiffers
from gdpr_desk.errors import NotFound
from gdpr_desk.parties.model import Contract, Party, PartyContact, PartyKind
from gdpr_desk.register import report, sheets
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    ContactPerson,
    Controller,
    DataSubjects,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
    RetentionRule,
    Safeguard,
    Transfer,
)
from gdpr_desk.register.paper import party_annex
from gdpr_desk.register.report import RegisterDocument, register_pdf

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
HARD = ("R&D <é> Œuvre", "l'été & <b>gras</b> d'Élodie ?", "Équipe 🛠 de l'atelier", "Ελληνικά и русский")
RIGHT_TO_LEFT = ("שלום לקוח יקר", "مرحبا بكم في المتجر")


def activity(
    reference: str = "T-15", name: str = "Vidéosurveillance", **changes: object
) -> ProcessingActivity:
    made = ProcessingActivity(
        reference,
        name,
        status=ActivityStatus.ACTIVE,
        created_on=date(2026, 2, 3),
        reviewed_on=date(2026, 11, 1),
        purposes=(
            Purpose("Protéger la boutique", LawfulBasis.LEGITIMATE_INTERESTS, "Sécurité", "Deux caméras"),
        ),
        data_subjects=(DataSubjects("customers", 40), DataSubjects("employees")),
        data=(PersonalData("video_images", "sans son", source="observed"),),
        collection_channels=("camera",),
        informed_by=("cctv_sign",),
        systems=("enregistreur",),
        recipients=(Recipient(internal="La gérante"), Recipient(party="police"), Recipient(party="standard")),
        transfers=(Transfer("US", "standard", Safeguard.SCC, "Annexe 3"),),
        retention=(RetentionRule("Images", "recorded", "P1M", source="CSI, art. L252-5"),),
        security_measures=("access_control", "individual_accounts"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def register(*activities: ProcessingActivity) -> Register:
    return Register(
        Controller(
            "Atelier Lumen",
            "00000001800002",
            "9511Z",
            "1 rue de l'Exemple, 00000 Ville-Fictive",
            "contact@atelier-lumen.example",
            "01 99 00 00 00",
            officer=ContactPerson("Camille Exemple", "Gérante", None, "donnees@atelier-lumen.example"),
        ),
        (
            Party("police", "Police ou gendarmerie", PartyKind.AUTHORITY),
            Party(
                "standard",
                "Standard Exemple Inc.",
                PartyKind.PROCESSOR,
                "US",
                PartyContact("a@standard.example", "droits@standard.example", "alerte@standard.example"),
                Contract(date(2026, 3, 1)),
            ),
            Party("unused", "Jamais cité"),
        ),
        activities or (activity(),),
    )


def printed(value: Register, **options: object) -> RegisterDocument:
    return register_pdf(value, produced_at=AT, version="12", **options)  # type: ignore[arg-type]


def pypdf_text(content: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def poppler_text(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def test_a_sheet_says_what_article_30_asks() -> None:
    text = squeezed(pypdf_text(printed(register()).content))
    for wanted in (
        "Atelier Lumen",
        "000 000 018 00002",
        "Camille Exemple",
        "Fiche 15",
        "Protéger la boutique",
        "Intérêt légitime (art. 6, § 1, f)",
        "Clients (environ 40), salariés",
        "Images vidéo : sans son",
        "La gérante",
        "Standard Exemple Inc. (États-Unis)",
        "Police ou gendarmerie",
        "clauses contractuelles types",
        "1 mois après l’enregistrement",
        "CSI, art. L252-5",
        "Droits d’accès selon la mission",
        "alerte@standard.example",
        "registre tenu au titre de l’art. 30 du RGPD",
        "Version 12 du 23 novembre 2026, 08:48",
        "À revoir avant 1er novembre 2027",
    ):
        assert squeezed(wanted).replace("’", "'") in text.replace("’", "'"), wanted
    assert squeezed("Jamais cité") not in text


def test_what_is_missing_is_said() -> None:
    empty = ProcessingActivity("T-01", "Brouillon")
    text = squeezed(pypdf_text(printed(register(empty)).content))
    assert text.count(squeezed("Pas encore indiqué.")) >= 6
    assert squeezed("Fiche 1 · T-01 · brouillon") in text


def test_several_purposes_are_numbered_and_what_they_share_is_said_once() -> None:
    shared = Purpose("", LawfulBasis.CONSENT, "", "Case à cocher")
    purposes = (
        replace(shared, name="Envoyer des offres"),
        Purpose("Mesurer les ventes", LawfulBasis.LEGITIMATE_INTERESTS, "Mieux choisir"),
        replace(shared, name="Tirer au sort"),
    )
    text = squeezed(pypdf_text(printed(register(activity(purposes=purposes))).content))
    for wanted in (
        "1. Envoyer des offres",
        "3. Tirer au sort",
        "Buts 1 et 3 : Consentement (art. 6, § 1, a).",
        "But 2 : Intérêt légitime (art. 6, § 1, f).",
        "Buts 1 et 3 : Case à cocher",
    ):
        assert squeezed(wanted) in text, wanted
    assert text.count(squeezed("Case à cocher")) == 1


def test_several_durations_keep_their_exception_and_source_beside_them() -> None:
    rules = (
        RetentionRule("Fiche", "last_contact", "P3Y", exception="En cas de litige", source="CNIL"),
        RetentionRule("Preuve", "collected", "P5Y", source="CNIL"),
    )
    text = squeezed(pypdf_text(printed(register(activity(retention=rules))).content))
    assert squeezed("Exception : En cas de litige. Source : CNIL. Preuve") in text
    assert squeezed("Même source.") in text


def test_the_annex_is_sorted_by_name_and_asks_for_missing_contracts() -> None:
    text = pypdf_text(printed(register()).content)
    annex = text[text.rindex("Organismes cités") :]
    signed = register()
    names = [p.name for p in party_annex.parties_used(signed)]
    places = [squeezed(annex).index(squeezed(name)) for name in sorted(names, key=str.casefold)]
    assert places == sorted(places)


def test_the_annex_leaves_out_empty_columns() -> None:
    base = register()
    plain = replace(
        base, parties=tuple(replace(p, contact=PartyContact(), contract=Contract()) for p in base.parties)
    )
    assert "Contrat du" in pypdf_text(printed(base).content)
    assert "Contrat du" not in pypdf_text(printed(plain).content)


def test_an_empty_register_is_a_paper_too() -> None:
    text = pypdf_text(printed(Register(Controller("Atelier Lumen"))).content)
    assert "Le registre est encore vide." in text


def test_sheets_for_clients_come_last_and_name_the_client() -> None:
    """Art. 30(2): a second register, for work on behalf of another controller."""
    client = Party("client", "Cabinet Fictif", PartyKind.CLIENT_CONTROLLER)
    repair = activity(
        "T-01",
        "Réparation chez un client",
        role=ActivityRole.PROCESSOR,
        client_controllers=("client",),
        operations=("diagnostic", "sauvegarde"),
    )
    base = register(repair, activity("T-02", "Fidélité"))
    document = printed(replace(base, parties=(*base.parties, client)))
    bookmarks = [item.title for item in pypdf.PdfReader(io.BytesIO(document.content)).outline]
    assert bookmarks.index("T-02 · Fidélité") < bookmarks.index("T-01 · Réparation chez un client")
    text = squeezed(pypdf_text(document.content))
    for wanted in ("Pour le compte de", "Cabinet Fictif", "diagnostic", "sauvegarde", "art. 30, § 2"):
        assert squeezed(wanted) in text


def test_the_summary_names_the_page_of_each_sheet() -> None:
    many = register(*(activity(f"T-{number:02d}", f"Activité {number}") for number in range(1, 6)))
    reader = pypdf.PdfReader(io.BytesIO(printed(many).content))
    starts = {item.title: reader.get_destination_page_number(item) + 1 for item in reader.outline}
    summary = reader.pages[1].extract_text()
    for number in range(1, 6):
        start = starts[f"T-{number:02d} · Activité {number}"]
        line = summary.split(f"Activité {number}", 1)[1].split("T-", 1)[0]
        assert line.split()[-1] == str(start) or line.split("novembre 2026")[1].split()[0] == str(start)
    assert len(reader.pages) == printed(many).pages


def test_one_sheet_alone() -> None:
    two = register(activity("T-01", "Première"), activity("T-02", "Seconde"))
    document = printed(two, activity="T-02")
    text = pypdf_text(document.content)
    assert document.pages == 1
    assert "Seconde" in text
    assert "Première" not in text
    with pytest.raises(NotFound):
        printed(two, activity="T-99")


def test_a_demonstration_says_so_on_every_page() -> None:
    content = printed(register(), demo=True).content
    assert all("EXEMPLE" in sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)
    if shutil.which("pdftotext"):
        assert all("EXEMPLE" in text for text in poppler_text(content).rstrip("\f").split("\f"))
    assert "EXEMPLE" not in pypdf_text(printed(register()).content)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_readers_and_archives_can_use_it(tmp_path: Path, profile: str) -> None:
    file = tmp_path / "registre.pdf"
    hard = activity(note=" ".join((*HARD, *RIGHT_TO_LEFT, "\x07")), systems=("x" * 4000,))
    file.write_bytes(printed(register(hard, activity("T-16")), demo=True).content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures


def test_same_register_and_instant_same_bytes() -> None:
    assert printed(register()).content == printed(register()).content
    later = register_pdf(register(), produced_at=AT.replace(minute=49), version="12").content
    assert later != printed(register()).content


def test_the_fingerprint_changes_with_any_word() -> None:
    def fingerprint(value: Register) -> str:
        return pypdf_text(printed(value).content).split("Code de contrôle de cette version : ")[1][:19]

    assert fingerprint(register()) == fingerprint(register())
    assert fingerprint(register()) != fingerprint(register(activity(note="x")))


def marked() -> tuple[Register, list[str]]:
    """A register whose every text is a word of its own, and those words."""
    words: list[str] = []

    def word() -> str:
        words.append(f"mot{len(words):03d}{HARD[len(words) % len(HARD)]}")
        return words[-1]

    person = ContactPerson(word(), word(), word(), word(), word())
    value = activity(
        name=word(),
        operations=(word(), word()),
        purposes=(Purpose(word(), None, word(), word(), word()), Purpose(word(), LawfulBasis.CONSENT)),
        data_subjects=(DataSubjects(word()),),
        data=(PersonalData(word(), word(), True, True, word()), PersonalData(word(), word())),
        collection_channels=(word(), word()),
        informed_by=(word(),),
        systems=(word(),),
        recipients=(Recipient(internal=word()), Recipient(party="p"), Recipient(party=word())),
        transfers=(Transfer("US", "p", Safeguard.BCR, word()), Transfer(word(), word())),
        retention=(
            RetentionRule(word(), word(), None, exception=word(), source=word()),
            RetentionRule(word(), "recorded", "P3Y", group="g", source=word()),
            RetentionRule(word(), "collected", "P1Y", group="g", exception=word()),
        ),
        security_measures=(word(),),
        note=word(),
    )
    shop = Controller(word(), "", word(), word(), word(), word(), word(), person, person)
    party = Party("p", word(), PartyKind.RECIPIENT, word(), PartyContact(word(), word(), word()))
    return Register(shop, (party,), (value,)), words


@pytest.mark.parametrize("reader", [pypdf_text, poppler_text])
def test_every_field_is_found_by_other_readers(reader: object) -> None:
    """The words are noted where they are typed, not by walking over the model."""
    if reader is poppler_text and shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    value, words = marked()
    text = squeezed(reader(printed(value).content))  # type: ignore[operator]
    lost = [word for word in words if squeezed(word) not in text]
    assert lost == []
    assert set(words) <= set(report.typed_values(value))


def test_a_field_that_is_not_printed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sheets.activity_sections

    def forgetful(*arguments: object) -> object:
        return whole(*arguments)[:-2]  # type: ignore[arg-type]

    monkeypatch.setattr(sheets, "activity_sections", forgetful)
    with pytest.raises(PaperDiffers):
        printed(register())


def test_characters_without_a_font_are_shown_and_told() -> None:
    document = printed(register(activity(note="sonnerie \x07 et 漢字", name="Fiche 🛠 שלום")))
    assert document.replaced == ("\x07", "漢", "字")
    assert "[U+0007]" in pypdf_text(document.content)


def test_ten_thousand_characters_flow_over_pages() -> None:
    long = " ".join(f"mot{number}" for number in range(1500))[:10_000]
    assert len(long) == 10_000
    document = printed(register(activity(note=long, systems=("a" * 10_000,), name=long[:3000])))
    words = set(long.split()[:-1])
    assert words <= set(pypdf_text(document.content).split())
    assert document.pages > 6


def typed_texts(value: Register) -> Iterator[str]:
    for one in value.activities:
        yield from (one.name, one.note, *one.systems, *one.operations)
        for purpose in one.purposes:
            yield from (purpose.name, purpose.interest, purpose.justification)
        yield from (datum.detail for datum in one.data)
        yield from (recipient.internal or "" for recipient in one.recipients)
        yield from (rule.applies_to for rule in one.retention)


def _printed_and_found(value: Register) -> None:
    """`register_pdf` raises when PDFium does not find a value; markup must survive for another reader."""
    document = printed(value)
    wanted = [text for text in typed_texts(value) if text.startswith(("R&D", "<b>", "Équipe", "50 %"))]
    if wanted:
        # Poppler reads ten times faster than pypdf.
        reader = poppler_text if shutil.which("pdftotext") else pypdf_text
        assert_found(wanted, reader(document.content))


def _generated(examples: int) -> Callable[[Callable[[Register], None]], Callable[[], None]]:
    def decorate(test: Callable[[Register], None]) -> Callable[[], None]:
        # Shrinking papers takes minutes and says no more than the first refusal.
        run = settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        return seed(20261123)(run(given(value=registers(most_activities=1))(test)))

    return decorate


@_generated(40)
def test_any_register_is_printed_and_read_back(value: Register) -> None:
    _printed_and_found(value)


@pytest.mark.trial
@_generated(200)
def test_two_hundred_registers_are_printed_and_read_back(value: Register) -> None:
    _printed_and_found(value)


def assert_found(wanted: Sequence[str], text: str) -> None:
    joined = squeezed(text).replace("\u200d", "")
    for value in wanted:
        assert squeezed(value).replace("\u200d", "") in joined
