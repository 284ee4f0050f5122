"""What goes wrong with cameras and recorded calls (Art. 5, 13, 35; the law on public safety); pure.

Fixed cameras, the camera of a vehicle and what is recorded at a customer's are three purposes with
three sets of people: a record that throws them together is told to part them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdpr_desk.register.model import RetentionKind, RetentionPhase
from gdpr_desk.register.quality.findings import (
    FIX_INTEREST,
    Look,
    Point,
    Rule,
    Severity,
    plain,
)
from gdpr_desk.register.wording import days

_STAFF = frozenset({"employees", "trainees", "former_employees"})
_VEHICLE = re.compile(r"\bvehicules?\b|\bembarquee|\bdash ?-?cam|\bvoiture|\bcamionnette|\bfourgon")
_PLACE = re.compile(
    r"\bboutique|\bmagasin|\blocaux\b|\batelier|\bcomptoir|\breserve\b|\bcaisse|\bentree|\bvitrine|\bstock\b"
)
_OPEN_TO_ALL = re.compile(
    r"\bboutique|\bmagasin|\blocaux\b|\bcomptoir|\bcaisse|\bentree|\bespace de vente|\baccueil\b"
)
_AT_A_CUSTOMER = re.compile(
    r"\bchez (le|un|les|des|nos) clients?|\binterventions? (sur|chez|a domicile)|\bsite d'intervention"
)
_PREFECT = re.compile(r"\bpref(et|ect)[^\n;]*[0-9]|[0-9][^\n;]*\bpref(et|ect)")
_ONLY_AFTER_A_CRASH = re.compile(r"\bchocs?\b|\baccidents?\b|\bincidents?\b|\bboucle\b|\bevenement")
_ANALYSIS = re.compile(r"\banalyses?\b|\bfiches?\b|\bstatistiques?\b|\bextrai")
# Days with a margin: a month has up to 31 of them.
_CEILINGS = {
    "video_images": (
        31,
        "Un mois au plus pour des images ; l’extrait d’un incident suit la procédure.",
    ),
    "voice_recording": (184, "Six mois au plus pour un appel enregistré à des fins de formation."),
}


def _cameras(look: Look) -> Iterator[Point]:
    """Cameras that somebody put up, and what shares their record."""
    if not (look.filmed and look.decides):
        return
    texts = _texts(look)
    carried = bool(_VEHICLE.search(texts))
    fixed = "premises_visitors" in look.subjects or bool(_PLACE.search(texts))
    if carried and not fixed:
        yield from _dash_cam(texts)
        return
    yield from _apart(look, texts, carried)
    public = "premises_visitors" in look.subjects or bool(_OPEN_TO_ALL.search(texts))
    if public and not _prefect_named(look):
        sentence = (
            "Filmer un lieu ouvert au public demande l’autorisation du préfet, pour cinq ans : notez son"
            " numéro et sa date en note."
        )
        article = "art. 5(2) du RGPD et code de la sécurité intérieure"
        yield Point("prefect_authorisation", Severity.HINT, "note", sentence, article)
    if not {"cctv_sign", "vehicle_sign"} & set(look.activity.informed_by):
        sentence = "Un panneau, visible avant d’être filmé, annonce les caméras et dit à qui s’adresser."
        yield Point("camera_sign", Severity.WARNING, "informed_by", sentence, "art. 13 du RGPD")
    yield from _staff(look, "filmés")


def _apart(look: Look, texts: str, carried: bool) -> Iterator[Point]:
    """What fixed cameras share a record with, though it serves another purpose."""
    article = "art. 5(1)(b) du RGPD"
    if carried:
        sentence = "La caméra d’un véhicule a un autre but et filme d’autres personnes : donnez-lui sa fiche."
        yield Point("dash_cam_apart", Severity.WARNING, "purposes.0.name", sentence, article)
    on_site = "on_site" in look.activity.collection_channels or bool(_AT_A_CUSTOMER.search(texts))
    if on_site:
        sentence = (
            "Filmer ou enregistrer le son chez un client est un autre but, avec un accord écrit : donnez-lui"
            " sa fiche."
        )
        yield Point("on_site_apart", Severity.WARNING, "purposes.0.name", sentence, article)
    elif "audio_recording" in look.categories:
        sentence = (
            "Une caméra a rarement besoin du son, et enregistrer des paroles privées sans accord est puni par"
            " la loi : retirez-le, ou dites pourquoi."
        )
        law = "art. 5(1)(c) du RGPD et 226-1 du code pénal"
        yield Point("camera_sound", Severity.WARNING, "data", sentence, law)


def _dash_cam(texts: str) -> Iterator[Point]:
    if not _ONLY_AFTER_A_CRASH.search(texts):
        sentence = (
            "La caméra d’un véhicule ne garde pas la rue en continu : une boucle courte, conservée seulement"
            " après un accident."
        )
        yield Point("dash_cam_continuous", Severity.WARNING, "data", sentence, "art. 5(1)(c) du RGPD")


def _calls(look: Look) -> Iterator[Point]:
    """Recorded calls: announced, refusable, and the one who answers is recorded too."""
    if "voice_recording" not in look.categories or not look.decides:
        return
    activity = look.activity
    announced = "voice_announcement" in activity.informed_by
    if not announced and not any("annonce" in plain(means) for means in activity.informed_by):
        sentence = (
            "Une annonce, au début de l’appel, dit qu’il est enregistré, pourquoi, et comment le refuser."
        )
        yield Point(
            "call_announcement", Severity.WARNING, "informed_by", sentence, "art. 13 et 21(4) du RGPD"
        )
    for number, purpose in enumerate(activity.purposes):
        if purpose.lawful_basis is None:
            sentence = (
                "Une annonce et une touche pour refuser, c’est un droit d’opposition : la raison qui va avec"
                " est l’intérêt légitime."
            )
            field = f"purposes.{number}.lawful_basis"
            article = "art. 6(1)(f) et 21 du RGPD"
            yield Point("call_basis", Severity.HINT, field, sentence, article, FIX_INTEREST)
    yield from _staff(look, "enregistrés")


def _staff(look: Look, how: str) -> Iterator[Point]:
    """Those who work where it records are recorded as well."""
    if not _STAFF & look.subjects:
        sentence = f"Si des salariés sont {how} aussi, ajoutez-les ici et prévenez-les par écrit, avant."
        article = "art. 13 et 30(1)(c) du RGPD"
        yield Point("staff_recorded", Severity.HINT, "data_subjects", sentence, article)


def _too_long(look: Look) -> Iterator[Point]:
    for category, (limit, sentence) in _CEILINGS.items():
        if category not in look.categories or (category == "video_images" and not look.filmed):
            continue
        for number, rule in enumerate(look.activity.retention):
            kept = rule.trigger == "recorded" and rule.phase is RetentionPhase.ACTIVE
            if not kept or rule.kind is not RetentionKind.MAXIMUM or days(rule) <= limit:
                continue
            if not _ANALYSIS.search(plain(rule.applies_to)):
                field = f"retention.{number}.period"
                yield Point("recording_too_long", Severity.WARNING, field, sentence, "art. 5(1)(e) du RGPD")


def _texts(look: Look) -> str:
    """What the record says it does, to compare; its note may speak of other records."""
    activity = look.activity
    told = [
        activity.name,
        *(text for purpose in activity.purposes for text in (purpose.name, purpose.justification)),
        *(data.detail for data in activity.data),
        *activity.systems,
        *(rule.applies_to for rule in activity.retention),
    ]
    return "\n".join(map(plain, told))


def _prefect_named(look: Look) -> bool:
    """Whether any text names the prefect's authorisation with a number or a date."""
    return any(_PREFECT.search(plain(text)) for _, text in look.texts)


RULES: tuple[Rule, ...] = (_cameras, _calls, _too_long)
