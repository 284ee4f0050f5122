"""What stands against a letter as things are: it would say what is not so, or not all it owes; pure.

Window and command line meet the same refusal, before a word is written (Art. 5(1)(a), 12, 15, 17(3), 19).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from gdpr_desk.accents import without_accents
from gdpr_desk.parties.model import PartyKind
from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.requests.bases import weighed
from gdpr_desk.requests.letters.annex import activities_given, holes
from gdpr_desk.requests.letters.case import Case, Given
from gdpr_desk.requests.letters.circumstances import question_sent
from gdpr_desk.requests.letters.delays import last_day
from gdpr_desk.requests.letters.heard import part_of
from gdpr_desk.requests.letters.keeping import goes_on
from gdpr_desk.requests.letters.model import IncompleteLetter, LetterKind
from gdpr_desk.requests.letters.naming import is_recording
from gdpr_desk.requests.letters.purposes import in_noun, purposes_of
from gdpr_desk.requests.letters.templates import Template, used
from gdpr_desk.requests.model import Channel, IdentityResult, RightKind
from gdpr_desk.requests.places import ChecklistLine, Step
from gdpr_desk.requests.telling import follow_up

_IN_FULL = frozenset(
    {
        *(LetterKind.RECTIFICATION, LetterKind.ERASURE, LetterKind.RESTRICTION),
        *(LetterKind.OBJECTION, LetterKind.CONSENT_WITHDRAWAL),
    }
)
"""Letters that say « it is done »: nothing of what was asked may be left over."""
_FROM_THE_LIST = _IN_FULL | {
    *(LetterKind.ACCESS, LetterKind.ACCESS_NOTHING, LetterKind.PORTABILITY),
    *(LetterKind.PARTIAL, LetterKind.POST_MORTEM),
}
"""Letters that tell what was found and done everywhere."""
_WORK = frozenset({Step.CORRECT, Step.ERASE, Step.RESTRICT, Step.STOP})
_DONE = _WORK | {Step.GIVE, Step.HAND_OVER, Step.REVIEW}
_NONE_THERE = frozenset({Step.NOT_FOUND, Step.GONE, Step.NOTHING})
NOT_LISTED = (
    "Cette personne n’est pas encore sur la liste d’opposition : inscrivez-la, "
    "sinon un prochain envoi peut repartir vers elle."
)
_ARTICLE = re.compile(r"^(?:l[ea]s? |l'|nos |notre )")
_NO_OBJECTION = "objection_basis"
_NAMED = 3
"""So many places are named; « … » stands for the others."""


def refuse(template: Template, case: Case, given: Given) -> None:
    """Raise IncompleteLetter where the letter must not be written yet, or not for this request."""
    if template.kind in _FROM_THE_LIST:
        _refuse_open(template, case)
    if template.kind in _IN_FULL:
        _refuse_left_over(template, case)
    if "person_right" in used(template.body) and not given.typed.get("person_right", "").strip():
        raise IncompleteLetter(
            "Cette lettre ne dit pas encore si la vérification donne raison à la personne.",
            remedy="Répondez par oui ou par non : ce qui était faux se corrige ou s’efface.",
            fields=("person_right",),
        )
    if template.kind is LetterKind.REFUSAL and "enclosed" in used(template.body):
        raise IncompleteLetter(
            "Un refus ne joint rien : ce qui est refusé partirait avec lui.",
            remedy="Retirez {enclosed} du modèle ; ce qui est remis va dans la « Réponse partielle ».",
            fields=("enclosed",),
            instead=LetterKind.PARTIAL,
        )
    check = _CHECKS.get(template.kind)
    if check is not None:
        check(case, given)


def warnings(template: Template, case: Case) -> tuple[str, ...]:
    """What whoever sends the letter should know, and what does not stop it."""
    stopped = {item.line for item in case.work if item.decision == Step.STOP}
    publicity = any(line.publicity and line.key in stopped for line in case.lines)
    answers = template.kind in (LetterKind.OBJECTION, LetterKind.PARTIAL)
    if answers and publicity and not case.listed:
        return (NOT_LISTED,)
    return ()


def _lines(template: Template, case: Case) -> Iterator[ChecklistLine]:
    """What of « Où chercher » the letter is about. Data are frozen so that an answer can be given: only
    where they are to be kept is the freeze itself the answer."""
    rights = template.rights or case.request.rights
    for line in case.lines:
        frozen = line.proposed is Step.FREEZE and line.right is not RightKind.RESTRICTION
        if line.right in rights and not frozen:
            yield line


def _refuse_open(template: Template, case: Case) -> None:
    decided = {line.key: item for line, item in case.decided()}
    quiet = {line.key for line in follow_up(case.lines, case.work).left_out}
    lines = list(_lines(template, case))
    waiting = [
        line
        for line in lines
        if line.key not in decided and line.proposed is not Step.NOTHING and line.key not in quiet
    ]
    if waiting:
        raise _of_the_list(
            f"Rien n’est encore noté dans « Où chercher » pour : {_places(waiting)}",
            "Ce qui reste ou n’est plus là se note aussi : la lettre le dit.",
        )
    undone = [
        line
        for line in lines
        if line.key in decided
        and not line.party
        and decided[line.key].done_on is None
        and decided[line.key].decision in _WORK
    ]
    if undone:
        told = f"Décidé, mais pas encore fait : {_places(undone)}"
        raise _of_the_list(told, "Faites-le, puis notez-le d’abord.")


def _refuse_left_over(template: Template, case: Case) -> None:
    keys = {line.key for line in _lines(template, case) if not line.party}
    kept = [
        line
        for line, item in case.decided()
        if line.key in keys and item.decision == Step.KEEP and not goes_on(line)
    ]
    if kept:
        raise _of_the_list(
            f"Quelque chose reste : {_places(kept)}",
            "Prenez la « Réponse partielle », qui dit quoi et pourquoi.",
            LetterKind.PARTIAL,
        )


def _access(case: Case, _given: Given) -> None:
    if not activities_given(case.register, case.lines, case.work):
        raise _of_the_list(
            "Aucune ligne ne dit « Donner une copie ».",
            "Notez où vous avez trouvé des données, ou prenez « Accès : rien trouvé ».",
            LetterKind.ACCESS_NOTHING,
        )
    _whole_annex(case)


def _partial(case: Case, given: Given) -> None:
    """Something is done; what is given of an access comes with all that Article 15 has a person told."""
    _objection_open(case, given)
    if not any(
        item.done_on is not None and not line.party and item.decision in _DONE
        for line, item in case.decided()
    ):
        raise _of_the_list(
            "Rien de ce qui est demandé n’est fait : ce n’est pas une réponse partielle.",
            "Notez ce qui est fait, ou prenez le « Refus motivé ».",
            LetterKind.REFUSAL,
        )
    _whole_annex(case)


def _objection_open(case: Case, given: Given) -> None:
    """The right to object stands against whatever rests neither on a contract nor on the law in the register
    (Art. 21(1)): « it does not apply here » is no reason there."""
    opposed = [refusal for refusal in given.refusals if refusal.reason == _NO_OBJECTION]
    if not opposed:
        return
    purposes = [purpose for activity in case.register.activities for purpose in activity.purposes]
    uses = [in_noun(purpose.name) for purpose in purposes if weighed(purpose)]
    said = _bare(" ".join([given.typed.get("contested_use", ""), *(one.facts for one in opposed)]))
    keys = {one.line for one in opposed}
    bound = [line for line in case.lines if line.key in keys and line.proposed is Step.WEIGH]
    named = [use for line in bound for use in purposes_of(line, case.register)]
    named += [use for use in uses if re.search(rf"\b{re.escape(_subject(use))}\b", said)]
    if named:
        raise IncompleteLetter(
            "Dans votre registre, cet usage ne repose ni sur un contrat ni sur la loi : "
            f"{named[0]}. L’opposition s’y applique donc.",
            remedy="Pesez les raisons de la personne et choisissez un autre motif, ou arrêtez cet usage.",
            fields=("contested_use",),
        )


def _subject(use: str) -> str:
    """What a use is about, without its article or quotes: « accueil » for « l’accueil »."""
    return _ARTICLE.sub("", _bare(use).strip("« »"))


def _bare(text: str) -> str:
    return " ".join(without_accents(text.replace("’", "'")).lower().split())


def _whole_annex(case: Case) -> None:
    given = activities_given(case.register, case.lines, case.work)
    found = holes(given, case.register.parties)
    if found:
        raise IncompleteLetter(
            f"Le registre ne dit pas encore tout ce que cette réponse doit : {' ; '.join(found.values())}.",
            remedy="Complétez ces fiches dans « Registre », puis revenez.",
            activity=next(iter(found)),
        )


def _nothing(case: Case, _given: Given) -> None:
    found = [
        line
        for line, item in case.decided()
        if line.right is RightKind.ACCESS and not line.party and line.proposed is not Step.FREEZE
        if item.decision not in _NONE_THERE
    ]
    if found:
        raise _of_the_list(
            f"Vous avez noté des données : {_places(found)}",
            "Prenez « Accès : la copie », ou changez ces lignes.",
            LetterKind.ACCESS,
        )
    _answered_outside(case)


def _answered_outside(case: Case) -> None:
    """« Nothing found » is said for the processors too: what they hold is the shop's (Art. 15, 28)."""
    asked = dict.fromkeys(
        line.place
        for line, item in case.decided()
        if line.right is RightKind.ACCESS and line.party and item.decision == Step.ASK
    )
    if asked:
        answer = "répond" if len(asked) == 1 else "répondent"
        raise _of_the_list(
            f"Rien ne dit encore ce que {answer} {french_list(list(asked))}.",
            "Attendez la réponse, puis notez « Rien trouvé » dans « Où chercher ».",
        )


def _portability(case: Case, _given: Given) -> None:
    if not any(
        item.decision == Step.HAND_OVER and item.done_on is not None and not line.party
        for line, item in case.decided()
    ):
        raise _of_the_list(
            "Aucun fichier n’est encore noté comme préparé.",
            "Préparez les fichiers à remettre, puis notez-le.",
        )


def _lifted(case: Case, _given: Given) -> None:
    aside = any(item.decision == Step.RESTRICT and item.done_on is not None for _, item in case.decided())
    if not aside:
        raise _of_the_list(
            "Rien n’a été mis de côté pour cette demande : il n’y a rien à reprendre.",
            "Notez d’abord ce qui a été mis de côté.",
        )


def _identity(case: Case, _given: Given) -> None:
    doubt, check = case.request.doubt, case.request.check
    if check is not None and check.result is IdentityResult.VERIFIED:
        raise _of_identity("L’identité est déjà vérifiée : il n’y a plus rien à demander.")
    if doubt is not None and not doubt.doubt:
        raise _of_identity("Vous avez noté que vous savez qui demande : aucune preuve n’est à demander.")


def _copy(case: Case, given: Given) -> None:
    """After the question, or where it is said why none can do (law page 3.4)."""
    _identity(case, given)
    if not question_sent(case) and not given.typed.get("question_idle", "").strip():
        raise IncompleteLetter(
            "La copie d’une pièce est le dernier moyen, et rien de plus léger n’a été demandé.",
            remedy="Envoyez d’abord la « Question sur l’identité », ou dites pourquoi elle ne suffirait pas.",
            fields=("question_idle",),
            instead=LetterKind.IDENTITY_QUESTION,
        )


def _late(case: Case, given: Given) -> None:
    """Nobody owns to a delay that still runs."""
    due = last_day(case)
    if given.written_on <= due:
        early = given.written_on <= case.deadline.announce_by and case.request.extension is None
        raise IncompleteLetter(
            f"Le délai court encore, jusqu’au {french_date(due)} : vous n’êtes pas en retard.",
            remedy="Répondez d’ici là, ou annoncez une « Prolongation du délai ».",
            fields=("late_reason",),
            instead=LetterKind.EXTENSION if early else None,
        )


def _rectification(case: Case, _given: Given) -> None:
    """A sound or a picture is what it is: what was wrong stands elsewhere."""
    recorded = [
        line
        for line, item in case.decided()
        if line.right is RightKind.RECTIFICATION and not line.party and item.decision == Step.CORRECT
        if line.things and all(map(is_recording, line.things))
    ]
    if recorded:
        raise _of_the_list(
            f"Un enregistrement ne se corrige pas : {_places(recorded)}",
            "Notez « Rien trouvé » là où l’erreur n’est pas.",
        )


def _fee(case: Case, given: Given) -> None:
    if "copie" in given.typed.get("fee_ground", "").lower() and RightKind.ACCESS not in case.request.rights:
        raise IncompleteLetter(
            "Une copie de plus ne se paie que dans une demande d’accès (art. 15, § 3, du RGPD).",
            remedy="Écrivez « excessive » ou « infondée », ou répondez sans frais.",
            fields=("fee_ground",),
        )


def _receipt(case: Case, _given: Given) -> None:
    if case.request.channel is Channel.EMAIL:
        raise IncompleteLetter(
            "Cette demande est venue par e-mail : il n’y a rien à remettre ni à relire ensemble.",
            remedy="Prenez l’« Accusé de réception ».",
            instead=LetterKind.RECEIPT,
        )


def _to_processor(_case: Case, given: Given) -> None:
    if given.party is not None and given.party.kind is not PartyKind.PROCESSOR:
        raise IncompleteLetter(
            f"{given.party.name} ne travaille pas pour vous : on l’informe, sans lui donner d’instructions.",
            remedy="Prenez l’« Information d’un destinataire », ou choisissez un prestataire.",
            fields=("party",),
            instead=LetterKind.RECIPIENT_NOTICE,
        )


def _to_recipient(case: Case, given: Given) -> None:
    party = given.party
    if party is None:
        return
    if party.kind is PartyKind.PROCESSOR:
        raise IncompleteLetter(
            f"{party.name} travaille pour vous : on ne l’informe pas, on lui demande de faire de même.",
            remedy="Prenez la « Demande à un prestataire », ou choisissez un destinataire.",
            fields=("party",),
            instead=LetterKind.PARTY_REQUEST,
        )
    if not any(part.done and part.line.article_19 for part in part_of(case, given)):
        raise _of_the_list(
            f"Rien de ce que reçoit {party.name} n’a été corrigé, effacé ou mis de côté.",
            "Il n’y a rien à lui écrire ; sinon, notez d’abord ce qui est fait.",
        )


_CHECKS: Mapping[LetterKind, Callable[[Case, Given], None]] = {
    LetterKind.ACCESS: _access,
    LetterKind.ACCESS_NOTHING: _nothing,
    LetterKind.PARTIAL: _partial,
    LetterKind.REFUSAL: _objection_open,
    LetterKind.PORTABILITY: _portability,
    LetterKind.FEE: _fee,
    LetterKind.LATE: _late,
    LetterKind.RECTIFICATION: _rectification,
    LetterKind.RESTRICTION_LIFTED: _lifted,
    LetterKind.IDENTITY_QUESTION: _identity,
    LetterKind.IDENTITY_COPY: _copy,
    LetterKind.COUNTER_RECEIPT: _receipt,
    LetterKind.PARTY_REQUEST: _to_processor,
    LetterKind.RECIPIENT_NOTICE: _to_recipient,
}


def _of_the_list(message: str, remedy: str, instead: LetterKind | None = None) -> IncompleteLetter:
    return IncompleteLetter(message, remedy=remedy, from_list=True, instead=instead)


def _of_identity(message: str) -> IncompleteLetter:
    return IncompleteLetter(
        message,
        remedy="Si un doute est né depuis, notez-le d’abord dans « Identité ».",
        fields=("identity_reason",),
    )


def _places(lines: Iterable[ChecklistLine]) -> str:
    """« Newsletter, Gestion des clients. », « … » for those not named; the end of its sentence."""
    names = list(dict.fromkeys(line.place for line in lines))
    return ", ".join(names[:_NAMED]) + ("…" if len(names) > _NAMED else ".")
