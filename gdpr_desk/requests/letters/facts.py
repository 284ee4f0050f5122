"""What the chips of a letter say for one request: the words of its file, and its lists; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.requests.letters.annex import beside_the_copy
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.delays import asked_on, last_day, overdue
from gdpr_desk.requests.letters.heard import changed_there, heard_words, part_of
from gdpr_desk.requests.letters.keeping import goes_on, things_kept
from gdpr_desk.requests.letters.naming import each, listed, places
from gdpr_desk.requests.letters.purposes import purposes_of
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.typed import within_sentence
from gdpr_desk.requests.model import Channel, DataSubjectRequest, RightKind
from gdpr_desk.requests.places import ChecklistLine, Step, in_sentence
from gdpr_desk.requests.stays import plain

_CHANNEL = {
    Channel.EMAIL: "par e-mail",
    Channel.POST: "par courrier",
    Channel.PHONE: "par téléphone",
    Channel.COUNTER: "à la boutique",
}
_RIGHTS = {
    RightKind.ACCESS: "l’accès à {whose} données",
    RightKind.RECTIFICATION: "la correction de {whose} données",
    RightKind.ERASURE: "l’effacement de {whose} données",
    RightKind.RESTRICTION: "la mise de côté de {whose} données (limitation)",
    RightKind.PORTABILITY: "la remise de {whose} données dans un fichier (portabilité)",
    RightKind.OBJECTION: "l’opposition à l’usage de {whose} données",
    RightKind.CONSENT_WITHDRAWAL: "le retrait de l’accord donné",
    RightKind.AUTOMATED_DECISION: "une décision prise par un programme",
    RightKind.POST_MORTEM: "les données d’une personne décédée",
    RightKind.COMPLAINT: "une réclamation adressée à la CNIL",
    RightKind.OTHER: "{whose} données",
}
_THE_SAME = {
    RightKind.ACCESS: "l’accès à ces données",
    RightKind.RECTIFICATION: "leur correction",
    RightKind.ERASURE: "leur effacement",
    RightKind.RESTRICTION: "leur mise de côté (limitation)",
    RightKind.PORTABILITY: "leur remise dans un fichier (portabilité)",
    RightKind.OBJECTION: "l’opposition à leur usage",
}
"""The same behind one that has named the data."""
_WITH_DE = (("le ", "du "), ("les ", "des "), ("une ", "d’une "))
_CHANGED = {
    Step.GIVE: "Nous avons remis en copie :",
    Step.CORRECT: "Nous avons corrigé",
    Step.ERASE: "Nous avons effacé",
    Step.RESTRICT: "Nous avons mis de côté",
    Step.STOP: "Nous avons arrêté",
    Step.REVIEW: "Une personne a revu :",
}
"""What counts as done for the person, before whatever was done so."""
_WANTED = {
    RightKind.ACCESS: "Merci de nous envoyer une copie de tout ce que vous tenez sur cette personne",
    RightKind.RECTIFICATION: "Merci de corriger les données de cette personne",
    RightKind.ERASURE: "Merci d’effacer les données de cette personne, copies comprises",
    RightKind.RESTRICTION: "Merci de ne plus utiliser les données de cette personne, sans les effacer",
    RightKind.PORTABILITY: "Merci de nous envoyer dans un fichier ce que cette personne a fourni",
    RightKind.OBJECTION: "Merci de ne plus rien lui adresser et ne plus utiliser ses données",
    RightKind.CONSENT_WITHDRAWAL: "Merci de ne plus rien lui adresser : son accord est retiré",
    RightKind.AUTOMATED_DECISION: "Merci de nous dire sur quoi repose la décision de votre outil",
    RightKind.POST_MORTEM: "Merci de clore le compte de cette personne, qui est décédée",
}
_CHANGING = frozenset(
    {
        *(RightKind.RECTIFICATION, RightKind.ERASURE, RightKind.RESTRICTION),
        *(RightKind.OBJECTION, RightKind.CONSENT_WITHDRAWAL),
    }
)
"""Rights of which a processor only hears where something changes here."""
IDENTITY_WAYS = (
    "votre numéro de client, ou un message depuis votre compte en ligne ;",
    "une réponse depuis l’adresse e-mail ou le téléphone que vous nous auriez déjà donnés ;",
    "la date et l’objet d’un achat récent ;",
    "votre passage à la boutique : vous nous montrez une pièce d’identité ; nous n’en faisons aucune copie.",
)
"""From the lightest (law page 3.4); showing a paper is the last."""
COPY_RULES = (
    "le recto seulement, jamais l’original, en noir et blanc ;",
    "cachez tout, sauf le nom et le prénom : numéro, photo, signature, dates, adresse ;",
    "écrivez en travers : « Demande RGPD – {shop} – {day} » (filigrane.beta.gouv.fr le fait gratuitement).",
)
MANDATE_SAYS = (
    "ce que vous pouvez demander pour elle ;",
    "si vous pouvez recevoir notre réponse ;",
    "jusqu’à quand.",
)
HEIR_PAPERS = ("un acte de notoriété ;", "ou le livret de famille.")
_LONGEST_QUOTE = 1_200


def file_words(template: Template, case: Case, given: Given) -> dict[str, str]:
    """The chips of one line that the file fills; empty where it says nothing."""
    request, deadline = case.request, case.deadline
    person = request.requester
    officer = case.register.controller.officer
    words = {
        "reference": request.reference,
        "received_on": french_date(request.received_on),
        "channel": _CHANNEL[request.channel],
        "text": _quoted(request.text),
        "requester_name": person.name,
        "requester_email": person.email,
        "requester_address": " ".join(person.address.replace("\n", ", ").split()),
        "represents": person.represents,
        "identity_aim": _identity_aim(request),
        "due_on": french_date(last_day(case)),
        "extended_on": french_date(deadline.extended_target),
        "asked_on": french_date(asked_on(case) or given.written_on),
        "today": french_date(given.written_on),
        "shop_name": case.register.controller.name,
        "officer_name": officer.name if officer else "",
        "client_name": given.party.name if given.party else "",
        "overdue": "passé" if overdue(case, given) else "",
        **_only_if(case),
        "fee_article": _fee_article(request),
        **heard_words(template, case, given),
        "handed_over": french_list(_handed_over(case)),
        "gone": listed(_gone(template, case)),
        "unchanged": listed(_unchanged(case)),
        "wanted_erased": "oui" if _proofs_there(case, given) else "",
        **beside_the_copy(case),
        "identity_reason": within_sentence(request.doubt.reason) if request.doubt else "",
        "extension_reason": within_sentence(request.extension.reason) if request.extension else "",
    }
    return {key: text.strip() for key, text in words.items()}


def _identity_aim(request: DataSubjectRequest) -> str:
    """What a wrong answer would do to somebody: their data handed out, or their data gone."""
    handed = {RightKind.ACCESS, RightKind.PORTABILITY, RightKind.POST_MORTEM}
    if handed & set(request.rights):
        return "de ne remettre vos données à personne d’autre que vous"
    if RightKind.ERASURE in request.rights:
        return "de ne rien effacer à la demande d’une autre personne"
    return "de ne rien changer à la demande d’une autre personne"


def _fee_article(request: DataSubjectRequest) -> str:
    """A further copy has a rule of its own (Art. 15(3)); any other answer only that of Art. 12(5)."""
    if RightKind.ACCESS in request.rights:
        return "articles 12, paragraphe 5, et 15, paragraphe 3,"
    return "article 12, paragraphe 5,"


def _only_if(case: Case) -> dict[str, str]:
    """The chips that say nothing of their own and only let a paragraph stand."""
    request = case.request
    doubted = request.doubt is not None and request.doubt.doubt
    spoken, noted = request.channel in (Channel.PHONE, Channel.COUNTER), bool(request.text.strip())
    holds = {
        "identity_open": doubted or case.copies,
        "spoken": spoken and noted,
        "in_writing": not spoken and noted,
        "at_counter": request.channel is Channel.COUNTER and noted,
        "copy_given": _decided(case, RightKind.ACCESS, Step.GIVE),
    }
    return {key: "oui" if held else "" for key, held in holds.items()}


def _decided(case: Case, right: RightKind, step: Step) -> bool:
    return any(
        line.right is right and item.decision == step and not line.party for line, item in case.decided()
    )


def rights_words(request: DataSubjectRequest, *, theirs: bool, after: str = "") -> str:
    """« l’accès à vos données et leur effacement »; `theirs` for another reader. Behind « de » or « sur »
    (`after`) each right has that word of its own: « du retrait de l’accord et de leur effacement »."""
    whose = "ses" if theirs or request.requester.represents else "vos"
    named: list[str] = []
    for right in request.rights:
        full = _RIGHTS[right].format(whose=whose)
        known = any(f"{whose} données" in one for one in named)
        named.append(_THE_SAME.get(right, full) if known else full)
    return french_list([_behind(after, one) for one in named])


def _behind(word: str, named: str) -> str:
    for article, both in _WITH_DE if word == "de" else ():
        if named.startswith(article):
            return both + named.removeprefix(article)
    return f"{word} {named}".strip()


def file_lists(template: Template, case: Case, given: Given) -> dict[str, tuple[str, ...]]:
    """The chips of several lines."""
    shop = case.register.controller.name
    copy_rules = [rule.format(shop=shop, day=french_date(given.written_on)) for rule in COPY_RULES]
    return {
        "identity_ways": IDENTITY_WAYS,
        "copy_rules": tuple(copy_rules),
        "heir_papers": HEIR_PAPERS,
        "mandate_says": MANDATE_SAYS,
        "done_list": _done(template, case, given),
        "kept_list": things_kept(case, given.refusals),
        "gone_list": _as_rows(_gone(template, case)),
        "wanted_list": tuple(_wanted(case, given)),
        "refused_list": (),
    }


def _done(template: Template, case: Case, given: Given) -> tuple[str, ...]:
    """What is done in the shop, a row for each thing; where a letter may tell of several kinds of work, one
    for each kind. To a party, what was done to what it has."""
    if template.to_party:
        return changed_there(case, given)
    done = _work_done(template, case)
    if template.rights and RightKind.POST_MORTEM not in template.rights:
        return _as_rows([one for _, one in done])
    found: dict[Step, list[str]] = {}
    for step, one in done:
        if step is Step.GIVE and RightKind.POST_MORTEM not in template.rights:
            continue  # the copy has a sentence of its own, and its annex
        found.setdefault(step, []).append(one)
    return tuple(f"{_CHANGED[step]} {listed(things)}." for step, things in found.items())


def _work_done(template: Template, case: Case) -> list[tuple[Step, str]]:
    """What is done in the shop, as the person reads it."""
    theirs = bool(case.request.requester.represents)
    found = []
    for line, item in case.decided():
        decision = Step(item.decision)
        if line.party or item.done_on is None or decision not in _CHANGED:
            continue
        if template.rights and line.right not in template.rights:
            continue
        stopped = purposes_of(line, case.register, theirs=theirs) if decision is Step.STOP else ()
        named = stopped or [one.words for one in each(line, theirs=theirs)]
        found += [(decision, one) for one in named]
    return found


def _handed_over(case: Case) -> list[str]:
    """The data in the file of a portability, each kind once, of whichever record (Art. 20)."""
    kinds = (
        kind
        for line, item in case.decided()
        if line.right is RightKind.PORTABILITY and not line.party and item.done_on is not None
        if item.decision == Step.HAND_OVER
        for kind in line.what.split(", ")
    )
    return list(dict.fromkeys(in_sentence(plain(kind)) for kind in kinds))


def _gone(template: Template, case: Case) -> list[str]:
    """What is not there, or no longer, of what the letter is about: nobody says that it ever was."""
    lines = (line for line, item in case.decided() if item.decision == Step.GONE and not line.party)
    names = (one for line in lines if _asked_of(line, template) for one in places(line))
    return list(dict.fromkeys(names))


def _unchanged(case: Case) -> list[str]:
    """The proofs that a correction leaves as they are (Art. 16): said, so that nobody expects it there."""
    theirs = bool(case.request.requester.represents)
    return [
        one.words
        for line, item in case.decided()
        if line.right is RightKind.RECTIFICATION and not line.party and goes_on(line)
        if item.decision == Step.KEEP
        for one in each(line, theirs=theirs)
    ]


def _proofs_there(case: Case, given: Given) -> bool:
    """Whether a processor is asked to erase where something of the record is to stay."""
    noted = {item.line: item.decision for item in case.work}
    for part in part_of(case, given):
        if part.processor and part.line.right is RightKind.ERASURE and part.concerned:
            shared = [one for one in case.lines if set(one.activities) & set(part.line.activities)]
            return any(not one.party and noted.get(one.key, one.proposed) == Step.KEEP for one in shared)
    return False


def _asked_of(line: ChecklistLine, template: Template) -> bool:
    return line.proposed is not Step.FREEZE and (not template.rights or line.right in template.rights)


def _as_rows(names: Sequence[str]) -> tuple[str, ...]:
    """The rows of one list: « a ; », « b. »."""
    return tuple(f"{name}{' ;' if n < len(names) else '.'}" for n, name in enumerate(names, start=1))


def _wanted(case: Case, given: Given) -> Iterable[str]:
    """What a processor is asked to do, by right, for the records it has part in: of a change, only where
    something changes here."""
    for part in part_of(case, given):
        line = part.line
        idle = line.right in _CHANGING and not part.concerned
        if part.processor and line.right in _WANTED and not idle:
            yield f"{_WANTED[line.right]} ({in_sentence(line.what)})"


def _quoted(text: str) -> str:
    quoted = " ".join(text.split())
    return quoted if len(quoted) <= _LONGEST_QUOTE else f"{quoted[:_LONGEST_QUOTE].rstrip()} […]"
