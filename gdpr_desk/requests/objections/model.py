"""An objection as a value; plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.requests.contacts import Contact, ContactKind, contact


class RemovalReason(StrEnum):
    """Why somebody may be solicited again. `MINIMUM_OVER` only once the three years are."""

    PERSON_ASKED = "person_asked"
    MISTAKE = "mistake"
    MINIMUM_OVER = "minimum_over"

    @property
    def words(self) -> str:
        """In French."""
        return _REMOVED[self]


_REMOVED = {
    RemovalReason.PERSON_ASKED: "La personne veut de nouveau être contactée",
    RemovalReason.MISTAKE: "Inscrit par erreur",
    RemovalReason.MINIMUM_OVER: "Le minimum est passé",
}


class ObjectionChannel(StrEnum):
    """How somebody objected. `PHONE_KEY` is the key a caller presses so as not to be recorded."""

    UNKNOWN = ""
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"
    WEBSITE = "website"
    PHONE_KEY = "phone_key"

    @property
    def words(self) -> str:
        """In French."""
        return _CHANNELS[self]


_CHANNELS = {
    ObjectionChannel.UNKNOWN: "Non précisé",
    ObjectionChannel.EMAIL: "E-mail",
    ObjectionChannel.PHONE: "Téléphone",
    ObjectionChannel.POST: "Courrier",
    ObjectionChannel.COUNTER: "De vive voix au comptoir",
    ObjectionChannel.WEBSITE: "Site",
    ObjectionChannel.PHONE_KEY: "Touche 0 du téléphone, enregistrement écarté",
}


class StillOwed(GdprDeskError):
    """The minimum of an entry still runs: only the person, or a mistake, takes it off the list."""

    code = "minimum"


@dataclass(frozen=True)
class Objection:
    """One entry: since when, why, from which request; until when it stays at least. Never whose.

    `recordings_only`: it is against the recording of calls, by the key, and no mailing list is concerned.

    `id` is never reused. `reason` is what was typed, `request` a reference or empty.
    """

    id: int
    kind: ContactKind
    exercised_on: date
    reason: str
    request: str
    added_at: datetime
    added_by: str
    keep_until: date
    channel: ObjectionChannel = ObjectionChannel.UNKNOWN
    recordings_only: bool = False

    def past_minimum(self, today: date) -> bool:
        """Whether a person may now decide that it goes."""
        return today > self.keep_until


def required_contact(text: str) -> Contact:
    """As `contact`; raises InvalidInput (field `address`) where it is neither."""
    found = contact(text)
    if found is None:
        raise InvalidInput(
            "Ce n’est ni une adresse e-mail ni un numéro de téléphone.",
            safe="Rien n’a été modifié.",
            remedy="Écrivez l’adresse complète, ou les dix chiffres du numéro.",
            field="address",
        )
    return found
