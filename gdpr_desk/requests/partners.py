"""Who else has the data, and what they are asked or told for a right (Art. 15, 19, 26, 28(3)(e)); pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.register.model import ProcessingActivity, named_parties
from gdpr_desk.requests.model import RightKind
from gdpr_desk.requests.places import ChecklistLine, Step, in_row

_TOLD_OF = frozenset({RightKind.RECTIFICATION, RightKind.ERASURE, RightKind.RESTRICTION})
_IDLE = frozenset({Step.NOTHING, Step.KEEP, Step.GONE})
"""What gives a party nothing to do."""
_ASKED = {
    RightKind.ACCESS: "Il a sa propre copie : demandez-lui ce qu’il tient pour vous sur cette personne.",
    RightKind.RECTIFICATION: "Il travaille pour vous : il corrige aussi.",
    RightKind.ERASURE: "Il travaille pour vous : il efface aussi, et vous le confirme.",
    RightKind.RESTRICTION: "Il travaille pour vous : il n’utilise plus les données jusqu’à nouvel ordre.",
    RightKind.PORTABILITY: "Il peut vous remettre le fichier de ce que la personne a fourni.",
    RightKind.OBJECTION: "Il cesse pour cette personne dès que vous avez décidé.",
    RightKind.CONSENT_WITHDRAWAL: "Il cesse pour cette personne.",
    RightKind.AUTOMATED_DECISION: "La décision vient de son outil : demandez-lui sur quoi elle repose.",
    RightKind.POST_MORTEM: "Il ferme le compte ou remet les données, selon ce qui est décidé.",
}


def party_lines(
    activities: Sequence[ProcessingActivity],
    own: Sequence[ChecklistLine],
    right: RightKind,
    named: Mapping[str, Party],
) -> Iterator[ChecklistLine]:
    """One line for each party of the records in which something is to be done, in their order."""
    busy = {ref for line in own if _busy(line) for ref in line.activities}
    concerned: dict[str, list[ProcessingActivity]] = {}
    for activity in activities:
        if activity.reference in busy:
            for key in sorted(named_parties(activity)):
                concerned.setdefault(key, []).append(activity)
    for key, found in concerned.items():
        party = named.get(key)
        if party is not None:
            yield from _line(party, found, right)


def _busy(line: ChecklistLine) -> bool:
    """A proof may still be corrected where somebody decides so: whoever has it then hears of it."""
    correctable = line.right is RightKind.RECTIFICATION and line.proposed is Step.KEEP
    return correctable or line.proposed not in _IDLE


def _line(
    party: Party, activities: Sequence[ProcessingActivity], right: RightKind
) -> Iterator[ChecklistLine]:
    references = tuple(activity.reference for activity in activities)
    step, reason, article = _part(party, right)
    if step is None:
        return
    yield ChecklistLine(
        key=f"{right}/{party.key}/{step}",
        right=right,
        activities=references,
        place=party.name,
        what=in_row([activity.name for activity in activities]),
        where=party.contact.rights or party.contact.email,
        proposed=step,
        reason=reason,
        article=article,
        choices=(step, Step.NOTHING, Step.NOT_FOUND)
        if step is not Step.NOTHING
        else (Step.NOTHING, Step.TELL),
        party=party.key,
        reread=right is RightKind.POST_MORTEM,
    )


def _part(party: Party, right: RightKind) -> tuple[Step | None, str, str]:
    """What this kind of party is asked; None where it plays no part in that right."""
    if party.kind is PartyKind.PROCESSOR:
        return Step.ASK, _ASKED[right], "art. 28(3)(e) du RGPD"
    if party.kind is PartyKind.JOINT_CONTROLLER:
        return Step.TELL, "Vous décidez ensemble : il fait sa part de la réponse.", "art. 26(1) du RGPD"
    if right not in _TOLD_OF:
        return None, "", ""
    if party.kind is PartyKind.AUTHORITY:
        reason = "Une autorité qui agit dans une enquête n’est pas un destinataire : rien à lui dire."
        return Step.NOTHING, reason, "art. 4(9) du RGPD"
    if party.kind is PartyKind.RECIPIENT:
        reason = "A reçu ces données : il doit l’apprendre, sauf si c’est impossible ou démesuré."
        return Step.TELL, reason, "art. 19 du RGPD"
    return None, "", ""


def passed_on(
    activity: ProcessingActivity, right: RightKind, named: Mapping[str, Party]
) -> Iterator[ChecklistLine]:
    """The shop works for somebody else there: the request is theirs, and goes to them."""
    clients = [(key, named[key].name if key in named else key) for key in activity.client_controllers]
    for key, name in clients or [("client", "Client donneur d’ordre")]:
        yield ChecklistLine(
            key=f"{right}/{activity.reference}/forward/{key}",
            right=right,
            activities=(activity.reference,),
            place=name,
            what=activity.name,
            proposed=Step.FORWARD,
            reason="Ici vous travaillez pour ce client : la demande est la sienne. Transmettez, et aidez-le.",
            article="art. 28(3)(e) du RGPD",
            choices=(Step.FORWARD, Step.NOT_FOUND, Step.NOTHING),
            party=key,
        )
