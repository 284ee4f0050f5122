"""The form of 2013 for telecommunications operators, which old policies still link: known again, explained.

It asked for a notification within 24 hours under Article 34 bis of the former French act. Under the
Regulation a breach is notified in the authority's online service. A file is only looked through for its
marks, with bounded memory; nothing in it is interpreted. What the register says of it is checked there.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from gdpr_desk.errors import InvalidInput

_MOST = 20 * 1024 * 1024
"""Bytes of a file that are looked through, and of what its streams hold: fifty times the form itself."""
_PACKED = 1 << 18
"""Bytes of a stream, as they lie in the file, of which the beginning is unpacked."""
_TITLE = re.compile(rb"Formulaire de notification de violations de donn", re.IGNORECASE)
_WIDGET = re.compile(rb"1 Raison sociale|Raison sociale.{0,400}Code .tablissement", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n")
_LINK = re.compile(r"CNIL_Formulaire_Notification_de_Violations(?:\.pdf)?", re.IGNORECASE)
_ARTICLE = re.compile(r"article\s+34\s*bis\b", re.IGNORECASE)
_BREACH = re.compile(r"violation", re.IGNORECASE)
_NEAR = 400
"""Characters around « article 34 bis » in which the text must speak of breaches: it has other uses."""
_OF_OPERATORS = (
    "de la CNIL (2013), celui des opérateurs de télécommunications : il demandait une notification en "
    "24 heures. Depuis le RGPD, une boutique notifie dans les 72 heures, en ligne."
)


class ObsoleteForm(InvalidInput):
    """The form of 2013, or a text that links it, was given where an incident was expected."""

    code = "obsolete_form"

    def __init__(self) -> None:
        super().__init__(
            f"C’est l’ancien formulaire {_OF_OPERATORS}",
            safe="Rien n’a été créé ; le fichier n’a pas changé.",
            remedy="Notifiez sur notifications.cnil.fr : ni le courrier ni l’e-mail ne sont reçus. Recopiez "
            "ce que vous aviez rempli dans l’incident, et remplacez ce lien dans votre politique.",
        )


def refuse_old_form(content: bytes) -> None:
    """Raise ObsoleteForm for the form itself (PDF) and for a text that sends its readers there."""
    if is_old_form(content) or _links_it(content):
        raise ObsoleteForm


def kept_old_form(path: Path) -> str:
    """What a person is to know before a file is kept as evidence; empty where it is not that form, nor a
    text that links it, or cannot be read: whoever keeps it says so."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST)
    except OSError:
        return ""
    what = "C’est l’ancien formulaire" if is_old_form(content) else ""
    if _links_it(content):
        what = "Ce texte renvoie à l’ancien formulaire"
    return f"{what} {_OF_OPERATORS}" if what else ""


def is_old_form(content: bytes) -> bool:
    """Whether a PDF is that form, blank or filled in."""
    head = content[:_MOST]
    return _is_pdf(head) and any(_TITLE.search(part) or _WIDGET.search(part) for part in _parts(head))


def mentions(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text (a policy, a letter) links the form or its article: start and end, in characters."""
    found = [link.span() for link in _LINK.finditer(text)]
    for article in _ARTICLE.finditer(text):
        around = text[max(0, article.start() - _NEAR) : article.end() + _NEAR]
        if _BREACH.search(around):
            found.append(article.span())
    return tuple(sorted(found))


def _links_it(content: bytes) -> bool:
    return not _is_pdf(content) and bool(mentions(content[:_MOST].decode("utf-8", "replace")))


def _is_pdf(content: bytes) -> bool:
    return content[:1024].lstrip()[:5] == b"%PDF-"


def _parts(content: bytes) -> Iterator[bytes]:
    """The bytes as they are, then what each compressed stream begins with."""
    yield content
    whole, left = memoryview(content), _MOST
    for start in _STREAM.finditer(content):
        try:
            packed = whole[start.end() : start.end() + _PACKED]  # zlib copies what it leaves over
            inside = zlib.decompressobj().decompress(packed, min(left, 1 << 20))
        except zlib.error:
            continue
        yield inside
        left -= len(inside)
        if left <= 0:
            return
