"""The shop of the pictures on a day on which nothing is left to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from gdpr_desk.app import Desk, create_desk
from gdpr_desk.clock import Clock, FixedClock
from gdpr_desk.demo import DEMO_PASSPHRASE
from gdpr_desk.parties.checks import points
from gdpr_desk.profile import Profile
from gdpr_desk.shell.today import rows_of

_OLD = timedelta(days=60)


def quiet_shop(demo: Desk, folder: Path, clock: Clock) -> Desk:
    """A vault two months old with what of `demo` is complete: no request, no incident, nothing due."""
    today, time = clock.today(), FixedClock(clock.now() - _OLD)
    settled = tuple(party for party in demo.parties.all() if not points(party, today))
    known = {party.key for party in settled}
    profile = Profile(demo.register.controller(), (), settled)
    desk = create_desk(folder, profile, DEMO_PASSPHRASE, time, demo=True)[0]
    for seen in demo.register.overview():
        named = {one.party for one in seen.activity.recipients if one.party}
        if named <= known and not rows_of((seen,), today, lambda _activity: ""):
            desk.register.add(replace(seen.activity, reference="", reviewed_on=today))
    time.instant = clock.now()
    return desk
