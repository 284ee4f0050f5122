"""Bringing a database to this program's schema, in one real transaction.

Foreign keys are off while tables are rebuilt (dropping a parent would cascade to every child) and
checked before the commit.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from gdpr_desk.vault.engine import IMMEDIATE
from gdpr_desk.vault.refusals import VaultDamaged
from gdpr_desk.vault.store import refusing


def _config() -> Config:
    config = Config()
    # Alembic interpolates "%": a folder may well have one in its name.
    location = str(Path(__file__).with_name("migrations")).replace("%", "%%")
    config.set_main_option("script_location", location)
    return config


def head() -> str:
    """The revision this program writes."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError("the program was packed without its migrations")
    return revision


def known(revision: str) -> bool:
    """Whether this program's history contains `revision`; False for a later program's."""
    return any(
        script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


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
