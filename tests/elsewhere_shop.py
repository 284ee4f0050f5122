"""An invented shop's register as such policies are written: durations of all sorts, in tools of all sorts."""

from __future__ import annotations

from datetime import timedelta

from gdpr_desk.app import Desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import (
    ActivityStatus,
    Combinator,
    Controller,
    ProcessingActivity,
    Recipient,
    Register,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)

HOST = Party("envoi-postal", "Envoi Postal", PartyKind.PROCESSOR)
BANK = Party("banque-du-port", "Banque du Port", PartyKind.RECIPIENT)


def activity(
    reference: str, name: str, systems: tuple[str, ...], *rules: RetentionRule
) -> ProcessingActivity:
    """One activity in use whose data live in these tools."""
    return ProcessingActivity(reference, name, status=ActivityStatus.ACTIVE, systems=systems, retention=rules)


def kept(what: str, trigger: str, period: str | None, **more: object) -> RetentionRule:
    """One duration; without a figure an event decides."""
    kind = RetentionKind.MAXIMUM if period else RetentionKind.CRITERIA
    return RetentionRule(what, trigger, period, **{"kind": kind, **more})  # type: ignore[arg-type]


FIRST = {"combinator": Combinator.FIRST_OF, "group": "a"}
NEWS = activity(
    "T-01",
    "Lettre aux abonnés",
    ("Outil d’envoi d’e-mails",),
    kept("Adresses", "last_contact", "P3Y", **FIRST),
    kept("Adresses", "consent_withdrawn", None, **FIRST),
    kept("Liste d’opposition", "right_exercised", "P3Y", kind=RetentionKind.MINIMUM),
)
REGISTER = Register(
    Controller("Quincaillerie du Port"),
    (HOST, BANK),
    (
        ProcessingActivity(
            **{**vars(NEWS), "recipients": (Recipient(party=HOST.key), Recipient(party=BANK.key))}
        ),
        activity(
            "T-02", "Appels enregistrés", ("Standard téléphonique",), kept("Appels", "recorded", "P60D")
        ),
        activity("T-03", "Rappel gratuit", ("Site web",), kept("Numéros", "requested", "PT48H")),
        activity("T-04", "Vidéosurveillance", ("Enregistreur",), kept("Images", "recorded", "P1M")),
        activity(
            "T-05",
            "Impayés",
            ("Logiciel de comptabilité",),
            kept("Fichier", "settled", "PT48H", **FIRST),
            kept("Fichier", "unpaid_since", "P3Y", **FIRST),
        ),
        activity(
            "T-06",
            "Ventes",
            ("Caisse", "Boîte mail"),
            kept("Factures", "fiscal_year_end", "P10Y", phase=RetentionPhase.INTERMEDIATE),
        ),
        activity("T-07", "Chat", ("Chat du site",), kept("Conversations", "last_contact", "P1Y")),
        activity("T-08", "Comptes inactifs", ("Site web",), kept("Comptes", "last_login", "P2Y")),
        activity("T-09", "Demandes", ("Ce logiciel",), kept("Suivi", "closed", "P5Y")),
    ),
)


def filled(desk: Desk, register: Register = REGISTER) -> dict[str, str]:
    """Put that register into the vault and read the tasks from it: references by what is to be deleted."""
    desk.exchange.import_register(register)
    desk.elsewhere.regenerate()
    return {task.duty.what: task.reference for task in desk.elsewhere.standing().open}


def later(clock: FixedClock, **gap: int) -> None:
    """So much later."""
    clock.instant += timedelta(**gap)
