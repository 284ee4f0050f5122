"""What each part of the printed register says: model values to labelled rows, in plain French."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from dateutil.relativedelta import relativedelta

from gdpr_desk.documents.sheet import Aside, Row, Section, rows
from gdpr_desk.documents.text import is_right_to_left
from gdpr_desk.parties.model import Party, PartyKind
from gdpr_desk.periods.words import french_date, french_list
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.register import starter, wording
from gdpr_desk.register.model import (
    ActivityRole,
    ActivityStatus,
    LawfulBasis,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Recipient,
    RetentionRule,
    SourceKind,
)

UNSAID = "Pas encore indiqué."
"""Where the paper asks and the register is silent."""
_NONE = "Aucun."
_SHORT = 60
"""Characters up to which a text shares its line with others."""
_IN_BRIEF = 110
"""Characters of the main purpose under a title; section 1 holds it in full."""
_REVIEW_AFTER = relativedelta(years=1)


def activity_sections(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[Section, ...]:
    """The eight parts of a sheet; every line ends with a full stop."""
    parts = (
        Section("1", "Nom et but", "finalités", _purpose_rows(activity, parties)),
        Section("2", "Pourquoi c’est permis", "base légale, art. 6", _basis_rows(activity)),
        Section("3", "Personnes", "catégories de personnes", _people_rows(activity)),
        Section("4", "Données", "catégories de données", _data_rows(activity)),
        Section("5", "Qui les voit", "destinataires, art. 28", _recipient_rows(activity, parties)),
        Section("6", "Hors UE ?", "transferts, chapitre V", _transfer_rows(activity, parties)),
        Section("7", "Combien de temps", "conservation, art. 5, § 1, e", _retention_rows(activity)),
        Section("8", "Sécurité", "art. 32", _security_rows(activity)),
    )
    return tuple(replace(part, rows=tuple(_closed(row) for row in part.rows)) for part in parts)


def _closed(row: Row) -> Row:
    return Row(row.label, tuple(type(value)(_stopped(value)) for value in row.values))


def _stopped(text: str) -> str:
    """With its full stop; an address, and a text that may be written from the right, stays as it is."""
    last = text.rsplit(maxsplit=1)[-1] if text.split() else ""
    plain_end = text[-1:].isalnum() or text[-1:] in {")", "»"}
    return f"{text}." if plain_end and not set(last) & set("/@") and not is_right_to_left(text) else text


def _purpose_rows(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[Row, ...]:
    names = _numbered([purpose.name for purpose in activity.purposes])
    role = wording.role_words(activity.role)
    return rows(
        ("But principal", names[:1] or [UNSAID]),
        ("Autres buts", names[1:]),
        ("Rôle", [f"{role}."] if activity.role is not ActivityRole.CONTROLLER else []),
        ("Avec", [_party(key, parties) for key in activity.joint_controllers]),
        ("Pour le compte de", [_party(key, parties) for key in activity.client_controllers]),
        ("Opérations", activity.operations),
        ("Note", [note(activity)]),
    )


def note(activity: ProcessingActivity) -> str:
    """What somebody wrote in the note; nothing where it is still the text of a model, word for word."""
    return "" if activity.note in _model_notes() else activity.note


@cache
def _model_notes() -> frozenset[str]:
    return frozenset(model.note for model in starter.starter_activities(starter.starter_keys()))


def _numbered(names: Sequence[str]) -> list[str]:
    """Several purposes carry a number, which the reasons of section 2 name instead of the text."""
    if len(names) < 2:
        return list(names)
    return [f"{number}. {name}" for number, name in enumerate(names, start=1)]


def _basis_rows(activity: ProcessingActivity) -> tuple[Row, ...]:
    """Art. 6, purpose by purpose; what several purposes share is said once."""
    purposes = activity.purposes
    balanced = [p.lawful_basis is LawfulBasis.LEGITIMATE_INTERESTS for p in purposes]
    weighed = [p.justification if weighs else "" for p, weighs in zip(purposes, balanced, strict=True)]
    justified = ["" if weighs else p.justification for p, weighs in zip(purposes, balanced, strict=True)]
    excepted = [_listed([p.article_9_condition or ""], catalogues.article_9_conditions()) for p in purposes]
    told = rows(
        ("Raison", _by_purpose([_reason(p) for p in purposes])),
        ("Intérêt poursuivi", _by_purpose([p.interest for p in purposes])),
        ("Mise en balance", _by_purpose(weighed)),
        ("Justification", _by_purpose(justified)),
        ("Données sensibles", _by_purpose(excepted)),
    )
    return told or (Row("Raison", (UNSAID,)),)


def _by_purpose(texts: Sequence[str]) -> list[str]:
    """« Buts 1 et 3 : Intérêt légitime. »: each text with the numbers of its purposes.

    With one purpose the text stands alone. Typed words keep their capital, so ours have one too.
    """
    if len(texts) < 2:
        return list(texts)
    numbers: dict[str, list[str]] = {}
    for number, text in enumerate(texts, start=1):
        if text.strip():
            numbers.setdefault(text, []).append(str(number))
    return [
        f"{'But' if len(found) == 1 else 'Buts'} {french_list(found)} : {text}"
        for text, found in numbers.items()
    ]


def _reason(purpose: Purpose) -> str:
    if purpose.lawful_basis is None:
        return "Raison à préciser."
    letter = "abcdef"[list(type(purpose.lawful_basis)).index(purpose.lawful_basis)]
    return f"{wording.basis_label(purpose.lawful_basis)} (art. 6, § 1, {letter})."


def _people_rows(activity: ProcessingActivity) -> tuple[Row, ...]:
    known = catalogues.data_subject_categories()
    people = [
        (_small(known.label(s.category)) if number and s.category in known else known.label(s.category))
        + (f" (environ {s.approximate_number})" if s.approximate_number else "")
        for number, s in enumerate(activity.data_subjects)
    ]
    return rows(
        ("Qui", [_sentence(people, {}) or UNSAID]),
        ("Informées par", [_listed(activity.informed_by, catalogues.information_means())]),
    )


def _data_rows(activity: ProcessingActivity) -> tuple[Row, ...]:
    plain = _gathered_data([datum for datum in activity.data if not datum.special])
    special = _gathered_data([datum for datum in activity.data if datum.special])
    origins = [datum.source for datum in activity.data if datum.source]
    stored = [*activity.systems, *(["dossiers papier"] if activity.paper else [])]
    return rows(
        ("Données", plain or ([] if special else [UNSAID])),
        ("Données sensibles", special or ["Aucune."]),
        ("Origine", [_listed(origins, catalogues.data_sources())]),
        ("Recueillies par", [_listed(activity.collection_channels, catalogues.collection_channels())]),
        ("Rangées dans", [_sentence(stored, {})]),
    )


def _gathered_data(data: Sequence[PersonalData]) -> list[str]:
    """« Obligatoires : … · Facultatives : … »; what has a detail in a paragraph of its own."""
    known = catalogues.data_categories()
    short = [datum for datum in data if _shares_a_line(known.label(datum.category)) and not datum.detail]
    told = any(datum.mandatory is not None for datum in short)
    groups: list[str] = []
    for word, mandatory in (("Obligatoires", True), ("Facultatives", False), ("Autres", None)):
        keys = [datum.category for datum in short if datum.mandatory is mandatory]
        ours = {known.label(key) for key in keys if key in known}
        lines = _gathered([known.label(key) for key in keys], ours)
        groups += (
            [f"{word} : {_small(line) if keys[0] in known else line}" for line in lines] if told else lines
        )
    found = [" · ".join(groups)] if groups else []
    return found + [_datum(datum) for datum in data if datum not in short]


def _shares_a_line(text: str) -> bool:
    return len(text) <= _SHORT and not set(text) & set(",;:\n")


def _gathered(texts: Sequence[str], ours: Collection[str] = ()) -> list[str]:
    """Short texts on one line, separated by commas; each long one in a paragraph of its own.

    Those of `ours` go on in small letters, typed words stay as they were typed.
    """
    found: list[str] = []
    open_line = False
    for text in texts:
        short = _shares_a_line(text)
        if short and open_line:
            found[-1] += f", {_small(text) if text in ours else text}"
        else:
            found.append(text)
        open_line = short
    return found


def _datum(datum: PersonalData) -> str:
    label = catalogues.data_categories().label(datum.category)
    text = f"{label} : {datum.detail}" if datum.detail else label
    return text + {True: " (obligatoire)", False: " (pas obligatoire)", None: ""}[datum.mandatory]


def _recipient_rows(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[Row, ...]:
    inside = [recipient.internal for recipient in activity.recipients if recipient.internal]
    if not activity.recipients:
        return (Row("Destinataires", (UNSAID,)),)
    return rows(
        ("Dans la boutique", [_sentence(inside, {}) or "Personne en particulier."]),
        ("Prestataires", _received_by(activity.recipients, parties, {PartyKind.PROCESSOR}) or [_NONE]),
        ("Autorités", _received_by(activity.recipients, parties, {PartyKind.AUTHORITY})),
        ("Autres destinataires", _received_by(activity.recipients, parties, _OTHER_KINDS)),
    )


_OTHER_KINDS = set(PartyKind) - {PartyKind.PROCESSOR, PartyKind.AUTHORITY}


def _received_by(
    recipients: Sequence[Recipient], parties: Mapping[str, Party], kinds: set[PartyKind]
) -> list[str]:
    found = []
    for recipient in recipients:
        if recipient.party is not None:
            party = parties.get(recipient.party)
            if (party.kind if party else PartyKind.RECIPIENT) in kinds:
                found.append(_party(recipient.party, parties))
    return _gathered(found)


def _party(key: str, parties: Mapping[str, Party]) -> str:
    """The name, with the country where it is not France."""
    party = parties.get(key)
    if party is None:
        return key
    abroad = f" ({wording.country_label(party.country)})" if party.country not in {"", "FR"} else ""
    return party.name + abroad


def _transfer_rows(activity: ProcessingActivity, parties: Mapping[str, Party]) -> tuple[Row, ...]:
    found: list[Row] = []
    for transfer in activity.transfers:
        told = [f"{wording.transfer_line(transfer, parties)}."]
        if transfer.party is not None and transfer.party not in parties:
            told.append(transfer.party)
        found += rows(("Transfert", told), ("Document", [transfer.document]))
    return tuple(found) or (Row("Transfert", (_NONE,)),)


def _retention_rows(activity: ProcessingActivity) -> tuple[Row, ...]:
    """Each duration in a paragraph with its exceptions, and what it rests on in grey below."""
    told: list[str] = []
    before: list[str] = []
    lines = wording.retention_lines(activity.retention)
    for line, group in zip(lines, wording.grouped(activity.retention), strict=True):
        told.append(_whole(line))
        sources = list(dict.fromkeys(filter(None, map(_source, group))))
        same = ["Même source."] if len(sources) < 2 else ["Mêmes sources."]
        told += map(Aside, same if sources and sources == before else sources)
        before = sources
    return rows(("Durées" if len(lines) > 1 else "Durée", told)) or (Row("Durée", (UNSAID,)),)


def _kept(line: wording.RetentionLine) -> str:
    sentence = line.sentence
    return f"{line.applies_to} : {sentence[:1].lower()}{sentence[1:]}" if line.applies_to else sentence


def _whole(line: wording.RetentionLine) -> str:
    parts = [_kept(line), *(f"Exception : {text}" for text in line.exceptions if text.strip())]
    return " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in parts)


def _source(rule: RetentionRule) -> str:
    """« Source (loi) : Code de commerce, art. L123-22 »; empty where nobody said."""
    source = rule.source.strip()
    if rule.source_kind is None:
        return f"Source : {source}" if source else ""
    kind = {
        SourceKind.TEXT: "loi",
        SourceKind.DOCTRINE: "avis de la CNIL" if "CNIL" in source else "avis d’une autorité",
        SourceKind.SECTOR: "usage",
    }[rule.source_kind]
    return f"Source ({kind}) : {source}" if source else f"Source : {kind}"


def _security_rows(activity: ProcessingActivity) -> tuple[Row, ...]:
    automated = "Oui, une décision est prise par un programme, sans personne (art. 22)."
    return rows(
        ("Mesures", [_listed(activity.security_measures, catalogues.security_measures()) or UNSAID]),
        ("Décision automatisée", [automated] if activity.automated_decisions else []),
        ("Analyse d’impact", _dpia(activity)),
    )


_SCREENED = {
    True: "Conclusion : analyse nécessaire (art. 35), à faire, ou à joindre une fois faite.",
    False: "Conclusion : pas nécessaire (art. 35).",
    None: "Conclusion : pas encore décidé.",
}


def _dpia(activity: ProcessingActivity) -> list[str]:
    """Art. 35: which criteria apply and what was concluded; nothing where nobody asked yet."""
    known = catalogues.dpia_criteria()
    keys = [key for key in dict.fromkeys(activity.dpia.criteria) if key.strip()]
    if not keys:
        return [] if activity.dpia.required is None else [_SCREENED[activity.dpia.required]]
    told = _listed(keys, known)
    told = _small(told) if keys[0] in known else told
    return [f"Critères réunis : {told}", _SCREENED[activity.dpia.required]]


def kicker(activity: ProcessingActivity) -> str:
    """« Fiche 15 · T-15 », with the state where the sheet is not in use."""
    number = activity.reference.rpartition("-")[2].lstrip("0") or activity.reference
    words = [f"Fiche {number}", activity.reference]
    if activity.status is not ActivityStatus.ACTIVE:
        words.append(wording.status_label(activity.status).lower())
    return " · ".join(words)


def in_brief(activity: ProcessingActivity) -> str:
    """The main purpose on a line or two, cut behind a word where it is longer."""
    purpose = " ".join(activity.purposes[0].name.split()) if activity.purposes else ""
    if len(purpose) <= _IN_BRIEF:
        return purpose
    cut = purpose[:_IN_BRIEF]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:") + "…"


def dates(activity: ProcessingActivity) -> tuple[tuple[str, str], ...]:
    """The box of dates: created, reviewed, to be reviewed within a year."""
    last = activity.reviewed_on or activity.created_on
    return (
        ("Créée le", _date(activity.created_on)),
        ("Revue le", reviewed(activity)),
        ("À revoir avant", _date(last + _REVIEW_AFTER if last else None)),
    )


def _date(day: date | None) -> str:
    return french_date(day) if day else "—"


def permitted(activity: ProcessingActivity) -> str:
    """Why it is permitted, for the summary; work for a client rests on the client's reason."""
    if activity.role is ActivityRole.PROCESSOR:
        return "Pour un client"
    return wording.bases_line(activity)


def reviewed(activity: ProcessingActivity) -> str:
    """When the sheet was last reviewed, for the summary."""
    return french_date(activity.reviewed_on) if activity.reviewed_on else "Pas encore"


def _listed(keys: Iterable[str], known: Mapping[str, Entry]) -> str:
    """The labels of `keys`, each once, as one sentence; what was typed freely stays as it is."""
    labels = [known[key].label if key in known else key for key in dict.fromkeys(keys) if key]
    return _sentence(labels, known)


def _sentence(parts: Sequence[str], known: Mapping[str, Entry]) -> str:
    """« Clients, visiteurs. »: labels of the catalogue go on in small letters, typed words do not.

    Between the parts stands « ; » where one holds a comma, or goes on with a typed capital.
    """
    ours = {entry.label for entry in known.values()}
    told = list(dict.fromkeys(parts))
    told[1:] = [_small(part) if part in ours else part for part in told[1:]]
    heavy = any("," in part for part in told) or any(_starts_anew(part) for part in told[1:])
    joined = (" ; " if heavy else ", ").join(told)
    return joined if not joined or joined.endswith((".", "!", "?", "…")) else f"{joined}."


def _starts_anew(part: str) -> bool:
    """Whether it begins with the capital of a sentence; an acronym does not."""
    return part[:1].isupper() and part[1:2].islower()


def _small(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
