"""Papers of parties: kept with the party, through merges, and in nobody's way by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdpr_desk.app import Desk
from gdpr_desk.errors import NotFound
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.parties.papers import PartyHasPapers
from gdpr_desk.vault.sealed_files import present

CONTENT = b"%PDF-1.7 contrat"


@pytest.fixture
def desk(officer_desk: Desk) -> Desk:
    for key in ("host", "mailer"):
        officer_desk.parties.save(Party(key, key.title(), PartyKind.PROCESSOR))
    return officer_desk


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "contrat.pdf"
    made.write_bytes(CONTENT)
    return made


def test_a_paper_is_kept_read_and_destroyed_and_the_journal_names_the_party_only(
    desk: Desk, file: Path
) -> None:
    paper = desk.papers.attach("host", file)
    assert desk.papers.of("host") == (paper,)
    assert desk.papers.read(paper) == CONTENT
    desk.papers.destroy(paper)
    assert desk.papers.of("host") == ()
    assert present(desk.vault.folder) == frozenset()
    told = [(e.action, e.subject, dict(e.detail)) for e in desk.journal.entries(2)]
    assert told == [("party.paper_destroyed", "host", {}), ("party.paper_added", "host", {})]
    assert "contrat" not in str(desk.journal.entries())


def test_no_paper_for_a_party_that_is_gone(desk: Desk, file: Path) -> None:
    desk.parties.remove("host")
    with pytest.raises(NotFound):
        desk.papers.attach("host", file)
    assert desk.attachments.all() == ()


def test_a_party_with_papers_stays_until_they_are_destroyed(desk: Desk, file: Path) -> None:
    paper = desk.papers.attach("host", file)
    with pytest.raises(PartyHasPapers):
        desk.parties.remove("host")
    desk.papers.destroy(paper)
    assert desk.parties.remove("host").key == "host"


def test_papers_follow_a_merge_and_come_back_when_it_is_undone(desk: Desk, file: Path) -> None:
    mine, theirs = desk.papers.attach("mailer", file), desk.papers.attach("host", file)
    merged = desk.merging.merge("host", "mailer")
    assert {paper.id for paper in desk.papers.of("mailer")} == {mine.id, theirs.id}
    assert desk.papers.read(theirs) == CONTENT
    desk.merging.undo(merged)
    assert [paper.id for paper in desk.papers.of("mailer")] == [mine.id]
    assert [paper.id for paper in desk.papers.of("host")] == [theirs.id]
