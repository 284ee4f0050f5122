"""Bringing a database to this program's schema, in one real transaction.

Foreign keys are off while tables are rebuilt (dropping a parent would cascade to every child) and
checked before the commit.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from gdpr_desk.vault.engine import IMMEDIATE
from gdpr_desk.vault.refusals import VaultDamaged
from gdpr_desk.vault.store import refusing

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).with_name("migrations")
_FILE = "rev_"
"""A migration's file is this and its revision, which begins with its number."""


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    # Alembic interpolates "%": a folder may well have one in its name.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


@cache
def _revisions() -> tuple[str, ...]:
    """The oldest first, by the names of their files: every opening asks, and Alembic would run them all."""
    found = (path.stem for path in (_FOLDER / "versions").glob(f"{_FILE}*.py"))
    return tuple(sorted(name.removeprefix(_FILE) for name in found))


def head() -> str:
    """The revision this program writes."""
    if not _revisions():
        raise RuntimeError("the program was packed without its migrations")
    return _revisions()[-1]


def known(revision: str) -> bool:
    """Whether this program's history contains `revision`; False for a later program's."""
    return revision in _revisions()


def revision_of(connection: sqlite3.Connection) -> str | None:
    """The revision a database is at; None for an empty one."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if found is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the missing migrations up to `revision`: all of them or none.

    Raises VaultDamaged when the outcome would break a foreign key; the database is then as before.
    """
    from alembic import command  # late: few openings migrate, and it is slow to import

    with refusing(), engine.connect().execution_options(**{IMMEDIATE: True}) as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("the connection is closed")
        # The pragma does nothing inside a transaction, hence before BEGIN.
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config = _config()
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise VaultDamaged("foreign keys")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
