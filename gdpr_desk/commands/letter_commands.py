"""« Où chercher », letters and the portability package of a request; the templates of letters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from gdpr_desk.app import Desk
from gdpr_desk.commands.opening import opened_desk, refuse_inside, typed_reference, vault_folder
from gdpr_desk.commands.parser import add_group, add_vault_options, add_verb, typed_path
from gdpr_desk.documents.typography import display
from gdpr_desk.errors import InvalidInput
from gdpr_desk.files import check_target, read_for_user, storage_failed, write_for_user
from gdpr_desk.outcome import MUST_LOOK, Outcome, counted
from gdpr_desk.periods.reading import read_date
from gdpr_desk.periods.words import french_date
from gdpr_desk.reference import catalogues
from gdpr_desk.requests.letters.case import Given
from gdpr_desk.requests.letters.chips import CHIPS, Filled
from gdpr_desk.requests.letters.model import LetterKind, Refusal
from gdpr_desk.requests.letters.templates import Template
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, not_on_the_list
from gdpr_desk.requests.portability import package, read_table
from gdpr_desk.requests.telling import follow_up
from gdpr_desk.requests.where_to_look import Person

_SAFE = "Rien n’a été produit."


def where(arguments: argparse.Namespace) -> Outcome:
    """The checklist of a request, with what was decided on it."""
    reference = typed_reference(arguments.request)
    with opened_desk(arguments) as desk:
        case = desk.letters.case(reference, _person(arguments))
    decided = {item.line: item for item in case.work}
    followed = follow_up(case.lines, case.work)
    rows = [_row(line, decided.get(line.key)) for line in case.lines]
    lines = [_told(line, decided.get(line.key)) for line in case.lines] or [
        "Rien à chercher pour cette demande."
    ]
    if followed.waiting:
        names = ", ".join(dict.fromkeys(line.place for line in followed.waiting))
        lines.append(f"À prévenir encore (art. 19) : {names}.")
    waiting = [line.key for line in followed.waiting]
    return Outcome({"checklist": rows, "to_tell": waiting}, lines)


def decide(arguments: argparse.Namespace) -> Outcome:
    """Put down what was decided, and perhaps done, on one line."""
    reference = typed_reference(arguments.request)
    done_on, told_on = (
        read_date(text, field="done") if text else None for text in (arguments.done, arguments.told)
    )
    with opened_desk(arguments, officers=True) as desk:
        lines = {line.key: line for line in desk.letters.where(reference, _person(arguments))}
        if arguments.line not in lines:
            raise not_on_the_list()
        decision = _decision_key(arguments.decision)
        work = WorkDone(arguments.line, decision, arguments.reason, done_on, "", told_on)
        kept = desk.handling.decide(reference, work, _person(arguments))
    return Outcome({"line": _row(lines[arguments.line], kept)}, [_told(lines[arguments.line], kept)])


def letter(arguments: argparse.Namespace) -> Outcome:
    """A letter of a request as PDF, and as text for an e-mail."""
    reference, kind = typed_reference(arguments.request), LetterKind(arguments.kind)
    refuse_inside(vault_folder(arguments), arguments.out.absolute())
    check_target(arguments.out, force=arguments.force)
    with opened_desk(arguments) as desk:
        made = desk.letters.write(reference, kind, _given(arguments, desk), _person(arguments))
        write_for_user(arguments.out, made.pdf.content, force=arguments.force)
    result = {
        "file": str(arguments.out),
        "kind": kind.value,
        "pages": made.pdf.pages,
        "subject": made.text.subject,
        "text": made.text.body,
        "reread": bool(made.letter.reread),
        "warnings": list(made.warnings),
    }
    told = [f"Lettre écrite : {counted(made.pdf.pages, 'page')}.", *made.warnings]
    if made.letter.reread:
        told.append("À faire relire avant l’envoi ; ensuite, ajoutez --reread.")
    plain = made.text.body if arguments.text else ""
    return Outcome(result, told, MUST_LOOK if made.letter.reread else 0, plain=plain)


def portability(arguments: argparse.Namespace) -> Outcome:
    """JSON and CSV of what the person gave."""
    reference = typed_reference(arguments.request)
    refuse_inside(vault_folder(arguments), arguments.out.absolute())
    tables = [_table(text) for text in arguments.data]
    with opened_desk(arguments, officers=True) as desk:
        case = desk.letters.case(reference)
        files = package(case.request, case.register.controller, case.lines, tables, desk.clock.today())
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise storage_failed(problem) from problem
    places = [(arguments.out / file.name, file.content) for file in files]
    for place, _ in places:
        check_target(place, force=arguments.force)
    for place, content in places:
        write_for_user(place, content, force=arguments.force)
    names = [str(place) for place, _ in places]
    return Outcome({"files": names}, [f"Écrit : {name}" for name in names])


def template_list(arguments: argparse.Namespace) -> Outcome:
    """Every letter there is."""
    with opened_desk(arguments) as desk:
        found = list(desk.letters.templates().values())
    lines = [f"{t.kind} : {t.label}{' (modifié)' if t.changed else ''}. {t.help}" for t in found]
    return Outcome({"templates": [_template(template) for template in found]}, lines)


def template_show(arguments: argparse.Namespace) -> Outcome:
    """The words of one letter, and the fields there are."""
    with opened_desk(arguments) as desk:
        found = desk.letters.templates()[LetterKind(arguments.kind)]
    chips = [f"{{{chip.key}}}  {chip.label}" for chip in CHIPS.values()]
    plain = "\n".join([found.subject, "", found.body, "", *chips])
    return Outcome({"template": _template(found), "chips": list(CHIPS)}, plain=plain)


def template_change(arguments: argparse.Namespace) -> Outcome:
    """Put a letter in one's own words, or back in the program's."""
    kind = LetterKind(arguments.kind)
    with opened_desk(arguments, officers=True) as desk:
        if arguments.original:
            found = desk.letters.restore(kind)
        else:
            before = desk.letters.templates()[kind]
            body = _text(arguments.body) if arguments.body else before.body
            found = desk.letters.change(kind, arguments.subject or before.subject, body)
    return Outcome(
        {"template": _template(found)},
        ["Modèle d’origine repris." if arguments.original else "Modèle gardé."],
    )


def _given(arguments: argparse.Namespace, desk: Desk) -> Given:
    day = read_date(arguments.date, field="date") if arguments.date else desk.clock.today()
    return Given(
        written_on=day,
        typed=dict(_pairs(arguments.set or ())),
        refusals=tuple(map(_refusal, arguments.refuse or ())),
        party=desk.parties.get(arguments.party) if arguments.party else None,
        reread=arguments.reread,
    )


def _pairs(texts: Sequence[str]) -> list[tuple[str, str]]:
    typed = [key for key, chip in CHIPS.items() if chip.filled is Filled.TYPED]
    pairs = []
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or key not in typed:
            raise InvalidInput(
                "Ce champ ne se remplit pas à la main.",
                safe=_SAFE,
                remedy=f"Écrivez CHAMP=TEXTE avec l’un de : {', '.join(typed)}.",
                field="set",
            )
        pairs.append((key, value))
    return pairs


def _refusal(text: str) -> Refusal:
    """`erasure:legal_claims=La facture…`; for one thing that is kept, the key of its line for the right."""
    head, sign, facts = text.partition("=")
    about, colon, reason = head.partition(":")
    right, slash, _rest = about.partition("/")
    if not sign or not colon or right not in [*RightKind]:
        known = ", ".join(catalogues.refusal_reasons())
        raise InvalidInput(
            "Un refus s’écrit DROIT:MOTIF=FAITS.",
            safe=_SAFE,
            remedy=f"Par exemple erasure:legal_claims=La facture reste due. Motifs : {known}.",
            field="refuse",
        )
    return Refusal(_reason_key(reason), RightKind(right), facts, about if slash else "")


def _decision_key(typed: str) -> str:
    """The key of a decision, typed as such or in the words of the list: « Effacer »."""
    words = {step.words.casefold(): step.value for step in Step}
    return words.get(typed.strip().casefold(), typed.strip())


def _reason_key(typed: str) -> str:
    """The key of a reason to refuse, typed as such or in its French words."""
    words = {entry.label.casefold(): key for key, entry in catalogues.refusal_reasons().items()}
    return words.get(typed.strip().casefold(), typed.strip())


def _table(text: str) -> Any:
    activity, sign, path = text.partition("=")
    if not sign or not path:
        raise InvalidInput(
            "Des données s’écrivent ACTIVITÉ=FICHIER.csv.",
            safe=_SAFE,
            remedy="Par exemple T-04=compte.csv.",
            field="data",
        )
    return read_table(read_for_user(Path(path)), typed_reference(activity))


def _text(path: Path) -> str:
    try:
        return read_for_user(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InvalidInput(
            "Ce fichier n’est pas un texte en UTF-8.",
            safe=_SAFE,
            remedy="Enregistrez-le en UTF-8.",
            field="body",
        ) from problem


def _person(arguments: argparse.Namespace) -> Person:
    last: date | None = (
        read_date(arguments.last_contact, field="last_contact") if arguments.last_contact else None
    )
    known = [typed_reference(text) for text in arguments.activity or ()]
    return Person(known or None, last)


def _row(line: ChecklistLine, done: WorkDone | None) -> dict[str, Any]:
    return {
        "key": line.key,
        "right": line.right.value,
        "activities": list(line.activities),
        "place": line.place,
        "what": line.what,
        "party": line.party or None,
        "proposed": line.proposed.value,
        "choices": [choice.value for choice in line.choices],
        "reason": line.reason,
        "article": line.article,
        "holds": list(line.holds),
        "decision": done.decision if done else None,
        "done_on": done.done_on.isoformat() if done and done.done_on else None,
        "told_on": done.told_on.isoformat() if done and done.told_on else None,
    }


def _told(line: ChecklistLine, done: WorkDone | None) -> str:
    what = f" ({line.what})" if line.what else ""
    when = f" le {french_date(done.done_on)}" if done and done.done_on else ""
    state = f"[{done.decision}{when}] " if done else ""
    return f"{state}{line.place}{what} : {line.proposed.words}. {line.reason}  {line.key}"


def _template(template: Template) -> dict[str, Any]:
    return {
        "kind": template.kind.value,
        "label": template.label,
        "subject": template.subject,
        "body": template.body,
        "article": template.article,
        "standing": template.standing.value,
        "changed": template.changed,
    }


def add_to_requests(group: Any) -> None:
    """The words of this module below `request`."""
    for parser in (
        _request(add_verb(group, "where", "où chercher, et quoi faire, pour une demande", where)),
        _decision(_request(add_verb(group, "decide", "noter une décision dans « Où chercher »", decide))),
        _letter(_request(add_verb(group, "letter", "écrire une lettre d’une demande, en PDF", letter))),
    ):
        parser.add_argument(
            "--activity", action="append", metavar="RÉF", help=display("seulement cette activité")
        )
        parser.add_argument(
            "--last-contact", metavar="DATE", help=display("le dernier contact avec la personne")
        )
        add_vault_options(parser)
    given = _request(add_verb(group, "portability", "remettre ce que la personne a fourni", portability))
    given.add_argument(
        "--data",
        action="append",
        required=True,
        metavar="RÉF=FICHIER.csv",
        help=display("ce qu'elle a fourni pour une activité, avec une ligne de titres"),
    )
    given.add_argument("--out", type=typed_path, required=True, metavar="DOSSIER", help=display("où écrire"))
    given.add_argument("--force", action="store_true", help="remplacer les fichiers existants")
    add_vault_options(given)


def add_to(verbs: Any) -> None:
    """The templates of letters."""
    group = add_group(verbs, "letter", "les modèles de lettres")
    add_vault_options(add_verb(group, "list", "toutes les lettres", template_list))
    shown = add_verb(group, "show", "le texte d’un modèle et ses champs", template_show)
    changed = add_verb(group, "change", "changer un modèle", template_change)
    for parser in (shown, changed):
        parser.add_argument(
            "kind", choices=list(LetterKind), metavar="LETTRE", help=display("voyez letter list")
        )
        add_vault_options(parser)
    changed.add_argument("--subject", metavar="TEXTE", help=display("son objet"))
    changed.add_argument("--body", type=typed_path, metavar="FICHIER", help=display("son texte, en UTF-8"))
    changed.add_argument("--original", action="store_true", help=display("reprendre le modèle d'origine"))


def _request(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("request", metavar="DEMANDE", help=display("par exemple D-2026-014"))
    return parser


def _decision(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("line", metavar="LIGNE", help=display("la clé que donne request where"))
    parser.add_argument(
        "--decision",
        required=True,
        metavar="MOT",
        help=display("un choix de la ligne : Effacer, ou erase"),
    )
    parser.add_argument(
        "--reason", default="", metavar="TEXTE", help=display("pourquoi, si vous vous écartez")
    )
    parser.add_argument("--done", metavar="DATE", help=display("fait ce jour-là"))
    parser.add_argument("--told", metavar="DATE", help=display("le destinataire prévenu ce jour-là"))
    return parser


def _letter(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    kinds = [kind.value for kind in LetterKind]
    parser.add_argument(
        "--kind", required=True, choices=kinds, metavar="LETTRE", help=display("voyez letter list")
    )
    parser.add_argument(
        "--out", type=typed_path, required=True, metavar="FICHIER.pdf", help=display("le fichier à écrire")
    )
    parser.add_argument("--set", action="append", metavar="CHAMP=TEXTE", help=display("un champ à remplir"))
    parser.add_argument(
        "--refuse",
        action="append",
        metavar="DROIT:MOTIF=FAITS",
        help=display("une raison du refus ; LIGNE:MOTIF=FAITS pour une chose que vous gardez"),
    )
    parser.add_argument("--party", metavar="CLÉ", help=display("à quel prestataire ou client elle s'adresse"))
    parser.add_argument("--date", metavar="DATE", help=display("la date de la lettre (sinon aujourd'hui)"))
    parser.add_argument("--reread", action="store_true", help=display("elle a été relue"))
    parser.add_argument("--text", action="store_true", help=display("afficher aussi le texte pour un e-mail"))
    parser.add_argument("--force", action="store_true", help="remplacer un fichier existant")
    return parser
