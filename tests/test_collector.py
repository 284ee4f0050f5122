"""The collector waits, and goes on afterwards whatever happened."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from gdpr_desk.collector import collector_waiting


@pytest.fixture(autouse=True)
def _running() -> Iterator[None]:
    """As the interpreter starts; a window of an earlier test may have taken it over."""
    ran = gc.isenabled()
    gc.enable()
    yield
    if not ran:
        gc.disable()


def test_it_goes_on_after_an_error_and_when_one_is_inside_another() -> None:
    def fail() -> None:
        with collector_waiting():
            with collector_waiting():
                assert not gc.isenabled()
            assert not gc.isenabled()
            raise ValueError("x")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        fail()
    assert gc.isenabled()


def test_it_stays_off_for_who_had_it_off() -> None:
    gc.disable()
    with collector_waiting():
        pass
    assert not gc.isenabled()


def test_within_it_the_young_are_collected_on_demand_but_not_for_who_had_it_off() -> None:
    """The window keeps the collector off: what is Qt's may be taken in its own thread alone."""

    class Circle:
        def __init__(self) -> None:
            self.itself = self

    def left_after(*, collecting: bool) -> bool:
        gc.collect()
        if not collecting:
            gc.disable()
        with collector_waiting() as collect:
            gone = weakref.ref(Circle())
            collect()
            return gone() is not None

    assert not left_after(collecting=True)
    assert left_after(collecting=False)
