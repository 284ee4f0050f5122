"""What stands near the reviews for whoever reads them (consumer code, L111-7-2 and D111-16 to D111-19); pure.

Secondary sources only were read: where an entry is not checked, the text says that it is to be read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gdpr_desk.periods.words import french_duration, french_list
from gdpr_desk.reference import catalogues

READ_AGAIN = "À faire relire : ces obligations viennent de sources secondaires."
_REASONS = (
    "propos injurieux ou illicites",
    "données personnelles d’un tiers",
    "avis sans rapport avec un achat ou une prestation",
)


@dataclass(frozen=True)
class ReviewPolicy:
    """How the shop deals with its reviews.

    `checked` tells how each one is checked, empty where none is; `ranking` in which order they stand.
    """

    checked: str = ""
    consideration: bool = False
    ranking: str = "du plus récent au plus ancien"
    author_reachable: bool = False
    changeable: bool = True
    reasons: Sequence[str] = _REASONS


def review_notice(policy: ReviewPolicy) -> tuple[str, ...]:
    """The paragraphs of the notice, in French; not yet typographed."""
    rule = catalogues.ledgers()["ledger_reviews"]
    longest = french_duration(rule.period or "P3Y")
    stays = (
        f"Un avis reste publié et gardé {longest} au plus après sa publication. Refusé ou retiré, il reste "
        "gardé sans être visible, avec la raison, pour pouvoir le vérifier."
    )
    reasons = french_list(list(policy.reasons))
    paragraphs = [
        f"Les avis sont contrôlés avant d’être publiés : {policy.checked.strip(' .')}."
        if policy.checked.strip()
        else "Les avis ne sont pas contrôlés.",
        "Chaque avis porte sa date de publication et la date de l’expérience qu’il raconte.",
        f"Les avis sont classés {policy.ranking.strip(' .')}.",
        "Une contrepartie peut être donnée en échange d’un avis ; c’est alors dit à côté de lui."
        if policy.consideration
        else "Rien n’est donné en échange d’un avis.",
        stays,
        "Un avis qui commence par le signe * n’est jamais publié.",
        "Un lecteur peut joindre l’auteur d’un avis en s’adressant à nous."
        if policy.author_reachable
        else "Un lecteur ne peut pas joindre l’auteur d’un avis.",
        "L’auteur peut modifier ou faire retirer son avis."
        if policy.changeable
        else "Un avis ne se modifie pas ; l’auteur peut le faire retirer.",
        f"Un avis peut être refusé pour ces raisons : {reasons}. L’auteur est prévenu du motif.",
    ]
    return (*paragraphs, *(() if rule.reliable else (READ_AGAIN,)))
