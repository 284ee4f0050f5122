"""What Article 15(1) and (2) has a person read beside the copy of their data, from the register; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.reference import catalogues
from gdpr_desk.register import wording
from gdpr_desk.register.model import LawfulBasis, ProcessingActivity, Purpose, Recipient, Register
from gdpr_desk.register.quality.abroad import outside_the_eea
from gdpr_desk.register.starter import starter_keys, starter_parties
from gdpr_desk.requests.letters.case import Case
from gdpr_desk.requests.letters.lasting import lasting
from gdpr_desk.requests.letters.model import AnnexSheet, LetterKind
from gdpr_desk.requests.letters.purposes import in_noun
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, in_sentence
from gdpr_desk.requests.stays import plain


def annex(
    register: Register,
    lines: Sequence[ChecklistLine],
    work: Sequence[WorkDone],
    *,
    theirs: bool = False,
    never_sent: str = "",
) -> tuple[AnnexSheet, ...]:
    """A sheet for each record in which data of the person were found, and given; in the register's order.
    `theirs` where somebody asks for that person; who `never_sent` names, or found nothing, got nothing."""
    absent = _without_anything(lines, work)
    named = {party.key: party for party in register.parties}
    absent |= {key for key, party in named.items() if party.name.casefold() in never_sent.casefold()}
    given = [
        replace(one, recipients=tuple(r for r in one.recipients if r.party not in absent))
        for one in activities_given(register, lines, work)
    ]
    return tuple(_sheet(activity, named, theirs=theirs) for activity in given)


def _without_anything(lines: Sequence[ChecklistLine], work: Sequence[WorkDone]) -> set[str]:
    """Parties that were asked and have nothing on this person (Art. 15(1)(c), C-154/21: who really did)."""
    found = {item.line: item.decision for item in work}
    asked = [line for line in lines if line.party and line.right is RightKind.ACCESS]
    return {line.party for line in asked if found.get(line.key) == Step.NOT_FOUND}


def annexed(template: Template, case: Case) -> bool:
    """Whether it goes with this letter: the answer to an access, and one that grants it in part."""
    partly = template.kind is LetterKind.PARTIAL
    return template.annex or (partly and bool(activities_given(case.register, case.lines, case.work)))


def activities_given(
    register: Register, lines: Sequence[ChecklistLine], work: Sequence[WorkDone]
) -> tuple[ProcessingActivity, ...]:
    """The records of which somebody decided to give a copy: no others go to the person."""
    decided = {item.line for item in work if item.decision == Step.GIVE}
    given = {
        ref
        for line in lines
        if line.right is RightKind.ACCESS and not line.party and line.key in decided
        for ref in line.activities
    }
    return tuple(activity for activity in register.activities if activity.reference in given)


def beside_the_copy(case: Case) -> dict[str, str]:
    """The chips for what Article 15(1)(h) and (2) has told with a copy: said in the letter either way, since
    silence cannot be told from an oversight."""
    given = activities_given(case.register, case.lines, case.work)
    alone = any(activity.automated_decisions for activity in given)
    abroad = any(activity.transfers for activity in given)
    holds = {
        "decided_alone": alone,
        "decided_by_people": bool(given) and not alone,
        "goes_abroad": abroad,
        "stays_in_europe": bool(given) and not abroad,
    }
    return {key: "oui" if held else "" for key, held in holds.items()}


def holes(activities: Iterable[ProcessingActivity], parties: Iterable[Party]) -> dict[str, str]:
    """What the register leaves out of what Article 15(1)-(2) has a person told, by record: « Newsletter
    (combien de temps, garantie hors d’Europe) »."""
    told, named_parties = {}, {party.key: party for party in parties}
    for activity in activities:
        missing = {
            "pourquoi": not activity.purposes or not all(p.name.strip() for p in activity.purposes),
            "données": not activity.data,
            "qui les reçoit": not activity.recipients,
            "combien de temps": not activity.retention,
            "garantie hors d’Europe": not all(t.country and t.safeguard for t in activity.transfers)
            or _left_without_a_word(activity, named_parties),
        }
        named = [words for words, missed in missing.items() if missed]
        if named:
            told[activity.reference] = f"{activity.name} ({', '.join(named)})"
    return told


def _left_without_a_word(activity: ProcessingActivity, named: Mapping[str, Party]) -> bool:
    """Whether a recipient sits outside the European Economic Area and no transfer speaks of it."""
    known = {transfer.party for transfer in activity.transfers}
    countries = {transfer.country for transfer in activity.transfers if transfer.party is None}
    return any(
        outside_the_eea(party.country)
        for key, party in named.items()
        if key in {recipient.party for recipient in activity.recipients} - known
        if party.country not in countries
    )


def _sheet(activity: ProcessingActivity, named: Mapping[str, Party], *, theirs: bool) -> AnnexSheet:
    recipients = [_recipient(recipient, named) for recipient in activity.recipients]
    data = [in_sentence(plain(wording.data_line([item]))) for item in activity.data]
    rows = (
        ("Pourquoi", [_purpose(purpose, theirs=theirs) for purpose in activity.purposes]),
        ("Intérêt poursuivi", [p.interest for p in activity.purposes]),
        ("Données", [_row(data)]),
        ("Qui peut les recevoir", [_row(recipients)]),
        ("Combien de temps", lasting(activity, theirs=theirs)),
        ("D’où elles viennent", [_sources(activity)]),
        ("Hors d’Europe", [wording.transfer_line(transfer, named) for transfer in activity.transfers]),
        ("Décision automatique", [_AUTOMATED] if activity.automated_decisions else []),
    )
    return AnnexSheet(activity.name, tuple((label, kept) for label, texts in rows if (kept := _said(texts))))


_AUTOMATED = "Un programme décide seul ; vous pouvez demander qu’une personne revoie la décision."
_BASES = {LawfulBasis.CONSENT: "accord donné"}
"""What permits it where the Regulation's word is not the one people use."""


def _purpose(purpose: Purpose, *, theirs: bool) -> str:
    """With why it is permitted, which Article 15 does not ask for: what nobody said yet is left out."""
    told, basis = in_noun(purpose.name, theirs=theirs), purpose.lawful_basis
    why = _BASES.get(basis) or in_sentence(wording.basis_short(basis)) if basis else ""
    return _capital(f"{told} ({why})" if why else told) if purpose.name.strip() else ""


def _recipient(recipient: Recipient, named: Mapping[str, Party]) -> str:
    """« Tiroir Malin (éditeur du logiciel de caisse) »: a name alone tells nobody who that is."""
    name, party = wording.recipient_label(recipient, named), named.get(recipient.party or "")
    if party is None:
        return _team(name) if recipient.internal else name
    part = _parts().get(party.key) or ("prestataire" if party.kind is PartyKind.PROCESSOR else "")
    return f"{name} ({in_sentence(part)})" if part and part.casefold() != name.casefold() else name


_ARTICLES = frozenset({"le", "la", "les", "une", "un"})


def _team(name: str) -> str:
    """« notre équipe (communication) »: a department alone names nobody; « La gérance » does."""
    bare = name.strip()
    department = bare and "," not in bare and bare.split()[0].casefold() not in _ARTICLES
    return f"notre équipe ({in_sentence(bare)})" if department else name


@cache
def _parts() -> Mapping[str, str]:
    """What the generic parties of the starter records do, by their keys."""
    return {party.key: party.name for party in starter_parties(starter_keys())}


def _row(labels: Sequence[str]) -> str:
    return _capital(" ; ".join(dict.fromkeys(label for label in labels if label.strip())))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


_OURS = {"observed": "de l’usage de nos services", "shop": "de notre propre suivi"}


def _sources(activity: ProcessingActivity) -> str:
    """Where data come from that the person has not given (Art. 15(1)(g))."""
    labels = catalogues.data_sources()
    others = dict.fromkeys(item.source for item in activity.data if item.source != "direct")
    if not others:
        return "De vous-même." if activity.data else ""
    given = any(item.source == "direct" for item in activity.data)
    words = [_OURS.get(source) or in_sentence(labels.label(source)) for source in others]
    return _row(["de vous-même", *words] if given else words)
