"""What the chips of a letter say for one request: the words of its file, and its lists; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.keeping import things_kept
from gdpr_desk.requests.letters.purposes import purposes_of
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.letters.things import about
from gdpr_desk.requests.letters.typed import within_sentence
from gdpr_desk.requests.model import Channel, DataSubjectRequest, RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, in_row, in_sentence

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
_CHANGED = {
    Step.GIVE: "Copie remise",
    Step.CORRECT: "Correction",
    Step.ERASE: "Effacement",
    Step.RESTRICT: "Mise de côté",
    Step.HAND_OVER: "Fichier remis",
    Step.STOP: "Usage arrêté",
    Step.REVIEW: "Revue par une personne",
}
"""What counts as done for the person, as a noun: it agrees with whatever stands behind it."""
_WANTED = {
    RightKind.ACCESS: "Nous envoyer une copie de tout ce que vous tenez sur cette personne",
    RightKind.RECTIFICATION: "Corriger les données de cette personne",
    RightKind.ERASURE: "Effacer les données de cette personne, copies comprises",
    RightKind.RESTRICTION: "Ne plus utiliser les données de cette personne, sans les effacer",
    RightKind.PORTABILITY: "Nous envoyer dans un fichier ce que cette personne a fourni",
    RightKind.OBJECTION: "Ne plus rien lui adresser et ne plus utiliser ses données",
    RightKind.CONSENT_WITHDRAWAL: "Ne plus rien lui adresser : son accord est retiré",
    RightKind.AUTOMATED_DECISION: "Nous dire sur quoi repose la décision de votre outil",
    RightKind.POST_MORTEM: "Clore le compte de cette personne, qui est décédée",
}
IDENTITY_WAYS = (
    "votre numéro de client, ou un message depuis votre compte en ligne ;",
    "une réponse depuis l’adresse e-mail ou le téléphone que vous nous auriez déjà donnés ;",
    "la date et l’objet d’un achat récent ;",
    "votre passage à la boutique : vous nous montrez une pièce, nous n’en gardons rien.",
)
"""From the lightest (law page 3.4); showing a paper is the last."""
COPY_RULES = (
    "le recto seulement, jamais l’original, en noir et blanc ;",
    "numéro, photo, signature et date d’expiration cachés : le nom et le prénom suffisent ;",
    "écrivez en travers : « Demande RGPD – {shop} – {day} » (gratuit sur filigrane.beta.gouv.fr).",
)
HEIR_PAPERS = ("un acte de notoriété ;", "ou le livret de famille.")
_NOTIFIED = frozenset({Step.CORRECT, Step.ERASE, Step.RESTRICT})
_STAYS: dict[RightKind | None, str] = {
    RightKind.ACCESS: "Voici ce que nous avons masqué, et pourquoi",
    RightKind.ERASURE: "Voici ce que nous devons garder, et pourquoi",
    RightKind.OBJECTION: "Voici l’usage que nous poursuivons, et pourquoi",
    None: "Voici ce que nous ne pouvons pas faire, ou ce qui doit rester, et pourquoi",
}
_IN_BACKUPS = " (nos sauvegardes les gardent jusqu’à leur remplacement, sans servir)"
_LONGEST_QUOTE = 1_200


def file_words(case: Case, given: Given) -> dict[str, str]:
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
        "due_on": french_date(case.due_on or deadline.due_in_force),
        "answer_on": french_date(case.target_on or deadline.target_in_force),
        "extended_on": french_date(deadline.extended_target),
        "asked_on": french_date(_asked_on(request) or given.written_on),
        "today": french_date(given.written_on),
        "shop_name": case.register.controller.name,
        "officer_name": officer.name if officer else "",
        "client_name": given.party.name if given.party else "",
        "listed": "inscrit" if case.listed and RightKind.OBJECTION in request.rights else "",
        "overdue": "passé" if _overdue(case, given) else "",
        **_only_if(case),
        "told": french_list(list(_told(case))),
        "what_stays": _what_stays(request),
        "fee_article": _fee_article(request),
        "asked_too": french_list(list(_asked_too(case))),
        "gone": french_list([in_sentence(about(line)) for line in _gone(case)]),
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


def _overdue(case: Case, given: Given) -> bool:
    """Whether the question was, or is, put after the end: what is over does not stop."""
    return (_asked_on(case.request) or given.written_on) > (case.due_on or case.deadline.due_in_force)


def _only_if(case: Case) -> dict[str, str]:
    """The chips that say nothing of their own and only let a paragraph stand."""
    request = case.request
    doubted = request.doubt is not None and request.doubt.doubt
    sure = request.doubt is not None and not request.doubt.doubt
    spoken, noted = request.channel in (Channel.PHONE, Channel.COUNTER), bool(request.text.strip())
    holds = {
        "identity_open": doubted or case.copies,
        "copy_unneeded": sure and case.copies,
        "in_writing": not spoken and noted,
        "at_counter": request.channel is Channel.COUNTER and noted,
        "copy_given": _decided(case, RightKind.ACCESS, Step.GIVE),
        "by_phone": request.channel is Channel.PHONE and noted,
        "put_right": _decided(case, RightKind.RECTIFICATION, Step.CORRECT)
        and not _decided(case, RightKind.ERASURE, Step.ERASE)
        and not _decided(case, RightKind.RESTRICTION, Step.RESTRICT),
        "erased": _decided(case, RightKind.ERASURE, Step.ERASE),
    }
    return {key: "oui" if held else "" for key, held in holds.items()}


def _decided(case: Case, right: RightKind, step: Step) -> bool:
    return any(
        line.right is right and item.decision == step and not line.party for line, item in case.decided()
    )


def rights_words(request: DataSubjectRequest, *, theirs: bool) -> str:
    """« l’accès à vos données et leur effacement »; `theirs` for another reader."""
    whose = "ses" if theirs or request.requester.represents else "vos"
    named: list[str] = []
    for right in request.rights:
        full = _RIGHTS[right].format(whose=whose)
        known = any(f"{whose} données" in one for one in named)
        named.append(_THE_SAME.get(right, full) if known else full)
    return french_list(named)


def file_lists(template: Template, case: Case, given: Given) -> dict[str, tuple[str, ...]]:
    """The chips of several lines."""
    shop = case.register.controller.name
    copy_rules = [rule.format(shop=shop, day=french_date(given.written_on)) for rule in COPY_RULES]
    return {
        "identity_ways": IDENTITY_WAYS,
        "copy_rules": tuple(copy_rules),
        "heir_papers": HEIR_PAPERS,
        "done_list": tuple(_done(template, case, given)),
        "kept_list": things_kept(case, given.refusals),
        "gone_list": tuple(about(line) for line in _gone(case)),
        "wanted_list": tuple(_wanted(case, given)),
        "refused_list": (),
    }


def _asked_on(request: DataSubjectRequest) -> date | None:
    pause = request.running_pause
    return pause.asked_on if pause else None


def _done(template: Template, case: Case, given: Given) -> Iterable[str]:
    """What is done in the shop, a line for each thing; where a letter may tell of several kinds of work, one
    for each kind."""
    mixed = not template.rights or RightKind.POST_MORTEM in template.rights
    if not mixed:
        return [one for _, one in _work_done(template, case, given)]
    found: dict[Step, list[str]] = {}
    for step, one in _work_done(template, case, given):
        found.setdefault(step, []).append(one)
    copies = {} if template.to_party else {Step.ERASE: _IN_BACKUPS}
    return [
        f"{_CHANGED[step]} : {in_sentence(in_row(things))}{copies.get(step, '')}"
        for step, things in found.items()
    ]


def _work_done(template: Template, case: Case, given: Given) -> Iterable[tuple[Step, str]]:
    """What is done in the shop; for a party only what it holds too."""
    shared = _shared(case, given) if template.to_party else None
    for line, item in case.decided():
        decision = Step(item.decision)
        if line.party or item.done_on is None or decision not in _CHANGED:
            continue
        if template.rights and line.right not in template.rights:
            continue
        if shared is not None and not shared & set(line.activities):
            continue
        named = purposes_of(line, case.register) if decision is Step.STOP else (about(line),)
        for one in named:
            yield decision, one


def _shared(case: Case, given: Given) -> set[str]:
    key = given.party.key if given.party else ""
    return {ref for line in case.lines if line.party == key for ref in line.activities}


def _gone(case: Case) -> list[ChecklistLine]:
    found = (line for line, item in case.decided() if item.decision == Step.GONE and not line.party)
    return [line for line in found if line.proposed is not Step.FREEZE]


def _told(case: Case) -> dict[str, None]:
    """Who outside knows by now that data they hold were changed, each once (Art. 19)."""
    return dict.fromkeys(
        line.place
        for line, item in case.decided()
        if line.article_19 and _knows(item) and _worked_on(case, line, _NOTIFIED)
    )


def _asked_too(case: Case) -> dict[str, None]:
    """Who outside was asked to stop too; where nothing was found in the shop, who was asked for it."""
    asked = [line for line, item in case.decided() if line.party and _knows(item) and not line.article_19]
    return dict.fromkeys(
        line.place
        for line in asked
        if _worked_on(case, line, {Step.STOP})
        or (line.right is RightKind.ACCESS and not _decided(case, RightKind.ACCESS, Step.GIVE))
    )


def _worked_on(case: Case, party: ChecklistLine, steps: Collection[Step]) -> bool:
    """Whether one of these was done, for that right, in a record in which the party has a part."""
    return any(
        line.right is party.right and set(line.activities) & set(party.activities)
        for line, item in case.decided()
        if not line.party and item.done_on is not None and item.decision in steps
    )


def _what_stays(request: DataSubjectRequest) -> str:
    """What a partial answer opens its second half with: what cannot be done differs by right."""
    (right,) = request.rights if len(request.rights) == 1 else (None,)
    return _STAYS.get(right, _STAYS[None])


def _knows(item: WorkDone) -> bool:
    done = item.decision == Step.ASK and item.done_on is not None
    return item.decision in (Step.TELL, Step.ASK) and (item.told_on is not None or done)


def _wanted(case: Case, given: Given) -> Iterable[str]:
    """What a processor is asked to do, by right, for the records it has part in."""
    key = given.party.key if given.party else ""
    for line in case.lines:
        if line.party == key and line.proposed is Step.ASK and line.right in _WANTED:
            yield f"{_WANTED[line.right]} ({in_sentence(line.what)})"


def _quoted(text: str) -> str:
    quoted = " ".join(text.split())
    return quoted if len(quoted) <= _LONGEST_QUOTE else f"{quoted[:_LONGEST_QUOTE].rstrip()} […]"
