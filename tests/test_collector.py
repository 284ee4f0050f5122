"""The collector waits, and goes on afterwards whatever happened."""

from __future__ import annotations

import gc
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
