"""The verbs of the objection list; each one transaction, told to the journal without address or hash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from gdpr_desk.clock import Clock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.journal.service import JournalService
from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.words import french_date
from gdpr_desk.reference import catalogues
from gdpr_desk.requests.contacts import Contact, ContactKind, contact
from gdpr_desk.requests.model import DataSubjectRequest
from gdpr_desk.requests.objections import checking, repository
from gdpr_desk.requests.objections.checking import Checked
from gdpr_desk.requests.objections.model import (
    Objection,
    ObjectionChannel,
    RemovalReason,
    StillOwed,
    required_contact,
)
from gdpr_desk.requests.objections.tables import ObjectionRow
from gdpr_desk.vault.people import Role
from gdpr_desk.vault.refusals import for_officers
from gdpr_desk.vault.vault import Vault

_STILL = "Rien n’a été modifié."
_LIST = "liste"
_LONGEST_REASON = 500
_OF_REQUEST = "Demande de la personne"


class ObjectionService:
    """The objection list of one open vault. Staff put somebody on it; everything else is for officers, and
    raises AccessRefused by staff."""

    def __init__(self, vault: Vault, journal: JournalService, clock: Clock) -> None:
        self._store = vault.store
        self._staff = vault.person.role is Role.STAFF
        self._journal = journal
        self._clock = clock

    def add(
        self,
        address: str,
        *,
        reason: str,
        request: str = "",
        exercised_on: date | None = None,
        channel: ObjectionChannel = ObjectionChannel.UNKNOWN,
    ) -> Objection:
        """Put an address or a number on the list; somebody who is there already stays, from the later day on.

        The key of the telephone is against being recorded alone: mailing lists keep that number.

        Raises InvalidInput for what is neither, without a reason, and for a day to come.
        """
        who = required_contact(address)
        day = exercised_on or self._clock.today()
        _require(reason, day, self._clock.today())
        with self._store.begin() as session:
            row, new = repository.put(
                session,
                who.fingerprint(repository.made_key(session)),
                who.kind,
                exercised_on=day,
                reason=reason.strip(),
                request=request,
                channel=channel.value or None,
                recordings_only=channel is ObjectionChannel.PHONE_KEY,
                at=self._clock.now(),
                by=self._journal.actor,
            )
            if new:
                self._journal.record(session, "objection.added", str(row.id))
            return _objection(row)

    def take(self, request: DataSubjectRequest) -> tuple[Objection, ...]:
        """Put the address and the number of who asked on the list, from the day the request came.

        What is neither stays away; nothing is on the list then, and nothing is given.
        """
        named = (request.requester.email, request.requester.phone)
        return tuple(
            self.add(
                address,
                reason=_OF_REQUEST,
                request=request.reference,
                exercised_on=request.received_on,
            )
            for address in named
            if contact(address)
        )

    def remove(self, number: int, why: RemovalReason) -> None:
        """Take an entry off the list. Raises NotFound; StillOwed for `MINIMUM_OVER` before its day."""
        self._refuse_staff()
        with self._store.begin() as session:
            row = repository.by_id(session, number)
            if row is None:
                raise NotFound("Cette opposition n’est pas sur la liste.", safe=_STILL)
            entry = _objection(row)
            if why is RemovalReason.MINIMUM_OVER and not entry.past_minimum(self._clock.today()):
                raise StillOwed(
                    f"Cette opposition se garde au moins jusqu’au {french_date(entry.keep_until)}.",
                    safe=_STILL,
                    remedy="D’ici là, seule la personne peut revenir dessus, ou une erreur d’inscription.",
                )
            repository.remove(session, row)
            self._journal.record(session, "objection.removed", str(number), {"reason": why.value})

    def find(self, address: str) -> Objection | None:
        """The entry of an address or a number; None where it is not on the list. Raises InvalidInput."""
        self._refuse_staff()
        who = required_contact(address)
        with self._store.read() as session:
            key = repository.key(session)
            row = repository.by_fingerprint(session, who.fingerprint(key)) if key else None
            return _objection(row) if row else None

    def entries(self) -> tuple[Objection, ...]:
        """Everything on the list, oldest first: since when and why, never who."""
        self._refuse_staff()
        with self._store.read() as session:
            return tuple(map(_objection, repository.entries(session)))

    def to_decide(self) -> tuple[Objection, ...]:
        """Entries past their minimum: somebody decides whether they stay."""
        today = self._clock.today()
        return tuple(entry for entry in self.entries() if entry.past_minimum(today))

    def check(self, content: bytes, columns: Sequence[str] = ()) -> Checked:
        """A CSV list without the objectors; the journal hears how many rows, nothing else is kept.

        Raises InvalidInput as `checking.check`.
        """
        self._refuse_staff()
        with self._store.read() as session:
            key, known = repository.key(session), repository.fingerprints(session)

        def objects(who: Contact) -> bool:
            return key is not None and who.fingerprint(key) in known

        checked = checking.check(content, objects, columns)
        with self._store.begin() as session:
            self._told(session, checked)
        return checked

    def _refuse_staff(self) -> None:
        if self._staff:
            raise for_officers()

    def _told(self, session: Session, checked: Checked) -> None:
        counts = {"rows": checked.rows, "removed": checked.removed}
        self._journal.record(session, "objection.list_checked", _LIST, counts)


def _require(reason: str, day: date, today: date) -> None:
    if not reason.strip() or len(reason) > _LONGEST_REASON:
        raise InvalidInput(
            "Dites en une phrase d’où vient cette opposition.",
            safe=_STILL,
            remedy="Par exemple : par téléphone, plus de publicité.",
            field="reason",
        )
    if day > today:
        raise InvalidInput(
            "Le jour de l’opposition est passé, ou c’est aujourd’hui.",
            safe=_STILL,
            remedy="Vérifiez la date.",
            field="exercised_on",
        )


def _objection(row: ObjectionRow) -> Objection:
    return Objection(
        row.id,
        ContactKind(row.kind),
        row.exercised_on,
        row.reason,
        row.request,
        row.added_at,
        row.added_by,
        _minimum().after_day(row.exercised_on),
        ObjectionChannel(row.channel or ""),
        row.recordings_only,
    )


def _minimum() -> Duration:
    """The least time an entry stays: dated data, never a constant."""
    return Duration.parse(catalogues.retention_catalogue()["opposition_list"].period or "P3Y")


def on_the_list(session: Session, address: str) -> bool:
    """Whether somebody objected to being solicited under that address or number; no for what is neither."""
    who, key = contact(address), repository.key(session)
    return (
        who is not None
        and key is not None
        and (found := repository.by_fingerprint(session, who.fingerprint(key))) is not None
        and not found.recordings_only
    )
