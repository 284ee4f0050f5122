"""Words that a letter has on paper and in an e-mail alike."""

from __future__ import annotations

REMEDIES_TITLE = "Vos recours"
ENCLOSED = "P. j."
PEN = "____"
"""A line to sign or to write on, by hand."""
ANNEX_TITLE = "Ce que nous faisons de vos données"
ANNEX_SOURCE = "Article 15 du RGPD, d’après notre registre des activités."

BY_EMAIL = "Par e-mail"
"""In the place of an address, on paper."""
UNREAD = "Projet"
DRAFT = f"{UNREAD} : à faire relire avant l’envoi"
"""Until somebody has read it again, on paper and on top of the e-mail; what it rests on is for the screen."""
