"""The recovery sheet of a vault: one page to print and keep elsewhere.

It carries the secret itself, in groups to type and as a QR code drawn with lines, not as a
picture. Whoever calls writes it nowhere but where the officer asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

import segno
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents import fonts, readback, sheet
from gdpr_desk.documents.paper import BODY, LEFT, RIGHT, Furniture, Paper
from gdpr_desk.documents.structure import Element
from gdpr_desk.documents.text import INK, QUIET, Line, Style, break_lines
from gdpr_desk.periods.words import french_date

TITLE = "Feuille de secours"
_GROUP = Style(fonts.SEMIBOLD, 13, 24, INK, 1.0)
_NUMBER = Style(fonts.REGULAR, 8, 24, QUIET)
_QR_SIZE = 130.0
_QR_MEANING = "QR code qui contient le même secret que les groupes ci-contre."


def recovery_sheet_pdf(label: str, groups: Sequence[str], qr_text: str, made_on: date) -> bytes:
    """The sheet for the vault called `label`: `groups` in reading order, `qr_text` as a QR code.

    Same input, same bytes; PDF/UA-1 and PDF/A-2a. Raises `PaperDiffers` when a group or the
    label cannot be read back from it.
    """
    made = french_date(made_on)
    foot = f"{TITLE} du {made} · à garder hors de la boutique"
    paper = Paper(Furniture(label, TITLE, foot))
    element = paper.root.add("Sect")
    paper.begin(element, TITLE)
    sheet.head(
        paper,
        element,
        kicker=f"Coffre : {label}",
        title=TITLE,
        subtitle="Elle ouvre le coffre quand la phrase de passe est perdue.",
        facts=(("Faite le", made),),
        level=1,
    )
    sheet.sections(paper, element, _advice(), level=2)
    paper.y -= 22
    _secret(paper, element, groups, qr_text)
    at = datetime.combine(made_on, time(12), SHOP_ZONE)
    content = paper.finish(f"{TITLE} · {fonts.visible(label)}", at, fonts.visible(label))
    readback.require_values(content, [label, *groups])
    return content


def _advice() -> tuple[sheet.Section, ...]:
    keep = (
        "Imprimez-la, puis rangez-la avec vos papiers importants, loin de l’ordinateur : chez vous, "
        "au coffre de la banque, chez le notaire."
    )
    danger = (
        "Avec cette feuille et une copie du coffre, on peut tout lire sans la phrase de passe. "
        "Ne la photographiez pas, ne l’envoyez pas, ne la laissez pas à la boutique."
    )
    use = (
        "À l’ouverture du coffre, choisissez « J’ai oublié ma phrase de passe », puis recopiez les "
        "groupes dans l’ordre. Un lecteur de codes branché à l’ordinateur peut lire le QR code."
    )
    seen = (
        "Cette personne peut ouvrir toute copie du coffre. Gardez toutes les copies hors de sa portée, "
        "exportez votre registre (JSON), puis importez-le dans un nouveau coffre, qui aura sa propre "
        "feuille. Effacez ensuite l’ancien coffre et ses copies."
    )
    return (
        sheet.Section("1", "La garder", "", (sheet.Row("Où", (keep,)), sheet.Row("Attention", (danger,)))),
        sheet.Section("2", "S’en servir", "", (sheet.Row("Comment", (use,)),)),
        sheet.Section("3", "Si quelqu’un d’autre l’a lue", "", (sheet.Row("Que faire", (seen,)),)),
    )


def _secret(paper: Paper, element: Element, groups: Sequence[str], qr_text: str) -> None:
    """The groups in two columns at the left, the QR code at the right."""
    paper.paragraph("Le secret, à recopier tel quel", sheet.SECTION, element.add("H2"))
    paper.y -= 8
    top = paper.y
    _draw_code(paper, element, qr_text, RIGHT - _QR_SIZE, top - 4 - _QR_SIZE)
    room = BODY - _QR_SIZE - 24
    columns = 2 if max(map(_GROUP.width, groups), default=0) + 22 <= room / 2 else 1
    rows = -(-len(groups) // columns)
    listing = element.add("L")
    for number, group in enumerate(groups):
        column, row = divmod(number, rows)
        if columns == 2:
            paper.y = top - row * _GROUP.leading
        item, x = listing.add("LI"), LEFT + column * room / columns
        figure = Line(str(number + 1), 0, joined=True)
        paper.words(x, paper.y - 13, figure, _NUMBER, item.add("Lbl"))
        lines = break_lines(group, _GROUP, room / columns - 22)
        paper.flow(lines, _GROUP, item.add("LBody"), x=x + 18)


def _draw_code(paper: Paper, element: Element, qr_text: str, left: float, bottom: float) -> None:
    # The paper around it is white on every side for more than the four modules a reader needs.
    rows = [bytes(row) for row in segno.make(qr_text, error="m", micro=False).matrix]
    module = _QR_SIZE / len(rows)

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(HexColor("#000000"))
        for number, row in enumerate(rows):
            y = bottom + _QR_SIZE - (number + 1) * module
            for start, length in _dark_runs(row):
                x = left + start * module
                canvas.rect(x, y, length * module, module, stroke=0, fill=1)

    figure = element.add("Figure", alt=_QR_MEANING)
    figure.box = (left, bottom, left + _QR_SIZE, bottom + _QR_SIZE)
    paper.figure(draw, figure)


def _dark_runs(row: bytes) -> list[tuple[int, int]]:
    """Start and length of the dark stretches of one row of modules."""
    runs: list[tuple[int, int]] = []
    for index, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == index:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((index, 1))
    return runs
