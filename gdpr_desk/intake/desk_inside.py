"""What the confined process of a batch can do: read one message, draw one page, read a PDF's words.

A file that nobody else is to see in clear comes sealed, with the key of that one file.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Any

from gdpr_desk.intake.found import Found, FoundPart, Refused
from gdpr_desk.intake.kinds import Kind, kind_of

Told = tuple[dict[str, Any], tuple[bytes, ...]]


def answer(question: Mapping[str, Any], contents: tuple[bytes, ...]) -> Told:
    """`do`: read, draw, show or words, for the one content; `{"refused": key}` where it cannot be."""
    if question["do"] == "draw":
        return _drawn(question, contents[0])
    if question["do"] == "show":
        return _shown(question, contents[0])
    if question["do"] == "words":
        return _words(contents[0])
    try:
        return _read(contents[0], str(question["name"])).told()
    except Refused as refusal:
        return {"refused": str(refusal)}, ()


def _drawn(question: Mapping[str, Any], content: bytes) -> Told:
    from gdpr_desk.intake.drawing import NotDrawn, draw

    try:
        told, png = draw(content, question)
    except NotDrawn as problem:
        return {"refused": str(problem)}, ()
    return told, (png,)


def _shown(question: Mapping[str, Any], sealed: bytes) -> Told:
    """The same page as rows of pixels, of a file that is opened here."""
    import pyrage
    from pyrage import x25519

    from gdpr_desk.intake.drawing import NotDrawn, rows

    try:
        content = pyrage.decrypt(sealed, [x25519.Identity.from_str(str(question["key"]))])
        told, pixels = rows(content, question)
    except (pyrage.DecryptError, pyrage.IdentityError):
        return {"refused": "no_preview_damaged"}, ()
    except NotDrawn as problem:
        return {"refused": str(problem)}, ()
    return told, (pixels,)


def _words(content: bytes) -> Told:
    from gdpr_desk.intake.drawing import NotDrawn, words

    try:
        return {"text": words(content)}, ()
    except NotDrawn as problem:
        return {"refused": str(problem)}, ()


def _read(content: bytes, name: str) -> Found:
    """Imports late: a mail starts without what Outlook needs, and the other way round."""
    kind = kind_of(content)
    if kind in {Kind.EMAIL, Kind.MAILBOX}:
        from gdpr_desk.intake.mail import read_mail

        return read_mail(content)
    if kind is Kind.OUTLOOK:
        from gdpr_desk.intake.outlook import read_outlook

        return read_outlook(content)
    if kind is Kind.TNEF:
        return _envelope(content, name)
    if kind in {Kind.TEXT, Kind.HTML}:
        return _written(content, kind)
    return Found(parts=[FoundPart(name, "", content)], remarks=["document_only"])


def _written(content: bytes, kind: Kind) -> Found:
    """A letter that was saved or pasted as text."""
    from gdpr_desk.intake.headers import decoded
    from gdpr_desk.intake.html_text import html_to_text
    from gdpr_desk.intake.mail import MOST_HTML

    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = decoded(content[:MOST_HTML], "utf-16" if wide else "")
    text = html_to_text(text) if kind is Kind.HTML else text
    return Found(texts=[text], remarks=["document_only"], skeleton=content)


def _envelope(content: bytes, name: str) -> Found:
    from gdpr_desk.intake.inside import add_part

    found = Found(remarks=["envelope_only"])
    add_part(found, FoundPart(name, "", content))
    return found
