"""What stays of what was asked for: each thing with why and until when, in one sentence (Art. 12(4)); pure.

The reason is the one somebody chose for that thing, else the one the register shows, else the only one that
its right knows. The end is the register's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.requests.bases import LEGAL_DUTY
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.model import Refusal
from gdpr_desk.requests.letters.naming import Named, about, listed
from gdpr_desk.requests.letters.purposes import purposes_of
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Stay, Step, in_sentence
from gdpr_desk.requests.stays import APPLIED

_ANY = 7
"""A reason that stands against as many rights is about the request, not about the data."""
_USES = frozenset({RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL})
"""Rights against a use: what stays is the use, not a thing."""
_THEM = {"m": "le", "f": "la", "mp": "les", "fp": "les"}
_THEY_ARE = {"m": "il est", "f": "elle est", "mp": "ils sont", "fp": "elles sont"}
_ENDED = {"effacement": "effacé"}


@dataclass(frozen=True)
class Kept:
    """One thing that stays: `reason` is a key of the catalogue, empty where nobody has said it yet.

    `about` is it in the register's words, `named` as the person reads it, `facts` what somebody wrote of it.
    `chosen`: somebody has said the reason for this letter, so that the register's own word is not asked.
    """

    line: ChecklistLine
    about: str
    named: Named
    reason: str
    facts: str
    chosen: bool = False

    @property
    def grounded(self) -> bool:
        """Whether something is said for the reason: facts, or the register's own duration."""
        return bool(self.facts or (self.line.stays and not self.chosen))

    @property
    def told(self) -> str:
        """What the person reads of it."""
        return _read(self)


def allowed_reasons(right: RightKind, *, whole: bool) -> tuple[Entry, ...]:
    """The reasons there are against a right, its own before those that stand against any request; `whole`
    leaves out those that only hide a part."""
    found = [
        entry
        for entry in catalogues.refusal_reasons().values()
        if right.value in _rights(entry) and (entry.extra.get("whole") is True or not whole)
    ]
    return tuple(sorted(found, key=about_the_request))


def about_the_request(entry: Entry) -> bool:
    """Whether the reason is about the request as a whole, so that it needs no thing it is about."""
    return len(_rights(entry)) >= _ANY


def kept(case: Case, refusals: Sequence[Refusal]) -> tuple[Kept, ...]:
    """What a person decided to keep in the shop, in the list's order."""
    chosen = {refusal.line: refusal for refusal in bound(case, refusals) if refusal.line}
    return _things(case, chosen)


def bound(case: Case, refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """The same reasons; one about data goes to the only thing of its right that still waits for a reason."""
    chosen = {refusal.line: refusal for refusal in refusals if refusal.line}
    waiting = [one.line for one in _things(case, chosen) if not one.reason]
    found = []
    for refusal in refusals:
        mine = [line for line in waiting if line.right is refusal.right]
        free = not refusal.line and len(mine) == 1 and of_a_thing(refusal)
        found.append(replace(refusal, line=mine[0].key) if free else refusal)
    return tuple(found)


def of_a_thing(refusal: Refusal) -> bool:
    """Whether the reason keeps something, so that it has to say what."""
    entry = catalogues.refusal_reasons().get(refusal.reason)
    return entry is not None and entry.extra.get("whole") is True and not about_the_request(entry)


def things_kept(case: Case, refusals: Sequence[Refusal]) -> tuple[str, ...]:
    """The same as the person reads it, a sentence each."""
    return tuple(one.told for one in kept(case, refusals))


def sentence_of(entry: Entry, right: RightKind) -> str:
    """The law's sentence against that right: of some reasons it is another article there."""
    return entry.text(f"{right}_sentence") or entry.text("sentence")


def goes_on(line: ChecklistLine) -> bool:
    """Whether the right never was about it: setting aside the objection list, rewriting a proof."""
    untouched = (RightKind.RESTRICTION, RightKind.RECTIFICATION)
    return line.right in untouched and line.proposed is Step.KEEP


def _things(case: Case, chosen: dict[str, Refusal]) -> tuple[Kept, ...]:
    return tuple(
        _kept(line, item, chosen.get(line.key), case)
        for line, item in case.decided()
        if item.decision == Step.KEEP and not line.party
    )


def _kept(line: ChecklistLine, item: WorkDone, chosen: Refusal | None, case: Case) -> Kept:
    theirs = bool(case.request.requester.represents)
    if line.right in _USES:
        name = Named(listed(purposes_of(line, case.register, theirs=theirs)))
    else:
        name = about(line, theirs=theirs)
    words = line.what or line.place
    if chosen is not None:
        return Kept(line, words, name, chosen.reason, chosen.facts.strip(), chosen=True)
    shown = line.for_person if line.proposed is Step.KEEP else ""
    facts = " ".join(filter(None, (_sentence(shown), _sentence(item.reason))))
    return Kept(line, words, name, _offered(line), facts)


def _offered(line: ChecklistLine) -> str:
    """The reason that needs no choosing: the register's, or the only one against that right."""
    own = [entry.key for entry in allowed_reasons(line.right, whole=True) if not about_the_request(entry)]
    if line.proposed is Step.KEEP:
        return line.motive if line.motive in own else ""
    return own[0] if len(own) == 1 and not goes_on(line) else ""


def _read(one: Kept) -> str:
    entry = catalogues.refusal_reasons().get(one.reason)
    name, facts = _capital(one.named.words), in_sentence(one.facts)
    if one.line.right in _USES:
        name = f"Nous continuons {one.named.words}"
    if entry is None:
        return ended(f"{name} : {facts}" if facts else name)
    if one.line.right not in _USES and "aim" in entry.extra:
        return _kept_because(one, entry)
    return f"{ended(f'{name} : {facts}')} {sentence_of(entry, one.line.right)}"


def _kept_because(one: Kept, entry: Entry) -> str:
    """Thing, why, until when: « Votre dossier de vente : gardé à part, à accès restreint, jusqu’à… »."""
    name = one.named
    stay = one.line.stays[0] if len(one.line.stays) == 1 else None
    if one.facts or stay is None:
        return _kept_after_facts(one, entry)
    keep = name.agreeing("gardé") if name.form else "nous gardons ceci"
    law, duty = _law(one, entry, stay), one.reason == LEGAL_DUTY
    apart = " à part, à accès restreint," if stay.apart else ""
    why = f"{APPLIED}, {entry.text('applied')}" if stay.applied else entry.text("in_case")
    then = f", puis {_then(name, stay)}" if duty and stay.ends else ""
    return f"{_capital(name.words)} : {keep}{apart} {_until(one, stay)}, {why}{law}{then}."


def _until(one: Kept, stay: Stay) -> str:
    """Who asks for everything to go has taken back a consent too (Art. 7(3)): its proof counts from there."""
    if one.line.right is RightKind.ERASURE and stay.until.endswith("retrait de l’accord"):
        return f"{stay.until} (cette demande vaut retrait, s’il n’était pas déjà fait)"
    return stay.until


def _kept_after_facts(one: Kept, entry: Entry) -> str:
    """« … : une somme reste due. Nous le gardons pour…; il est effacé 48 heures après le règlement. »"""
    name, law = one.named, _law(one, entry, *one.line.stays[:1])
    them = _THEM[name.form] if name.form else ""
    keep = f"nous {them} gardons" if them else "nous gardons ceci"
    known = f"{ended(in_sentence(one.facts))} {_capital(keep)}" if one.facts else keep
    ends = [_ending(one, stay) for stay in one.line.stays if stay.ends]
    told = f"{_capital(name.words)} : {known} {entry.text('aim')}{law}"
    return ended(f"{told} ; {ends[0]}" if len(one.line.stays) == 1 and ends else told)


def _ending(one: Kept, stay: Stay) -> str:
    """« il est effacé 48 heures après le règlement, et au plus tard 3 ans après l’incident de paiement »."""
    form, done = one.named.form, _ENDED.get(stay.ending)
    if form and done:
        return f"{_THEY_ARE[form]} {one.named.agreeing(done)} {stay.ends}"
    return f"{stay.ending} {stay.ends}"


def _then(name: Named, stay: Stay) -> str:
    done = _ENDED.get(stay.ending)
    return name.agreeing(done) if name.form and done else stay.ending


def _law(one: Kept, entry: Entry, stay: Stay | None = None) -> str:
    """The text that asks for it where there is one, and the Regulation's exception; of the dead, whom the
    Regulation does not know, the text alone."""
    duty = stay.law if stay is not None and one.reason == LEGAL_DUTY else ""
    article = "applied_cited" if stay is not None and stay.applied else "cited"
    cited = "" if one.line.right is RightKind.POST_MORTEM else entry.text(article)
    told = " ; ".join(filter(None, (duty, cited)))
    return f" ({told})" if told else ""


def _sentence(text: str) -> str:
    bare = text.strip()
    return ended(bare[:1].upper() + bare[1:]) if bare else ""


def ended(text: str) -> str:
    """With the full stop that it lacks."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _rights(entry: Entry) -> tuple[str, ...]:
    found = entry.extra.get("rights", ())
    return tuple(str(right) for right in found) if isinstance(found, list) else ()
