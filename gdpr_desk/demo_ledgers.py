"""The ledgers of the fictional shop: a few lines of most kinds; nobody in them exists."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from gdpr_desk.app import Desk
from gdpr_desk.clock import SHOP_ZONE, Clock
from gdpr_desk.periods.ceilings import Trigger
from gdpr_desk.retention.ledgers.answers import read_values
from gdpr_desk.retention.ledgers.kinds import KINDS


def add_ledger_entries(desk: Desk, clock: Clock) -> None:
    """Write them down with their days counted back from today."""
    writing = _Writing(desk, clock)
    _unpaid(writing)
    _contacts(writing)
    _reviews(writing)
    _consents(writing)
    _images(writing)


class _Writing:
    """Entries whose days are so many days ago."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._now = clock.now()
        self._today = clock.today()

    def ago(self, days: int) -> date:
        """That day."""
        return self._today - timedelta(days=days)

    def at(self, days: int, hour: int) -> datetime:
        """That hour of the day, never one to come."""
        moment = datetime.combine(self.ago(days), time(hour), tzinfo=SHOP_ZONE)
        return min(moment, self._now)

    def add(self, kind: str, steps: dict[str, Trigger] | None = None, **answers: str | Trigger) -> None:
        """One entry: texts as they are typed, days and instants as they are."""
        typed = {key: answer for key, answer in answers.items() if isinstance(answer, str)}
        values = {**read_values(KINDS[kind], typed)}
        values |= {key: answer for key, answer in answers.items() if not isinstance(answer, str)}
        self._desk.ledgers.add(kind, values, steps=steps)


def _unpaid(writing: _Writing) -> None:
    told: dict[str, Trigger] = {"contract_told": writing.ago(61), "incident_told": writing.ago(44)}
    writing.add(
        "unpaid",
        {**told, "registered": writing.ago(30), "registered_told": writing.ago(30)},
        who="Anselme Corvin",
        contact="anselme.corvin@courriel.example",
        invoice="F-2041",
        amount="189,00",
        unpaid_since=writing.ago(45),
    )
    writing.add(
        "unpaid",
        {"contract_told": writing.ago(20), "settled": writing.at(1, 11)},
        who="Sidonie Vaucler",
        invoice="F-2067",
        amount="64,50",
        unpaid_since=writing.ago(12),
    )


def _contacts(writing: _Writing) -> None:
    writing.add(
        "call_backs",
        who="Luce Ferrand",
        phone="06 99 00 00 21",
        subject="Devis pour une lampe à réparer",
        requested=writing.at(1, 16),
    )
    gone = ((12, 16, "Odilon Marsac"), (6, 10, "Lina Tournelle"), (3, 15, "Basile Moulinet"))
    for days, hour, who in (*gone, (2, 9, "Solène Vasseur")):  # the last one goes with the next run
        writing.add("call_backs", who=who, phone="06 99 00 00 42", requested=writing.at(days, hour))
    writing.add(
        "sponsored",
        sponsor="Luce Ferrand",
        friend="Odilon Marsac",
        contact="odilon.marsac@courriel.example",
        message="Bonjour, Luce Ferrand nous a donné votre adresse ; elle ne servira qu’à ce message.",
        received=writing.ago(3),
    )


def _reviews(writing: _Writing) -> None:
    writing.add(
        "reviews",
        {"published": writing.ago(18)},
        author="L. F.",
        text="Lampe réparée en deux jours, accueil chaleureux.",
        received=writing.ago(20),
        experience_on=writing.ago(26),
        verified="oui",
        consideration="non",
    )
    writing.add(
        "reviews",
        author="Sidonie V.",
        text="* Pour vous seulement : le paquet était mal fermé.",
        received=writing.ago(9),
    )


def _consents(writing: _Writing) -> None:
    writing.add(
        "consents",
        who="Luce Ferrand",
        contact="luce.ferrand@courriel.example",
        purpose="Lettre d’information",
        text_version="Formulaire du site, version de mars",
        how="website",
        given=writing.at(120, 10),
        proof="Journal du site",
        last_contact=writing.ago(20),
    )


def _images(writing: _Writing) -> None:
    writing.add(
        "disclosures",
        received=writing.ago(6),
        authority="Brigade de la ville",
        person="Un officier de police judiciaire",
        legal_basis="art. 60-1 du code de procédure pénale",
        scope="Images de l’entrée, une heure, un jour",
        written="oui",
        form="Réquisition papier",
    )
    writing.add(
        "extractions",
        asked_by="Brigade de la ville",
        reason="Vol devant la vitrine",
        camera="Entrée",
        begins=writing.at(8, 17),
        ends=writing.at(8, 18),
        extracted=writing.at(6, 9),
        made_by="Camille Lumen",
        copies="1",
    )
