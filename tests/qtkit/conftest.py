"""Every test here starts in the light scheme at 100 %."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from gdpr_desk.qtkit import theme


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.install(qapp, "light", 100)
    yield
    theme.install(qapp, "light", 100)
