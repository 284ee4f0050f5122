"""Somebody who asks, for the tests of requests. Nobody of that name exists."""

from __future__ import annotations

from datetime import date

from gdpr_desk.requests.model import Channel, Requester, RequestFacts, RightKind

ARRIVED = date(2026, 11, 14)
WHO = Requester("Élodie Fabre", "elodie.fabre@courriel.example", "0199000077")
FACTS = RequestFacts((RightKind.ERASURE,), Channel.EMAIL, ARRIVED, WHO, "Merci de supprimer mes données.")
