"""A hundred thousand requests: the first screen, a key in the filter, counts, the plan of a sweep."""

from __future__ import annotations

import random
import statistics
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from large import RAW_KEY, open_vault
from timing import Cost, cost, in_turn, load, told

if TYPE_CHECKING:
    from gdpr_desk.app import Desk
    from gdpr_desk.requests.model import DataSubjectRequest

REQUESTS = 100_000
OPEN = 0.03
"""Share that waits for an answer: a hundred thousand of them would be another program."""
SEED = 7
TYPED = ("elodie fabre", "d-2025-01", "bonjour", "zzz")
"""A name, a reference, a word of nearly every request, one of none: letter by letter."""
_FIRST = [
    "Élodie",
    "Jean",
    "Maëlle",
    "Zoé",
    "Inès",
    "Chloé",
    "Hugo",
    "Léa",
    "Noé",
    "Théo",
    "Aïcha",
    "Björn",
    "François",
    "Rémi",
    "Anaïs",
]
_LAST = [
    "Fabre",
    "Rivage",
    "Tournelle",
    "Martineau",
    "Lefèvre",
    "Garance",
    "Noël",
    "Pérez",
    "Moulinet",
    "Vasseur",
    "Béranger",
]
_WORDS = [
    "bonjour",
    "merci",
    "supprimer",
    "mes",
    "données",
    "client",
    "compte",
    "adresse",
    "copie",
    "publicité",
    "facture",
    "achat",
]
_AT_ONCE = 5_000


def requests(runs: int) -> dict[str, object]:
    """Seconds for each, of a service on a vault that was just opened."""
    from gdpr_desk.app import open_desk
    from gdpr_desk.requests.listing import RequestQuery
    from gdpr_desk.vault.vault import Vault

    found: dict[str, object] = {"runs": runs, "requests": REQUESTS, "seed": SEED}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "coffre"
        with open_vault(folder) as made:
            found["fill"] = told({"all": cost(partial(_fill, made))})["all"]
            clock = made.clock
        found["load_before"] = load()
        vault = Vault.open(folder, RAW_KEY, clock=clock)
        opened: list[Desk] = []
        first = {
            "open_desk": cost(lambda: opened.append(open_desk(vault, clock))),
            "first_screen": cost(lambda: (opened[0].requests.page(), opened[0].requests.counts())),
        }
        found["first"] = _milliseconds(first)
        desk = opened[0]
        ways = {
            "page": desk.requests.page,
            "counts": desk.requests.counts,
            "last_page": lambda: desk.requests.page(RequestQuery(offset=REQUESTS - 200)),
            "plan": desk.retention.plan,
        }
        found["again"] = _milliseconds(in_turn(runs, ways))
        keys = [word[:end] for word in TYPED for end in range(1, len(word) + 1)]
        typed = [cost(partial(desk.requests.page, RequestQuery(text=key, limit=60))) for key in keys * runs]
        found["key"] = {
            "keys": len(typed),
            "median_ms": round(1e3 * statistics.median(one.wall for one in typed), 1),
            "median_cpu_ms": round(1e3 * statistics.median(one.cpu for one in typed), 1),
            "worst_cpu_ms": round(1e3 * max(one.cpu for one in typed), 1),
        }
        found["load_after"] = load()
        desk.close()
    return found


def _milliseconds(costs: dict[str, Cost]) -> dict[str, dict[str, float]]:
    return {
        name: {"ms": round(1e3 * one.wall, 1), "cpu_ms": round(1e3 * one.cpu, 1)}
        for name, one in costs.items()
    }


def _fill(desk: Desk) -> None:
    """As the service writes them, many to a transaction."""
    from sqlalchemy import text

    from gdpr_desk.requests.repository import folded, listed
    from gdpr_desk.requests.tables import RequestRow
    from gdpr_desk.vault.mapper import fill

    dice, today = random.Random(SEED), desk.clock.today()
    numbers = range(1, REQUESTS + 1)
    for start in range(0, REQUESTS, _AT_ONCE):
        with desk.vault.store.begin() as session:
            words = []
            for number in numbers[start : start + _AT_ONCE]:
                request = _request(number, dice, today)
                row = RequestRow(id=number)
                fill(row, request)
                for column, value in listed(request, today=today).items():
                    setattr(row, column, value)
                session.add(row)
                who = request.requester
                said = "\n".join((request.reference, who.name, who.email, request.text))
                words.append({"id": number, "words": folded(said)})
            session.flush()
            session.execute(text("INSERT INTO request_search(rowid, words) VALUES (:id, :words)"), words)


def _request(number: int, dice: random.Random, today: date) -> DataSubjectRequest:
    from gdpr_desk.requests.model import (
        Channel,
        Closing,
        DataSubjectRequest,
        Outcome,
        Requester,
        RequestState,
        RightKind,
    )

    is_open = dice.random() < OPEN
    received = today - timedelta(days=dice.randrange(0, 29) if is_open else dice.randrange(40, 1_500))
    at = datetime(received.year, received.month, received.day, 9, tzinfo=UTC)
    request = DataSubjectRequest(
        reference=f"D-{received.year}-{number:06d}",
        rights=(dice.choice(list(RightKind)),),
        channel=dice.choice(list(Channel)),
        received_on=received,
        requester=Requester(f"{dice.choice(_FIRST)} {dice.choice(_LAST)}", f"c{number}@courriel.example"),
        logged_at=at,
        logged_by="p1",
        text=" ".join(dice.choices(_WORDS, k=60)),
    )
    if is_open:
        return request
    closing = Closing(Outcome.GRANTED, "", received, at + timedelta(days=20), "p1")
    return replace(request, state=RequestState.CLOSED, closing=closing, purged_at=at + timedelta(days=50))
