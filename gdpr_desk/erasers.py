"""Who erases again what the erasure ledger names: after a restored backup, and what a killed program left."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from gdpr_desk.breaches import sources as breach_ends
from gdpr_desk.breaches.service import KIND as BREACH
from gdpr_desk.clock import Clock
from gdpr_desk.journal.service import LEDGER_KIND as CUT
from gdpr_desk.journal.service import JournalService
from gdpr_desk.register.history import KIND as RECORD
from gdpr_desk.register.history import RegisterHistory
from gdpr_desk.requests import sources as request_ends
from gdpr_desk.requests.service import KIND as REQUEST
from gdpr_desk.requests.service import MESSAGES_KIND
from gdpr_desk.retention.elsewhere import sources as task_ends
from gdpr_desk.retention.elsewhere.service import KIND as TASK
from gdpr_desk.retention.ledgers import sources as ledger_ends
from gdpr_desk.retention.ledgers.model import ITEM_KIND as LEDGER_ENTRY
from gdpr_desk.vault import attachments
from gdpr_desk.vault.attachments import Attachment
from gdpr_desk.vault.ledger import Eraser


def erasers(history: RegisterHistory, journal: JournalService, clock: Clock) -> dict[str, Eraser]:
    """Who erases what the ledger names, by kind."""

    def told(session: Session, gone: Attachment) -> None:
        journal.record(session, "attachment.destroyed", gone.owner.rpartition("/")[2])

    def erase_attachments(session: Session, ids: Collection[str]) -> int:
        request_ends.forget_copies(session, ids)
        return attachments.erase_again(session, ids, told)

    return {
        RECORD: history.erase_again,
        CUT: journal.cut_again,
        MESSAGES_KIND: lambda session, ids: request_ends.erase_contents_again(session, ids, clock.now()),
        REQUEST: request_ends.erase_again,
        BREACH: breach_ends.erase_again,
        LEDGER_ENTRY: ledger_ends.erase_again,
        TASK: task_ends.erase_again,
        attachments.LEDGER_KIND: erase_attachments,
    }
