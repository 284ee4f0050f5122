"""What a reader found, and how it meets the register that is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gdpr_desk.parties.model import Party
from gdpr_desk.register.exchange_rules import Problem
from gdpr_desk.register.model import Controller, ProcessingActivity, Purpose, Register, named_parties
from gdpr_desk.register.reading.values import plain

ALL_FIELDS = frozenset(ProcessingActivity.__dataclass_fields__) - {"extra"}


@dataclass(frozen=True)
class Incoming:
    """A file's register; `format` is the contract's word for where it comes from.

    `own` means this program wrote it: references, keys of parties and the shop are the register's
    own and `fields` are replaced as they stand. Otherwise a record is found again by its name, an
    empty value never erases one, and the shop is only taken where the vault has none. `whole` means
    that keys of a newer format come along too. `only_new` are fields that the file only sums up:
    a record that is there keeps its own. `faults` are lines that cannot be taken: the import is
    refused with all of them. `origins` say for each activity which line or sheet it came from,
    `party_origins` the same where each line is a party.
    """

    format: str
    register: Register
    fields: frozenset[str] = ALL_FIELDS
    only_new: frozenset[str] = frozenset()
    own: bool = False
    whole: bool = False
    cautions: tuple[Problem, ...] = ()
    faults: tuple[Problem, ...] = ()
    origins: tuple[str, ...] = ()
    party_origins: tuple[str, ...] = ()

    def by_line(self, problems: Iterable[Problem]) -> Mapping[str, tuple[Problem, ...]]:
        """Problems by the line or sheet that they are about; empty for those of no single one."""
        origins = {*self.origins, *self.party_origins}
        found: dict[str, list[Problem]] = {}
        for problem in problems:
            place = problem.where
            while place and place not in origins:
                place = place.rpartition(",")[0]
            found.setdefault(place, []).append(problem)
        return {place: tuple(told) for place, told in found.items()}

    def without(self, left: Collection[str]) -> Incoming:
        """The same file but for the lines or sheets `left`, and whom they alone name."""
        if not left:
            return self
        register = self.register
        kept = [n for n, origin in enumerate(self.origins) if origin not in left]
        activities = tuple(register.activities[n] for n in kept)
        lines = tuple(origin for origin in self.party_origins if origin not in left)
        return replace(
            self,
            register=replace(register, activities=activities, parties=self._parties_but(left, activities)),
            origins=tuple(self.origins[n] for n in kept),
            party_origins=lines,
            cautions=self._but(left, self.cautions),
            faults=self._but(left, self.faults),
        )

    def _but(self, left: Collection[str], problems: Iterable[Problem]) -> tuple[Problem, ...]:
        by_line = self.by_line(problems).items()
        return tuple(problem for place, told in by_line if place not in left for problem in told)

    def _parties_but(
        self, left: Collection[str], activities: tuple[ProcessingActivity, ...]
    ) -> tuple[Party, ...]:
        parties = self.register.parties
        if self.party_origins:
            lines = zip(parties, self.party_origins, strict=True)
            return tuple(party for party, origin in lines if origin not in left)
        if self.own:
            return parties
        still = frozenset[str]().union(*map(named_parties, activities))
        return tuple(party for party in parties if party.key in still)


def reconcile(incoming: Incoming, stored: Register) -> Register:
    """The register to take over: records that are there already keep what the file does not speak of."""
    if incoming.whole:
        return incoming.register
    if incoming.own:
        return _own(incoming, stored)
    keys, parties = _parties(incoming.register.parties, stored.parties)
    names = {given: key for given, key in keys.items() if given != key}
    if incoming.party_origins:
        parties = (*parties, *_completed(incoming.register.parties, keys, stored.parties))
    known = _by_name(stored.activities)
    found = []
    for key, activity in _by_name(incoming.register.activities).items():
        renamed = _renamed(activity, names)
        before = known.get(key)
        found.append(
            _merged(before, renamed, incoming.fields - incoming.only_new)
            if before
            else _without_reference(renamed)
        )
    shop = stored.controller if stored.controller.name else incoming.register.controller
    return Register(shop, parties, tuple(found))


def _own(incoming: Incoming, stored: Register) -> Register:
    """As in the file, but for the keys of a newer format, which only the vault has."""
    parties = {party.key: party for party in stored.parties}
    activities = {activity.reference: activity for activity in stored.activities}
    register = incoming.register
    return Register(
        _with_extra(register.controller, stored.controller),
        tuple(_with_extra(party, parties.get(party.key)) for party in register.parties),
        tuple(_with_extra(activity, activities.get(activity.reference)) for activity in register.activities),
    )


def _with_extra(new: Any, before: Any) -> Any:
    return new if before is None or not before.extra else replace(new, extra=before.extra)


def _by_name(activities: Iterable[ProcessingActivity]) -> dict[tuple[str, int], ProcessingActivity]:
    """Records under their plain name and, where several share it, their number among those."""
    seen: Counter[str] = Counter()
    found = {}
    for activity in activities:
        name = plain(activity.name)
        found[name, seen[name]] = activity
        seen[name] += 1
    return found


def _merged(
    before: ProcessingActivity, new: ProcessingActivity, fields: frozenset[str]
) -> ProcessingActivity:
    changes: dict[str, Any] = {
        name: getattr(new, name)
        for name in fields - {"reference", "name", "status"}
        if getattr(new, name) not in ((), "", None)
    }
    if "purposes" in changes:
        changes["purposes"] = _purposes(before.purposes, new.purposes)
    if "dpia" in changes:
        required = before.dpia.required if new.dpia.required is None else new.dpia.required
        criteria = new.dpia.criteria or before.dpia.criteria
        changes["dpia"] = replace(before.dpia, criteria=criteria, required=required)
    if "note" in changes and changes["note"] in before.note:
        del changes["note"]
    return replace(before, **changes)


def _purposes(before: tuple[Purpose, ...], new: tuple[Purpose, ...]) -> tuple[Purpose, ...]:
    """A purpose that the file gives without its basis keeps the one that was chosen here."""
    known = {plain(purpose.name): purpose for purpose in before}
    return tuple(
        known[plain(purpose.name)]
        if purpose == Purpose(purpose.name) and plain(purpose.name) in known
        else purpose
        for purpose in new
    )


def _parties(new: Iterable[Party], stored: Iterable[Party]) -> tuple[Mapping[str, str], tuple[Party, ...]]:
    """Keys as the file's reader gave them, to keys of the vault; and the parties that are not there."""
    by_name = {plain(party.name): party.key for party in stored}
    taken = {party.key for party in stored}
    names, added = {}, []
    for party in new:
        key = by_name.get(plain(party.name))
        if key is None:
            key = next(k for k in _candidates(party.key) if k not in taken)
            by_name[plain(party.name)] = key
            taken.add(key)
            added.append(replace(party, key=key))
        names[party.key] = key
    return names, tuple(added)


def _completed(new: Iterable[Party], names: Mapping[str, str], stored: Iterable[Party]) -> Iterable[Party]:
    """Parties that are there, with what a list of parties adds; what was written here stays."""
    known = {party.key: party for party in stored}
    for party in new:
        before = known.get(names[party.key])
        if before is None:
            continue
        contact = replace(
            before.contact,
            email=before.contact.email or party.contact.email,
            rights=before.contact.rights or party.contact.rights,
        )
        after = replace(before, contact=contact, country=before.country or party.country)
        if after != before:
            yield after


def _candidates(stem: str) -> Iterable[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in range(2, 100_000))


def _renamed(activity: ProcessingActivity, names: Mapping[str, str]) -> ProcessingActivity:
    """With the vault's keys of parties, where those differ from the file's."""
    if names.keys().isdisjoint(named_parties(activity)):
        return activity
    return replace(
        activity,
        joint_controllers=tuple(names.get(key, key) for key in activity.joint_controllers),
        client_controllers=tuple(names.get(key, key) for key in activity.client_controllers),
        recipients=tuple(
            replace(recipient, party=names[key]) if (key := recipient.party) and key in names else recipient
            for recipient in activity.recipients
        ),
        transfers=tuple(
            replace(transfer, party=names[key]) if (key := transfer.party) and key in names else transfer
            for transfer in activity.transfers
        ),
    )


def _without_reference(activity: ProcessingActivity) -> ProcessingActivity:
    return replace(activity, reference="") if activity.reference else activity


def no_shop() -> Controller:
    """Who a file that names nobody belongs to."""
    return Controller("")
