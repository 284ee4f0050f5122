"""The 100 rows of the common template of the European board, as words and as JSON; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import NamedPerson
from gdpr_desk.breaches.papers import edpb_rows as row
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.case import BreachCase
from gdpr_desk.breaches.papers.edpb_rows import Make, Row, Value
from gdpr_desk.breaches.papers.form import Reply, Said, TemplateField, template
from gdpr_desk.breaches.papers.view import EMPTY, View, given, not_called_for, said
from gdpr_desk.breaches.vocabulary import CountKind, FilingKind, LostProperty, PeriodKind, ReporterCapacity
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.identifiers import check_siret, format_siren

TEMPLATE = "edpb-1.0"


@dataclass(frozen=True)
class TemplateAnswer:
    """A row with its words and its value."""

    field: TemplateField
    said: Said
    value: Value


def template_answers(case: BreachCase, kind: FilingKind, *, at: datetime) -> tuple[TemplateAnswer, ...]:
    """Every row, in the template's order; `at` is the aware instant of the paper."""
    view = View(case, kind, at)
    fields = (field for section in template() for field in section.fields)
    return tuple(TemplateAnswer(field, *_ROWS[field.number](view)) for field in fields)


def template_json(case: BreachCase, kind: FilingKind, *, at: datetime) -> str:
    """The rows as one JSON object, sorted by number; same incident and instant, same text.

    `unknown` names the rows that are answered by « not known yet »: they go with the complementary filing.
    """
    answers = template_answers(case, kind, at=at)
    content = {
        "template": TEMPLATE,
        "fields": {answer.field.key: answer.value for answer in answers},
        "unknown": [answer.field.key for answer in answers if answer.said.reply is Reply.UNKNOWN],
        "drill": case.breach.drill,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _kind(view: View) -> Row:
    follow_up = view.kind in (FilingKind.COMPLEMENTARY, FilingKind.WITHDRAWAL) or bool(view.breach.filings)
    return (given("Notification de suivi"), "b") if follow_up else (given("Nouvelle notification"), "a")


_SUBTYPES = {
    FilingKind.INITIAL: ("Incomplète", "b"),
    FilingKind.COMPLEMENTARY: ("Complète", "a"),
    FilingKind.COMPLETE: ("Complète", "a"),
    FilingKind.WITHDRAWAL: ("Retrait", "c"),
}


def _subtype(view: View) -> Row:
    word, letter = _SUBTYPES[view.kind]
    return given(word), letter


def _withdrawn(view: View) -> Row:
    if view.kind is not FilingKind.WITHDRAWAL:
        return not_called_for("ce n’est pas un retrait"), None
    reason = view.decision.reason if view.decision else ""
    return row.valued(given(reason), reason or None)


def _identifier_kind(view: View) -> Row:
    return (given("Numéro d’organisation (SIREN)"), "b") if view.case.controller.siret else (EMPTY, None)


def _identifier(view: View) -> Row:
    siret = view.case.controller.siret
    try:
        siren = check_siret(siret).siren
    except InvalidInput:
        return row.valued(given(siret), siret or None)
    return given(format_siren(siren)), siren


def _organisation_kind(view: View) -> Row:
    many = view.facts.headcount
    if many is None:
        return said(view, "headcount", []), None
    words, letter = (
        ("Indépendant ou microentreprise", "a")
        if many < 10
        else ("Petite ou moyenne entreprise", "b")
        if many < 250
        else ("Grande entreprise", "c")
    )
    return given(words), letter


def _reporter(view: View) -> NamedPerson | None:
    return view.facts.reporter or view.case.contact


def _is_dpo(view: View) -> bool:
    return view.facts.reporter_capacity is ReporterCapacity.DPO


def _dpo(view: View) -> Row:
    there = view.case.controller.dpo is not None
    return given(of.YES if there else of.NO), there


def _dpo_name(view: View) -> str:
    dpo = view.case.controller.dpo
    return dpo.name if dpo else ""


def _dpo_contact(view: View) -> str:
    dpo = view.case.controller.dpo
    return " · ".join(part for part in (dpo.email, dpo.phone) if part) if dpo else ""


def _informant(view: View) -> Row:
    if view.facts.contact is not None:
        return given("Autre"), "c"
    if view.facts.reporter is None and view.case.controller.dpo is not None:
        return given("Délégué à la protection des données"), "a"
    return (given("Personne déclarante"), "b") if _reporter(view) else (EMPTY, None)


def _named_contact(view: View) -> bool:
    return view.facts.contact is not None


def _others(view: View) -> Row:
    involved = view.facts.others_involved
    if involved is None and view.facts.others:
        involved = True
    if involved is None:
        return row.yes_no("others_involved")(view)
    return given(of.YES if involved else of.NO), "a" if involved else "b"


def _each_other(part: str) -> Make:
    def make(view: View) -> Row:
        found = [getattr(other, part) for other in view.facts.others]
        lines = [text for text in found if text.strip()]
        return row.valued(said(view, "others", lines), lines)

    return row.only_where(lambda view: view.facts.others_involved is not False, "aucune autre partie", make)


def _not(period: PeriodKind) -> Make:
    make = row.instant("began_at") if period is PeriodKind.CANNOT_TELL else row.instant("ended_at")
    asked = {PeriodKind.EXACT, PeriodKind.SPAN, None}
    if period is PeriodKind.CANNOT_TELL:
        asked |= {PeriodKind.ONGOING}
    return row.only_where(lambda view: view.facts.period in asked, "sans date à donner", make)


def _late(make: Make) -> Make:
    return row.only_where(lambda view: view.late, "dans les 72 heures", make)


_NOT_LOST = {
    LostProperty.CONFIDENTIALITY: "la confidentialité n’est pas atteinte",
    LostProperty.INTEGRITY: "l’intégrité n’est pas atteinte",
    LostProperty.AVAILABILITY: "la disponibilité n’est pas atteinte",
}


def _if_lost(what: LostProperty, make: Make) -> Make:
    return row.only_where(lambda view: view.lost(what) is not False, _NOT_LOST[what], make)


def _other_effects(what: LostProperty) -> Make:
    name = f"{what.value}_effects"
    return row.only_where(
        lambda view: "other" in getattr(view.facts, name),
        "pas d’autre conséquence",
        row.text(f"{name}_detail"),
    )


def _counted(name: str, make: Make) -> Make:
    def asked(view: View) -> bool:
        value = getattr(view.facts, name)
        return value is None or value.kind is not CountKind.CANNOT_TELL

    return row.only_where(asked, "le nombre ne peut être déterminé", make)


_SEVERITY = {1: ("Mineure", "a"), 2: ("Modérée", "b"), 3: ("Grave", "c"), 4: ("Grave", "c")}


def _severity(view: View) -> Row:
    level = view.facts.severity
    if level is None:
        return row.choice("severity")(view)
    words, letter = _SEVERITY[int(level)]
    return row.valued(said(view, "severity", [words]), letter)


def _risk(view: View) -> Row:
    risk = view.decision.risk if view.decision else None
    if risk is None:
        return row.undecided("risk")
    return given(of.edpb_label("risk", risk)), row.letter("risk", risk)


def _analysis(view: View) -> Row:
    decision = view.decision
    if decision is None:
        return EMPTY, None
    score = f"Score ENISA : {decision.score:g}".replace(".", ",") if decision.score is not None else ""
    text = "\n".join(part for part in (score, decision.reason) if part.strip())
    return row.valued(given(score, decision.reason), text or None)


def _communication(view: View) -> Row:
    key = of.told_key(view)
    if key == "unknown":
        return row.undecided("communication")
    return given(of.edpb_label("communication", key)), row.letter("communication", key)


def _told(make: Make) -> Make:
    return row.only_where(lambda view: bool(view.breach.communications), "pas encore informées", make)


def _exempt(make: Make) -> Make:
    return row.only_where(lambda view: of.told_key(view) == "exempt", "aucune exception retenue", make)


def _exemptions(view: View) -> Row:
    return row.letters_said("exemptions", view.decision.exemptions if view.decision else ())


def _exemptions_detail(view: View) -> Row:
    detail = view.decision.exemptions_detail if view.decision else ""
    return row.valued(given(detail), detail or None)


def _all_told(view: View) -> Row:
    everybody = view.facts.told_all
    if everybody is None:
        return said(view, "told_all", []), None
    words = "Toutes les personnes ont été informées" if everybody else "Toutes ne l’ont pas été"
    return row.valued(said(view, "told_all", [words]), "a" if everybody else "b")


def _means(view: View) -> Row:
    return row.letters_said("means", dict.fromkeys(told.means for told in view.breach.communications))


def _details_asked(view: View) -> bool:
    return view.facts.police is not False or view.facts.other_bodies is not False


def _abroad(make: Make) -> Make:
    return row.only_where(
        lambda view: view.facts.cross_border is not False, "le traitement n’est pas transfrontalier", make
    )


def _countries(name: str) -> Make:
    def make(view: View) -> Row:
        codes = list(getattr(view.facts, name))
        return row.valued(said(view, name, [of.country_words(codes)] if codes else []), codes)

    return _abroad(make)


def _authorities(view: View) -> Row:
    named = list(view.facts.other_authorities)
    return row.valued(said(view, "other_authorities", named), named)


def _attached(view: View) -> Row:
    return row.letters_said("evidence", [one.kind for one in view.breach.evidence])


def _other_attached(view: View) -> Row:
    named = [one.name for one in view.breach.evidence if choices.edpb("evidence", one.kind)[0] in ("j", "")]
    return row.valued(given(*named), ", ".join(named) or None)


_OUTSIDE = row.never("la boutique est établie dans l’Espace économique européen")
_ROWS: Mapping[int, Make] = MappingProxyType(
    {
        3: _kind,
        4: _subtype,
        5: _withdrawn,
        6: row.only_where(
            lambda view: bool(view.breach.filings),
            "pas de notification avant celle-ci",
            row.words(lambda view: view.first_number),
        ),
        7: row.words(lambda view: view.breach.reference),
        10: _identifier_kind,
        11: _identifier,
        12: row.words(lambda view: view.case.controller.name),
        13: row.words(
            lambda view: " · ".join(
                part
                for part in (
                    " ".join(view.case.controller.address.split()),
                    view.case.controller.email,
                    view.case.controller.phone,
                )
                if part
            )
        ),
        14: lambda _view: (given("Privé"), "a"),
        15: _organisation_kind,
        16: row.never("le type est dans la liste"),
        17: row.words(lambda view: view.case.controller.ape),
        18: _OUTSIDE,
        19: _OUTSIDE,
        21: row.words(lambda view: row.name_of(_reporter(view))),
        22: row.words(lambda view: row.contact_line(_reporter(view))),
        23: row.choice("reporter_capacity"),
        24: row.only_where(
            lambda view: view.facts.reporter_capacity in (None, ReporterCapacity.OTHER),
            "la fonction est dans la liste",
            row.words(lambda view: getattr(_reporter(view), "role", "")),
        ),
        25: row.never("la France ne le demande pas"),
        26: row.never("à confirmer dans le service en ligne"),
        29: row.only_where(lambda view: not _is_dpo(view), "le délégué est la personne déclarante", _dpo),
        30: row.only_where(
            lambda view: view.case.controller.dpo is not None, "pas de délégué", row.words(_dpo_name)
        ),
        31: row.only_where(
            lambda view: view.case.controller.dpo is not None, "pas de délégué", row.words(_dpo_contact)
        ),
        33: _informant,
        34: row.only_where(
            _named_contact, "déjà nommé plus haut", row.words(lambda view: row.name_of(view.facts.contact))
        ),
        35: row.only_where(
            _named_contact,
            "déjà nommé plus haut",
            row.words(lambda view: getattr(view.facts.contact, "role", "")),
        ),
        36: row.only_where(
            _named_contact,
            "déjà nommé plus haut",
            row.words(lambda view: row.contact_line(view.facts.contact)),
        ),
        38: _others,
        39: _each_other("quality"),
        40: _each_other("name"),
        41: _each_other("contact"),
        44: row.choice("period"),
        45: row.flag("period_estimated"),
        46: _not(PeriodKind.CANNOT_TELL),
        47: _not(PeriodKind.ONGOING),
        48: row.instant("aware_at"),
        49: _late(row.text("late_reason")),
        50: row.choice("discovery"),
        51: row.text("discovery_detail"),
        52: row.day("informed_on"),
        53: row.text("timeline_note"),
        55: row.choices_of("lost"),
        56: _if_lost(LostProperty.CONFIDENTIALITY, row.choice("disclosure")),
        57: _if_lost(LostProperty.CONFIDENTIALITY, row.choice("protection")),
        58: _if_lost(LostProperty.INTEGRITY, row.choice("integrity_loss")),
        59: _if_lost(LostProperty.AVAILABILITY, row.choice("availability_loss")),
        60: row.choices_of("origins"),
        61: row.choice("cause"),
        62: row.text("narrative"),
        63: row.text("systems"),
        65: row.choices_of("data_subjects"),
        66: row.text("data_subjects_detail"),
        67: row.exactness("persons"),
        68: _counted("persons", row.number_of("persons")),
        70: row.choices_of("data"),
        71: row.text("data_detail"),
        72: row.exactness("records"),
        73: _counted("records", row.number_of("records")),
        75: row.choices_of("measures_before"),
        76: row.text("measures_before_detail"),
        79: _if_lost(LostProperty.CONFIDENTIALITY, row.choices_of("confidentiality_effects")),
        80: _other_effects(LostProperty.CONFIDENTIALITY),
        81: _if_lost(LostProperty.INTEGRITY, row.choices_of("integrity_effects")),
        82: _other_effects(LostProperty.INTEGRITY),
        83: _if_lost(LostProperty.AVAILABILITY, row.choices_of("availability_effects")),
        84: _other_effects(LostProperty.AVAILABILITY),
        85: row.choices_of("harms"),
        86: row.text("harms_detail"),
        87: _severity,
        89: _risk,
        90: _analysis,
        92: row.text("measures_after"),
        94: row.choices_of("prevention"),
        95: row.text("prevention_detail"),
        97: _communication,
        98: _told(row.last_day_told),
        99: row.only_where(
            lambda view: of.told_key(view) in ("planned", "unknown"),
            "pas de date à venir",
            row.day("tell_on"),
        ),
        100: _exempt(_exemptions),
        101: _exempt(_exemptions_detail),
        102: _told(_all_told),
        103: row.only_where(
            lambda view: view.facts.told_all is False,
            "toutes sont, ou seront, informées",
            row.text("told_not_all_reason"),
        ),
        104: _told(_means),
        105: _told(row.text("means_detail")),
        106: _told(row.text("told_content")),
        109: row.yes_no("police"),
        110: row.yes_no("other_bodies"),
        111: row.only_where(_details_asked, "aucune autre autorité", row.text("other_bodies_detail")),
        113: row.yes_no("cross_border"),
        114: _abroad(row.text("lead_authority")),
        115: _countries("establishment_countries"),
        116: _countries("subject_countries"),
        117: _abroad(row.text("subjects_by_country")),
        118: _abroad(_authorities),
        120: _OUTSIDE,
        121: _OUTSIDE,
        122: _OUTSIDE,
        123: _OUTSIDE,
        125: _attached,
        126: row.only_where(lambda _view: False, "pas d’autre pièce", _other_attached),
    }
)
