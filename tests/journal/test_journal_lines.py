"""The journal in words: names of today for ids, kinds, periods, what a filter keeps."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gdpr_desk.journal import lines
from gdpr_desk.journal.lines import Line, Spoken, Wanted, days_of, line_of, people_in
from gdpr_desk.journal.model import _ACTIONS, JSON, JournalEntry, JournalVerdict
from gdpr_desk.journal.wording import verdict_sentence

SPOKEN = Spoken(
    {"p1": "Camille Lumen", "p2": "Élodie Ombre"}, {"T-16": "Cookies", "host": "Hébergeur Éclair"}
)
SOURCES = Path(lines.__file__).parents[1]


def line(action: str, subject: str = "", actor: str = "p1", at: str = "2026-11-23", **detail: JSON) -> Line:
    instant = datetime.fromisoformat(f"{at}T09:00").replace(tzinfo=UTC)
    return line_of(JournalEntry(1, instant, actor, action, subject, detail, "", ""), SPOKEN)


@pytest.mark.parametrize(
    ("made", "who", "shown"),
    [
        (line("activity.changed", "T-16", changed=["name"]), "Camille Lumen", "Cookies (T-16) · nom"),
        (line("party.changed", "host", "p2"), "Élodie Ombre", "Hébergeur Éclair"),
        (line("party.removed", "gone-party", "left"), "Personne partie", "gone-party"),
        (line("person.added", "p2", role="staff"), "Camille Lumen", "Élodie Ombre"),
        (line("person.removed", "left", role="staff"), "Camille Lumen", "Personne partie"),
        (line("register.exported", "registre", format="pdf"), "Camille Lumen", "PDF"),
        (line("vault.created", "coffre"), "Camille Lumen", ""),
        (line("journal.cut", "journal", removed=1), "Camille Lumen", "1 entrée"),
    ],
)
def test_ids_become_names_of_today_and_who_left_stays_nameless(made: Line, who: str, shown: str) -> None:
    assert (made.who, made.object) == (who, shown)


def test_the_day_and_hour_are_those_of_the_shop() -> None:
    entry = JournalEntry(1, datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "p1", "activity.added", "", {}, "", "")
    made = line_of(entry, SPOKEN)
    assert (made.when, made.day) == ("02/07/2026 à 00:30", date(2026, 7, 2))


def test_several_who_left_are_told_apart() -> None:
    there = [line("activity.added", actor=actor) for actor in ("9f00aa", "p2", "p1", "01bb22")]
    assert people_in(there) == [
        ("p1", "Camille Lumen"),
        ("p2", "Élodie Ombre"),
        ("01bb22", "Personne partie (01bb)"),
        ("9f00aa", "Personne partie (9f00)"),
    ]
    assert people_in(there[:2]) == [("p2", "Élodie Ombre"), ("9f00aa", "Personne partie")]


def test_a_filter_keeps_what_meets_all_of_it() -> None:
    everything = [
        line("activity.changed", "T-16", at="2026-11-20"),
        line("activity.reviewed", "T-16", "p2", at="2026-11-21"),
        line("party.changed", "host", at="2026-11-22"),
        line("register.exported", "registre", at="2026-11-23", format="csv"),
    ]

    def kept(wanted: Wanted) -> list[int]:
        return [everything.index(each) for each in wanted.keep(everything)]

    assert kept(Wanted()) == [0, 1, 2, 3]
    assert kept(Wanted(words="COOKIES elodie")) == [1]
    assert kept(Wanted(words="hebergeur")) == [2]
    assert kept(Wanted(words="21 novembre")) == [1]
    assert kept(Wanted(since=date(2026, 11, 21), until=date(2026, 11, 22))) == [1, 2]
    assert kept(Wanted(person="p2")) == [1]
    assert kept(Wanted(action="changed", object="activity")) == [0]
    assert kept(Wanted(action="out")) == [3]
    assert kept(Wanted(person="p2", action="out")) == []


def test_the_filter_is_told_in_words() -> None:
    wanted = Wanted("pdf", date(2026, 11, 1), date(2026, 11, 23), "p1", "out", "register")
    assert wanted.sentence({"p1": "Camille Lumen"}) == (
        "du 1er novembre 2026 au 23 novembre 2026, Camille Lumen, Sorties du coffre, Registre, « pdf »"
    )
    assert (Wanted().sentence({}), bool(Wanted()), bool(wanted)) == ("", False, True)


def test_periods_end_today() -> None:
    today = date(2026, 11, 23)
    assert days_of("today", today) == (today, today)
    assert days_of("week", today) == (date(2026, 11, 17), today)
    assert days_of("month", today) == (date(2026, 10, 25), today)
    assert days_of("year", today) == (date(2026, 1, 1), today)
    assert days_of("last_year", today) == (date(2025, 1, 1), date(2025, 12, 31))
    assert days_of("dates", today) == days_of("", today) == (None, None)


@pytest.mark.parametrize(
    ("verdict", "since", "said"),
    [
        (
            JournalVerdict(1248, True, None, 0),
            datetime(2026, 2, 3, 9, tzinfo=UTC),
            "Chaîne intacte : 1 248 entrées depuis le 03/02/2026.",
        ),
        (JournalVerdict(1, True, None, 0), None, "Chaîne intacte : 1 entrée."),
        (
            JournalVerdict(3, True, None, 0, 13),
            None,
            "Chaîne intacte : 3 entrées. 12 entrées plus anciennes ont été retirées à la fin de leur",
        ),
        (JournalVerdict(900, False, 812, 0), None, "Rupture à l’entrée 812. Une entrée a été changée"),
        (JournalVerdict(900, False, None, 3), None, "3 entrées manquent à la fin du journal"),
    ],
)
def test_the_verdict_in_a_sentence(verdict: JournalVerdict, since: datetime | None, said: str) -> None:
    assert verdict_sentence(verdict, since).startswith(said)


def test_every_action_that_the_program_records_has_its_words() -> None:
    """Read from the source: each dotted key given to `record` is one the journal can say in French."""
    recorded = set()
    texts = (path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    for source in (text for text in texts if ".record(" in text):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record":
                recorded |= {
                    given.value
                    for given in node.args[1:2]
                    if isinstance(given, ast.Constant) and isinstance(given.value, str)
                }
    assert {"activity.destroyed", "vault.created", "register.exported", "party.added"} <= recorded
    assert recorded - set(_ACTIONS) == set()
