"""The first run as a draft and its rules, without Qt: what is asked, in which order, what is missing.

Only the passphrase and the recovery sheet are required. What is left for later stays empty in the
register and shows up there as something to complete.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from gdpr_desk.errors import InvalidInput
from gdpr_desk.profile import Profile
from gdpr_desk.register.identifiers import Siret, check_email, check_siret
from gdpr_desk.register.model import ContactPerson, Controller
from gdpr_desk.register.starter import expand, starter_tiles
from gdpr_desk.strength import strength


class Step(IntEnum):
    """The steps in their order, counted from 1 as on the screen."""

    WELCOME = 1
    SHOP = 2
    OFFICER = 3
    ACTIVITIES = 4
    PASSPHRASE = 5
    RECOVERY = 6
    READY = 7


@dataclass(frozen=True)
class Missing:
    """Why a step cannot be left: the field's name and a sentence that says how to repair it."""

    field: str
    sentence: str


@dataclass(frozen=True)
class FirstRunDraft:
    """What was typed so far, as typed. `without_siret` keeps a number out that cannot be right."""

    name: str = ""
    siret: str = ""
    without_siret: bool = False
    address: str = ""
    email: str = ""
    phone: str = ""
    officer_name: str = ""
    officer_role: str = ""
    officer_email: str = ""
    activities: tuple[str, ...] = ()
    passphrase: str = ""
    repeated: str = ""
    recovery_kept: bool = False


def new_draft() -> FirstRunDraft:
    """A draft with the activities chosen that nearly every shop has."""
    return FirstRunDraft(activities=tuple(tile.key for tile in starter_tiles() if tile.selected))


def siret_of(draft: FirstRunDraft) -> Siret | None:
    """The checked number with its SIREN and VAT number, or None where it is empty or left out.

    Raises InvalidInput (field `siret`) with the sentence to show.
    """
    if draft.without_siret or not draft.siret.strip():
        return None
    return check_siret(draft.siret)


def missing(draft: FirstRunDraft, step: Step) -> tuple[Missing, ...]:
    """What stands between `step` and the next one; empty when nothing does."""
    if step is Step.SHOP:
        return _missing_in_shop(draft)
    if step is Step.OFFICER:
        return _bad_email("officer_email", draft.officer_email)
    if step is Step.PASSPHRASE:
        return _missing_in_passphrase(draft)
    if step is Step.RECOVERY and not draft.recovery_kept:
        sentence = "Imprimez, enregistrez ou notez la feuille de secours, puis cochez la case."
        return (Missing("recovery_kept", sentence),)
    return ()


def next_step(draft: FirstRunDraft, step: Step) -> Step:
    """The step after `step`, or `step` itself while something is missing there."""
    if step is Step.READY or missing(draft, step):
        return step
    return Step(step + 1)


def previous_step(step: Step) -> Step:
    """The step before; once the vault exists (recovery sheet on), there is no way back."""
    if step in {Step.WELCOME, Step.RECOVERY, Step.READY}:
        return step
    return Step(step - 1)


def may_skip(step: Step) -> bool:
    """Whether « Passer cette étape » is offered."""
    return step in {Step.SHOP, Step.OFFICER, Step.ACTIVITIES}


def skipped(draft: FirstRunDraft, step: Step) -> FirstRunDraft:
    """The draft with this step's answers taken back, as « Passer cette étape » means it."""
    empty = FirstRunDraft()
    fields = {
        Step.SHOP: ("name", "siret", "without_siret", "address", "email", "phone"),
        Step.OFFICER: ("officer_name", "officer_role", "officer_email"),
        Step.ACTIVITIES: ("activities",),
    }[step]
    return replace(draft, **{name: getattr(empty, name) for name in fields})


def records_of(draft: FirstRunDraft) -> tuple[str, ...]:
    """The keys of the model records behind the chosen tiles, each once."""
    return expand(draft.activities)


def profile_of(draft: FirstRunDraft) -> Profile:
    """What the vault starts with. Raises InvalidInput as `siret_of` does."""
    siret = siret_of(draft)
    officer = None
    if any((draft.officer_name.strip(), draft.officer_role.strip(), draft.officer_email.strip())):
        officer = ContactPerson(
            name=draft.officer_name.strip(),
            role=draft.officer_role.strip(),
            email=draft.officer_email.strip(),
        )
    controller = Controller(
        name=draft.name.strip(),
        siret=siret.siret if siret else "",
        address=draft.address.strip(),
        email=draft.email.strip(),
        phone=draft.phone.strip(),
        officer=officer,
    )
    return Profile(controller=controller, pack=records_of(draft))


def _missing_in_shop(draft: FirstRunDraft) -> tuple[Missing, ...]:
    found = []
    if not draft.name.strip():
        found.append(
            Missing("name", "Indiquez le nom de votre boutique, tel que vos clients le connaissent.")
        )
    try:
        siret_of(draft)
    except InvalidInput as error:
        found.append(Missing("siret", error.message))
    return (*found, *_bad_email("email", draft.email))


def _bad_email(field: str, text: str) -> tuple[Missing, ...]:
    if not text.strip():
        return ()
    try:
        check_email(text)
    except InvalidInput as error:
        return (Missing(field, error.message),)
    return ()


def _missing_in_passphrase(draft: FirstRunDraft) -> tuple[Missing, ...]:
    verdict = strength(draft.passphrase, shop=draft.name, person=draft.officer_name)
    if not draft.passphrase:
        return (Missing("passphrase", "Choisissez une phrase de passe : sans elle, rien n’est protégé."),)
    if not verdict.enough:
        return (Missing("passphrase", verdict.sentence),)
    if draft.passphrase != draft.repeated:
        return (Missing("repeated", "Les deux phrases ne sont pas les mêmes. Retapez la seconde."),)
    return ()
