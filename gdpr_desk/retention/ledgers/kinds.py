"""Every ledger by its key, in the order in which screens and the command line list them."""

from __future__ import annotations

from types import MappingProxyType

from gdpr_desk.errors import NotFound
from gdpr_desk.retention.ledgers.customer_kinds import CALL_BACKS, CONSENTS, REVIEWS, SPONSORED, UNPAID
from gdpr_desk.retention.ledgers.guarded_kinds import DISCLOSURES, EXTRACTIONS, FILMING
from gdpr_desk.retention.ledgers.model import LedgerKind

KINDS = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            UNPAID,
            CALL_BACKS,
            REVIEWS,
            CONSENTS,
            SPONSORED,
            DISCLOSURES,
            FILMING,
            EXTRACTIONS,
        )
    }
)


def kind_of(key: str) -> LedgerKind:
    """The ledger of that key. Raises NotFound."""
    try:
        return KINDS[key]
    except KeyError:
        raise NotFound(
            "Ce registre n’existe pas.",
            safe="Rien n’a été modifié.",
            remedy=f"Choisissez parmi : {', '.join(KINDS)}.",
        ) from None
