"""What the matrix of lawful bases and rights proposes for one record (Art. 6, 15-22); pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gdpr_desk.periods.words import french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Grant
from gdpr_desk.register.model import LawfulBasis, PersonalData, ProcessingActivity, Purpose
from gdpr_desk.register.quality.prospecting import is_prospecting
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.places import Step

_SHOP = (Step.GONE, Step.NOT_FOUND)
_UNSAID = "La raison de ce but n’est pas encore dans le registre : décidez, puis complétez-la."


LEGAL_DUTY, LEGAL_CLAIMS = "legal_duty", "legal_claims"
"""Reasons to keep that the register itself can show (Art. 17(3)(b), (e)): keys of the reasons to refuse."""


@dataclass(frozen=True)
class Proposal:
    """What one record comes to for one right, as long as no duration says otherwise.

    `purposes` names the purposes it is about where it is not the whole record.
    """

    step: Step
    reason: str
    article: str
    choices: tuple[Step, ...]
    purposes: tuple[str, ...] = ()
    reread: bool = False
    for_person: str = ""
    motive: str = ""
    publicity: bool = False


def proposals(activity: ProcessingActivity, right: RightKind) -> tuple[Proposal, ...]:
    """What is to be done in the shop for `right`; nothing where the right cannot touch the record."""
    if right is RightKind.OBJECTION:
        return tuple(_objection(activity))
    if right is RightKind.ERASURE:
        return (_erasure(activity),)
    if right is RightKind.PORTABILITY:
        return (_portability(activity),)
    if right is RightKind.CONSENT_WITHDRAWAL:
        return tuple(_withdrawal(activity))
    if right is RightKind.AUTOMATED_DECISION:
        return (_HUMAN,) if activity.automated_decisions else ()
    return (_WHATEVER_THE_BASIS[right],) if right in _WHATEVER_THE_BASIS else ()


_WHATEVER_THE_BASIS = {
    RightKind.ACCESS: Proposal(
        Step.GIVE,
        "Le droit d’accès vaut quelle que soit la raison du traitement. Ce qui parle d’une autre personne se "
        "masque ; cela ne suffit pas pour tout refuser.",
        "art. 15 du RGPD",
        (Step.GIVE, *_SHOP),
    ),
    RightKind.RECTIFICATION: Proposal(
        Step.CORRECT,
        "Ce qui est faux se corrige, ce qui manque se complète, quelle que soit la raison du traitement. La "
        "réponse nomme ce que vous notez « Corriger » : notez « Rien trouvé » là où l’erreur n’est pas.",
        "art. 16 du RGPD",
        (Step.CORRECT, Step.KEEP, *_SHOP),
    ),
    RightKind.RESTRICTION: Proposal(
        Step.RESTRICT,
        "Garder sans utiliser, le temps de vérifier ou de se défendre ; prévenir la personne "
        "avant de reprendre.",
        "art. 18 du RGPD",
        (Step.RESTRICT, *_SHOP),
    ),
    RightKind.POST_MORTEM: Proposal(
        Step.ERASE,
        "Suivre les directives de la personne ; sans directives, les héritiers peuvent faire clore le compte "
        "et obtenir ce que demande la succession.",
        "art. 85 de la loi Informatique et Libertés",
        (Step.ERASE, Step.GIVE, Step.KEEP, *_SHOP),
        reread=True,
    ),
}
_HUMAN = Proposal(
    Step.REVIEW,
    "Une personne de l’équipe reprend la décision, écoute le client, et peut la changer.",
    "art. 22(3) du RGPD",
    (Step.REVIEW, Step.NOT_FOUND),
)


def grant(purpose: Purpose, right: RightKind) -> Grant | None:
    """Whether the right follows from the purpose's basis; None where nobody has said which that is."""
    if purpose.lawful_basis is None:
        return None
    return catalogues.basis_by_right()[purpose.lawful_basis.value].grant(right.value)


def _erasure(activity: ProcessingActivity) -> Proposal:
    grants = [grant(purpose, RightKind.ERASURE) for purpose in activity.purposes]
    if grants and all(found is Grant.NO for found in grants):
        reason = "Mission d’intérêt public : l’effacement ne s’applique pas ; l’opposition reste possible."
        return _keep(reason, "")
    if grants and all(found in (Grant.CONDITIONAL, Grant.NO) for found in grants):
        reason = (
            "La loi oblige à tenir ces données : à effacer seulement si elles ne servent plus, si elles sont "
            "tenues à tort, ou si un texte le demande."
        )
        return _keep(reason, LEGAL_DUTY)
    return Proposal(Step.ERASE, _why_erase(activity), "art. 17(1) du RGPD", _erasing(Step.ERASE))


def _keep(reason: str, motive: str) -> Proposal:
    return Proposal(Step.KEEP, reason, "art. 17(3)(b) du RGPD", _erasing(Step.KEEP), motive=motive)


def _erasing(first: Step) -> tuple[Step, ...]:
    other = Step.KEEP if first is Step.ERASE else Step.ERASE
    return (first, other, *_SHOP)


def _why_erase(activity: ProcessingActivity) -> str:
    bases = {purpose.lawful_basis for purpose in activity.purposes}
    if not bases or None in bases:
        return _UNSAID
    if LawfulBasis.CONTRACT in bases:
        return (
            "À effacer si plus rien n’est en cours : ni commande, ni réparation, ni garantie, ni somme due."
        )
    if LawfulBasis.CONSENT in bases:
        return "Demander l’effacement vaut retrait de l’accord."
    return "Rien dans le registre n’oblige à garder plus longtemps que la personne ne le veut."


def _portability(activity: ProcessingActivity) -> Proposal:
    article = "art. 20(1) du RGPD"
    granted = tuple(p for p in activity.purposes if grant(p, RightKind.PORTABILITY) in (Grant.YES, None))
    if not granted:
        reason = f"Portabilité seulement pour l’accord et le contrat ; ici : {_bases(activity.purposes)}."
        return Proposal(Step.NOTHING, reason, article, (Step.NOTHING, Step.HAND_OVER))
    if activity.paper and not activity.systems:
        reason = "Portabilité seulement pour ce qui est dans un ordinateur ; ici, tout est sur papier."
        return Proposal(Step.NOTHING, reason, article, (Step.NOTHING, Step.HAND_OVER))
    if activity.data and not provided(activity):
        reason = "La personne n’a rien fourni ici : ces données viennent de la boutique ou d’un tiers."
        return Proposal(Step.NOTHING, reason, article, (Step.NOTHING, Step.HAND_OVER))
    reason = f"Ce que la personne a fourni elle-même, pour : {_named(granted)}."
    return Proposal(
        Step.HAND_OVER, reason, article, (Step.HAND_OVER, Step.NOTHING, Step.NOT_FOUND), _names(granted)
    )


def provided(activity: ProcessingActivity) -> tuple[PersonalData, ...]:
    """The data that the person gave, by words or by what they did (Art. 20(1))."""
    sources = catalogues.data_sources()
    return tuple(
        item
        for item in activity.data
        if item.source in sources and sources[item.source].extra.get("portable") is True
    )


def _withdrawal(activity: ProcessingActivity) -> Iterator[Proposal]:
    agreed = tuple(p for p in activity.purposes if p.lawful_basis is LawfulBasis.CONSENT)
    if agreed:
        reason = (
            f"Repose sur l’accord de la personne : {_named(agreed)}. Ce qui a été fait avant reste permis."
        )
        yield Proposal(
            Step.STOP, reason, "art. 7(3) du RGPD", (Step.STOP, Step.NOTHING, Step.NOT_FOUND), _names(agreed)
        )


def weighed(purpose: Purpose) -> bool:
    """Whether an objection to it is weighed against what the shop has to say (Art. 21(1)): no publicity, no
    consent, and neither contract nor law."""
    return not is_prospecting(purpose) and grant(purpose, RightKind.OBJECTION) in (Grant.YES, None)


def _objection(activity: ProcessingActivity) -> Iterator[Proposal]:
    offers = [one for one in activity.purposes if is_prospecting(one)]
    others = [one for one in activity.purposes if not is_prospecting(one)]
    agreed = [one for one in others if grant(one, RightKind.OBJECTION) is Grant.WITHDRAWAL]
    to_weigh = [one for one in others if weighed(one)]
    closed = [one for one in others if one not in agreed and one not in to_weigh]
    if offers or agreed:
        yield _stop(tuple(offers), tuple(agreed))
    if to_weigh:
        reason = (
            f"Repose sur {_bases(to_weigh)} : cesser si la situation de la personne le demande, sauf motif "
            "impérieux ou défense en justice."
        )
        choices = (Step.STOP, Step.KEEP, Step.NOTHING, Step.NOT_FOUND)
        yield Proposal(Step.WEIGH, reason, "art. 21(1) du RGPD", choices, _names(to_weigh))
    if closed and not (offers or agreed or to_weigh):
        reason = f"L’opposition ne s’applique pas quand la raison est : {_bases(closed)}."
        yield Proposal(Step.NOTHING, reason, "art. 21(1) du RGPD", (Step.NOTHING, Step.STOP), _names(closed))


def _stop(offers: tuple[Purpose, ...], agreed: tuple[Purpose, ...]) -> Proposal:
    """Publicity stops, always; consent is taken back."""
    told = []
    if offers:
        told.append(f"Publicité : l’opposition est toujours acceptée ({_named(offers)}).")
    if agreed:
        told.append(f"S’opposer, c’est ici retirer son accord ({_named(agreed)}).")
    article = "art. 21(2) et 21(3) du RGPD" if offers else "art. 7(3) du RGPD"
    choices = (Step.STOP, Step.NOT_FOUND) if offers else (Step.STOP, Step.NOTHING, Step.NOT_FOUND)
    names = _names((*offers, *agreed))
    return Proposal(Step.STOP, " ".join(told), article, choices, names, publicity=bool(offers))


def _names(purposes: tuple[Purpose, ...] | list[Purpose]) -> tuple[str, ...]:
    return tuple(purpose.name.strip() for purpose in purposes if purpose.name.strip())


def _named(purposes: tuple[Purpose, ...]) -> str:
    return " ; ".join(f"« {name} »" for name in _names(purposes)) or "but à préciser"


def _bases(purposes: tuple[Purpose, ...] | list[Purpose]) -> str:
    """« l’intérêt légitime et le contrat »."""
    words = dict.fromkeys(_basis(p) for p in purposes)
    return french_list(list(words)) or "une raison à préciser"


def _basis(purpose: Purpose) -> str:
    return _THE_BASIS[purpose.lawful_basis] if purpose.lawful_basis else "une raison à préciser"


_THE_BASIS = {
    LawfulBasis.CONSENT: "l’accord de la personne",
    LawfulBasis.CONTRACT: "le contrat",
    LawfulBasis.LEGAL_OBLIGATION: "l’obligation légale",
    LawfulBasis.VITAL_INTERESTS: "la sauvegarde de la vie",
    LawfulBasis.PUBLIC_TASK: "la mission d’intérêt public",
    LawfulBasis.LEGITIMATE_INTERESTS: "l’intérêt légitime",
}
