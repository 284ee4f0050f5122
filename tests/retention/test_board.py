"""The board: items at their age, two kinds that never mix, and the same on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import page
import pytest
from conftest import MORNING
from elsewhere_shop import REGISTER, activity, kept
from fingers import plain
from pypdf import PdfReader
from shelf import Shelf

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.documents.charts import Box, Chart, Dot, Hatching, Picture, Rule, Words, text_width
from gdpr_desk.documents.time_scale import along
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity, Register
from gdpr_desk.register.starter import starter_keys
from gdpr_desk.retention.elsewhere.duties import duties, first_day
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.retention.overview.chart import FOLD, board_chart, legend, pages
from gdpr_desk.retention.overview.lanes import Board, Lane, board_of
from gdpr_desk.retention.overview.paper import board_paper
from gdpr_desk.retention.service import RetentionService

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = date(2026, 11, 23)


def words_of(chart: Chart) -> list[str]:
    return [p.text for p in chart.primitives if isinstance(p, Words)]


def tasks(today: date = TODAY) -> tuple[ElsewhereTask, ...]:
    """The open tasks of the invented shop as they are made on 23 November 2026."""
    made = []
    for number, duty in enumerate(duties(REGISTER), start=1):
        day = first_day(duty.cadence, today)
        made.append(ElsewhereTask(f"A-2026-{number:03d}", duty, day, day, MORNING))
    return tuple(made)


@pytest.fixture
def board(retention: RetentionService, shelf: Shelf, clock: FixedClock) -> Board:
    """Calls of one and of 46 hours, papers of ten days and of a hundred, one of them held; eight tasks."""
    now = clock.now()
    shelf.put("fresh", "calls", now - HOUR)
    shelf.put("old", "calls", now - 46 * HOUR)
    shelf.put("ten", "papers", now - 10 * DAY)
    shelf.put("ten again", "papers", now - 10 * DAY)
    shelf.put("held", "papers", now - 50 * DAY)
    shelf.put("over", "papers", now - 100 * DAY)
    retention.hold("shelf/held", reason="legal_claims", note="n", review_on=date(2027, 5, 1))
    plan = retention.plan(now + 4000 * DAY)
    return board_of(plan, len(retention.holds()), tasks(), None)


def test_items_stand_at_their_age(board: Board) -> None:
    lanes = {lane.key.removeprefix("rule:"): lane for lane in board.own}
    assert list(lanes) == ["calls", "copies", "papers"]  # the shortest first: 2, 30, 60 days
    calls = lanes["calls"].marks
    assert [(mark.number, mark.held) for mark in calls] == [(1, False), (1, False)]
    assert [mark.at for mark in calls] == pytest.approx([along(1 / 24), along(46 / 24)], abs=0.005)
    papers = lanes["papers"].marks
    assert [(mark.number, mark.held) for mark in papers] == [(2, False), (1, True), (1, False)]
    assert [mark.at for mark in papers] == pytest.approx([along(10), along(50), along(100)], abs=0.005)
    assert (lanes["copies"].number, lanes["copies"].marks) == (0, ())
    sign = lanes["papers"].sign
    assert sign is not None
    assert sign.words == "1 part à la purge"
    assert (board.due, board.held) == (1, 1)


def test_the_scale_narrows_and_ends_at_ten_years() -> None:
    lengths = (0.0, 2.0, 7.0, 30.437, 365.2425, 1095.73, 3652.425)
    places = [along(length) for length in lengths]
    assert places == pytest.approx([0, 0.229, 0.351, 0.501, 0.760, 0.874, 1], abs=0.002)
    assert all(a < b for a, b in pairwise(places))
    assert along(99_999) == 1


def test_the_two_kinds_never_mix_and_nothing_elsewhere_has_items(board: Board) -> None:
    drawn = board_chart(board, 800).primitives
    heads = {
        p.text: p.y
        for p in drawn
        if isinstance(p, Words) and p.text in ("Effacé ici, tout seul", "À faire ailleurs")
    }
    parting = heads["Effacé ici, tout seul"]
    assert heads["À faire ailleurs"] < parting  # what somebody has to do comes first
    assert {p.y < parting for p in drawn if isinstance(p, Dot)} == {False}
    assert {p.y < parting for p in drawn if isinstance(p, Hatching)} == {True}
    assert len([p for p in drawn if isinstance(p, Hatching)]) == 8
    named = [p.key for p in drawn if isinstance(p, Box) and p.key]
    assert named == [lane.key for lane in board.lanes]


@pytest.mark.parametrize("width", [330.0, 470.0, 560.0, 800.0, 1400.0])
def test_no_words_leave_the_picture_or_cover_others(board: Board, width: float) -> None:
    chart = board_chart(board, width)
    rows: dict[float, list[tuple[float, float, str]]] = {}
    for words in [p for p in chart.primitives if isinstance(p, Words)]:
        wide = text_width(words.text, words.role)
        start = words.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[words.anchor]
        assert start >= -0.5, words.text
        assert start + wide <= width + 0.5, words.text
        rows.setdefault(words.y, []).append((start, start + wide, words.text))
    for row in rows.values():
        for (_, end, one), (start, _, other) in pairwise(sorted(row)):
            assert end <= start, (one, other)
    assert legend(width).width == width


def test_a_late_task_is_seen_and_its_day_is_never_cut(retention: RetentionService, clock: FixedClock) -> None:
    plan = retention.plan(clock.now() + 4000 * DAY)
    late = board_of(plan, 0, tasks(TODAY - 15 * DAY), None)
    assert late.overdue == 4
    drawn = [p.text for p in board_chart(late, 620).primitives if isinstance(p, Words)]
    assert {"En retard de 8 jours", "En retard"} & set(drawn)
    days = {lane.when.removeprefix("était ").removeprefix("pour ") for lane in late.elsewhere}
    assert "à faire le 15 novembre" in days
    assert days <= {words.removeprefix("était ").removeprefix("pour ") for words in drawn}
    (told,) = [lane.sentence for lane in late.elsewhere if lane.name == "Numéros"]
    assert told == (
        "Numéros, Rappel gratuit : Effacement 48 heures après la demande. "
        "À faire ailleurs, Site web, était à faire le 15 novembre."
    )


def test_what_is_late_stands_on_top_and_rules_that_hold_nothing_are_one_row(
    officer_desk: Desk, retention: RetentionService, clock: FixedClock
) -> None:
    plan = retention.plan(clock.now() + 4000 * DAY)
    late = board_of(plan, 0, tasks(TODAY - 15 * DAY), None)
    states = [lane.sign.state if lane.sign else "" for lane in late.elsewhere]
    assert states == ["late"] * 4 + [""] * 4
    whole = officer_desk.overview.board()  # an empty vault
    folded = whole.folded()
    assert (len(whole.own) > 20, folded.own, len(folded.resting)) == (True, (), len(whole.own))
    chart = board_chart(folded, 800)
    assert [p.key for p in chart.primitives if isinstance(p, Box) and p.key] == [FOLD]
    told = f"{len(whole.own)} règles sans rien en ce moment"
    assert f"{told}, à la fin de ce document" in words_of(chart)
    on_screen = board_chart(folded, 800, headed=False)
    assert told in words_of(on_screen)
    row = next(p for p in on_screen.primitives if isinstance(p, Box) and p.key == FOLD)
    lines = [p for p in on_screen.primitives if isinstance(p, Rule) and p.x1 == p.x2]
    assert not [line for line in lines if line.y1 < row.y + row.height and row.y < line.y2]
    pictures = [p.name for c in (chart, on_screen) for p in c.primitives if isinstance(p, Picture)]
    assert pictures == ["chevron-down"]  # nothing opens on paper


def test_what_is_to_be_done_much_later_is_one_row(retention: RetentionService, clock: FixedClock) -> None:
    plan = retention.plan(clock.now() + 4000 * DAY)
    board = board_of(plan, 0, tasks(TODAY - 15 * DAY), None).shortened()
    assert (len(board.elsewhere), len(board.far)) == (4, 4)
    assert board.far_words() == "4 autres, la prochaine pour le 8 décembre"
    chart = board_chart(board, 800, headed=False)
    assert board.far_words() in words_of(chart)
    assert all(lane.sentence in chart.sentence for lane in board.far)
    assert board_of(plan, 0, tasks()[-2:], None).shortened().far == ()  # so few are no burden


def test_pages_hold_every_lane_once(board: Board) -> None:
    parts = list(pages(board, 600, 200))
    assert len(parts) > 2
    assert [lane.key for part in parts for lane in part.lanes] == [lane.key for lane in board.lanes]
    assert all(board_chart(part, 600).height <= 200 for part in parts)


def test_the_paper_says_it_all_and_is_the_same_each_time(board: Board) -> None:
    paper = board_paper(board, "Quincaillerie du Port", version="7")
    again = board_paper(board, "Quincaillerie du Port", version="7")
    assert paper.content == again.content
    assert paper.name == "durees-de-garde-2026-11-23.pdf"
    reader = PdfReader(BytesIO(paper.content))
    assert len(reader.pages) == paper.pages
    text = plain(" ".join(page.extract_text() for page in reader.pages))
    for words in ("Quincaillerie du Port", "Standard téléphonique", "A-2026-003", "7 décembre 2026"):
        assert words in text
    assert reader.metadata is not None
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/Figure" in _kinds(reader.trailer["/Root"]["/StructTreeRoot"])


@pytest.mark.parametrize("profile", ["PDF/A-2a", "PDF/UA-1"])
def test_the_paper_is_for_archives_and_for_readers(board: Board, profile: str, tmp_path: Path) -> None:
    file = tmp_path / "tableau.pdf"
    file.write_bytes(board_paper(board, "Quincaillerie du Port", version="7").content)
    verdict = page.validate_pdf(str(file), profile=profile)
    assert verdict.is_compliant, verdict


def _kinds(element: object) -> list[str]:
    found = []
    node = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(node, dict):
        found.append(str(node.get("/S", "")))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            found += _kinds(child)
    return found


def test_the_board_of_a_desk_reads_its_register_and_its_sweep(officer_desk: Desk, clock: FixedClock) -> None:
    officer_desk.exchange.import_register(REGISTER)
    officer_desk.retention.sweep()
    board = officer_desk.overview.board()
    assert board.last is not None
    assert [lane.name for lane in board.elsewhere][:3] == ["Numéros", "Fichier", "Images"]  # a week
    assert {lane.who for lane in board.own} == {"Automatique ici"}
    assert officer_desk.overview.pdf().pages >= 2


def test_of_several_ceilings_the_earliest_is_the_bar_and_the_words(officer_desk: Desk) -> None:
    lanes = {lane.key: lane for lane in officer_desk.overview.board().own}
    settled = lanes["rule:ledger_unpaid_settled"]
    assert (settled.length, settled.words) == (2.0, "48 heures")
    assert settled.rule.startswith("48 heures après le règlement")
    assert lanes["rule:ledger_unpaid"].words == "3 ans"


@pytest.mark.parametrize("width", [560.0, 640.0, 1000.0])
def test_what_is_late_keeps_its_words_and_a_place_is_told_in_full(
    retention: RetentionService, width: float
) -> None:
    late = board_of(retention.plan(), 0, tasks(TODAY - 15 * DAY), None)
    chart = board_chart(late, width)
    badges = [p for p in chart.primitives if isinstance(p, Box) and p.fill == "late_bg"]
    drawn = [p for p in chart.primitives if isinstance(p, Words)]
    assert len(badges) == late.overdue == 4
    assert len([p for p in drawn if p.colour == "late_text" and p.text.startswith("En retard de ")]) >= 3
    told = " ".join(p.text for p in drawn)
    assert all(word in told for lane in late.elsewhere for word in lane.who.split())


def test_a_ledger_that_keeps_longer_than_the_register_says_so(officer_desk: Desk) -> None:
    def lane() -> Lane:
        lanes = {lane.key: lane for lane in officer_desk.overview.board().own}
        return lanes["rule:ledger_reviews_unpublished"]

    def reviews(period: str) -> ProcessingActivity:
        return activity(
            "T-01", "Avis clients", ("Site web",), kept("Trace d’un avis retiré", "unpublished", period)
        )

    shop = REGISTER.controller
    officer_desk.exchange.import_register(Register(shop, (), (reviews("P1Y"),)))
    officer_desk.elsewhere.regenerate()
    assert lane().sign is None
    officer_desk.register.save(reviews("P6M"))
    officer_desk.elsewhere.regenerate()
    sign = lane().sign
    assert sign is not None
    assert (sign.state, sign.words) == ("attention", "le registre dit 6 mois")
    assert "T-01" in lane().rule


def test_the_ledgers_and_the_activities_one_begins_with_agree(officer_desk: Desk) -> None:
    officer_desk.register.add_from_starter(starter_keys())
    for found in officer_desk.register.register().activities:
        officer_desk.register.save(replace(found, status=ActivityStatus.ACTIVE))
    officer_desk.elsewhere.regenerate()
    board = officer_desk.overview.board()
    assert len(board.elsewhere) > 30
    assert [lane.name for lane in board.own if lane.sign is not None] == []
