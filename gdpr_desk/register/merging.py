"""Two entries of one party become one: every record that named the one names the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.parties.model import Party, filled
from gdpr_desk.parties.service import PartySavedElsewhere, PartyService
from gdpr_desk.register import repository
from gdpr_desk.register.model import ProcessingActivity, Recipient, named_parties
from gdpr_desk.register.writing import Writing
from gdpr_desk.vault.store import Store


@dataclass(frozen=True)
class Merged:
    """What a merge did, each as (before, after); `gone` is the party that left, `papers` the ids of its."""

    kept: tuple[Party, Party]
    gone: Party
    activities: tuple[tuple[ProcessingActivity, ProcessingActivity], ...]
    papers: tuple[str, ...] = ()


class PartyMerging:
    """Merging parties in one vault; each verb is one transaction."""

    def __init__(self, store: Store, journal: JournalService, parties: PartyService, clock: Clock) -> None:
        self._store = store
        self._parties = parties
        self._writing = partial(Writing, journal=journal, parties=parties, clock=clock)

    def merge(self, gone: str, kept: str) -> Merged:
        """Make the party `kept` stand wherever `gone` stood; what only `gone` knew is taken over.

        Raises NotFound, and InvalidInput where both keys are the same.
        """
        if gone == kept:
            raise InvalidInput("Choisissez un autre prestataire : celui-ci est le même.")
        with self._store.begin() as session:
            known = {party.key: party for party in self._parties.all_in(session)}
            if gone not in known or kept not in known:
                raise NotFound(
                    "Ce prestataire n’existe pas dans le coffre.", remedy="Choisissez-en un dans la liste."
                )
            whole = filled(known[kept], known[gone])
            self._parties.save_in(session, whole)
            changed = tuple(self._renamed(session, gone, kept))
            papers = self._parties.hand_over_papers(session, gone, kept)
            self._parties.remove_in(session, gone)
        return Merged((known[kept], whole), known[gone], changed, papers)

    def undo(self, merged: Merged) -> None:
        """Part them again, exactly as they were.

        Raises SavedElsewhere or PartySavedElsewhere where somebody has changed one of them since, NotFound
        where a record was thrown away; then nothing is undone.
        """
        before, after = merged.kept
        with self._store.begin() as session:
            known = {party.key: party for party in self._parties.all_in(session)}
            if known.get(before.key) != after:
                raise PartySavedElsewhere(known.get(before.key, before))
            if merged.gone.key in known:
                raise PartySavedElsewhere(known[merged.gone.key])
            _refuse_thrown(session, merged.activities)
            self._parties.save_in(session, before)
            self._parties.save_in(session, merged.gone)
            self._parties.hand_back_papers(session, merged.papers, merged.gone.key)
            writing = self._writing(session)
            for was, became in merged.activities:
                writing.change(was, became)

    def _renamed(
        self, session: Session, gone: str, kept: str
    ) -> Iterable[tuple[ProcessingActivity, ProcessingActivity]]:
        writing = self._writing(session)
        for activity in repository.all_activities(session):
            if gone in named_parties(activity):
                after = renamed(activity, gone, kept)
                writing.change(after, activity)
                yield activity, after


def _refuse_thrown(
    session: Session, activities: Iterable[tuple[ProcessingActivity, ProcessingActivity]]
) -> None:
    for _was, became in activities:
        if repository.find_activity(session, became.reference) is None:
            raise NotFound(
                f"La fiche {became.reference} a été jetée depuis.",
                safe="Rien n’a été annulé.",
                remedy="Reprenez-la dans la corbeille, puis annulez de nouveau.",
            )


def renamed(activity: ProcessingActivity, gone: str, kept: str) -> ProcessingActivity:
    """The record with `kept` wherever it named `gone`, each list naming it once."""

    def keys(named: tuple[str, ...]) -> tuple[str, ...]:
        if gone not in named:
            return named
        return tuple(dict.fromkeys(kept if key == gone else key for key in named))

    recipients: list[Recipient] = []
    told = any(recipient.party == kept for recipient in activity.recipients)
    for recipient in activity.recipients:
        if recipient.party != gone:
            recipients.append(recipient)
        elif not told:
            recipients.append(replace(recipient, party=kept))
            told = True
    return replace(
        activity,
        joint_controllers=keys(activity.joint_controllers),
        client_controllers=keys(activity.client_controllers),
        recipients=tuple(recipients),
        transfers=tuple(
            replace(transfer, party=kept) if transfer.party == gone else transfer
            for transfer in activity.transfers
        ),
    )
