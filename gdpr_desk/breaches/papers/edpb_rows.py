"""How one row of the common template is answered: its words for a reader, its value for a machine; pure.

A machine gets the template's letters for choices, ISO 8601 for days and instants (with the shop's offset),
numbers, texts; None where there is nothing to say. « À déterminer » has a letter where the template has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Answered, Count, NamedPerson
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import full_name
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.spans import long_date, number
from gdpr_desk.breaches.papers.view import EMPTY, View, given, not_called_for, said
from gdpr_desk.periods.words import shop_time

Value = str | int | bool | list[str] | None
Row = tuple[Said, Value]
Make = Callable[[View], Row]


def valued(found: Said, value: Value) -> Row:
    """A row whose value counts only where there is an answer."""
    return found, value if found.reply in (Reply.GIVEN, Reply.UNKNOWN) else None


def text(name: str) -> Make:
    """A row of free words."""
    return lambda view: valued(of.text(view, name), getattr(view.facts, name) or None)


def words(find: Callable[[View], str]) -> Make:
    """A row whose words come from elsewhere than an answer."""

    def row(view: View) -> Row:
        found = find(view)
        return valued(given(found), found or None)

    return row


def choice(name: str) -> Make:
    """A row with one letter."""

    def row(view: View) -> Row:
        value = getattr(view.facts, name)
        if view.facts.standing(name) is Answered.UNKNOWN and value is None:
            return undecided(name)
        found = of.chosen(view, name, of.edpb_label)
        return valued(found, None if value is None else letter(name, value))

    return row


def choices_of(name: str) -> Make:
    """A row with several letters."""

    def row(view: View) -> Row:
        found = of.chosen(view, name, of.edpb_label)
        letters = [letter(name, one) for one in getattr(view.facts, name)]
        if found.reply is Reply.UNKNOWN:
            mark = choices.edpb(name, None)[0]
            letters += [mark] if mark else []
        return valued(found, sorted(set(letters)))

    return row


def yes_no(name: str) -> Make:
    """A row of yes, no, unknown, by letter."""

    def row(view: View) -> Row:
        value = getattr(view.facts, name)
        if view.facts.standing(name) is Answered.UNKNOWN and value is None:
            return undecided("yes_no")
        found = of.yes_no(view, name)
        return valued(found, None if value is None else letter("yes_no", "yes" if value else "no"))

    return row


def flag(name: str) -> Make:
    """A row that is true or false."""
    return lambda view: valued(of.yes_no(view, name), getattr(view.facts, name))


def instant(name: str) -> Make:
    """A row with a day and an hour."""

    def row(view: View) -> Row:
        at = getattr(view.facts, name)
        return valued(of.instant(view, name), None if at is None else shop_time(at).isoformat())

    return row


def day(name: str) -> Make:
    """A row with a day."""

    def row(view: View) -> Row:
        on = getattr(view.facts, name)
        return valued(of.day(view, name), None if on is None else on.isoformat())

    return row


def exactness(name: str) -> Make:
    """Whether a number is exact (67, 72)."""

    def row(view: View) -> Row:
        value: Count | None = getattr(view.facts, name)
        if view.facts.standing(name) is Answered.UNKNOWN and value is None:
            return undecided("count")
        if value is None:
            return EMPTY, None
        found = said(view, name, [of.edpb_label("count", value.kind)])
        return valued(found, letter("count", value.kind))

    return row


def number_of(name: str) -> Make:
    """The number itself (68, 73)."""

    def row(view: View) -> Row:
        value: Count | None = getattr(view.facts, name)
        return valued(of.count(view, name), value.number if value else None)

    return row


def whole(name: str) -> Make:
    """A row with a whole number."""

    def row(view: View) -> Row:
        value = getattr(view.facts, name)
        return valued(said(view, name, [] if value is None else [number(value)]), value)

    return row


def undecided(question: str) -> Row:
    """« À déterminer » with the template's letter for it."""
    mark, words = choices.edpb(question, None)
    return Said(Reply.UNKNOWN, instead=words), mark or None


def letter(question: str, answer: Enum | str) -> str:
    """The letter of the template, else the key of the answer."""
    return choices.edpb(question, answer)[0] or choices.key_of(answer)


def only_where(condition: Callable[[View], bool], why: str, make: Make) -> Make:
    """A row that another answer calls for; otherwise it says why it is empty."""

    def row(view: View) -> Row:
        found = make(view)
        if found[0].reply in (Reply.EMPTY, Reply.NOT_CALLED_FOR) and not condition(view):
            return not_called_for(why), None
        return found

    return row


def never(why: str) -> Make:
    """A row that this program's shops are never asked."""
    return lambda _view: (not_called_for(why), None)


def contact_line(person: NamedPerson | None) -> str:
    """« gerance@… · 01 99 00 00 18 »."""
    return "" if person is None else " · ".join(part for part in (person.email, person.phone) if part.strip())


def name_of(person: NamedPerson | None) -> str:
    """The person's name, or nothing."""
    return "" if person is None else full_name(person)


def letters_said(question: str, answers: Iterable[Enum | str], *more: str) -> Row:
    """Several answers that stand outside the facts, each once."""
    kept = list(answers)
    found = given(*dict.fromkeys(of.edpb_label(question, one) for one in kept), *more)
    return valued(found, sorted({letter(question, one) for one in kept}))


def last_day_told(view: View) -> Row:
    """When the persons were told, the last time (98)."""
    on = max((told.sent_on for told in view.breach.communications), default=None)
    return (EMPTY, None) if on is None else (given(long_date(on)), on.isoformat())
