"""What goes wrong in the habits of a shop: identity papers, accounts, pages, reviews, bad payers; pure.

Each rule knows one kind of activity by its data, its people or its words, and asks what an authority
would ask about it. Cameras and calls are in `recordings`, offers and cookies in `prospecting`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import (
    ActivityRole,
    LawfulBasis,
    ProcessingActivity,
    RetentionKind,
    RetentionPhase,
    RetentionRule,
)
from gdpr_desk.register.quality.findings import (
    EXCLUSION,
    FIX_INTEREST,
    FRAUD,
    Look,
    Point,
    Rule,
    Severity,
    plain,
)
from gdpr_desk.register.wording import days

_IN_DOUBT = re.compile(r"\bdoute")
_ONLY_SEEN = re.compile(
    r"\bsans (en )?(faire |garder |prendre )?(de |une |la )?copie|\bpas (de |la )?copie|\bseulement vue"
)
_IDENTITY_PAPER = re.compile(r"\bidentite|\bpasseport|\bpieces?\b|\bjustificatif|\bcni\b|\bpermis\b")
_IDENTITY_LIMIT = 184
_WORKSTATION = re.compile(r"\bpostes?\b|\bordinateurs?\b|\bce logiciel\b|\bgdpr-?desk\b|\bpc\b|\bdisques?\b")
_SEALED = re.compile(r"\bchiffr|\bscell")
# Read as it is typed, because a whole register is searched: nothing in it has an accent.
_NO_COPY = re.compile(
    r"\b(sans|aucune|pas de|jamais de) copies?"
    r"( locales?\b|( \w+)? (sur|dans) (les|le|nos|un|leurs?|aucun) (postes?|ordinateurs?))",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"\breseaux? socia|\bpages? (facebook|instagram|linkedin|tiktok|x)\b")
_SPONSORED = re.compile(r"\bparrain|\bfilleul|\brecommand")
_HAS_A_LENGTH = re.compile(r"[0-9]|\b(un|deux|trois|six|douze) (ans?|mois)\b|\bprocedure\b")
_CRYPTOGRAM = re.compile(r"\bcryptogramme|\bcvv|\bcvc\b")
_NEVER_KEPT = re.compile(
    r"\b(ni|sans|jamais|pas|aucun|non|hors|sauf)\b[^.;]{0,40}(cryptogramme|cvv|cvc)"
    r"|(cryptogramme|cvv|cvc)[^.;]{0,40}\b(jamais|non|pas|ni|efface)"
)


def _identity_papers(look: Look) -> Iterator[Point]:
    """Asked in doubt only, destroyed once checked, sealed where they lie on a workstation."""
    for number, data in enumerate(look.activity.data):
        if data.category != "identity_document":
            continue
        field, detail = f"data.{number}.category", plain(data.detail)
        if data.mandatory or not _IN_DOUBT.search(detail):
            asked = "requesters" in look.subjects
            yield Point(
                "identity_document",
                Severity.WARNING if asked and data.mandatory else Severity.HINT,
                field,
                "Une pièce d’identité ne se demande qu’en cas de doute.",
                "art. 12(6) du RGPD" if asked else "art. 5(1)(c) du RGPD",
            )
        if not _ONLY_SEEN.search(detail):
            yield from _identity_copies(look)
        return


def _identity_copies(look: Look) -> Iterator[Point]:
    activity = look.activity
    about = [
        (n, rule) for n, rule in enumerate(activity.retention) if _about(rule, _IDENTITY_PAPER, "verified")
    ]
    if not about:
        sentence = "Dites quand la copie de la pièce d’identité est détruite : dès la vérification faite."
        yield Point("identity_copy_end", Severity.WARNING, "retention", sentence, "art. 5(1)(e) du RGPD")
    for number, rule in about:
        kept = rule.kind is RetentionKind.MAXIMUM and rule.phase is RetentionPhase.ACTIVE
        if kept and days(rule) > _IDENTITY_LIMIT:
            sentence = "Trop long pour une pièce d’identité : la vérification faite, la copie ne sert plus."
            field = f"retention.{number}.period"
            yield Point("identity_copy_long", Severity.WARNING, field, sentence, "art. 5(1)(e) du RGPD")
    if on_workstation(activity) and not _sealed(activity):
        sentence = (
            "Des copies de pièces d’identité sur un poste se scellent : chiffrez-les, et dites-le parmi les"
            " mesures."
        )
        yield Point("identity_copy_open", Severity.WARNING, "security_measures", sentence, "art. 32 du RGPD")


def on_workstation(activity: ProcessingActivity) -> bool:
    """Whether the record keeps copies of identity documents on a computer of the shop."""
    papers = [data for data in activity.data if data.category == "identity_document"]
    copied = any(not _ONLY_SEEN.search(plain(data.detail)) for data in papers)
    return copied and any(_WORKSTATION.search(plain(system)) for system in activity.systems)


def promises_no_copy(activity: ProcessingActivity) -> bool:
    """Whether the record says, where it speaks of its computers, that they hold no copy."""
    texts = (*activity.systems, *activity.security_measures, activity.note)
    return any("opie" in text and _NO_COPY.search(text) for text in texts)


def _sealed(activity: ProcessingActivity) -> bool:
    measures = activity.security_measures
    return bool({"file_encryption", "disk_encryption"} & set(measures)) or any(
        _SEALED.search(plain(measure)) for measure in measures
    )


def _about(rule: RetentionRule, words: re.Pattern[str], trigger: str) -> bool:
    return rule.trigger == trigger or bool(words.search(plain(rule.applies_to)))


def _offences(look: Look) -> Iterator[Point]:
    for number, data in enumerate(look.activity.data):
        if data.category == "criminal_offences":
            sentence = (
                "Condamnations et infractions : une boutique ne peut en noter que ce qu’il faut pour"
                " défendre ses propres droits."
            )
            field = f"data.{number}.category"
            yield Point("criminal_offences", Severity.HINT, field, sentence, "art. 10 du RGPD")
        detail = plain(data.detail)
        if _CRYPTOGRAM.search(detail) and not _NEVER_KEPT.search(detail):
            sentence = "Le cryptogramme d’une carte ne se garde jamais, pas même pour la commande suivante."
            field = f"data.{number}.detail"
            yield Point("card_cryptogram", Severity.ERROR, field, sentence, "art. 5(1)(c) et 32 du RGPD")


def _impact_assessment(look: Look) -> Iterator[Point]:
    """A processor assists with an assessment (Art. 28(3)(f)); it is the controller that owes it."""
    if not look.decides:
        return
    required = look.activity.dpia.required
    if "required" in _lists(look):
        if required is not True:
            sentence = "Ce cas est sur la liste de la CNIL : l’analyse d’impact est obligatoire."
            severity = Severity.HINT if required is None else Severity.WARNING
            yield Point("impact_listed", severity, "dpia.required", sentence, "art. 35(4) du RGPD")
        return
    sentence = _impact(look)
    if sentence and required is None:
        yield Point("impact_assessment", Severity.HINT, "dpia.required", sentence, "art. 35 du RGPD")


def _lists(look: Look) -> set[str]:
    """Which of the CNIL's two lists name the case: `required`, `exempt`."""
    lists = catalogues.dpia_lists()
    return {lists[key].text("list") for key in look.activity.dpia.criteria if key in lists}


def _impact(look: Look) -> str:
    """Why an assessment may be due, the strongest reason; nothing where there is none."""
    criteria = [key for key in look.activity.dpia.criteria if key not in catalogues.dpia_lists()]
    fraud = bool(FRAUD.search(look.words))
    excluded = bool(EXCLUSION.search(look.words)) or (fraud and "exclusion" in criteria)
    asked = "exempt" not in _lists(look)
    unpaid = "unpaid_history" in look.categories and not criteria
    reasons = (
        (excluded, "Liste d’exclusion : une analyse d’impact peut être nécessaire."),
        (fraud, "Lutte contre la fraude : une analyse d’impact peut être nécessaire."),
        (asked and len(criteria) > 1, _TWO_CRITERIA),
        (asked and look.filmed, "Si l’équipe est filmée en continu, une analyse d’impact est nécessaire."),
        (asked and unpaid, _BAD_PAYERS),
    )
    return next((sentence for holds, sentence in reasons if holds), "")


_TWO_CRITERIA = "Deux critères de risque ou plus : une analyse d’impact est le plus souvent nécessaire."
_BAD_PAYERS = (
    "Un fichier des impayés peut priver quelqu’un d’un achat : regardez si une analyse d’impact est"
    " nécessaire."
)


def _social_network(look: Look) -> Iterator[Point]:
    """Who runs a page and who runs the network decide together about its statistics (Art. 26)."""
    named = _SOCIAL.search(look.words) and "candidates" not in look.subjects
    if ("social_profile" in look.categories or named) and look.activity.role is ActivityRole.CONTROLLER:
        sentence = (
            "Une page sur un réseau social se décide souvent à deux : lisez l’accord du réseau, puis"
            " choisissez « La boutique décide avec un autre » et nommez-le."
        )
        yield Point("joint_controllership", Severity.WARNING, "role", sentence, "art. 26 du RGPD")


def _forgotten_accounts(look: Look) -> Iterator[Point]:
    """Kept until the person asks is kept for ever where the person forgets."""
    rules = look.activity.retention
    for number, rule in enumerate(rules):
        if rule.trigger == "account_deleted" and not _limited(rule, rules):
            sentence = (
                "Un compte oublié ne s’efface jamais : ajoutez une limite, par exemple deux ans sans"
                " connexion, après un message d’avertissement."
            )
            field = f"retention.{number}.trigger"
            yield Point("account_never_ends", Severity.WARNING, field, sentence, "art. 5(1)(e) du RGPD")


def _limited(rule: RetentionRule, rules: tuple[RetentionRule, ...]) -> bool:
    """Whether another event starts a clock for the same thing and may end it first."""
    ceilings = (other for other in rules if other.period and other.kind is RetentionKind.MAXIMUM)
    return any(other.trigger != rule.trigger and _alike(rule, other) for other in ceilings)


def _alike(one: RetentionRule, other: RetentionRule) -> bool:
    if one.group or other.group:
        return one.group == other.group
    return plain(one.applies_to) == plain(other.applies_to)


def _recommended_people(look: Look) -> Iterator[Point]:
    """Somebody whose address a customer gave away has signed nothing, and is written to once."""
    known = "referred_persons" in look.subjects or any(d.source == "sponsor" for d in look.activity.data)
    if not known or not look.decides:
        return
    for number, purpose in enumerate(look.activity.purposes):
        if purpose.lawful_basis is LawfulBasis.CONTRACT and _SPONSORED.search(plain(purpose.name)):
            sentence = "La personne recommandée n’a rien signé : le contrat ne permet pas de lui écrire."
            field = f"purposes.{number}.lawful_basis"
            article = "art. 6(1)(b) et (f) du RGPD"
            yield Point("sponsored_no_contract", Severity.WARNING, field, sentence, article, FIX_INTEREST)
    if not any(_about(rule, _SPONSORED, "sent") for rule in look.activity.retention):
        sentence = (
            "La personne recommandée reçoit un seul message, qui nomme son parrain ; dites que ses"
            " coordonnées s’effacent ensuite."
        )
        yield Point("sponsored_single_use", Severity.WARNING, "retention", sentence, "art. 5(1)(e) du RGPD")


def _reviews(look: Look) -> Iterator[Point]:
    """How long a review stays published and kept has to be said near the reviews."""
    about = "review_content" in look.categories or "review_authors" in look.subjects
    said = any(rule.period and rule.trigger == "published" for rule in look.activity.retention)
    if about and look.decides and not said:
        sentence = "Dites combien de temps un avis reste publié, puis gardé : cela s’affiche près des avis."
        article = "art. 5(1)(e) du RGPD et D111-17 du code de la consommation"
        yield Point("review_time", Severity.WARNING, "retention", sentence, article)


def _settled_debts(look: Look) -> Iterator[Point]:
    """Who has paid leaves the list within 48 hours; an exception has a reason and an end of its own."""
    for number, rule in enumerate(look.activity.retention):
        if rule.trigger != "settled" or rule.kind is not RetentionKind.MAXIMUM:
            continue
        at, article = f"retention.{number}", "art. 5(1)(e) du RGPD"
        if "unpaid_history" in look.categories and days(rule) > 2:
            sentence = "La dette payée, la personne sort du fichier des impayés sous 48 heures."
            yield Point("settled_too_long", Severity.WARNING, f"{at}.period", sentence, article)
        exception = plain(rule.exception or "")
        if exception and not _HAS_A_LENGTH.search(exception):
            sentence = (
                "Garder après le paiement reste une exception : donnez sa raison et sa durée (un an au plus),"
                " et prévenez la personne."
            )
            yield Point("exception_open", Severity.WARNING, f"{at}.exception", sentence, article)


def _nobody_told(look: Look) -> Iterator[Point]:
    for number, means in enumerate(look.activity.informed_by):
        if means == "none_yet" and look.decides:
            sentence = "Rien ne prévient encore les personnes : choisissez comment elles sont informées."
            yield Point(
                "nobody_told", Severity.WARNING, f"informed_by.{number}", sentence, "art. 13 et 14 du RGPD"
            )


RULES: tuple[Rule, ...] = (
    _identity_papers,
    _offences,
    _impact_assessment,
    _social_network,
    _forgotten_accounts,
    _recommended_people,
    _reviews,
    _settled_debts,
    _nobody_told,
)
