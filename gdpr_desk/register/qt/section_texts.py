"""What each of the eight sections says around its fields: legal word, help, reason, example.

Plain French for somebody who has never read the Regulation; the article stands behind each
reason so that a lawyer finds the place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionText:
    """The words of one section; `legal` is the small legal word beside the title."""

    legal: str
    help: str
    why: str
    example: str


SECTION_TEXTS: tuple[SectionText, ...] = (
    SectionText(
        "finalités",
        "Un nom que votre équipe comprend, et à quoi servent ces données.",
        "La loi demande d’écrire le but avant de collecter (art. 5, § 1, b). Il dit aussi ce que vous vous"
        " interdisez : une donnée prise pour livrer ne sert pas à démarcher.",
        "Nom : Vidéosurveillance. But : protéger la boutique, les clients et le stock contre le vol.",
    ),
    SectionText(
        "base légale",
        "Une seule raison par but. Choisissez celle que vous sauriez expliquer à un client.",
        "Utiliser des données n’est permis que pour l’une de six raisons (art. 6). De la raison dépendent les"
        " droits des personnes : un consentement se retire, une obligation légale non.",
        "Filmer la caisse et l’entrée contre le vol : intérêt légitime, avec une affichette visible.",
    ),
    SectionText(
        "catégories de personnes",
        "De qui parlent ces données ? Un nombre approximatif suffit.",
        "Le registre cite les groupes de personnes (art. 30, § 1, c). Le nombre sert le jour d’un incident :"
        " la CNIL le demande tout de suite.",
        "Clients, environ 800 ; membres de l’équipe, 4.",
    ),
    SectionText(
        "catégories de données",
        "Ce que vous notez vraiment, rien de plus.",
        "On ne garde que le nécessaire (art. 5, § 1, c). Les données sensibles (santé, opinions, religion…)"
        " sont interdites sauf exception (art. 9).",
        "Pour livrer : nom, adresse, téléphone. La date de naissance n’est pas utile.",
    ),
    SectionText(
        "destinataires",
        "Dans la boutique, chez vos prestataires, auprès des autorités.",
        "Chacun ne voit que ce dont il a besoin (art. 32), et un prestataire s’engage par un contrat"
        " (art. 28). Le client peut vous demander la liste (art. 15).",
        "La gérante et la caissière ; le logiciel de caisse ; la police, sur demande écrite.",
    ),
    SectionText(
        "transferts",
        "Un outil américain compte ; la Suisse et le Royaume-Uni aussi.",
        "Hors UE, c’est-à-dire hors de l’Union européenne et des trois pays qui lui sont liés (Islande,"
        " Liechtenstein, Norvège), il faut une garantie (art. 44 à 49) : pays reconnu, clauses"
        " types, ou l’une des exceptions.",
        "Newsletter envoyée par un service des États-Unis : garantie « pays reconnu » si l’entreprise"
        " est inscrite, sinon clauses types.",
    ),
    SectionText(
        "conservation",
        "Une durée chiffrée, et l’événement qui la fait partir.",
        "« Aussi longtemps que nécessaire » ne suffit pas (art. 5, § 1, e). Une durée écrite permet"
        " d’effacer sans se poser la question chaque fois.",
        "Images : 1 mois après l’enregistrement. Factures : 10 ans après la clôture de l’exercice.",
    ),
    SectionText(
        "mesures, art. 32",
        "Ce qui protège ces données chez vous, aujourd’hui.",
        "Le registre décrit les mesures (art. 30, § 1, g). Elles se proportionnent au risque (art. 32) :"
        " une serrure et un code par personne font déjà beaucoup.",
        "Enregistreur sous clé, code d’accès propre à la gérante, accès notés.",
    ),
)
"""In the order of `checks.SECTIONS`."""

EDIT_WORDS: dict[str, str] = {
    "name": "nom modifié",
    "role": "rôle modifié",
    "status": "état modifié",
    "joint_controllers": "responsables conjoints modifiés",
    "client_controllers": "clients donneurs d’ordre modifiés",
    "operations": "opérations modifiées",
    "purposes": "but modifié",
    "lawful_basis": "raison modifiée",
    "data_subjects": "personnes modifiées",
    "informed_by": "information des personnes modifiée",
    "data": "données modifiées",
    "collection_channels": "collecte modifiée",
    "systems": "outils modifiés",
    "paper": "support papier modifié",
    "recipients": "destinataires modifiés",
    "transfers": "transferts modifiés",
    "retention": "durée modifiée",
    "security_measures": "mesures de sécurité modifiées",
    "automated_decisions": "décision automatique modifiée",
    "dpia": "analyse d’impact modifiée",
    "created_on": "date de création modifiée",
    "reviewed_on": "date de revue modifiée",
    "note": "note modifiée",
    "recalled": "saisie reprise",
}
"""The end of « Annuler : … » for each field of an activity, and for a draft taken up again."""


BASIS_ORDER: tuple[str, ...] = (
    "contract",
    "legitimate_interests",
    "consent",
    "legal_obligation",
    "vital_interests",
    "public_task",
)
"""The order a shop meets them in; the Regulation's own order is that of the enum."""
