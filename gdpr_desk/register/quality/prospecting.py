"""What goes wrong with offers, newsletters and cookies (Art. 6, 7; ePrivacy in French law); pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gdpr_desk.register.model import LawfulBasis, Purpose, RetentionKind
from gdpr_desk.register.quality.findings import FIX_CONSENT, Look, Point, Rule, Severity, plain

CALLS_NEED_CONSENT_FROM = date(2026, 8, 11)
"""From this day (inclusive) a consumer is called to be sold something with prior consent only."""

_OFFERS = re.compile(
    r"\bnewsletter|\blettres? d'info|\binfolettre|\bprospect|\bpromo|\boffres?\b(?! d'emploi)"
    r"|\bpublicit|\bmarketing"
)
_KNOWN_CUSTOMERS = re.compile(
    r"\bproduits? (semblable|analogue|similaire)|\bfaire connaitre nos (produits|offres)"
    r"|\binviter\b.{0,20}\bamis\b"
)
_ELECTRONIC = re.compile(
    r"\be-?mails?\b|\bcourriels?\b|\bsms\b|\bnewsletter|\binfolettre|\bmessages? electronique"
)
_BY_PHONE = re.compile(
    r"\b(demarch|prospect)\w* (par )?telephon|\bappels? (commercia|de prospection|sortants)"
    r"|\btelephoner? .{0,40}\b(vendre|vente|prospect|offres?)|\bphoning"
)
_CUSTOMERS_OR_TRADE = re.compile(
    r"\bsemblable|\banalogue|\bsimilaire|\bprofessionnels?\b|\bentreprises?\b|\bb2b\b|\bcontrat en cours"
)
_CONTEST = re.compile(r"\bconcours\b|\btombola|\btirages? au sort|\bgrand jeu\b")
_FUNCTIONAL = re.compile(r"\bfonctionn|\bmaintien|\bpanier|\bsession|\bsecurite\b|\btechniques?\b")
_NEEDS_CONSENT = re.compile(
    r"\baudience|\bstatisti|\bpublicit|\bciblage|\btiers\b|\bcontenus?\b|\breseaux? socia"
    r"|\bfrequentation|\btrafic\b"
)
_SIGNS_OF_LIFE = frozenset({"last_contact", "last_login", "collected", "sent"})
_EXEMPT = re.compile(r"\bexempt")
_REFUSABLE = (LawfulBasis.LEGITIMATE_INTERESTS, LawfulBasis.CONTRACT)


def is_prospecting(purpose: Purpose) -> bool:
    """Whether a purpose is, by its words, direct marketing: objecting to it always holds (Art. 21(2)-(3))."""
    words = plain(f"{purpose.name} {purpose.interest}")
    return bool(_OFFERS.search(words) or _KNOWN_CUSTOMERS.search(words))


def _offers(look: Look) -> Iterator[Point]:
    """Selling by e-mail, SMS or telephone to consumers: consent first, except among customers."""
    if not look.decides:
        return
    for number, purpose in enumerate(look.activity.purposes):
        words = plain(f"{purpose.name} {purpose.justification}")
        if purpose.lawful_basis not in _REFUSABLE or _agreed_elsewhere(look, purpose):
            continue
        if _CUSTOMERS_OR_TRADE.search(words):
            continue
        field = f"purposes.{number}.lawful_basis"
        named = plain(purpose.name)
        if _ELECTRONIC.search(named) and _OFFERS.search(named):
            sentence = (
                "Écrire à des particuliers pour vendre, par e-mail ou SMS, demande leur accord, sauf pour des"
                " produits semblables à leurs achats."
            )
            article = "art. 6(1)(a) du RGPD et L34-5 du code des postes"
            yield Point("mailing_without_consent", Severity.WARNING, field, sentence, article, FIX_CONSENT)
        elif _BY_PHONE.search(named) and (look.today is None or look.today >= CALLS_NEED_CONSENT_FROM):
            sentence = (
                "Depuis le 11 août 2026, appeler un particulier pour vendre demande son accord, sauf"
                " contrat en cours."
            )
            article = "art. 6(1)(a) du RGPD, loi du 30 juin 2025"
            yield Point("calls_without_consent", Severity.WARNING, field, sentence, article, FIX_CONSENT)


def _agreed_elsewhere(look: Look, purpose: Purpose) -> bool:
    """Whether the same purpose also rests on consent, which the rule on two bases tells."""
    return any(
        other.lawful_basis is LawfulBasis.CONSENT and plain(other.name) == plain(purpose.name)
        for other in look.activity.purposes
    )


def _proof_of_consent(look: Look) -> Iterator[Point]:
    """Who sells with an agreement shows it: who, when, by which form, to which words (Art. 7(1))."""
    selling = "subscribers" in look.subjects or bool(_OFFERS.search(plain(look.activity.name)))
    wanted = any(
        purpose.lawful_basis is LawfulBasis.CONSENT and (selling or _OFFERS.search(plain(purpose.name)))
        for purpose in look.activity.purposes
    )
    if wanted and look.decides and "consent_proof" not in look.categories:
        sentence = "Gardez la preuve de chaque accord : qui, quand, par quel formulaire, pour quel texte."
        yield Point("consent_proof", Severity.WARNING, "data", sentence, "art. 7(1) du RGPD")


def _contests(look: Look) -> Iterator[Point]:
    for number, purpose in enumerate(look.activity.purposes):
        words = plain(purpose.name)
        if purpose.lawful_basis is LawfulBasis.CONSENT and _CONTEST.search(words) and _OFFERS.search(words):
            sentence = "Jouer et recevoir des offres sont deux choses : demandez deux accords séparés."
            field = f"purposes.{number}.name"
            yield Point("contest_apart", Severity.HINT, field, sentence, "art. 7(2) et 7(4) du RGPD")


def _silent_subscribers(look: Look) -> Iterator[Point]:
    """Until they unsubscribe is for ever where nobody reads any more."""
    activity = look.activity
    if not (_OFFERS.search(look.words) or "subscribers" in look.subjects):
        return
    ceilings = [r for r in activity.retention if r.period and r.kind is RetentionKind.MAXIMUM]
    limited = any(rule.trigger in _SIGNS_OF_LIFE for rule in ceilings)
    for number, rule in enumerate(activity.retention):
        if rule.trigger == "consent_withdrawn" and rule.kind is RetentionKind.CRITERIA and not limited:
            sentence = "Une adresse qui ne répond plus reste pour toujours : ajoutez une limite, comme 3 ans."
            field = f"retention.{number}.trigger"
            yield Point("address_never_ends", Severity.HINT, field, sentence, "art. 5(1)(e) du RGPD")


def _cookies(look: Look) -> Iterator[Point]:
    """One purpose each; what is not needed for the visit waits for an agreement."""
    used = "cookie_identifiers" in look.categories or "cookies" in look.activity.collection_channels
    if not used or not look.decides:
        return
    article = "art. 82 de la loi Informatique et Libertés"
    together = False
    for number, purpose in enumerate(look.activity.purposes):
        words = plain(purpose.name)
        both = bool(_FUNCTIONAL.search(words) and _NEEDS_CONSENT.search(words))
        if both and not together:
            together = True
            sentence = (
                "Séparez les buts : faire marcher le site d’un côté ; audience, contenus d’autres sites et"
                " publicité de l’autre, avec un accord."
            )
            yield Point("cookies_together", Severity.WARNING, f"purposes.{number}.name", sentence, article)
        exempt = _EXEMPT.search(plain(purpose.justification)) or _EXEMPT.search(words)
        if both or exempt or purpose.lawful_basis not in _REFUSABLE or _agreed_elsewhere(look, purpose):
            continue
        if _NEEDS_CONSENT.search(words):
            sentence = (
                "Ces cookies attendent l’accord du visiteur, sauf outil de mesure réglé selon l’exemption"
                " de la CNIL (dites-le alors ici)."
            )
            field = f"purposes.{number}.lawful_basis"
            yield Point("cookies_without_consent", Severity.WARNING, field, sentence, article, FIX_CONSENT)


RULES: tuple[Rule, ...] = (
    _offers,
    _proof_of_consent,
    _contests,
    _silent_subscribers,
    _cookies,
)
