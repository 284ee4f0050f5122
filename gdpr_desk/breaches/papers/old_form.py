"""The form of 2013 for telecommunications operators, which old policies still link: known again, explained.

It asked for a notification within 24 hours under Article 34 bis of the former French act. Under the
Regulation a breach is notified in the authority's online service. A file is only looked through for its
marks, with bounded memory; nothing in it is interpreted.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_MOST = 20 * 1024 * 1024
"""Bytes of a file that are looked through, and of what its streams hold: fifty times the form itself."""
_TITLE = re.compile(rb"Formulaire de notification de violations de donn", re.IGNORECASE)
_WIDGET = re.compile(rb"1 Raison sociale|Raison sociale.{0,400}Code .tablissement", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n")
_LINK = re.compile(r"CNIL_Formulaire_Notification_de_Violations(?:\.pdf)?", re.IGNORECASE)
_ARTICLE = re.compile(r"article\s+34\s*bis\b", re.IGNORECASE)
_BREACH = re.compile(r"violation", re.IGNORECASE)
_NEAR = 400
"""Characters around « article 34 bis » in which the text must speak of breaches: it has other uses."""

TITLE = "Ce formulaire de 2013 n’est plus le bon"
EXPLANATION = (
    "C’est l’ancien formulaire de la CNIL pour les opérateurs de télécommunications (article 34 bis de la "
    "loi de 1978) : il demandait une notification en 24 heures. Depuis le RGPD, une boutique notifie dans "
    "les 72 heures, sur le service en ligne notifications.cnil.fr. Un formulaire envoyé par courrier ou par "
    "e-mail n’est pas reçu."
)
REMEDY = (
    "Dans votre politique, remplacez ce lien par l’adresse du service en ligne. Ce que vous aviez rempli "
    "peut servir : recopiez-le dans les étapes de l’incident, le dossier suit l’ordre du service."
)


def is_old_form(content: bytes) -> bool:
    """Whether a PDF is that form, blank or filled in."""
    head = content[:_MOST]
    if head.lstrip()[:5] != b"%PDF-":
        return False
    return any(_TITLE.search(part) or _WIDGET.search(part) for part in _parts(head))


def mentions(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text (a policy, a letter) links the form or its article: start and end, in characters."""
    found = [link.span() for link in _LINK.finditer(text)]
    for article in _ARTICLE.finditer(text):
        around = text[max(0, article.start() - _NEAR) : article.end() + _NEAR]
        if _BREACH.search(around):
            found.append(article.span())
    return tuple(sorted(found))


def _parts(content: bytes) -> Iterator[bytes]:
    """The bytes as they are, then what each compressed stream begins with."""
    yield content
    left = _MOST
    for start in _STREAM.finditer(content):
        try:
            inside = zlib.decompressobj().decompress(content[start.end() :], min(left, 1 << 20))
        except zlib.error:
            continue
        yield inside
        left -= len(inside)
        if left <= 0:
            return
