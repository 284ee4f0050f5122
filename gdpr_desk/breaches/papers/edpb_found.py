"""Rows of the common template that are found out from several answers, and what calls for a row; pure."""

from __future__ import annotations

from collections.abc import Callable

from gdpr_desk.breaches import choices
from gdpr_desk.breaches.model import NamedPerson
from gdpr_desk.breaches.papers import edpb_rows as row
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.cnil_what import effects
from gdpr_desk.breaches.papers.edpb_rows import Make, Row
from gdpr_desk.breaches.papers.form import Reply, Said
from gdpr_desk.breaches.papers.view import EMPTY, View, given, not_called_for, said
from gdpr_desk.breaches.vocabulary import (
    CountKind,
    Discovery,
    FilingKind,
    LostProperty,
    PeriodKind,
    ReporterCapacity,
)
from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.identifiers import check_siret, format_siren


def kind(view: View) -> Row:
    """3: a new notification or a follow-up."""
    follow_up = view.kind in (FilingKind.COMPLEMENTARY, FilingKind.WITHDRAWAL) or bool(view.breach.filings)
    return (given("Notification de suivi"), "b") if follow_up else (given("Nouvelle notification"), "a")


def subtype(view: View) -> Row:
    """A filing in which something is still unknown is an incomplete one, whatever it is called."""
    if view.kind is FilingKind.WITHDRAWAL:
        return given("Retrait"), "c"
    whole = view.kind is not FilingKind.INITIAL and not view.facts.unknown
    return (given("Complète"), "a") if whole else (given("Incomplète"), "b")


def withdrawn(view: View) -> Row:
    """5: why a former one is taken back."""
    if view.kind is not FilingKind.WITHDRAWAL:
        return not_called_for("ce n’est pas un retrait"), None
    reason = view.decision.reason if view.decision else ""
    return row.valued(given(reason), reason or None)


def identifier_kind(view: View) -> Row:
    """10: the French company number."""
    return (given("Numéro d’organisation (SIREN)"), "b") if view.case.controller.siret else (EMPTY, None)


def identifier(view: View) -> Row:
    """11: that number."""
    siret = view.case.controller.siret
    try:
        siren = check_siret(siret).siren
    except InvalidInput:
        return row.valued(given(siret), siret or None)
    return given(format_siren(siren)), siren


def organisation_kind(view: View) -> Row:
    """15: by the headcount (Recommendation 2003/361)."""
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


def reporter(view: View) -> NamedPerson | None:
    """21-24: who files: the one named for it, else whom to ask."""
    return view.facts.reporter or view.case.contact


def reporter_role(view: View) -> Row:
    """24: the office, which the template asks for where the list of 23 does not name it."""
    role = getattr(reporter(view), "role", "")
    listed = view.facts.reporter_capacity not in (None, ReporterCapacity.OTHER)
    return (EMPTY, None) if listed else row.valued(given(role), role or None)


def is_dpo(view: View) -> bool:
    """Whether the delegate files."""
    return view.facts.reporter_capacity is ReporterCapacity.DPO


def dpo(view: View) -> Row:
    """29: whether there is a delegate."""
    there = view.case.controller.dpo is not None
    return given(of.YES if there else of.NO), there


def dpo_name(view: View) -> str:
    """30: the delegate."""
    dpo = view.case.controller.dpo
    return dpo.name if dpo else ""


def dpo_contact(view: View) -> str:
    """31: how to reach the delegate."""
    dpo = view.case.controller.dpo
    return " · ".join(part for part in (dpo.email, dpo.phone) if part) if dpo else ""


def informant(view: View) -> Row:
    """33: who tells more."""
    if view.facts.contact is not None:
        return given("Autre"), "c"
    if view.facts.reporter is None and view.case.controller.dpo is not None:
        return given("Délégué à la protection des données"), "a"
    return (given("Personne déclarante"), "b") if reporter(view) else (EMPTY, None)


def named_contact(view: View) -> bool:
    """Whether somebody was named to be asked (34-36)."""
    return view.facts.contact is not None


def others(view: View) -> Row:
    """38: whether others have a part in it."""
    involved = view.facts.others_involved
    if involved is None and view.facts.others:
        involved = True
    if involved is None:
        return row.yes_no("others_involved")(view)
    return given(of.YES if involved else of.NO), "a" if involved else "b"


def each_other(part: str) -> Make:
    """39-41: one line for each of them."""

    def make(view: View) -> Row:
        found = [getattr(other, part) for other in view.facts.others]
        lines = [text for text in found if text.strip()]
        return row.valued(said(view, "others", lines), lines)

    return row.only_where(lambda view: view.facts.others_involved is not False, "aucune autre partie", make)


def begun(view: View) -> bool:
    """Whether a beginning can be dated (46)."""
    return view.facts.period is not PeriodKind.CANNOT_TELL


def ended(view: View) -> Row:
    """47: until when; one moment has no end of its own."""
    facts = view.facts
    if of.one_moment(facts):
        return of.SAME_MOMENT, None
    if facts.ended_at is None and facts.period in (PeriodKind.ONGOING, PeriodKind.CANNOT_TELL):
        return not_called_for("sans date à donner"), None
    return row.instant("ended_at")(view)


def informed(view: View) -> bool:
    """Whether somebody else told the shop, on some day (52)."""
    return view.facts.discovery is not Discovery.OWN_DETECTION


def of_service(say: Callable[[View], Said]) -> Make:
    """A row that the authority's service asks too: one answer for both."""

    def make(view: View) -> Row:
        found = say(view)
        return row.valued(found, "\n".join(found.texts) or None)

    return make


def late(make: Make) -> Make:
    """A row that a late filing calls for."""
    return row.only_where(lambda view: view.late, "dans les 72 heures", make)


_NOT_LOST = {
    LostProperty.CONFIDENTIALITY: "la confidentialité n’est pas atteinte",
    LostProperty.INTEGRITY: "l’intégrité n’est pas atteinte",
    LostProperty.AVAILABILITY: "la disponibilité n’est pas atteinte",
}


def if_lost(what: LostProperty, make: Make) -> Make:
    """A row that the loss of `what` calls for."""
    return row.only_where(lambda view: view.lost(what) is not False, _NOT_LOST[what], make)


def effects_of(what: LostProperty) -> Make:
    """79, 81, 83: what follows from that loss."""
    asked = if_lost(what, row.choices_of(f"{what.value}_effects"))

    def make(view: View) -> Row:
        found = asked(view)
        untold = found[0].reply is Reply.EMPTY and of.back_at_once(view, what)
        return (effects(what)(view), found[1]) if untold else found

    return make


def measures_before_detail(view: View) -> Row:
    """76: what the ticks of 75 mean here, in the shop's own words, then what it adds."""
    facts = view.facts
    own = of.own_words("measures_before", facts.measures_before)
    found = given(*own, facts.measures_before_detail)
    if found.reply is Reply.EMPTY or view.reply("measures_before") is Reply.UNKNOWN:
        return row.text("measures_before_detail")(view)
    return row.valued(found, facts.measures_before_detail or None)


def police(view: View) -> Row:
    """109: whether the police know."""
    if of.police_told(view.facts) and view.facts.police is None:
        return given(of.YES), row.letter("yes_no", "yes")
    return row.yes_no("police")(view)


def other_effects(what: LostProperty) -> Make:
    """80, 82, 84: the effects that are not in the list."""
    name = f"{what.value}_effects"
    return row.only_where(
        lambda view: "other" in getattr(view.facts, name),
        "pas d’autre conséquence",
        row.text(f"{name}_detail"),
    )


def counted(name: str, make: Make) -> Make:
    """A number that can be told."""

    def asked(view: View) -> bool:
        value = getattr(view.facts, name)
        return value is None or value.kind is not CountKind.CANNOT_TELL

    return row.only_where(asked, "le nombre ne peut être déterminé", make)


def risk(view: View) -> Row:
    """89: what the decision says of the risk."""
    risk = view.decision.risk if view.decision else None
    if risk is None:
        return row.undecided("risk")
    return given(of.edpb_label("risk", risk)), row.letter("risk", risk)


def analysis(view: View) -> Row:
    """90: the score and the reason."""
    decision = view.decision
    if decision is None:
        return Said(Reply.UNKNOWN), None
    score = f"Score ENISA : {decision.score:g}".replace(".", ",") if decision.score is not None else ""
    text = "\n".join(part for part in (score, decision.reason) if part.strip())
    return row.valued(given(score, decision.reason), text or None)


def communication(view: View) -> Row:
    """97: whether the persons were told."""
    key = of.told_key(view)
    if key == "unknown":
        return row.undecided("communication")
    return given(of.edpb_label("communication", key)), row.letter("communication", key)


def told(make: Make) -> Make:
    """A row about those who were told."""

    def asked(view: View) -> Row:
        waits = row.only_where(lambda view: bool(view.breach.communications), of.why_untold(view), make)
        return waits(view)

    return asked


def exempt(make: Make) -> Make:
    """A row that an exemption calls for."""
    return row.only_where(lambda view: of.told_key(view) == "exempt", "aucune exception retenue", make)


def not_all_told(view: View) -> Row:
    """103: why not everybody was told."""
    found = row.text("told_not_all_reason")(view)
    if found[0].reply is not Reply.EMPTY or view.facts.told_all is False:
        return found
    if of.told_key(view) in ("no_high_risk", "exempt"):
        return not_called_for(of.why_untold(view)), None
    if view.breach.communications and view.facts.told_all is None:
        return found
    return not_called_for("toutes sont, ou seront, informées"), None


def exemptions(view: View) -> Row:
    """100: which ones."""
    return row.letters_said("exemptions", view.decision.exemptions if view.decision else ())


def exemptions_detail(view: View) -> Row:
    """101: on what grounds."""
    detail = view.decision.exemptions_detail if view.decision else ""
    return row.valued(given(detail), detail or None)


def all_told(view: View) -> Row:
    """102: whether everybody was."""
    everybody = view.facts.told_all
    if everybody is None:
        return said(view, "told_all", []), None
    words = "Toutes les personnes ont été informées" if everybody else "Toutes ne l’ont pas été"
    return row.valued(said(view, "told_all", [words]), "a" if everybody else "b")


def means(view: View) -> Row:
    """104: by which ways."""
    return row.letters_said("means", dict.fromkeys(told.means for told in view.breach.communications))


def details_asked(view: View) -> bool:
    """Whether another body may have been told (111)."""
    return of.police_told(view.facts) is not False or view.facts.other_bodies is not False


_AT_HOME = "le traitement n’est pas transfrontalier"


def abroad(make: Make) -> Make:
    """A row that cross-border processing calls for."""

    return row.only_where(lambda view: bool(view.facts.cross_border), _AT_HOME, make)


def countries(name: str) -> Make:
    """115, 116: a list of countries."""

    def make(view: View) -> Row:
        codes = list(getattr(view.facts, name))
        return row.valued(said(view, name, [of.country_words(codes)] if codes else []), codes)

    return abroad(make)


def authorities(view: View) -> Row:
    """118: which authorities."""
    named = list(view.facts.other_authorities)
    return row.valued(said(view, "other_authorities", named), named)


def attached(view: View) -> Row:
    """125: what is enclosed."""
    return row.letters_said("evidence", [one.kind for one in view.breach.evidence])


def other_attached(view: View) -> Row:
    """126: what is enclosed beyond the list."""
    named = [one.name for one in view.breach.evidence if choices.edpb("evidence", one.kind)[0] in ("j", "")]
    return row.valued(given(*named), ", ".join(named) or None)
