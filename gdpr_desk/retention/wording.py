"""What the sweep says in French, the same on screens, on paper and on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from gdpr_desk.retention.model import GuardReason, SweepStatement, Why

ERRORS: Mapping[str, str] = {
    "disk_full": "Le disque était plein : la purge n’a pas pu tout effacer, elle réessaie d’heure en heure.",
    "vault_busy": "Le coffre était occupé par une autre fenêtre : la purge réessaie d’heure en heure.",
    "vault_read_only": "Le dossier du coffre était en lecture seule : rien n’a pu y être effacé.",
    "vault_damaged": "Un fichier du coffre est illisible : la purge s’est arrêtée.",
    "stopped": "La purge a été arrêtée avant la fin : le reste part à la prochaine.",
    "interrupted": "Le programme s’est arrêté pendant cette purge : la suivante a repris le reste.",
    "due_list": "La liste des échéances (due.json) manque ou est abîmée : "
    "ouvrez le coffre, la purge se fera en entier.",
    "folder_missing": "Un dossier surveillé est introuvable (disque débranché, dossier déplacé ?) : "
    "rien n’en est effacé ni oublié, la purge reprend dès qu’il revient.",
    "folder_replaced": "Un dossier surveillé n’est plus celui que vous aviez choisi, ou ce coffre vient "
    "d’une sauvegarde : rien n’y est effacé. Enregistrez-le de nouveau dans « Dossiers surveillés ».",
    "folder_unreadable": "Une partie d’un dossier surveillé ne peut pas être lue : "
    "rien n’y est effacé tant que vos droits ne le permettent pas.",
    "file_in_use": "Des fichiers d’un dossier surveillé sont ouverts dans un autre programme : "
    "ils partiront à la prochaine purge.",
    "file_denied": "Des fichiers d’un dossier surveillé ne peuvent pas être effacés "
    "(dossier en lecture seule, ou droits insuffisants) : la purge réessaie.",
}
"""By the key that statements and `state.json` keep."""

WHY: Mapping[Why, str] = {
    Why.HOLD: "gelé",
    Why.MINIMUM: "durée minimale en cours",
    Why.MISSING_TRIGGER: "date de départ manquante, compté depuis la création",
    Why.IN_USE: "encore utilisé",
    Why.GUARD: "attend votre accord",
}
"""Why an item of a plan stays, in a few words."""

GUARD: Mapping[GuardReason, str] = {
    GuardReason.CLOCK: "L’horloge de l’ordinateur a fait un bond de plus de sept jours, et la purge "
    "emporterait d’un coup beaucoup d’éléments.",
    GuardReason.SIZE: "La purge emporterait d’un coup bien plus d’éléments que d’habitude.",
}
"""Why somebody is asked before a plan is carried out."""


def error_sentence(key: str) -> str:
    """What went wrong; a key of a later program shows itself."""
    return ERRORS.get(key, f"La purge n’a pas pu tout faire (« {key} ») : elle réessaie d’heure en heure.")


def result_sentence(statement: SweepStatement) -> str:
    """« 4 éléments effacés, aucune erreur » : what a run did, in one line."""
    many = statement.destroyed
    gone = (
        "Rien n’était à effacer"
        if not many and not statement.due
        else f"{many} élément{'s' if many > 1 else ''} effacé{'s' if many > 1 else ''}"
    )
    wrong = len(statement.errors)
    if not wrong:
        return f"{gone}, aucune erreur."
    return f"{gone}, {wrong} erreur{'s' if wrong > 1 else ''}."
