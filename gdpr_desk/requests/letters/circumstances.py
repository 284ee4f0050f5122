"""What a letter says because of its day, its reader and what has gone before; pure (Art. 7, 12, 15(3))."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdpr_desk.periods.words import french_duration, french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import LawfulBasis, ProcessingActivity, RetentionPhase, RetentionRule
from gdpr_desk.register.quality.prospecting import is_prospecting
from gdpr_desk.register.sender import sender_of
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.delays import delays
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.letters.naming import listed as listed_names
from gdpr_desk.requests.letters.purposes import in_noun
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import DataSubjectRequest, IdentityResult, RightKind
from gdpr_desk.requests.places import Step, in_sentence

_TITLES = {
    **dict.fromkeys(("maître", "me"), "Maître"),
    **dict.fromkeys(("madame", "mme"), "Madame"),
    **dict.fromkeys(("monsieur", "m."), "Monsieur"),
    **dict.fromkeys(("docteur", "dr", "dr."), "Docteur"),
}
"""What a name begins with where it says how its bearer is addressed."""
_NO_TITLE = "Madame, Monsieur"
_WITHDRAWN = re.compile(r"après le retrait (?:du consentement|de l’accord|de votre accord)")
_REGULATION = re.compile(r" \((?:article|art\.)[^()]* du RGPD\)")
_PROOF_OF_CONSENT = "preuve de l’accord"
_OPPOSED = frozenset({RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL})
_UNNAMED = "votre adresse ou votre numéro"
_LISTED_FOR = (
    "au moins trois ans puis tant que cela évite un envoi par erreur, "
    "sous une forme codée, illisible telle quelle"
)


def circumstances(template: Template, case: Case, given: Given) -> dict[str, str]:
    """The chips of one line that depend on when, to whom and after what the letter is written."""
    request = case.request
    contact = given.party.contact if given.party else None
    person = request.requester
    address = " ".join(person.address.replace("\n", ", ").split())
    name = (given.party.name if given.party else "") if template.to_party else person.name
    return {
        "salutation": salutation(name),
        **delays(template, case, given),
        "client_contact": (contact.rights or contact.email) if contact else "",
        "requester_contact": " ; ".join(part for part in (person.email, address) if part),
        "nothing_elsewhere": _nothing_elsewhere(case),
        "listed": _listed(template, case),
        "listed_for": _LISTED_FOR,
        "on_whom": f"sur {person.represents or 'vous'}",
        "by_post": _by_post(case),
        "trace_kept": f"pendant {_own_period('requests')}",
        "papers_kept": _own_period("request_files"),
        "after_consent": _after_consent(case),
        "without_consent": _without_consent(case),
        **{key: "oui" if held else "" for key, held in _holds(case).items()},
        "fee_announced": "oui" if any(one.letter == LetterKind.FEE for one in case.sent) else "",
        "asks_copy": "oui" if RightKind.ACCESS in request.rights else "",
        "corrects": "oui" if RightKind.RECTIFICATION in request.rights else "",
    }


def _listed(template: Template, case: Case) -> str:
    """Under what the person is on the objection list, where the letter is about it or tells what stays."""
    about = template.kind is LetterKind.ERASURE or _OPPOSED & set(case.request.rights)
    return (case.listed_as or _UNNAMED) if case.listed and about else ""


def _by_post(case: Case) -> str:
    """With the shop’s address, where it is known."""
    shop = ", ".join(sender_of(case.register.controller).address)
    return f"par courrier ({shop})" if shop else "par courrier"


def _own_period(rule: str) -> str:
    """« 5 ans »: how long after its end the program keeps that of a request."""
    return french_duration(catalogues.sweep_rules()[rule].period or "")


def salutation(name: str) -> str:
    """« Maître » for « Maître Agathe Delorme »; both, where the name does not tell."""
    first, _, rest = name.strip().partition(" ")
    return _TITLES.get(first.casefold(), _NO_TITLE) if rest.strip() else _NO_TITLE


def after_death(kept: tuple[str, ...]) -> tuple[str, ...]:
    """What stays of somebody who has died: the Regulation's articles are for the living (recital 27), and
    nobody will withdraw their consent any more, so that its proof counts from the closing of the account."""
    counted = (_WITHDRAWN.sub("après la clôture du compte", text) for text in kept)
    return tuple(_REGULATION.sub("", text) for text in counted)


def identity_asked(request: DataSubjectRequest) -> bool:
    """Whether the doubt that was noted still waits for its answer."""
    doubted = request.doubt is not None and request.doubt.doubt
    return doubted and not (request.check is not None and request.check.result is IdentityResult.VERIFIED)


def question_sent(case: Case) -> bool:
    """Whether the light ways of being recognised were offered, which go before any copy."""
    return any(one.letter == LetterKind.IDENTITY_QUESTION for one in case.sent)


def _holds(case: Case) -> dict[str, bool]:
    """The chips that say nothing of their own and only let a paragraph stand."""
    request = case.request
    sure = request.doubt is not None and not request.doubt.doubt
    destroyed = request.cleanup is not None and request.cleanup.done_on is not None
    return {
        "identity_asked": identity_asked(request),
        "gentle_asked": question_sent(case),
        "copy_unneeded": sure and case.copies and not destroyed,
        "copy_destroyed": sure and case.copies and destroyed,
        "account_closed": any(
            line.right is RightKind.POST_MORTEM and item.decision == Step.ERASE and "compte" in line.what
            for line, item in case.decided()
            if not line.party and item.done_on is not None
        ),
    }


def _nothing_elsewhere(case: Case) -> str:
    """« Nos prestataires X et Y, interrogés, n’ont rien trouvé non plus », where they said so."""
    names = dict.fromkeys(
        line.place
        for line, item in case.decided()
        if line.right is RightKind.ACCESS and line.party and line.proposed is Step.ASK
        if item.decision == Step.NOT_FOUND
    )
    if not names:
        return ""
    if len(names) == 1:
        return f"Notre prestataire {next(iter(names))}, interrogé, n’a rien trouvé non plus"
    return f"Nos prestataires {french_list(list(names))}, interrogés, n’ont rien trouvé non plus"


def _stopped(case: Case) -> Iterator[ProcessingActivity]:
    """The records in which what rested on the withdrawn consent has ended."""
    ended = {
        ref
        for line, item in case.decided()
        if line.right is RightKind.CONSENT_WITHDRAWAL and not line.party
        if item.decision == Step.STOP and item.done_on is not None
        for ref in line.activities
    }
    return (activity for activity in case.register.activities if activity.reference in ended)


def _ends_with_consent(case: Case) -> list[RetentionRule]:
    return [
        rule for found in _stopped(case) for rule in found.retention if rule.trigger == "consent_withdrawn"
    ]


def _after_consent(case: Case) -> str:
    """What leaves with a withdrawn consent, and its proof, which stays for a time (Art. 7)."""
    rules = _ends_with_consent(case)
    proofs = {
        in_sentence(rule.applies_to): french_duration(rule.period)
        for rule in rules
        if rule.phase is RetentionPhase.INTERMEDIATE and rule.period
    }
    listed = any(rule.phase is not RetentionPhase.INTERMEDIATE for rule in rules)
    told = ["Votre adresse ne recevra plus ces messages"] if listed else []
    own = proofs.pop(_PROOF_OF_CONSENT, "")
    if own:
        told.append(
            "De votre accord, nous ne gardons que la preuve, à accès restreint, "
            f"jusqu’à {own} après son retrait"
        )
    if proofs:
        kept = french_list([f"{what} (jusqu’à {period} après le retrait)" for what, period in proofs.items()])
        told.append(f"Nous gardons aussi, à accès restreint, {kept}")
    return ". ".join(told)


def _without_consent(case: Case) -> str:
    """Publicity in the same records that never rested on consent: it goes on until somebody objects."""
    stopped = {activity.reference for activity in _stopped(case)}
    if RightKind.OBJECTION in case.request.rights:
        return ""
    names = [
        in_noun(purpose.name.strip(), theirs=bool(case.request.requester.represents))
        for activity in case.register.activities
        if activity.reference in stopped
        for purpose in activity.purposes
        if is_prospecting(purpose) and purpose.lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS
    ]
    return listed_names(names)
