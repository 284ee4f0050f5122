"""Parties and cautions that come up while a file is read."""

from __future__ import annotations

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register.exchange_rules import Problem
from gdpr_desk.register.model import RetentionKind, RetentionRule
from gdpr_desk.register.reading.values import is_unknown, plain, rule_of, slug

_EVENTS = ("jusqu", "until", "pendant ", "tout au long", "le temps d")
_LONGEST_QUOTED = 40


class Gathering:
    """Each party once, by its name; what deserves a look; what cannot be taken."""

    def __init__(self) -> None:
        self._by_name: dict[str, Party] = {}
        self._keys: set[str] = set()
        self._empty: dict[str, bool] = {}
        self._rules: dict[tuple[str, str], RetentionRule] = {}
        self.cautions: list[Problem] = []
        self.faults: list[Problem] = []

    @property
    def parties(self) -> tuple[Party, ...]:
        """In the order in which they were first named."""
        return tuple(self._by_name.values())

    def party(self, name: str, kind: PartyKind, country: str = "") -> str:
        """The key of the party of that name, new where nobody named it before."""
        known = plain(name)
        if known not in self._by_name:
            stem, number = slug(name), 2
            key = stem
            while key in self._keys:
                key, number = f"{stem}-{number}", number + 1
            self._keys.add(key)
            self._by_name[known] = Party(key, name, kind, country)
        return self._by_name[known].key

    def rule(self, where: str, said: str, applies_to: str = "") -> RetentionRule:
        """What a text on how long says; words that give neither a period nor an event are told."""
        rule = self._rules.get((said, applies_to))
        if rule is None:
            rule = self._rules[said, applies_to] = rule_of(said, applies_to)
        if rule.kind is RetentionKind.CRITERIA and not _is_event(rule, said):
            short = " ".join(said.split())
            named = f"durée « {short} »" if len(short) <= _LONGEST_QUOTED else "cette durée n’est"
            told = f"{named} non reconnue" if named.endswith("»") else f"{named} pas reconnue"
            self.caution(where, f"{told} : elle est gardée en mots, précisez-la après l’import.")
        return rule

    def says_nothing(self, text: str) -> bool:
        """As `is_unknown`, asked once for each text: the lines of a table say the same again and again."""
        if text not in self._empty:
            self._empty[text] = is_unknown(text)
        return self._empty[text]

    def caution(self, where: str, message: str) -> None:
        """Something taken over that deserves a look."""
        self.cautions.append(Problem(where, message))

    def fault(self, where: str, message: str) -> None:
        """Something that keeps the file from being taken."""
        self.faults.append(Problem(where, message))


def _is_event(rule: RetentionRule, said: str) -> bool:
    return rule.trigger in catalogues.retention_triggers() or plain(said).startswith(_EVENTS)
