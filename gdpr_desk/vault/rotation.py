"""Which of the vault's own backups stay, and until when one can still hold what was erased (Art. 5(1)(e)).

Seven daily and four weekly ones, none older than 35 days, so that what is erased from the vault has
left every backup 35 days later. Pure rules: instants in, instants out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.periods.words import french_date

DAILY = 7
WEEKLY = 4
LONGEST = timedelta(days=35)
_AHEAD = timedelta(days=1)
"""How far in the future a backup may be dated: a clock was put right since, not more."""


@dataclass(frozen=True)
class StillHeld:
    """How many backups may still hold something, and the day (in the shop's zone) the last is gone; where
    one of them is `frozen` by a legal hold, no day is known."""

    backups: int
    until: date
    frozen: bool = False

    @property
    def sentence(self) -> str:
        """For whoever is about to erase something."""
        held = "une sauvegarde" if self.backups == 1 else f"{self.backups} sauvegardes"
        if self.frozen:
            which = "elle est gelée" if self.backups == 1 else "dont au moins une gelée"
            return f"Encore présent dans {held} de ce coffre, {which} : elle reste jusqu’à la levée du gel."
        return (
            f"Encore présent dans {held} de ce coffre, disparition au plus tard le {french_date(self.until)}."
        )


def kept(made: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Those of the backups made at these instants that stay.

    The newest of each of the last seven days that have one, then the newest of each of the last four
    weeks that have none of those; none older than 35 days or dated more than a day ahead. The newest of all
    stays even then while it is the only one: the caller makes a fresh one first.
    """
    known = sorted({at for at in made if at <= now + _AHEAD}, reverse=True)
    current = [at for at in known if at > now - LONGEST]
    days = _newest_of_each(current, _day, DAILY)
    covered = {_week(at) for at in days}
    weeks = _newest_of_each((at for at in current if _week(at) not in covered), _week, WEEKLY)
    return frozenset([*days, *weeks] or known[:1])


def still_held(made: Iterable[datetime], erased_at: datetime, *, frozen: bool = False) -> StillHeld | None:
    """Which backups may hold what was erased at `erased_at`: those made before; None for none. `frozen`:
    one of these stands under a legal hold."""
    holding = [at for at in made if at <= erased_at]
    return StillHeld(len(holding), leaves_on(max(holding)), frozen) if holding else None


def leaves_on(made_at: datetime) -> date:
    """The last day (in the shop's zone) on which a backup made then can still be there."""
    return _day(made_at + LONGEST)


def _day(at: datetime) -> date:
    return at.astimezone(SHOP_ZONE).date()


def _week(at: datetime) -> tuple[int, int]:
    return _day(at).isocalendar()[:2]


def _newest_of_each(
    newest_first: Iterable[datetime], part: Callable[[datetime], object], most: int
) -> list[datetime]:
    found: dict[object, datetime] = {}
    for at in newest_first:
        if part(at) not in found and len(found) < most:
            found[part(at)] = at
    return list(found.values())
