"""Statements about recipients outside the EEA that do not hold, or no longer do (Art. 44-49); pure.

A decision of the Commission may be missing, may have ended, may cover only some recipients, and what
this program knows of it grows old: each is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Adequacy
from gdpr_desk.register.model import Safeguard, Transfer
from gdpr_desk.register.quality.findings import (
    OVERSEAS,
    Look,
    Point,
    Rule,
    Severity,
    plain,
    transfers_article,
)

_STALE_MONTHS = 12
_WARNED_MONTHS = 6
_DPF = "US"
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_ISO = re.compile(r"\b(20[0-9]{2})-([01][0-9])-([0-3][0-9])\b")
_FIGURES = re.compile(r"\b([0-3]?[0-9])[/.]([01]?[0-9])[/.](20[0-9]{2})\b")
_WORDS = re.compile(rf"\b(?:([0-3]?[0-9])(?:er)? )?({'|'.join(_MONTHS)}) (20[0-9]{{2}})\b")
_YEAR = re.compile(r"\b(20[0-9]{2})\b")


def _outside_europe(look: Look) -> Iterator[Point]:
    """A recipient outside the EEA that no transfer line speaks of."""
    activity = look.activity
    covered_parties = {t.party for t in activity.transfers}
    covered_countries = {t.country for t in activity.transfers if t.party is None}
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for key in (r.party for r in activity.recipients if r.party):
        party = look.parties.get(key)
        if party is None or key in covered_parties or party.country in covered_countries:
            continue
        if outside_the_eea(party.country):
            found[party.country in OVERSEAS][party.name] = None
    article = f"{transfers_article(activity.role)} et 44 du RGPD"
    if found[False]:
        sentence = f"{_established(list(found[False]))} hors UE : précisez la garantie."
        yield Point("transfer_missing", Severity.ERROR, "transfers", sentence, article)
    if found[True]:
        sentence = (
            f"{_established(list(found[True]))} outre-mer, hors UE : la loi Informatique et Libertés"
            " s’y applique. Notez-le ici et faites-le relire."
        )
        yield Point("overseas_territory", Severity.HINT, "transfers", sentence, article)


def _established(names: list[str]) -> str:
    who = french_list(names) if len(names) <= 3 else f"{', '.join(names[:3])}…"
    return f"{who} {'sont établis' if len(names) > 1 else 'est établi'}"


def outside_the_eea(country: str) -> bool:
    """Whether data that go there leave the European Economic Area."""
    entry = catalogues.countries().get(country)
    return entry is not None and not entry.eea


def _transfers(look: Look) -> Iterator[Point]:
    for number, transfer in enumerate(look.activity.transfers):
        entry = catalogues.countries().get(transfer.country)
        at = f"transfers.{number}"
        if entry is not None and entry.eea:
            sentence = f"{entry.label} : dans l’Espace économique européen, donc pas un transfert hors UE."
            yield Point("transfer_inside_eea", Severity.HINT, f"{at}.country", sentence, "art. 44 du RGPD")
        elif transfer.safeguard is Safeguard.ADEQUACY and entry is not None:
            if entry.adequacy is None:
                sentence = (
                    f"{entry.label} : aucune décision d’adéquation connue ici, choisissez une autre garantie."
                )
                yield Point("no_adequacy", Severity.WARNING, f"{at}.safeguard", sentence, "art. 45 du RGPD")
            else:
                yield from _adequacy(look, transfer, entry.label, entry.adequacy, at)
        elif transfer.safeguard is Safeguard.DEROGATION and not transfer.document.strip():
            sentence = "Une dérogation se justifie par écrit : indiquez le document qui l’explique."
            article = "art. 5(2) et 49 du RGPD"
            yield Point("derogation_undocumented", Severity.WARNING, f"{at}.document", sentence, article)


def _adequacy(look: Look, transfer: Transfer, where: str, adequacy: Adequacy, at: str) -> Iterator[Point]:
    """Whether the decision stands, whether the recipient falls under it, how fresh the answer is."""
    article = "art. 45 du RGPD"
    today = look.today
    if today is not None and not adequacy.holds_on(today):
        over = adequacy.expires_on is not None and adequacy.expires_on < today
        since = (
            f"a pris fin le {french_date(adequacy.expires_on)}"
            if over and adequacy.expires_on
            else f"ne vaut qu’à partir du {french_date(adequacy.decided_on)}"
        )
        sentence = f"{where} : la décision d’adéquation {since} ; choisissez une autre garantie."
        yield Point("adequacy_ended", Severity.WARNING, f"{at}.safeguard", sentence, article)
        return
    if adequacy.partial:
        yield from _covered(look, transfer, where, at)
    if today is None:
        return
    ends = adequacy.expires_on
    if ends is not None and ends <= today + relativedelta(months=_WARNED_MONTHS):
        sentence = f"{where} : la décision d’adéquation prend fin le {french_date(ends)} ; préparez la suite."
        yield Point("adequacy_ending", Severity.HINT, f"{at}.safeguard", sentence, article)
    if adequacy.checked_on + relativedelta(months=_STALE_MONTHS) <= today:
        sentence = (
            f"{where} : ce logiciel connaît la décision d’adéquation au {french_date(adequacy.checked_on)} ;"
            " vérifiez sur le site de la CNIL qu’elle tient toujours."
        )
        yield Point("adequacy_to_check", Severity.HINT, f"{at}.safeguard", sentence, article)


def _covered(look: Look, transfer: Transfer, where: str, at: str) -> Iterator[Point]:
    """A decision for some recipients only: somebody looked whether this one is among them, and when."""
    article = "art. 45 du RGPD"
    field = f"{at}.document"
    party = look.parties.get(transfer.party or "")
    who = party.name if party else "ce destinataire"
    seen = _latest_date(transfer.document)
    if not transfer.document.strip():
        sentence = (
            f"{where} : seules les entreprises de la liste DPF (Data Privacy Framework) sont couvertes ;"
            f" vérifiez que {who} y figure et notez la date ici."
            if transfer.country == _DPF
            else f"{where} : la décision d’adéquation ne couvre pas tout le monde ; vérifiez que {who} en"
            " relève et notez-le en document."
        )
        yield Point("adequacy_unproved", Severity.WARNING, field, sentence, article)
    elif not re.search("[0-9]", transfer.document):
        sentence = f"{where} : notez aussi le jour où vous avez vérifié ; la liste change."
        yield Point("adequacy_undated", Severity.HINT, field, sentence, article)
    elif look.today and seen and seen + relativedelta(months=_STALE_MONTHS) <= look.today:
        sentence = f"{where} : vérifié il y a plus d’un an ; vérifiez encore que {who} est couvert."
        yield Point("adequacy_proof_old", Severity.HINT, field, sentence, article)


def _latest_date(text: str) -> date | None:
    """The latest day a text names; a year alone counts as its last day, so that nothing looks older."""
    words = plain(text)
    found = [
        *((int(y), int(m), int(d)) for y, m, d in _ISO.findall(words)),
        *((int(y), int(m), int(d)) for d, m, y in _FIGURES.findall(words)),
        *((int(y), _MONTHS.index(m) + 1, int(d or 28)) for d, m, y in _WORDS.findall(words)),
    ]
    if not found:
        found = [(int(year), 12, 31) for year in _YEAR.findall(words)]
    return max((day for day in (_day(*parts) for parts in found) if day), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


RULES: tuple[Rule, ...] = (_outside_europe, _transfers)
