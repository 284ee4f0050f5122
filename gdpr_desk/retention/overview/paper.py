"""The board on paper: the picture, then the same in words, for who keeps a file or is asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.chart_paper import put_chart
from gdpr_desk.documents.paper import BODY, BOTTOM, TOP, Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.table import Column, TableRow, table
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.model import ElsewhereTask
from gdpr_desk.retention.overview import chart
from gdpr_desk.retention.overview.lanes import Board

TITLE = "Durées de garde"
SCALE = 0.8
"""Laid out as for a screen and printed a fifth smaller, as the register's own pictures are."""
_WIDTH = BODY / SCALE
_AIR = 10.0
_NEXT_PAGE = TOP - BOTTOM - 24.0
"""Points on a page that goes on, below what it repeats at its top."""
_LEAST = 150.0
"""A picture that would get less room than that begins on the next page."""


@dataclass(frozen=True)
class BoardPaper:
    """The PDF, its page count, and the name it is to be saved under."""

    content: bytes
    pages: int
    name: str


def board_paper(board: Board, shop: str, *, version: str, demo: bool = False) -> BoardPaper:
    """The board as one tagged PDF (PDF/UA-1, PDF/A-2a); same board, same bytes.

    Raises `PaperDiffers` where a value cannot be read back from it.
    """
    day = french_date(board.today)
    paper = Paper(Furniture(shop, TITLE, f"{TITLE} au {day} · registre version {version}", demo))
    element = paper.root.add("Sect")
    paper.begin(element, TITLE)
    sheet.head(
        paper,
        element,
        kicker="Limitation de la conservation · art. 5, § 1, e du RGPD",
        title=TITLE,
        subtitle=f"Combien de temps vous gardez, et ce qui doit partir, au {french_instant(board.made_at)}",
        facts=_facts(board),
        level=1,
    )
    _put_chart(paper, element, board)
    _put_elsewhere(paper, element, board)
    _put_own(paper, element, board.folded())
    name = fonts.visible(shop)
    content = paper.finish(f"{TITLE} · {name}", board.made_at, name)
    readback.require_values(content, list(_values(board)))
    return BoardPaper(content, paper.pages, f"durees-de-garde-{board.today.isoformat()}.pdf")


_NOTE = (
    "Ce que le programme garde, il l’efface lui-même. Ce qui est ailleurs (caisse, messagerie, téléphone), "
    "il ne l’atteint pas : une personne efface, et le note ici avec une preuve."
)


def _facts(board: Board) -> tuple[tuple[str, str], ...]:
    return (
        ("À effacer ici", str(board.due + board.waiting)),
        ("Gels en cours", str(board.held)),
        ("À faire ailleurs", str(len(board.tasks))),
        ("Dont en retard", str(board.overdue)),
        ("Dernière purge", french_date(board.last.started_at.date()) if board.last else "aucune"),
    )


def _put_chart(paper: Paper, element: Element, board: Board) -> None:
    if not board.lanes:
        paper.paragraph("Aucune durée n’est encore définie.", sheet.SMALL, element.add("P"))
        return
    paper.paragraph(_NOTE, sheet.SMALL, element.add("P"))
    paper.y -= _AIR
    put_chart(paper, element, chart.legend(_WIDTH, whole=True), SCALE)
    paper.y -= _AIR
    if paper.room() < _LEAST:
        paper.new_page()
    rooms = min(paper.room(), _NEXT_PAGE) / SCALE
    for number, part in enumerate(chart.pages(board.folded(), _WIDTH, rooms)):
        if number:
            paper.new_page()
        put_chart(paper, element, chart.board_chart(part, _WIDTH), SCALE)


def _put_own(paper: Paper, element: Element, board: Board) -> None:
    rows = [
        TableRow((lane.name, lane.rule, str(lane.number or 0), lane.sign.words if lane.sign else ""))
        for lane in board.own
    ]
    if rows or board.resting:
        _heading(paper, element, "Effacé ici, tout seul")
    if rows:
        heads = (("Ce qui est gardé", 36), ("Durée", 38), ("Gardés", 10), ("À voir", 22))
        columns = [Column(head, share) for head, share in heads]
        table(paper, element, columns, rows)
    if board.resting:
        _heading(paper, element, "Sans rien en ce moment")
        columns = [Column("Ce qui serait gardé", 46), Column("Durée", 60)]
        table(paper, element, columns, [TableRow((lane.name, lane.rule)) for lane in board.resting])


def _put_elsewhere(paper: Paper, element: Element, board: Board) -> None:
    rows = [
        TableRow(
            (
                f"{task.duty.what}\n{task.duty.name}\u00a0·\u00a0{task.duty.activity}",
                "\n".join(filter(None, (", ".join(task.duty.places), wording.with_whom(task.duty)))),
                task.duty.sentence,
                f"{_day(task, board)}\n{task.reference}",
            )
        )
        for task in board.tasks
    ]
    if rows:
        _heading(paper, element, "À faire ailleurs, par une personne")
        columns = (Column("Quoi", 28), Column("Où", 28), Column("Règle", 34), Column("À faire pour le", 22))
        table(paper, element, columns, rows)


def _day(task: ElsewhereTask, board: Board) -> str:
    """The whole date; what is late or only a look says so."""
    day = french_date(task.due_on)
    if task.overdue(board.today):
        return f"{day}\n{wording.due_words(task, board.today)}"
    if task.checked:
        return f"{day}\nà vérifier : l’outil efface seul"
    return day if task.duty.terms else f"à chaque fois\ncontrôle le {day}"


def _heading(paper: Paper, element: Element, words: str) -> None:
    if paper.room() < _LEAST / 2:
        paper.new_page()
    paper.y -= 12
    paper.paragraph(words, sheet.SECTION, element.add("H2"))
    paper.y -= 6


def _values(board: Board) -> Iterable[str]:
    for lane in board.own:
        yield from (lane.name, lane.rule)
    for task in board.tasks:
        yield from (task.duty.what, task.duty.name, task.reference, *task.duty.places, task.duty.sentence)
