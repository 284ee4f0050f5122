"""« Confier »: which folder or ledger of this computer carries a task out; and taking it back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit.act_form import ActForm, Question, Values, said
from gdpr_desk.qtkit.dialogs import tell_refusal
from gdpr_desk.retention.carriers import CarrierKind
from gdpr_desk.retention.elsewhere import wording
from gdpr_desk.retention.elsewhere.linking import TaskLinks
from gdpr_desk.retention.elsewhere.model import ElsewhereTask, Offer
from gdpr_desk.vault.drafts import Drafts

_FOLLOWS = (
    "Un registre efface ses propres lignes, un dossier ses propres fichiers : rien ne doit rester ailleurs. "
    "La tâche n’attend plus personne tant que l’effacement a lieu. Elle revient si le dossier est mis en "
    "pause ou retiré, ou si la durée dépasse celle de la règle."
)


def link_form(parent: QWidget, links: TaskLinks, drafts: Drafts, task: ElsewhereTask) -> ActForm | None:
    """Asks which one, the likely one chosen; None where nothing here could, after saying so."""
    try:
        offers = links.offers(task.reference)
    except GdprDeskError as refusal:
        tell_refusal(parent, refusal)
        return None
    fitting = [one for one in offers if one.gap is None]
    if not fitting:
        tell_refusal(parent, _nothing_fits(task, offers))
        return None
    likely = next((_key(one) for one in fitting if one.suggested), "")

    def work(values: Values) -> ElsewhereTask:
        kind, _, key = said(values, "carrier").partition(":")
        return links.link(task.reference, CarrierKind(kind), key)

    return ActForm(
        parent,
        drafts,
        f"task/{task.reference}/link",
        title=wording.task_title(task),
        sentence=f"La règle : {task.duty.sentence}",
        verb="Confier",
        questions=[
            Question(
                "carrier",
                "Qui efface déjà cela sur cet ordinateur",
                "choice",
                help=_help(task, likely),
                options=[(_key(one), wording.carrier(one.kind, one.label)) for one in fitting],
                value=likely,
                empty="Choisissez…",
            )
        ],
        consequence=_FOLLOWS,
        work=work,
    )


def _help(task: ElsewhereTask, likely: str) -> str:
    found = "Proposé d’après son nom et sa durée. " if likely else ""
    return f"{found}Vérifiez qu’il n’en reste rien ailleurs ({wording.where(task.duty)})."


def _nothing_fits(task: ElsewhereTask, offers: tuple[Offer, ...]) -> InvalidInput:
    folders = [one for one in offers if one.kind is CarrierKind.FOLDER and one.gap is not None]
    why = [f"{wording.carrier(one.kind, one.label)} : {wording.gap(one.gap)}." for one in folders if one.gap]
    return InvalidInput(
        "Rien sur cet ordinateur n’efface cela dans le temps de la règle.",
        safe=" ".join(why) or f"La règle : {task.duty.sentence}",
        remedy="Mettez un dossier sous surveillance, ou tenez le registre qui convient.",
    )


def _key(offer: Offer) -> str:
    return f"{offer.kind.value}:{offer.key}"
