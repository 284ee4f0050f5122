"""The list of activities: what each column shows, sorts by and is found by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gdpr_desk.parties.model import Party
from gdpr_desk.periods.duration import Duration
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.qtkit.record_table import Column, RecordTableModel
from gdpr_desk.qtkit.type_ahead import plain
from gdpr_desk.reference import catalogues
from gdpr_desk.register.checks import awaits_review
from gdpr_desk.register.model import ActivityStatus, ProcessingActivity
from gdpr_desk.register.service import ActivityOverview
from gdpr_desk.register.wording import bases_line, country_label, data_line, people_line, retention_summary

Parties = Mapping[str, Party]

ALL, TO_COMPLETE, OUTSIDE, SENSITIVE, TO_REVIEW, ARCHIVED, BIN = (
    "all",
    "to_complete",
    "outside",
    "sensitive",
    "to_review",
    "archived",
    "bin",
)

_PICTURES = (
    (r"reseaux? socia", "share-2"),
    (r"plusieurs fois", "credit-card"),
    (r"atelier|apres-vente|intervention", "wrench"),
    (r"badge", "key-round"),
    (r"site web", "globe"),
    (r"video|camera|surveill|film", "cctv"),
    (r"newsletter|lettre d.information|courriel|e-?mail", "mail"),
    (r"rappel", "phone-call"),
    (r"appel|telephon", "phone-incoming"),
    (r"livrai|transport|expedi", "truck"),
    (r"impaye|recouvrement|contentieux", "banknote-x"),
    (r"audience", "monitor"),
    (r"hors ligne", "clipboard-list"),
    (r"ce logiciel", "shield-keyhole"),
    (r"images et sons", "eye"),
    (r"caisse|factur|compta|achat|vente", "receipt-euro"),
    (r"fidelit|parrain|cadeau|jeu|concours", "gift"),
    (r"chat|messagerie", "messages-square"),
    (r"avis|note", "star"),
    (r"cookie|navigation|site", "cookie"),
    (r"contact|formulaire", "inbox"),
    (r"reparation|maintenance|depannage", "wrench"),
    (r"recrut|candidat", "file-user"),
    (r"paie|salari|personnel|equipe|rh", "id-card"),
    (r"fraude|incident", "shield-alert"),
    (r"droits", "scan-eye"),
    (r"prospect|publicit|demarch|promotion", "megaphone-off"),
    (r"fournisseur|prestataire", "handshake"),
    (r"client", "users"),
)


def picture_of(activity: ProcessingActivity) -> str:
    """The picture of a row, by what the activity is called."""
    name = plain(activity.name)
    return next((picture for words, picture in _PICTURES if re.search(words, name)), "file-text")


def main_purpose(activity: ProcessingActivity) -> str:
    """The first purpose, and how many more there are."""
    if not activity.purposes:
        return ""
    more = len(activity.purposes) - 1
    return _and_more(activity.purposes[0].name, more)


def reasons(activity: ProcessingActivity) -> str:
    """The first lawful basis, and how many more there are."""
    first, *others = bases_line(activity).split(", ")
    return _and_more(first, len(others))


def _and_more(first: str, more: int) -> str:
    """« Consentement (+ 1) »: in words it would take the room of the column of durations."""
    return f"{first} (+ {more})" if more else first


def durations(activity: ProcessingActivity) -> str:
    """« 1 an à 3 ans »: the shortest duration and the longest."""
    shortest, *others = retention_summary(activity.retention).split(" / ")
    return f"{shortest} à {others[-1]}" if others else shortest


def parties_line(activity: ProcessingActivity, parties: Parties) -> str:
    """The names of the parties that receive the data."""
    keys = [r.party for r in activity.recipients if r.party]
    return ", ".join(parties[key].name if key in parties else key for key in keys)


def columns(parties: Callable[[], Parties]) -> tuple[Column[ActivityOverview], ...]:
    """The seven columns; the secondary ones hide first where the window is narrow."""
    return (
        Column(
            "name",
            "Activité",
            lambda o: o.activity.name or "Sans nom",
            icon=lambda o: picture_of(o.activity),
        ),
        Column("purpose", "But", lambda o: main_purpose(o.activity), width=220, priority=5),
        Column("basis", "Raison", lambda o: reasons(o.activity), width=160, priority=1),
        Column(
            "retention",
            "Durée",
            lambda o: durations(o.activity),
            badge=_missing_duration,
            sort=lambda o: _shortest(o.activity),
            width=123,
            priority=2,
        ),
        Column(
            "parties", "Prestataires", lambda o: parties_line(o.activity, parties()), width=150, priority=4
        ),
        Column("share", "Complète", share=_share, sort=_share, width=118),
        Column(
            "reviewed",
            "Revue le",
            lambda o: _day(o.activity.reviewed_on),
            sort=lambda o: o.activity.reviewed_on,
            width=110,
            priority=3,
        ),
    )


class ActivityTableModel(RecordTableModel[ActivityOverview]):
    """The activities in rows, named by their reference; what each is found by is put in plain text once."""

    def __init__(self, parties: Callable[[], Parties]) -> None:
        super().__init__(columns(parties), lambda overview: overview.activity.reference)
        self._parties = parties
        self._texts: dict[str, str] = {}
        self._read: tuple[Parties, Mapping[str, ProcessingActivity]] = ({}, {})

    def set_records(self, records: Sequence[ActivityOverview]) -> None:
        parties, (before, read) = self._parties(), self._read
        if parties != before:
            read = {}
        self._texts = {
            reference: self._texts[reference] if read.get(reference) is activity else _text(activity, parties)
            for reference, activity in ((o.activity.reference, o.activity) for o in records)
        }
        self._read = parties, {o.activity.reference: o.activity for o in records}
        super().set_records(records)

    def wanted(self, chip: str, words: str, today: date) -> Callable[[ActivityOverview], bool]:
        """Whether a row passes the chip and every word typed into the filter."""
        parties, sought = self._parties(), plain(words).split()

        def kept(overview: ActivityOverview) -> bool:
            text = self._texts[overview.activity.reference]
            for word in sought:
                if word not in text:
                    return False
            return matches(overview, chip, today, parties)

        return kept


def matches(overview: ActivityOverview, chip: str, today: date, parties: Parties) -> bool:
    """Whether a row belongs to a filter chip; archived records only to theirs."""
    activity = overview.activity
    archived = activity.status is ActivityStatus.ARCHIVED
    if chip == ARCHIVED or archived:
        return archived and chip == ARCHIVED
    if chip == TO_COMPLETE:
        return not overview.completeness.complete
    if chip == OUTSIDE:
        return goes_outside(activity, parties)
    if chip == SENSITIVE:
        return any(data.special for data in activity.data)
    if chip == TO_REVIEW:
        return awaits_review(activity, today)
    return True


def goes_outside(activity: ProcessingActivity, parties: Parties) -> bool:
    """Whether data leave the European Economic Area: a transfer, or a recipient established there."""
    codes = [t.country for t in activity.transfers]
    codes += [parties[r.party].country for r in activity.recipients if r.party and r.party in parties]
    known = catalogues.countries()
    return any(code in known and not known[code].eea for code in codes)


def _text(activity: ProcessingActivity, parties: Parties) -> str:
    countries = [country_label(t.country) for t in activity.transfers]
    parts = [activity.reference, activity.name, bases_line(activity), retention_summary(activity.retention)]
    parts += [purpose.name for purpose in activity.purposes]
    parts += [people_line(activity.data_subjects), data_line(activity.data)]
    parts += [parties_line(activity, parties), *countries, *activity.systems]
    return plain(" ".join(parts))


def _share(overview: ActivityOverview) -> float:
    return 1.0 if overview.completeness.complete else min(overview.completeness.share, 0.999)


def _missing_duration(overview: ActivityOverview) -> BadgeSpec | None:
    return (
        None
        if retention_summary(overview.activity.retention)
        else BadgeSpec("attention", "Manque", "triangle-alert")
    )


def _shortest(activity: ProcessingActivity) -> float | None:
    days = []
    for rule in activity.retention:
        try:
            days.append(Duration.parse(rule.period or "").approximate_days())
        except ValueError:
            continue
    return min(days, default=None)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "Jamais"


def reviewed_words(activity: ProcessingActivity, today: date) -> str:
    """« revue il y a 8 mois », or that nobody has looked since."""
    last = activity.reviewed_on
    if last is None:
        return "jamais revue"
    months = (today.year - last.year) * 12 + today.month - last.month - (today.day < last.day)
    if months < 1:
        return "revue ce mois-ci"
    if months < 24:
        return f"revue il y a {months} mois"
    return f"revue il y a {months // 12} ans"
