"""The named fields of letters: what they are called on the screen, and which ones somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Entered(StrEnum):
    """How typed words are read: behind a colon, as a sentence, as several, a day, a day to come, yes or no, a
    ground, the lines of an address."""

    PHRASE = "phrase"
    SENTENCE = "sentence"
    SENTENCES = "sentences"
    DAY = "day"
    LATER_DAY = "later_day"
    YES_NO = "yes_no"
    GROUND = "ground"
    ADDRESS = "address"


class Filled(StrEnum):
    """Where a chip's words come from: the file of the request, or somebody's keyboard."""

    FILE = "file"
    TYPED = "typed"


@dataclass(frozen=True)
class Chip:
    """A field: its French name, who fills it, whether it is a list, and what one may type into it.

    `once`: what is typed is for one letter to one addressee, and not for the next one of the request.
    """

    key: str
    label: str
    filled: Filled = Filled.FILE
    many: bool = False
    hint: str = ""
    entered: Entered = Entered.PHRASE
    once: bool = False


def _file(key: str, label: str) -> Chip:
    return Chip(key, label)


def _list(key: str, label: str) -> Chip:
    return Chip(key, label, many=True)


def _typed(key: str, label: str, hint: str, entered: Entered = Entered.PHRASE) -> Chip:
    return Chip(key, label, Filled.TYPED, hint=hint, entered=entered)


PARTY_ADDRESS = "party_address"
"""Where a letter to a party is posted; in no letter's words, in the window of its envelope."""
_ALL = (
    _file("salutation", "Madame, Monsieur, ou Maître"),
    _file("reference", "Référence de la demande"),
    _file("received_on", "Date de réception"),
    _file("channel", "Par quel moyen elle est venue"),
    _file("rights", "Ce qui est demandé"),
    _file("text", "Le texte de la demande"),
    _file("requester_name", "Nom de la personne"),
    _file("requester_email", "E-mail de la personne"),
    _file("requester_address", "Adresse de la personne"),
    _file("requester_contact", "E-mail et adresse de la personne"),
    _file("represents", "Pour qui elle demande"),
    _file("answer_on", "Date à laquelle vous répondrez"),
    _file("due_on", "Date limite de la loi"),
    _file("due_told", "Date limite de la loi, et pourquoi ce jour"),
    _file("extended_on", "Date de réponse prolongée"),
    _file("asked_on", "Date de votre question"),
    _file("today", "Date de la lettre"),
    _file("shop_name", "Nom de la boutique"),
    _file("shop_contact", "Téléphone et e-mail de la boutique"),
    _file("officer_name", "Qui signe"),
    _file("client_name", "Client donneur d’ordre"),
    _file("client_contact", "Où joindre ce client"),
    _file("identity_aim", "Ce que la vérification évite"),
    _list("identity_ways", "Moyens légers de se faire reconnaître"),
    _list("copy_rules", "Comment masquer la copie"),
    _list("heir_papers", "Preuves de la qualité d’héritier"),
    _list("mandate_says", "Ce que dit un mandat"),
    _list("done_list", "Ce qui a été fait"),
    _list("kept_list", "Ce qui reste, et pourquoi"),
    _list("refused_list", "Ce qui est refusé, et pourquoi"),
    _list("gone_list", "Où il n’y a rien, ou plus rien"),
    _list("wanted_list", "Ce que le prestataire doit faire"),
    _file("gone", "Où il n’y a rien, ou plus rien, en une ligne"),
    _file("told", "Qui a été prévenu d’un changement"),
    _file("heard", "Qui a été prévenu, ou à qui vous l’avez demandé"),
    _file("heard_too", "Les mêmes, quand la personne avait raison"),
    _file("telling", "Qui reste à prévenir d’un changement"),
    _file("party_changed", "Ce qui est arrivé aux données que ce destinataire a"),
    _file("changed", "Ce qui est arrivé aux données : « effacées »"),
    _file("asked_too", "À quels prestataires vous l’avez demandé aussi"),
    _file("copy_given", "Seulement si une copie des données est donnée"),
    _file("fee_article", "L’article sur lequel reposent des frais"),
    _file("put_right", "Seulement si des données sont corrigées"),
    _file("listed_for", "Combien de temps, et comment, la liste d’opposition garde"),
    _file("handed_over", "Ce qui est remis dans un fichier, dans une réponse partielle"),
    _file("on_whom", "Sur qui : « sur vous »"),
    _file("by_post", "Par courrier, et à quelle adresse"),
    _file("opposes", "Seulement si une opposition est refusée sans dire à quel usage"),
    _file("refuses_file", "Seulement si la portabilité est refusée pour une partie des données"),
    _file("opposes_any", "Seulement si une opposition est refusée"),
    _file("may_write_back", "Seulement si la lettre invite déjà à répondre"),
    _file("listed", "Ce qui est inscrit sur la liste d’opposition"),
    _file("nothing_elsewhere", "Prestataires qui n’ont rien trouvé"),
    _file("after_consent", "Ce que devient un accord retiré"),
    _file("refused_title", "Ce qui annonce les refus"),
    _file("partial_subject", "L’objet d’une réponse partielle"),
    _file("fee_announced", "Seulement si des frais ont été annoncés"),
    _file("erased", "Seulement si des données sont effacées"),
    _file("set_aside", "Seulement si des données sont mises de côté"),
    _file("overdue", "Seulement si la question part après la date limite"),
    _file("identity_open", "Seulement si un doute est noté, ou une copie de pièce venue"),
    _file("identity_asked", "Seulement si un doute attend sa réponse"),
    _file("copy_unneeded", "Seulement si une copie de pièce est venue pour rien"),
    _file("copy_destroyed", "Seulement si cette copie est détruite partout"),
    _file("asks_copy", "Seulement si l’accès est demandé"),
    _file("corrects", "Seulement si une correction est demandée"),
    _file("account_closed", "Seulement si un compte est clos"),
    _file("spoken", "Seulement si la demande est faite de vive voix"),
    _file("in_writing", "Seulement si la demande est écrite"),
    _file("gentle_asked", "Seulement si un moyen plus simple a été proposé"),
    _file("may_pause", "Seulement si la question arrête le délai"),
    _file("keeps_date", "Seulement si la question ne retarde rien"),
    _file("answer_after", "Date de réponse, comptée depuis la réponse attendue"),
    _file("proof_by", "Date à laquelle la preuve doit arriver"),
    _file("decided_by_people", "Seulement si aucun programme ne décide seul"),
    _file("decided_alone", "Seulement si un programme décide seul"),
    _file("stays_in_europe", "Seulement si rien ne quitte l’Europe"),
    _file("goes_abroad", "Seulement si des données quittent l’Europe"),
    _file("unchanged", "Preuves qu’une correction ne réécrit pas"),
    _file("without_consent", "Envois qui ne reposent pas sur un accord"),
    _file("nothing_else", "Sur qui, dans un refus, il n’y a rien d’autre"),
    _file("papers_kept", "Combien de temps ce qui est venu avec la demande reste"),
    _file("trace_kept", "Combien de temps la trace de la demande reste"),
    _file("wanted_erased", "Seulement si un prestataire efface et que vous gardez des preuves"),
    _file("at_counter", "Seulement si la demande est faite à la boutique"),
    _typed(
        "identity_reason",
        "Pourquoi vous doutez",
        "votre message vient d’une adresse que nous ne connaissons pas",
    ),
    _typed(
        "question_idle",
        "Pourquoi une simple question ne suffit pas",
        "vous n’avez ni compte, ni numéro de client, ni achat récent",
    ),
    _typed(
        "precision_question",
        "Votre question",
        "Cherchez-vous vos achats, vos messages, ou les images du 12 ?",
        Entered.SENTENCE,
    ),
    _typed(
        "extension_reason", "Pourquoi il faut plus de temps", "les archives de trois années sont à relire"
    ),
    _typed("late_reason", "Pourquoi c’est en retard", "votre lettre avait été classée avec les factures"),
    _typed("promised_on", "La date que vous tiendrez", "30 novembre 2026", Entered.DAY),
    _typed("fee_ground", "Sur quel motif", "excessive, infondée, ou copie de plus", Entered.GROUND),
    _typed("fee_reason", "Pourquoi des frais", "c’est la quatrième copie identique cette année"),
    _typed("fee_amount", "Le montant", "18 €"),
    _typed("reply_by", "Réponse attendue d’ici au", "vide : la date proposée", Entered.LATER_DAY),
    _typed("set_aside_for", "Jusqu’à quand, et pourquoi", "le temps de vérifier la somme que vous contestez"),
    _typed("contested", "Les données en cause", "le nombre d’ampoules sur la facture du 4 septembre 2026"),
    _typed("contested_use", "L’usage en cause", "les statistiques de satisfaction"),
    _typed("lifted_on", "Fin de la mise de côté", "15 décembre 2026", Entered.LATER_DAY),
    _typed("person_right", "La personne avait-elle raison ?", "oui, ou non", Entered.YES_NO),
    _typed("lift_reason", "Ce que la vérification a montré", "la somme n’est pas due, et elle est annulée"),
    _typed("righted", "Ce que vous avez corrigé ou effacé", "la somme de 42 € est effacée de votre dossier"),
    _typed(
        "lift_news",
        "Si la mise de côté est finie : ce qu’il doit savoir",
        "cette somme n’est pas due ; merci de l’effacer aussi",
        Entered.SENTENCE,
    ),
    _typed("enclosed", "Ce qui est joint", "un fichier de votre compte, sur une clé USB"),
    _typed(
        "decision_logic",
        "Comment le programme décide, et ce que cela change",
        "il accorde ou refuse le paiement en trois fois selon le montant et vos paiements passés",
    ),
    _typed("found_by", "Sous quoi il connaît la personne", "la commande 2026-0412, livrée le 3 mai"),
    _typed("never_sent", "Qui n’a rien reçu sur cette personne", "Relais Hirondelle et Banque du Réverbère"),
    _typed("review_result", "Ce qui ressort de la revue", "le paiement en trois fois vous est accordé"),
    _typed("party_due_on", "Réponse du prestataire avant le", "1er décembre 2026", Entered.DAY),
    _typed("corrected", "Ce qui a été corrigé", "votre adresse, de « 12 rue du Lac » à « 14 rue du Lac »"),
    Chip(
        PARTY_ADDRESS,
        "Son adresse postale",
        Filled.TYPED,
        hint="8 rue du Port\n99018 Valbrume",
        entered=Entered.ADDRESS,
        once=True,
    ),
    Chip(
        "own_words",
        "Un mot de vous",
        Filled.TYPED,
        hint="Merci de votre patience ; je reste à votre disposition à la boutique.",
        entered=Entered.SENTENCES,
        once=True,
    ),
)
CHIPS: Mapping[str, Chip] = {chip.key: chip for chip in _ALL}
"""By key, in the order of the list to choose from."""
