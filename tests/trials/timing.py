"""What something costs: seconds on the clock and of processors, which a busy machine stretches less."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple


class Cost(NamedTuple):
    """Seconds; `cpu` is of this process and of the children it waited for."""

    wall: float
    cpu: float


def cost(work: Callable[[], object]) -> Cost:
    """What one call costs."""
    busy, started = _cpu(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - started, _cpu() - busy)


def in_turn(runs: int, ways: Mapping[str, Callable[[], object]]) -> dict[str, Cost]:
    """The median cost of each way, all of them taking turns, so that a busy machine slows them alike."""
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            found[name].append(cost(way))
    return {name: middle(costs) for name, costs in found.items()}


def middle(costs: Iterable[Cost]) -> Cost:
    """The median of the walls and the median of the processor times."""
    return Cost(*(statistics.median(seconds) for seconds in zip(*costs, strict=True)))


def told(costs: Mapping[str, Cost]) -> dict[str, dict[str, float]]:
    """Rounded for the report."""
    return {name: {"s": round(one.wall, 2), "cpu_s": round(one.cpu, 2)} for name, one in costs.items()}


def load() -> str:
    """How busy the machine is: the load of the last minute, and its processors."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()}" if hasattr(os, "getloadavg") else "unknown"


def _cpu() -> float:
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
