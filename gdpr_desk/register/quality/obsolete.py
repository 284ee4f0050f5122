"""Words of a record that rest on something that has ended; pure.

Each was the right thing to write once: a formality with the CNIL, an arrangement with the United
States, the list against telephone selling, the form of 2013. The note is the place to remember them,
hence left alone where remembering is all they do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from gdpr_desk.register.quality.findings import Look, Point, Rule, Severity, old_formality, plain

BLOCTEL_ENDED_ON = date(2026, 8, 11)
"""From this day no consumer is called to be sold something without prior consent (law of 30 June 2025)."""

_FOSSIL = (
    "Les autorisations CNIL d’avant mai 2018 n’ont plus cours ; gardez le numéro en note, pas comme"
    " justification."
)
_DIGIT = re.compile("[0-9]")
_SENTENCES = re.compile(r"[\n;]|\. ")
# Looked for in the text as it is, so that most texts are never turned into plain words.
_WORTH_A_LOOK = re.compile(
    r"shield|safe.?harbo|bouclier|bloctel|violations?|acc.s et de rectif|mots? de passe", re.IGNORECASE
)
_SAID_TO_BE_OVER = re.compile(
    r"\bannul|\binvalid|\babrog|\bremplac|\bcaduc|\bancien"
    r"|\bn'(a|est|existe) plus|\bne vaut plus|\b(pris|a) fin\b"
)


class _Fossil(NamedTuple):
    """Something that has ended: how it is named, since when, and what to write instead."""

    key: str
    named: re.Pattern[str]
    sentence: str
    article: str
    severity: Severity = Severity.WARNING
    ended_on: date | None = None
    in_notes: bool = False
    unless: re.Pattern[str] | None = None


_FOSSILS = (
    _Fossil(
        "privacy_shield",
        re.compile(
            r"privacy[ -]?shield|\bsafe[ -]?harbou?r|bouclier (de|des) (protection|donnees|vie privee)"
        ),
        "Le Privacy Shield (annulé en 2020) et le Safe Harbor (en 2015) ne protègent plus rien : vérifiez la"
        " liste DPF ou signez les clauses types.",
        "art. 45 et 46 du RGPD",
        unless=_SAID_TO_BE_OVER,
    ),
    _Fossil(
        "bloctel",
        re.compile(r"\bbloctel\b"),
        "Bloctel a pris fin le 11 août 2026 : appeler un particulier pour vendre demande son accord ;"
        " gardez-en la preuve.",
        "art. 7(1) du RGPD, loi du 30 juin 2025",
        ended_on=BLOCTEL_ENDED_ON,
        unless=_SAID_TO_BE_OVER,
    ),
    _Fossil(
        "breach_form_2013",
        re.compile(
            r"formulaire[_ ]notification[_ ]de[_ ]violations"
            r"|formulaire .{0,60}\bviolations?\b.{0,60}(\b2013\b|34 ?bis|telecom|communications elec)"
        ),
        "Ce formulaire de 2013 était celui des opérateurs télécoms : une violation se notifie en ligne, sur"
        " notifications.cnil.fr.",
        "art. 33 du RGPD",
        in_notes=True,
        unless=_SAID_TO_BE_OVER,
    ),
    _Fossil(
        "rights_before_2018",
        re.compile(r"\bdroits? d'acces et de rectification\b"),
        "Depuis mai 2018, il y a aussi, selon les cas, l’effacement, la limitation, la portabilité et"
        " l’opposition : complétez ce texte.",
        "art. 13(2)(b) et 15 à 22 du RGPD",
        in_notes=True,
        unless=re.compile(r"\beffacement|\bsuppression|\boppos|\blimitation|\bportabilite"),
    ),
    _Fossil(
        "forced_rotation",
        re.compile(
            r"\bmots? de passe\b.{0,80}\b(modifi|chang|renouvel).{0,80}"
            r"(\bfois\b|\btous les\b|\btrimestr|\bmensuel|\bregulier|\bperiodi|\bchaque (mois|annee|semaine))"
        ),
        "Changer de secret à date fixe n’est plus conseillé à tous : un secret long, changé au moindre"
        " doute, protège mieux (à faire relire).",
        "art. 32 du RGPD",
        severity=Severity.HINT,
    ),
)


def _fossils(look: Look) -> Iterator[Point]:
    for path, text in look.texts:
        noted = path == "note"
        if not noted and _DIGIT.search(text) and any(map(old_formality, _SENTENCES.split(text))):
            yield Point("old_authorisation", Severity.WARNING, path, _FOSSIL, "art. 30 du RGPD")
        if _WORTH_A_LOOK.search(text):
            words = plain(text)
            for fossil in _FOSSILS:
                if (fossil.in_notes or not noted) and _over(fossil, words, look.today):
                    yield Point(fossil.key, fossil.severity, path, fossil.sentence, fossil.article)


def _over(fossil: _Fossil, words: str, today: date | None) -> bool:
    if fossil.ended_on and today and today < fossil.ended_on:
        return False
    return bool(fossil.named.search(words)) and not (fossil.unless and fossil.unless.search(words))


RULES: tuple[Rule, ...] = (_fossils,)
