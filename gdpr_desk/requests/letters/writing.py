"""From a request, what was decided on it and what somebody types, to a letter; pure (Art. 12, 15-22)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Standing
from gdpr_desk.register.sender import address_lines, sender_of
from gdpr_desk.register.wording import joined
from gdpr_desk.requests.checks import precision_pauses
from gdpr_desk.requests.letters import guards, refusing
from gdpr_desk.requests.letters.annex import annex, annexed
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.chips import CHIPS, PARTY_ADDRESS, Entered, Filled
from gdpr_desk.requests.letters.circumstances import after_death, circumstances
from gdpr_desk.requests.letters.facts import file_lists, file_words, rights_words
from gdpr_desk.requests.letters.keeping import bound, kept
from gdpr_desk.requests.letters.model import (
    Addressee,
    AnnexSheet,
    Block,
    IncompleteLetter,
    Letter,
    LetterKind,
)
from gdpr_desk.requests.letters.templates import CHIP, CONDITION, Template, shipped, used
from gdpr_desk.requests.letters.typed import typed_as_it_is, typed_words
from gdpr_desk.requests.letters.whole import nothing_else
from gdpr_desk.requests.model import DataSubjectRequest, RightKind
from gdpr_desk.requests.timing import awaits_authority_date

_QUESTIONS = frozenset({LetterKind.IDENTITY_QUESTION, LetterKind.IDENTITY_COPY, LetterKind.PRECISION})
_LEFT_AS_IT_IS = {LetterKind.RECTIFICATION: "unchanged", LetterKind.ERASURE: "listed"}
"""The chip that tells what stays where all that was asked counts as done."""
_PROMISES = frozenset({"answer_on", "due_on", "due_told"})
"""The chips that say until when we answer."""
_BEFORE_RIGHTS = ("de", "sur")
_NAMING = re.compile(
    r"(?: (?:pour|de|du|à|par))? ?\{(?:represents|requester_\w+|client_\w+|officer_name|text)\}"
)
_CHIP_BEHIND = re.compile(rf"(?:\b({'|'.join(_BEFORE_RIGHTS)}) )?{CHIP.pattern}")
"""A chip with the word before it, which some of them take into their own."""


def write(template: Template, case: Case, given: Given) -> Letter:
    """The letter. Raises IncompleteLetter for a chip that says nothing, for a refusal without a reason or for
    one the right does not allow, for an extension told too late, for a day that is none, and where `guards`
    refuses; the message names what is missing."""
    _in_time(template, case, given)
    guards.refuse(template, case, given)
    refused = refusing.reasons(template, case, given.refusals)
    words, lists = _fillings(template, case, given, typed_words(template, given))
    _still_stops(template, case, words, lists)
    _dated(template, case, words, lists)
    lists["refused_list"] = refused
    blocks = _blocks(template, words, lists)
    subject = _one_line(_filled(template.subject, words))
    return Letter(
        kind=template.kind,
        reference=case.request.reference,
        sender=sender_of(case.register.controller),
        addressee=_addressee(template, case.request, given),
        written_on=given.written_on,
        subject=subject[:1].upper() + subject[1:],
        title=_title(template, words),
        blocks=blocks,
        remedies=_remedies(template, case, words),
        annex=_annex(template, case, words),
        enclosed=_enclosed(template, words, lists),
        reread="" if given.reread or template.standing is Standing.CHECKED else template.source,
        refuses=template.refuses,
    )


def missing(template: Template, case: Case, given: Given) -> tuple[str, ...]:
    """The chips that would still say nothing, in the order in which they stand in the letter."""
    words, lists = _fillings(template, case, given, typed_as_it_is(given))
    lists["refused_list"] = tuple(refusal.facts for refusal in given.refusals) or lists["kept_list"]
    found: dict[str, None] = {}
    for text in _standing(f"{template.subject}\n\n{template.body}", words, lists):
        found.update(dict.fromkeys(name for name in CHIP.findall(text) if not _says(name, words, lists)))
    return tuple(found)


def to_type(template: Template, case: Case, given: Given) -> tuple[str, ...]:
    """The chips that somebody may fill for this request: those of paragraphs that are in its letter."""
    words, lists = _fillings(template, case, given, typed_as_it_is(given))
    text = f"{template.subject}\n\n{template.body}"
    names = {*used(" ".join(_standing(text, words, lists))), *_if_typed(text)}
    found = [name for name in used(text) if name in names and CHIPS[name].filled is Filled.TYPED]
    return tuple(dict.fromkeys([PARTY_ADDRESS, *found] if template.to_party else found))


def optional(template: Template) -> frozenset[str]:
    """The chips of `to_type` without which the letter is whole."""
    found = {*_if_typed(template.body), PARTY_ADDRESS}
    return frozenset(name for name in found if CHIPS[name].entered is not Entered.YES_NO)


def noted_words(template: Template, case: Case, given: Given) -> dict[str, str]:
    """What a chip to type says where nobody types it: what was noted in the file already."""
    words, _lists = _fillings(template, case, given, {})
    return {name: words[name] for name in to_type(template, case, given) if words.get(name)}


def _if_typed(text: str) -> set[str]:
    """The chips whose own paragraph waits for them: what need not be said."""
    found = (CONDITION.match(paragraph.strip()) for paragraph in text.split("\n\n"))
    return {condition[2] for condition in found if condition and condition[1] == "?"}


def _annex(template: Template, case: Case, words: Mapping[str, str]) -> tuple[AnnexSheet, ...]:
    if not annexed(template, case):
        return ()
    theirs = bool(case.request.requester.represents)
    never_sent = words.get("never_sent", "")
    return annex(case.register, case.lines, case.work, theirs=theirs, never_sent=never_sent)


def _title(template: Template, words: Mapping[str, str]) -> str:
    """The subject as a file may show it: without the chips that name somebody."""
    title = _one_line(_filled(_NAMING.sub("", template.subject), words))
    return title[:1].upper() + title[1:]


def _addressee(template: Template, request: DataSubjectRequest, given: Given) -> Addressee:
    if not template.to_party:
        person = request.requester
        return Addressee(person.name, address_lines(person.address), person.email)
    if given.party is None:
        raise IncompleteLetter(
            "Cette lettre va à un prestataire ou à un client, et rien ne dit auquel.",
            remedy="Choisissez à qui elle s’adresse.",
            fields=("party",),
        )
    contact = given.party.contact
    address = address_lines(given.typed.get(PARTY_ADDRESS, ""))
    return Addressee(given.party.name, address, contact.rights or contact.email)


def _remedies(template: Template, case: Case, words: Mapping[str, str]) -> tuple[str, ...]:
    """Complaint and court, where they are owed: with every refusal, of a part too, and once the month is over
    (Art. 12(4)).
    The Regulation's articles are for the living (recital 27)."""
    late = bool(words["overdue"]) and template.kind in _QUESTIONS
    stays = bool(words.get(_LEFT_AS_IT_IS.get(template.kind, "")))
    if not (template.remedies or template.refuses or late or stays):
        return ()
    field = "after_death" if set(case.request.rights) == {RightKind.POST_MORTEM} else "sentence"
    return tuple(entry.text(field) for entry in catalogues.remedies().values())


def _enclosed(template: Template, words: Mapping[str, str], lists: Lists) -> str:
    """What « P. j. » names."""
    if template.enclosure:
        return template.enclosure
    copy = words.get("enclosed", "") if _stands("enclosed", template, words, lists) else ""
    handed = shipped()[LetterKind.PORTABILITY].enclosure
    file = handed if _stands("handed_over", template, words, lists) else ""
    return " ; ".join(filter(None, (copy, file)))


def _in_time(template: Template, case: Case, given: Given) -> None:
    if template.kind is LetterKind.EXTENSION and given.written_on > case.deadline.announce_by:
        raise IncompleteLetter(
            "Le premier mois est passé : une prolongation ne peut plus être annoncée.",
            remedy="Répondez sans attendre, avec la lettre d’excuses pour un retard.",
            fields=("extension_reason",),
        )


Lists = dict[str, tuple[str, ...]]


def _dated(template: Template, case: Case, words: Mapping[str, str], lists: Lists) -> None:
    """No letter promises the month where the CNIL sets the date."""
    standing = used(" ".join(_standing(template.body, words, lists)))
    if awaits_authority_date(case.request) and not _PROMISES.isdisjoint(standing):
        raise IncompleteLetter(
            "La CNIL fixe la date de réponse, et elle n’est pas encore notée.",
            remedy="Notez-la d’abord : « Corriger… », dans « Demande ».",
            fields=("answer_on",),
        )


def _still_stops(template: Template, case: Case, words: Mapping[str, str], lists: Lists) -> None:
    """A delay that is over does not stop (EDPB 01/2022, § 159), nor does any for a question about which data
    are meant but that of an access (recital 63), whoever wrote the letter's words."""
    if "{asked_on}" not in " ".join(_standing(template.body, words, lists)):
        return
    if template.kind is LetterKind.PRECISION and not precision_pauses(case.request.rights):
        raise IncompleteLetter(
            "Demander une précision n’arrête le délai que pour une demande d’accès.",
            remedy="Reprenez le modèle d’origine, ou retirez-en cette phrase.",
            fields=("asked_on",),
        )
    if words["overdue"]:
        raise IncompleteLetter(
            f"Le délai a pris fin le {words['due_on']} : il ne peut plus s’arrêter.",
            remedy="Reprenez le modèle d’origine, ou retirez-en cette phrase.",
            fields=("asked_on",),
        )


def _fillings(
    template: Template, case: Case, given: Given, typed: Mapping[str, str]
) -> tuple[dict[str, str], Lists]:
    """What each chip says: of one line, of several. What was typed goes before what the file says."""
    words = {**file_words(template, case, given), **circumstances(template, case, given)}
    for after in ("", *_BEFORE_RIGHTS):
        key = f"{after} rights".strip()
        words[key] = rights_words(case.request, theirs=template.to_party, after=after)
    words["refused_title"] = refusing.title(case, given)
    words["partial_subject"] = refusing.subject(case, given)
    if template.kind is LetterKind.REFUSAL:
        bound_ones = bound(case, given.refusals)
        things = kept(case, bound_ones)
        words["nothing_else"] = nothing_else(case, bound_ones, things)
        words |= refusing.told_of(bound_ones, things, corrects=bool(words["corrects"]))
    words["shop_contact"] = sender_of(case.register.controller).contact
    lists = file_lists(template, case, given)
    if template.kind is LetterKind.POST_MORTEM:
        lists["kept_list"] = after_death(lists["kept_list"])
    words |= typed
    _after_a_check(template, words, lists)
    return words, lists


def _after_a_check(template: Template, words: dict[str, str], lists: Lists) -> None:
    """Data were set aside for a check: where the person was right, whoever heard is asked to do the same
    (Art. 19); to a party the news of its end takes the place of what was set aside."""
    if template.kind is LetterKind.RESTRICTION_LIFTED and words.get("person_right"):
        words["heard_too"], words["heard"] = words["heard"], ""
    if template.to_party and words.get("lift_news"):
        words["set_aside"] = words["party_changed"] = ""
        lists["done_list"] = ()


def _says(name: str, words: Mapping[str, str], lists: Lists) -> bool:
    return bool(lists[name] if name in lists else words.get(name))


def _standing(text: str, words: Mapping[str, str], lists: Lists) -> list[str]:
    """The paragraphs whose condition holds, without it."""
    found = []
    for raw in text.replace("\r\n", "\n").split("\n\n"):
        paragraph = raw.strip()
        condition = CONDITION.match(paragraph)
        if condition and _says(condition[2], words, lists) != (condition[1] == "?"):
            continue
        found.append(paragraph[condition.end() :] if condition else paragraph)
    return [paragraph for paragraph in found if paragraph]


def _stands(name: str, template: Template, words: Mapping[str, str], lists: Lists) -> bool:
    """Whether the letter says that chip, in a paragraph whose condition holds."""
    return any(name in CHIP.findall(text) for text in _standing(template.body, words, lists))


def _blocks(template: Template, words: Mapping[str, str], lists: Lists) -> tuple[Block, ...]:
    paragraphs = _standing(template.body, words, lists)
    empty: dict[str, None] = {}
    for text in [template.subject, *paragraphs]:
        empty.update(dict.fromkeys(name for name in CHIP.findall(text) if not _says(name, words, lists)))
    if empty:
        _refuse_empty(tuple(empty))
    return tuple(_block(paragraph, words, lists) for paragraph in paragraphs)


def _refuse_empty(fields: tuple[str, ...]) -> None:
    named = joined([f"« {CHIPS[name].label} »" for name in fields])
    one = len(fields) == 1
    raise IncompleteLetter(
        f"Il manque {'un champ' if one else 'des champs'} à cette lettre : {named}.",
        remedy="Complétez ce qui manque.",
        fields=fields,
    )


def _block(paragraph: str, words: Mapping[str, str], lists: Lists) -> Block:
    alone = CHIP.fullmatch(paragraph)
    if alone and alone[1] in lists:
        return Block(items=lists[alone[1]])
    inline = {name: joined(list(items)) for name, items in lists.items()}
    return Block(_filled(paragraph, {**words, **inline}))


def _filled(text: str, words: Mapping[str, str]) -> str:
    """Each chip once by its words; braces in what somebody typed stay what they are."""

    def said(found: re.Match[str]) -> str:
        before, name = found[1] or "", found[2]
        return words.get(f"{before} {name}") or f"{before} {words.get(name, '')}".lstrip()

    return _CHIP_BEHIND.sub(said, text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
