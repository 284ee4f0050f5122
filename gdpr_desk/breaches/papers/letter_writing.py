"""From an incident to its letters: to the persons in everyday words, to a client controller; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gdpr_desk import assets
from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import Answered, BreachFacts, Count, NamedPerson, PersonalDataBreach
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import BreachCase, full_name
from gdpr_desk.breaches.papers.gestures_done import gestures_sentence
from gdpr_desk.breaches.papers.letter import BreachLetter, LetterTo, Part
from gdpr_desk.breaches.papers.spans import long_date, long_instant
from gdpr_desk.breaches.vocabulary import Cause, IncidentKind, LostProperty, PeriodKind, Protection
from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.parties.model import Party
from gdpr_desk.periods.words import french_list, french_time
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.reading import Fields
from gdpr_desk.register.sender import Sender, sender_of

_OPEN_COPY = "open_copy"
_MOST_ADVICE = 6
"""More than this nobody does."""


@dataclass(frozen=True)
class Given:
    """What somebody gives for this one letter: the day, whom it goes to, what happened in their own words."""

    written_on: date
    name: str = ""
    address: tuple[str, ...] = ()
    account: str = ""


@dataclass(frozen=True)
class Share:
    """How many persons and records of one client are touched, where that is known apart."""

    persons: Count | None = None
    records: Count | None = None


def subjects_letter(case: BreachCase, given: Given) -> BreachLetter:
    """The letter to the persons: nature, consequences, measures, advice, contact (Art. 34(2))."""
    words = _words("subjects")
    titles = words.table("titles")
    parts = (
        Part(paragraphs=(words.text("opening"),)),
        Part(titles.text("what"), tuple(_account(case, given.account, words))),
        _data(case.breach.facts, words),
        _effects(case.breach.facts, words),
        Part(titles.text("done"), _done(case.breach) or (words.text("done_unknown"),)),
        Part(titles.text("advice"), (words.text("advice"),), _advice(case.breach.facts, words)),
        Part(titles.text("contact"), (_filled(words.text("contact"), case), _complaint())),
    )
    return _letter(LetterTo.SUBJECTS, case, given, words, parts)


def client_letter(case: BreachCase, client: Party, given: Given, share: Share | None = None) -> BreachLetter:
    """The letter to a client controller: all it needs to notify by itself (Art. 33(2))."""
    words = _words("client")
    titles = words.table("titles")
    after = []
    if case.breach.facts.unknown:
        named = french_list([_QUESTIONS[name] for name in _QUESTIONS if name in case.breach.facts.unknown])
        after += [words.text("unknown").format(unknown=named)] if named else []
    if case.annexes:
        after.append(words.text("annexes").format(annexes=" ; ".join(case.annexes)))
    known = tuple(_known(case, given.account, share or Share()))
    parts = (
        Part(paragraphs=(words.text("opening"),)),
        Part(titles.text("what"), (words.text("facts"),), known, tuple(after)),
        Part(titles.text("duty"), (words.text("duty"),)),
        Part(titles.text("contact"), (_filled(words.text("contact"), case),)),
    )
    addressed = Given(given.written_on, given.name or client.name, given.address, given.account)
    return _letter(LetterTo.CONTROLLER, case, addressed, words, parts)


def _letter(
    to: LetterTo, case: BreachCase, given: Given, words: Fields, parts: tuple[Part, ...]
) -> BreachLetter:
    return BreachLetter(
        to=to,
        reference=case.breach.reference,
        sender=_sender(case),
        written_on=given.written_on,
        subject=words.text("subject"),
        greeting=words.text("greeting"),
        parts=parts,
        closing=words.text("closing"),
        name=given.name,
        address=given.address,
        drill=case.breach.drill,
    )


def _sender(case: BreachCase) -> Sender:
    return sender_of(case.controller)


def _complaint() -> str:
    """Where one may complain (Art. 77), in the words that all letters use."""
    return next(iter(catalogues.remedies().values())).text("sentence")


def _account(case: BreachCase, own: str, words: Fields) -> Iterable[str]:
    """What happened: in the officer's words, else by the kind of incident; then what it did to the data."""
    facts = case.breach.facts
    if own.strip():
        yield own.strip()
    else:
        known = words.text("known").format(aware=long_instant(facts.aware_at)) if facts.aware_at else ""
        yield f"{_nature(facts, words)} {known}".strip()
    state = [
        _sentence(words, "disclosure", facts.disclosure),
        _sentence(words, "protection", facts.protection),
        _sentence(words, "integrity", facts.integrity_loss),
        _sentence(words, "availability", facts.availability_loss),
    ]
    told = " ".join(sentence for sentence in state if sentence)
    if told:
        yield told


def _nature(facts: BreachFacts, words: Fields) -> str:
    """What kind of incident, and when; « depuis » only what can go on and has not stopped."""
    key = _OPEN_COPY if _OPEN_COPY in facts.origins else facts.kind.value if facts.kind else "other"
    lasting = words.table("kinds_ongoing").optional_text(key) if facts.period is PeriodKind.ONGOING else ""
    if lasting and facts.began_at:
        first = facts.began_at.astimezone(SHOP_ZONE).date()
        return lasting.format(when=f"Depuis le {long_date(first)}")
    if key == IncidentKind.LOST_DEVICE and facts.cause is Cause.EXTERNAL_MALICIOUS:
        key = "stolen_device"
    return words.table("kinds").text(key).format(when=_when(facts))


def _sentence(words: Fields, table: str, answer: object) -> str:
    return "" if answer is None else words.table(table).optional_text(choices.key_of(str(answer)))


def _when(facts: BreachFacts) -> str:
    """« Le dimanche 22 novembre 2026, vers 20:30 », « Entre le … et le … », « Récemment »."""
    if facts.began_at is None or facts.period is PeriodKind.CANNOT_TELL:
        return "Récemment"
    first = facts.began_at.astimezone(SHOP_ZONE).date()
    last = facts.ended_at.astimezone(SHOP_ZONE).date() if facts.ended_at else None
    if last is not None and last != first:
        return f"Entre le {long_date(first)} et le {long_date(last)}"
    known = facts.aware_at.astimezone(SHOP_ZONE).date() if facts.aware_at else None
    if facts.period_estimated and first != known:
        return f"Vers le {long_date(first)}"
    hour = french_time(facts.began_at.astimezone(SHOP_ZONE).time())
    return f"Le {long_date(first)}, {'vers' if facts.period_estimated else 'à'} {hour}"


def _data(facts: BreachFacts, words: Fields) -> Part:
    title = words.table("titles").text("data")
    own = words.table("data_words")
    labels = [own.optional_text(key) or choices.label("data", key) for key in facts.data if key != "other"]
    detail = (facts.data_detail,) if facts.data_detail.strip() else ()
    if not labels and not detail:
        return Part(title, (words.text("data_unknown"),))
    more = (words.text("data_unknown"),) if "data" in facts.unknown else ()
    return Part(title, (words.text("data"),), tuple(labels), (*detail, *more))


def _effects(facts: BreachFacts, words: Fields) -> Part:
    title, sentences = words.table("titles").text("effects"), words.table("harms")
    found = tuple(text for harm in facts.harms if (text := sentences.optional_text(harm)))
    own = tuple(text for text in (facts.harms_detail.strip(),) if text)
    if not found and not own:
        return Part(title, (words.text("effects_unknown"),))
    return Part(title, (words.text("effects"),) if found else (), found, own)


def _done(breach: PersonalDataBreach) -> tuple[str, ...]:
    facts = breach.facts
    labels = [choices.label("prevention", one) for one in facts.prevention if one != "other"]
    planned = [label[:1].lower() + label[1:] for label in labels]
    ahead = (
        f"Pour que cela ne se reproduise pas, voici ce que nous décidons : {french_list(planned)}."
        if planned
        else ""
    )
    texts = (gestures_sentence(breach), facts.measures_after, ahead, facts.prevention_detail)
    return tuple(text.strip() for text in texts if text.strip())


def _advice(facts: BreachFacts, words: Fields) -> tuple[str, ...]:
    """What to do, by the data that are out and by what happened; sensitive kinds share one sentence."""
    if facts.protection is Protection.INTACT:
        return words.table("always").texts("advice")
    by_data, by_kind = words.table("advice_by_data"), words.table("advice_by_kind")
    asked = [key for key in by_data.values if key in facts.data]
    if not asked and LostProperty.CONFIDENTIALITY in facts.lost:
        asked = ["contact"]
    found = [text for key in asked for text in by_data.texts(key)]
    if facts.kind:
        found += by_kind.texts(facts.kind.value)
    kept = list(dict.fromkeys(found))[: _MOST_ADVICE - 1]
    return (*kept, *words.table("always").texts("advice"))


def _filled(sentence: str, case: BreachCase) -> str:
    who = case.contact
    contact = _contact_words(who, case) if who else sender_of(case.controller).contact
    return sentence.format(contact=contact, reference=case.breach.reference)


def _contact_words(who: NamedPerson, case: BreachCase) -> str:
    """« Camille EXEMPLE, responsable des données : 01 99 00 00 00 ou donnees@… »."""
    phone = who.phone.strip() or case.controller.phone
    ways = " ou ".join(part for part in (phone, who.email) if part.strip())
    role = who.role[:1].lower() + who.role[1:]
    name = ", ".join(part for part in (full_name(who), role) if part.strip())
    return f"{name} : {ways or sender_of(case.controller).contact}"


_QUESTIONS: Mapping[str, str] = {
    "began_at": "quand cela a commencé",
    "ended_at": "quand cela s’est arrêté",
    "period": "à quelles dates",
    "systems": "les systèmes touchés",
    "narrative": "le détail de ce qui s’est passé",
    "data": "quelles données",
    "data_subjects": "quelles personnes",
    "persons": "combien de personnes",
    "records": "combien d’enregistrements",
    "lost": "ce que les données ont subi",
    "disclosure": "si elles sont sorties",
    "cause": "la cause",
    "origins": "l’origine",
    "harms": "les conséquences pour les personnes",
    "measures_after": "les mesures à prendre",
}


def _known(case: BreachCase, account: str, share: Share) -> Iterable[str]:
    """Each fact as « label : value », those that a client needs for its own notification."""
    facts = case.breach.facts
    if facts.aware_at:
        yield f"Nous l’avons su : {long_instant(facts.aware_at)}"
    yield from _spans(facts)
    for label, name in (("Ce que les données ont subi", "lost"), ("Origine", "origins"), ("Cause", "cause")):
        value = getattr(facts, name)
        found = value if isinstance(value, tuple) else () if value is None else (value,)
        if found:
            yield f"{label} : {_several([of.named_label(name, one) for one in found])}"
    for label, text in (("Ce qui s’est passé", account or facts.narrative), ("Systèmes", facts.systems)):
        if text.strip():
            yield f"{label} : {text.strip()}"
    yield from _touched(case, share)
    if facts.protection:
        yield f"Données incompréhensibles pour un tiers : {of.edpb_label('protection', facts.protection)}"
    harms = [of.named_label("harms", one) for one in facts.harms]
    if harms or facts.harms_detail.strip():
        yield f"Conséquences possibles : {_several([*harms, facts.harms_detail])}"
    measures = " ".join(
        text.strip() for text in (facts.measures_after, facts.prevention_detail) if text.strip()
    )
    if measures:
        yield f"Ce que nous avons fait : {measures}"


def _several(labels: Iterable[str]) -> str:
    """Labels on one line; some of them hold commas of their own."""
    return " ; ".join(label.strip() for label in labels if label.strip())


def _spans(facts: BreachFacts) -> Iterable[str]:
    about = ", environ" if facts.period_estimated else ""
    once = of.one_moment(facts)
    if facts.began_at:
        yield f"{'Quand' if once else 'Début'} : {long_instant(facts.began_at)}{about}"
    if facts.ended_at and not once:
        yield f"Fin : {long_instant(facts.ended_at)}{about}"
    elif facts.period is PeriodKind.ONGOING:
        yield "L’incident est toujours en cours"


def _touched(case: BreachCase, share: Share) -> Iterable[str]:
    """Whose data, which data, how many: of this client where that is known, else of the whole incident."""
    facts = case.breach.facts
    for label, name in (("Personnes", "data_subjects"), ("Données", "data")):
        names = [of.named_label(name, one) for one in getattr(facts, name)]
        detail = getattr(facts, f"{name}_detail").strip()
        if names or detail:
            yield f"{label} : {_several([*names, detail])}"
    together = " (tous clients ensemble)" if len(case.breach.clients) > 1 else ""
    counted = (
        ("Nombre de personnes", share.persons, facts.persons, "persons"),
        ("Nombre d’enregistrements", share.records, facts.records, "records"),
    )
    for label, own, whole, name in counted:
        if own is not None:
            yield f"{label} : {of.count_words(own)}"
        elif whole is not None and facts.standing(name) is Answered.ANSWERED:
            yield f"{label} : {of.count_words(whole)}{together}"


@cache
def _words(letter: str) -> Fields:
    file = "templates/breaches/letters.toml"
    return Fields(file, tomllib.loads(assets.text(file))).table(letter)
