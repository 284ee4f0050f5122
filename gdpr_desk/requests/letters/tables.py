"""The table of templates in the officer's words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gdpr_desk.vault.schema import Base


class LetterTemplateRow(Base):
    """A letter's subject and body as somebody changed them; without a row the program's own stand."""

    __tablename__ = "letter_template"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str]
    body: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(64))
