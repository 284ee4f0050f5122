"""The statement on paper: counts, versions, holds, errors, journal head; nobody's name, archive grade."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import page
import pytest

from gdpr_desk.documents.readback import read_pages
from gdpr_desk.retention.model import GuardReason, RuleCount, SweepStatement
from gdpr_desk.retention.report import statement_paper
from gdpr_desk.retention.wording import ERRORS, GUARD, WHY, error_sentence, result_sentence

AT = datetime(2026, 11, 23, 7, 48, tzinfo=UTC)
STATEMENT = SweepStatement(
    number="P-2026-089",
    plan="0123456789abcdef",
    started_at=AT,
    finished_at=AT + timedelta(minutes=2),
    actor="c0ffee00",
    locked=False,
    accepted=True,
    guard=GuardReason.CLOCK,
    errors=("disk_full", "x_new"),
    holds={"legal_claims": 2, "access_request": 1},
    entries=1248,
    head="ab" * 32,
    counts=(
        RuleCount("bin", "1a2b3c4d", "Fiches à la corbeille", "30 jours après", 9, 4, 3, hold=1, guard=2),
        RuleCount("backups", "5e6f7a8b", "Sauvegardes", "35 jours après", 11),
    ),
)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(read_pages(pdf)).split())


def test_it_says_what_went_what_stayed_and_on_what_it_rests() -> None:
    text = (
        words(statement_paper(STATEMENT, "Atelier Lumen").content)
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
    )
    for told in (
        "Relevé de purge P‑2026‑089",
        "3 éléments effacés, 2 erreurs.",
        "23 novembre 2026 à 08:48",
        "23 novembre 2026 à 08:50",
        "0123456789abcdef",
        "Litige ou réclamation : 2",
        "Demande d’accès en cours : 1",
        "Fiches à la corbeille",
        "1a2b3c4d",
        "1248",
        "attend votre accord",
        "Accord donné.",
        "Le disque était plein",
        "x_new",
    ):
        assert told.replace("‑", "-") in text.replace("‑", "-"), told
    assert "ab" * 32 in text.replace(" ", "")


def test_it_names_nobody() -> None:
    assert "c0ffee00" not in words(statement_paper(STATEMENT, "Atelier Lumen").content)


@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_it_can_be_read_by_everybody_and_kept(profile: str, tmp_path: Path) -> None:
    file = tmp_path / "releve.pdf"
    file.write_bytes(statement_paper(STATEMENT, "Atelier Lumen").content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict.failures


def test_the_same_statement_is_the_same_file_and_a_demonstration_says_so() -> None:
    one, again = (statement_paper(STATEMENT, "Atelier Lumen") for _ in range(2))
    assert one.content == again.content
    assert one.name == "releve-de-purge-P-2026-089.pdf"
    assert "EXEMPLE" in words(statement_paper(STATEMENT, "Atelier Lumen", demo=True).content)


def test_every_reason_has_words_and_none_of_them_is_forbidden() -> None:
    assert set(WHY) == set(type(next(iter(WHY))))
    assert set(GUARD) == set(GuardReason)
    said = " ".join([*ERRORS.values(), *WHY.values(), *GUARD.values(), error_sentence("new")]).lower()
    assert not any(word in said for word in ("conform", "certificat", "mot de passe"))
    assert "« new »" in error_sentence("new")
    assert result_sentence(STATEMENT) == "3 éléments effacés, 2 erreurs."
