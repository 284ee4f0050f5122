"""The labels of the CNIL's simplified register, for who writes it and who reads it.

They stand as the CNIL wrote them, its slip in « adress IP » included. What the program adds begins
with `MARK`: the model has no place for it.
"""

from __future__ import annotations

from gdpr_desk.reference import catalogues

MARK = "+ "
LEGEND = "Les lignes et les colonnes marquées d’un + sont ajoutées au modèle de la CNIL."
STRICT = "Version stricte : ce que demande l’article 30 du RGPD, rien de plus."
STRICT_LEAVES_OUT = (
    "Ne sont pas repris : les bases légales, les justifications et l’intérêt poursuivi, la condition de "
    "l’article 9, le nombre de personnes, l’origine des données et leur caractère obligatoire, "
    "l’information des personnes, les logiciels, les sources des durées, l’analyse d’impact, les "
    "contrats et les notes."
)
COMPLETE = "Version complète : l’article 30 du RGPD et tout ce que contient le registre."
MADE_HERE = "Registre tenu avec gdpr-desk"
SHOP_SHEET = "+ Boutique et prestataires"
LIST_SHEET = "2_-_Liste_des_traitements"

NAME = "Nom du traitement"
REFERENCE = "N° / RÉF"
CREATED = "Date de création du traitement"
UPDATED = "Mise à jour du traitement"
LIST_CREATED = "Date de création de la fiche"
LIST_UPDATED = "Dernière mise à jour de la fiche"
LIST_PURPOSE = "Finalité du traitement"
LIST_SENSITIVE = "Données sensibles ?"
STATUS = MARK + "État de la fiche"
ROLE = MARK + "En tant que"

ACTORS = "Acteurs"
ACTOR_COLUMNS = ("Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél")
CONTROLLER = "Responsable du traitement"
DPO = "Délégué à la protection des données"
DPO_COMPANY = "Société du DPO (si celui-ci est externe)"
REPRESENTATIVE = "Représentant"
JOINT = "Responsable(s) conjoint(s)"
CLIENT = MARK + "Client donneur d’ordre"

PURPOSES = "Finalité(s) du traitement effectué"
MAIN_PURPOSE = "Finalité principale"
SUB_PURPOSE = "Sous-finalité"
DATA = "Catégories de données personnelles concernées"
SENSITIVE = "Données sensibles"
PEOPLE = "Catégories de personnes concernées"
PERSON = "Catégorie de personnes"
RECIPIENTS = "Destinataires"
RECIPIENT = "Destinataire"
MEASURES = "Mesures de sécurité"
MEASURE = "Mesure de sécurité"
TRANSFERS = "Transferts hors UE"
TRANSFER = "Organisme destinataire"
KEPT = "Durée de conservation"

DURATIONS = MARK + "Durées de conservation en détail"
DURATION = MARK + "Durée"
MORE = MARK + "Collecte, information, supports"
CHANNEL = MARK + "Moyen de collecte"
INFORMED = MARK + "Information des personnes"
SYSTEM = MARK + "Logiciel ou support"
OPERATION = MARK + "Opération faite pour le client"
OTHER = MARK + "Autres précisions"
PAPER = MARK + "Traitement papier"
AUTOMATED = MARK + "Décision entièrement automatisée"
DPIA = MARK + "Analyse d’impact nécessaire"
CRITERION = MARK + "Critère d’analyse d’impact"
NOTE = MARK + "Note"

RANK = MARK + "Rang"
KEY = MARK + "Prestataire"
BASIS = MARK + "Base légale"
INTEREST = MARK + "Intérêt poursuivi"
JUSTIFICATION = MARK + "Justification"
CONDITION = MARK + "Condition de l’article 9"
CATEGORY = MARK + "Catégorie"
SPECIAL = MARK + "Sensible"
ORIGIN = MARK + "Origine"
MANDATORY = MARK + "Obligatoire"
NUMBER = MARK + "Nombre de personnes"
DURATION_COLUMNS = ("Concerne", "Période", "À partir de", "Nature", "Phase", "Sort final", "Combinaison")
GROUP = MARK + "Groupe"
SOURCE = MARK + "Source"
EXCEPTION = MARK + "Exception"
SOURCE_KIND = MARK + "Rang de la source"

ALSO_STRICT = (CLIENT, OPERATION, DURATION)
"""Beginnings of added lines that Article 30 itself asks for: 30(2)(a) and (b), 30(1)(f)."""

FIRST_ADDED_COLUMN = 9
"""The model ends at column H and keeps links in column J on its own sheets only."""
EMPTY_CHOICE = "Sélectionnez un élément dans cette liste déroulante"
EXAMPLE_SHEET = "Exemple de fiche de registre"
EXAMPLE_NAME = "Gestion de la paie"
EXAMPLE_MARK = "exemple"
INSIDE = "Service interne qui traite les données"
OTHER_RECIPIENT = "Autre (Préciser)"
OTHER_PEOPLE = "Autres (préciser)"
OTHER_MEASURE = "Autres mesures (à préciser)"

DATA_LINES = {
    "civil": "État civil, identité, données d'identification, images…",
    "private_life": "Vie personnelle (habitudes de vie, situation familiale, etc.)",
    "economic": (
        "Informations d'ordre économique et financier "
        "(revenus, situation financière, situation fiscale, etc.)"
    ),
    "connection": "Données de connexion (adress IP, logs, etc.)",
    "location": "Données de localisation (déplacements, données GPS, GSM, etc.)",
    "nir": "Numéro de Sécurité Sociale (ou NIR)",
}
SENSITIVE_LINES = {
    "racial_origin": "Données révélant l'origine raciale ou ethnique",
    "political_opinions": "Données révélant les opinions politiques",
    "religious_beliefs": "Données révélant les convictions religieuses ou philosophiques",
    "trade_union": "Données révélant l'appartenance syndicale",
    "genetic": "Données génétiques",
    "biometric": "Données biométriques aux fins d'identifier une personne physique de manière unique",
    "health": "Données concernant la santé",
    "sex_life": "Données concernant la vie sexuelle ou l'orientation sexuelle",
    "criminal_offences": "Données relatives à des condamnations pénales ou  infractions",
}

SHOP_ROWS = (
    ("name", "Nom de la boutique"),
    ("siret", "SIRET"),
    ("ape", "Code APE"),
    ("address", "Adresse"),
    ("email", "Adresse mél"),
    ("phone", "Téléphone"),
    ("representative", "Représentant"),
)
PERSON_ROWS = (
    ("name", "nom"),
    ("role", "fonction"),
    ("company", "société"),
    ("email", "adresse mél"),
    ("phone", "téléphone"),
)
DPO_ROW, OFFICER_ROW = "Délégué à la protection des données", "Personne en charge"
PARTY_COLUMNS = (
    "Clé",
    "Prestataire",
    "Rôle",
    "Pays",
    "Adresse mél",
    "Pour les demandes de droits",
    "Pour les violations",
    "Contrat signé le",
    "Clauses du contrat",
    "Contrat rangé",
    "Contrat à revoir le",
)


def data_line(category: str) -> str:
    """The line of the model for a category of data; a category of the officer's own has private life's."""
    entry = catalogues.data_categories().get(category)
    return str(entry.extra.get("cnil_ods", "private_life")) if entry else "private_life"


def choice(catalogue: str, key: str, other: str) -> str:
    """The choice of the model for a key of one of the catalogues; `other` where it has none."""
    entry = _CHOICES[catalogue]().get(key)
    return str(entry.extra.get("cnil_ods", other)) if entry else other


_CHOICES = {
    "people": catalogues.data_subject_categories,
    "measures": catalogues.security_measures,
    "safeguards": catalogues.safeguards,
    "kinds": catalogues.party_kinds,
}
