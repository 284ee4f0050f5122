"""What a letter says because of its day, its reader and what has gone before; pure (Art. 7, 12, 15(3))."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gdpr_desk.periods.duration import Duration
from gdpr_desk.periods.holidays import holidays_on, next_working_day
from gdpr_desk.periods.words import WEEKDAYS, french_date, french_duration, french_list
from gdpr_desk.register.model import ProcessingActivity, RetentionPhase, RetentionRule
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.model import LetterKind
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
_TO_REPLY = Duration.parse("P1M")
_TO_PRECISE = Duration.parse("P15D")
"""How long a person is given for a reply: no text says, so that it is short where we then answer anyway."""
_WITHDRAWN = re.compile(r"après le retrait (?:du consentement|de l’accord|de votre accord)")
_REGULATION = re.compile(r" \((?:article|art\.)[^()]* du RGPD\)")
_PROOF_OF_CONSENT = "preuve de l’accord"
_OPPOSED = frozenset({RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL})
_UNNAMED = "votre adresse ou votre numéro"


def circumstances(template: Template, case: Case, given: Given) -> dict[str, str]:
    """The chips of one line that depend on when, to whom and after what the letter is written."""
    request = case.request
    contact = given.party.contact if given.party else None
    person = request.requester
    address = " ".join(person.address.replace("\n", ", ").split())
    name = (given.party.name if given.party else "") if template.to_party else person.name
    return {
        "salutation": salutation(name),
        "answer_on": french_date(_answer_on(case, given)),
        "due_told": _due_told(case),
        "reply_by": french_date(_reply_by(template, case, given)),
        "client_contact": (contact.rights or contact.email) if contact else "",
        "requester_contact": " ; ".join(part for part in (person.email, address) if part),
        "nothing_elsewhere": _nothing_elsewhere(case),
        "listed": (case.listed_as or _UNNAMED) if case.listed and _OPPOSED & set(request.rights) else "",
        "after_consent": _after_consent(case),
        **{key: "oui" if held else "" for key, held in _holds(case).items()},
        "fee_announced": "oui" if any(one.letter == LetterKind.FEE for one in case.sent) else "",
        "asks_copy": "oui" if RightKind.ACCESS in request.rights else "",
        "corrects": "oui" if RightKind.RECTIFICATION in request.rights else "",
    }


def salutation(name: str) -> str:
    """« Maître » for « Maître Agathe Delorme »; both, where the name does not tell."""
    first, _, rest = name.strip().partition(" ")
    return _TITLES.get(first.casefold(), _NO_TITLE) if rest.strip() else _NO_TITLE


def after_death(kept: tuple[str, ...]) -> tuple[str, ...]:
    """What stays of somebody who has died: the Regulation's articles are for the living (recital 27), and
    nobody will withdraw their consent any more, so that its proof counts from the closing of the account."""
    counted = (_WITHDRAWN.sub("après la clôture du compte", text) for text in kept)
    return tuple(_REGULATION.sub("", text) for text in counted)


def _answer_on(case: Case, given: Given) -> date:
    """The date to aim at; once that is past, the last one the law leaves."""
    target = case.target_on or case.deadline.target_in_force
    return target if target >= given.written_on else case.due_on or case.deadline.due_in_force


def _due_told(case: Case) -> str:
    """« 16 novembre 2026 (le 15 novembre était un dimanche) »: why it is not the date that was announced
    (Regulation 1182/71, Art. 3(4))."""
    due = case.due_on or case.deadline.due_in_force
    aimed = case.target_on or case.deadline.target_in_force
    if aimed >= due or case.request.due_authority_on is not None:
        return french_date(due)
    weekend = aimed.weekday() >= 5
    if not weekend and not holidays_on(aimed):
        return french_date(due)
    why = f"un {WEEKDAYS[aimed.weekday()]}" if weekend else "un jour férié"
    return f"{french_date(due)} (le {french_date(aimed, year=False)} était {why})"


def _reply_by(template: Template, case: Case, given: Given) -> date:
    today = given.written_on
    if template.kind is LetterKind.PRECISION:
        return next_working_day(_TO_PRECISE.after_day(today))
    day = next_working_day(_TO_REPLY.after_day(today))
    due = case.due_on or case.deadline.due_in_force
    if template.kind is LetterKind.FEE and due > today:  # announcing a fee stops no delay
        return min(day, due)
    return day


def identity_asked(request: DataSubjectRequest) -> bool:
    """Whether the doubt that was noted still waits for its answer."""
    doubted = request.doubt is not None and request.doubt.doubt
    return doubted and not (request.check is not None and request.check.result is IdentityResult.VERIFIED)


def _holds(case: Case) -> dict[str, bool]:
    """The chips that say nothing of their own and only let a paragraph stand."""
    request = case.request
    sure = request.doubt is not None and not request.doubt.doubt
    destroyed = request.cleanup is not None and request.cleanup.done_on is not None
    return {
        "identity_asked": identity_asked(request),
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
    kept = {
        in_sentence(rule.applies_to): french_duration(rule.period)
        for rule in rules
        if rule.phase is RetentionPhase.INTERMEDIATE and rule.period
    }
    own = kept.pop(_PROOF_OF_CONSENT, "")
    named = [f"la preuve de votre accord ({own})"] if own else []
    named += [f"{what} ({period})" for what, period in kept.items()]
    listed = any(rule.phase is not RetentionPhase.INTERMEDIATE for rule in rules)
    told = ["votre adresse est retirée de la liste d’envoi"] if listed else []
    told += [f"nous gardons seulement, à accès restreint, {french_list(named)}"] if named else []
    sentence = " ; ".join(told)
    return sentence[:1].upper() + sentence[1:]
