"""What the answers suggest about the authority and the persons, with reasons (Art. 33(1), 34(1), 34(3)).

Telling the authority is the rule, and « risk unlikely » is what has to be shown: by data nobody can read, by
data that were back at once, by a recipient who can be trusted, or by a low score without malice. Telling the
persons follows from a high risk: by ENISA's band, by the level that was answered, or because the data that
got out suffice to act in somebody's name. A suggestion is never a decision.
"""

from __future__ import annotations

from dataclasses import dataclass

from gdpr_desk.breaches.choices import label
from gdpr_desk.breaches.model import BreachFacts
from gdpr_desk.breaches.severity import (
    MANY_PERSONS,
    Band,
    Score,
    malicious,
    more_than_many,
    readable_outside,
    score_of,
)
from gdpr_desk.breaches.vocabulary import (
    AvailabilityLoss,
    ContextShift,
    DataContext,
    Disclosure,
    Exemption,
    IntegrityLoss,
    Level,
    LostProperty,
    Protection,
    Reach,
)

IDENTITY_KEYS = frozenset({"payment", "official_documents", "identification", "credentials"})
"""Data that suffice to act as somebody else or to take money."""


@dataclass(frozen=True)
class Suggestion:
    """What the two aids say; None where too little is answered to say anything.

    `level`: the authority's level, as answered, else read from the score. `reassuring` speaks against a risk.
    `exemptions`: which exceptions of Art. 34(3) the answers point to.
    """

    authority: bool | None
    subjects: bool | None
    authority_reasons: tuple[str, ...] = ()
    subjects_reasons: tuple[str, ...] = ()
    reassuring: tuple[str, ...] = ()
    score: Score | None = None
    level: Level | None = None
    exemptions: tuple[Exemption, ...] = ()


def suggest(facts: BreachFacts) -> Suggestion:
    """The suggestion from these answers."""
    score = score_of(facts)
    level = facts.severity or (Level(score.band.value) if score else None)
    reassuring = tuple(_reassuring(facts))
    if not facts.lost and not facts.data:
        return Suggestion(None, None, reassuring=reassuring, score=score, level=level)
    unlikely = _why_unlikely(facts, score)
    authority_reasons = () if unlikely else tuple(_risks(facts, score))
    exemptions = tuple(_exemptions(facts))
    high = () if unlikely else tuple(_high_risks(facts, score))
    return Suggestion(
        authority=not unlikely,
        subjects=bool(high) and not exemptions,
        authority_reasons=unlikely or authority_reasons,
        subjects_reasons=high or (_NO_HIGH_RISK,),
        reassuring=reassuring,
        score=score,
        level=level,
        exemptions=exemptions if high else (),
    )


_NO_HIGH_RISK = "Rien dans vos réponses n’annonce un risque élevé."


def _why_unlikely(facts: BreachFacts, score: Score | None) -> tuple[str, ...]:
    """What shows that a risk is unlikely; nothing while one lost property remains in doubt."""
    shown = []
    for lost in facts.lost:
        why = {
            LostProperty.CONFIDENTIALITY: _confidentiality_safe,
            LostProperty.INTEGRITY: _integrity_safe,
            LostProperty.AVAILABILITY: _availability_safe,
        }[lost](facts)
        if why is None:
            return _why_slight(facts, score)
        shown.append(why)
    return tuple(shown)


def _confidentiality_safe(facts: BreachFacts) -> str | None:
    if facts.protection is Protection.INTACT:
        return "Les données sont illisibles pour qui les a."
    if facts.disclosure is Disclosure.NOT_DISCLOSED and not malicious(facts):
        return "Les données ne sont pas sorties, et quelque chose le montre."
    sensitive = score_context(facts) >= DataContext.SENSITIVE
    if facts.reach is Reach.TRUSTED and not sensitive:
        return "Une personne de confiance les a reçues et confirme les avoir effacées."
    if ContextShift.PUBLIC in facts.context_shifts and not sensitive:
        return "Ces données étaient déjà publiques."
    return None


def _integrity_safe(facts: BreachFacts) -> str | None:
    if (
        facts.integrity_loss is IntegrityLoss.MODIFIED
        and facts.availability_loss is AvailabilityLoss.RESTORED
    ):
        return "Les données modifiées ont été remises en état aussitôt."
    return None


def _availability_safe(facts: BreachFacts) -> str | None:
    if facts.availability_loss is AvailabilityLoss.RESTORED:
        return "Une copie a rendu les données aussitôt."
    return None


def _why_slight(facts: BreachFacts, score: Score | None) -> tuple[str, ...]:
    """A low score, where nobody meant harm, nothing is permanent and the answers behind it were given."""
    if score is None or score.band is not Band.LOW or malicious(facts) or facts.cause is None:
        return ()
    if set(facts.data) & IDENTITY_KEYS and readable_outside(facts):
        return ()
    if more_than_many(facts) or facts.reach is Reach.STRANGERS or not facts.data:
        return ()
    if facts.availability_loss is AvailabilityLoss.PERMANENT or (facts.severity or 1) > Level.NEGLIGIBLE:
        return ()
    if set(score.supposed) & {"reach", "integrity_loss", "availability_loss"}:
        return ()
    return ("Peu de personnes, des données simples, des destinataires connus, et personne n’a voulu nuire.",)


def score_context(facts: BreachFacts) -> int:
    """The kind of data after its shifts, 0 while it is not told."""
    score = score_of(facts)
    return score.context if score else 0


def _risks(facts: BreachFacts, score: Score | None) -> list[str]:
    """Why the authority is to be told."""
    found = []
    if readable_outside(facts):
        found.append(_readable(facts))
    if malicious(facts):
        found.append("Quelqu’un l’a fait exprès : on ne peut pas écarter un usage malveillant.")
    if facts.availability_loss in (AvailabilityLoss.TEMPORARY, AvailabilityLoss.PERMANENT):
        gone = facts.availability_loss is AvailabilityLoss.PERMANENT
        found.append("Des données sont perdues pour de bon." if gone else "Des données ont manqué un temps.")
    if score is not None and score.band >= Band.MEDIUM:
        found.append("Un risque existe pour les personnes.")
    return found or ["Trop de choses restent inconnues pour écarter un risque."]


def _readable(facts: BreachFacts) -> str:
    if facts.protection is Protection.NONE:
        return "Les données se lisent : elles n’étaient pas protégées."
    if facts.protection is Protection.DOUBTFUL:
        return "La protection des données se contourne sans doute."
    return "On ne sait pas si les données sont illisibles."


def _high_risks(facts: BreachFacts, score: Score | None) -> list[str]:
    """Why the persons are to be told."""
    found = []
    keys = [label("data", key) for key in facts.data if key in IDENTITY_KEYS]
    out = readable_outside(facts) and facts.reach is not Reach.TRUSTED
    if keys and out:
        listed = ", ".join(keys)
        found.append(f"Avec ces données, on peut agir à leur place ou prendre de l’argent : {listed}.")
    if score is not None and score.band >= Band.HIGH:
        found.append("La méthode de l’ENISA donne une gravité élevée.")
    if facts.severity is not None and facts.severity >= Level.IMPORTANT:
        found.append(f"Vous jugez {label('severity', facts.severity).lower()}s les conséquences possibles.")
    strangers = out and facts.reach is Reach.STRANGERS and more_than_many(facts)
    if strangers and score is not None and score.band is Band.MEDIUM:
        found.append(f"Des inconnus peuvent lire les données de plus de {MANY_PERSONS} personnes.")
    return found


def _reassuring(facts: BreachFacts) -> list[str]:
    """What speaks against a risk, whatever is suggested."""
    found = []
    if facts.data and "payment" not in facts.data:
        found.append("aucun numéro de carte ni de compte")
    if facts.protection is Protection.INTACT:
        found.append("les données sont illisibles")
    if "backup" in facts.measures_before or facts.availability_loss is AvailabilityLoss.RESTORED:
        found.append("une copie des fichiers existe")
    if facts.reach is Reach.TRUSTED:
        found.append("le destinataire est de confiance")
    if facts.disclosure is Disclosure.NOT_DISCLOSED:
        found.append("rien n’est sorti")
    return found


def _exemptions(facts: BreachFacts) -> list[Exemption]:
    """34(3)(a) where it is all about data that cannot be read; (b) and (c) only a person can say."""
    only_read = set(facts.lost) == {LostProperty.CONFIDENTIALITY}
    safe = only_read or facts.availability_loss is AvailabilityLoss.RESTORED
    return [Exemption.UNINTELLIGIBLE] if facts.protection is Protection.INTACT and safe else []
