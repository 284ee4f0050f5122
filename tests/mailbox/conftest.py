"""What tests of fetching share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mail_certificates import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the papers of these mail servers."""
    from mail_certificates import Authority

    return Authority(tmp_path_factory.mktemp("authority"))
