"""Words that a letter has on paper and in an e-mail alike."""

from __future__ import annotations

from gdpr_desk.requests.letters.model import Letter

REMEDIES_TITLE = "Vos recours"
ANNEX_TITLE = "Ce que nous faisons de vos données"
ANNEX_SOURCE = "Article 15 du RGPD, d’après notre registre des activités."


def draft_mark(letter: Letter) -> str:
    """« À faire relire… », with what the letter rests on."""
    return f"À faire relire avant l’envoi. Cette lettre s’appuie sur : {letter.reread}."
