"""Which row of the common template is answered by what: all 100, by their number; pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gdpr_desk.breaches.papers import edpb_found as found
from gdpr_desk.breaches.papers import edpb_rows as row
from gdpr_desk.breaches.papers import view as of
from gdpr_desk.breaches.papers.cnil_then import told_content
from gdpr_desk.breaches.papers.cnil_what import measures_after
from gdpr_desk.breaches.papers.edpb_rows import Make
from gdpr_desk.breaches.papers.view import given
from gdpr_desk.breaches.vocabulary import LostProperty, ReporterCapacity

_NO_DATE = "sans date à donner"
_NAMED = "déjà nommée plus haut"
_OUTSIDE = row.never("la boutique est établie dans l’Espace économique européen")
ROWS: Mapping[int, Make] = MappingProxyType(
    {
        3: found.kind,
        4: found.subtype,
        5: found.withdrawn,
        6: row.only_where(
            lambda view: bool(view.breach.filings),
            "pas de notification avant celle-ci",
            row.words(lambda view: view.first_number),
        ),
        7: row.words(lambda view: view.breach.reference),
        10: found.identifier_kind,
        11: found.identifier,
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
        15: found.organisation_kind,
        16: row.never("le type est dans la liste"),
        17: row.words(lambda view: view.case.controller.ape),
        18: _OUTSIDE,
        19: _OUTSIDE,
        21: row.words(lambda view: row.name_of(found.reporter(view))),
        22: row.words(lambda view: row.contact_line(found.reporter(view))),
        23: row.choice("reporter_capacity"),
        24: row.only_where(
            lambda view: view.facts.reporter_capacity in (None, ReporterCapacity.OTHER),
            "la fonction est dans la liste",
            found.reporter_role,
        ),
        25: row.never("la France ne le demande pas"),
        26: lambda _view: (given("À confirmer au dépôt, par qui déclare"), None),
        29: row.only_where(lambda view: not found.is_dpo(view), "le délégué déclare", found.dpo),
        30: row.only_where(
            lambda view: view.case.controller.dpo is not None, "pas de délégué", row.words(found.dpo_name)
        ),
        31: row.only_where(
            lambda view: view.case.controller.dpo is not None, "pas de délégué", row.words(found.dpo_contact)
        ),
        33: found.informant,
        34: row.only_where(
            found.named_contact, _NAMED, row.words(lambda view: row.name_of(view.facts.contact))
        ),
        35: row.only_where(
            found.named_contact,
            _NAMED,
            row.words(lambda view: getattr(view.facts.contact, "role", "")),
        ),
        36: row.only_where(
            found.named_contact,
            _NAMED,
            row.words(lambda view: row.contact_line(view.facts.contact)),
        ),
        38: found.others,
        39: found.each_other("quality"),
        40: found.each_other("name"),
        41: found.each_other("contact"),
        44: row.choice("period"),
        45: row.flag("period_estimated"),
        46: row.only_where(found.begun, _NO_DATE, row.instant("began_at")),
        47: found.ended,
        48: row.instant("aware_at"),
        49: found.late(row.text("late_reason")),
        50: row.choice("discovery"),
        51: row.text("discovery_detail"),
        52: row.only_where(found.informed, "découverte par la boutique", row.day("informed_on")),
        53: row.text("timeline_note"),
        55: row.choices_of("lost"),
        56: found.if_lost(LostProperty.CONFIDENTIALITY, row.choice("disclosure")),
        57: found.if_lost(LostProperty.CONFIDENTIALITY, row.choice("protection")),
        58: found.if_lost(LostProperty.INTEGRITY, row.choice("integrity_loss")),
        59: found.if_lost(LostProperty.AVAILABILITY, row.choice("availability_loss")),
        60: row.choices_of("origins"),
        61: row.choice("cause"),
        62: row.text("narrative"),
        63: row.text("systems"),
        65: row.choices_of("data_subjects"),
        66: row.text("data_subjects_detail"),
        67: row.exactness("persons"),
        68: found.counted("persons", row.number_of("persons")),
        70: row.choices_of("data"),
        71: row.text("data_detail"),
        72: row.exactness("records"),
        73: found.counted("records", row.number_of("records")),
        75: row.choices_of("measures_before"),
        76: found.measures_before_detail,
        79: found.effects_of(LostProperty.CONFIDENTIALITY),
        80: found.other_effects(LostProperty.CONFIDENTIALITY),
        81: found.effects_of(LostProperty.INTEGRITY),
        82: found.other_effects(LostProperty.INTEGRITY),
        83: found.effects_of(LostProperty.AVAILABILITY),
        84: found.other_effects(LostProperty.AVAILABILITY),
        85: row.choices_of("harms"),
        86: row.text("harms_detail"),
        87: row.choice("severity"),
        89: found.risk,
        90: found.analysis,
        92: found.of_service(measures_after),
        94: row.choices_of("prevention"),
        95: row.text("prevention_detail"),
        97: found.communication,
        98: found.told(row.last_day_told),
        99: row.only_where(
            lambda view: of.told_key(view) == "planned", "pas de date à venir", row.day("tell_on")
        ),
        100: found.exempt(found.exemptions),
        101: found.exempt(found.exemptions_detail),
        102: found.told(found.all_told),
        103: found.not_all_told,
        104: found.told(found.means),
        105: found.told(row.text("means_detail")),
        106: found.of_service(told_content),
        109: found.police,
        110: row.yes_no("other_bodies"),
        111: row.only_where(found.details_asked, "aucune autre autorité", row.text("other_bodies_detail")),
        113: row.yes_no("cross_border"),
        114: found.abroad(row.text("lead_authority")),
        115: found.countries("establishment_countries"),
        116: found.countries("subject_countries"),
        117: found.abroad(row.text("subjects_by_country")),
        118: found.abroad(found.authorities),
        120: _OUTSIDE,
        121: _OUTSIDE,
        122: _OUTSIDE,
        123: _OUTSIDE,
        125: row.only_where(
            lambda view: bool(view.breach.evidence), "aucune pièce au dossier", found.attached
        ),
        126: row.only_where(lambda _view: False, "pas d’autre pièce", found.other_attached),
    }
)

HANGS_ON: Mapping[int, int] = MappingProxyType(
    {
        16: 15,
        24: 23,
        52: 50,
        68: 67,
        73: 72,
        80: 79,
        82: 81,
        84: 83,
        86: 85,
        103: 102,
        105: 104,
        **dict.fromkeys((30, 31), 29),
        **dict.fromkeys((34, 35, 36), 33),
        **dict.fromkeys((39, 40, 41), 38),
        **dict.fromkeys((46, 47), 44),
        **dict.fromkeys((56, 57, 58, 59, 79, 81, 83), 55),
        **dict.fromkeys((98, 99, 100, 101, 102, 104, 106), 97),
        **dict.fromkeys((114, 115, 116, 117, 118), 113),
    }
)
"""Which row calls for another."""
