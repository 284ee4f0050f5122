"""What the screens of watched folders say, without Qt."""

from __future__ import annotations

import re
from datetime import datetime

from gdpr_desk.files import size_words
from gdpr_desk.periods.words import french_date, french_duration, french_instant, french_list, shop_time
from gdpr_desk.retention import wording
from gdpr_desk.retention.folders.model import EVERYTHING, FileLine, FolderPreview, FolderRule, FolderStanding
from gdpr_desk.retention.qt.lines import grouped

FORENSIC = (
    "Un fichier qui part est supprimé sans passer par la corbeille ; "
    "un spécialiste pourrait encore le retrouver."
)
"""What « supprimé » means: said wherever there is room for one sentence only."""
INTRODUCTION = (
    "Exports de caméras, appels enregistrés, scans : leurs fichiers partent à l’heure, comme le reste. "
    f"{FORENSIC}"
)
IN_CLEAR = (
    "Le chemin de ce dossier reste lisible même coffre fermé, pour que la purge de nuit le trouve. "
    "Les noms des fichiers, eux, n’y figurent jamais."
)

COUNT_BY_NAME = "Compter depuis la date du nom"
_ENDING = re.compile(r"\*\.\w+")
"""A pattern that only says how names end."""
_TROUBLES = {
    "folder_missing": "Ce dossier est introuvable : disque débranché, dossier déplacé ou renommé ? "
    "Rien n’en est effacé ni oublié ; la purge reprend dès qu’il revient.",
    "folder_replaced": "Ce n’est plus le dossier que vous aviez choisi, ou ce coffre vient d’une "
    "sauvegarde : rien n’y est effacé. Regardez ses gels, puis enregistrez-le de nouveau avec « Modifier… ».",
    "folder_unreadable": "Une partie de ce dossier ne peut pas être lue : rien n’y est effacé. "
    "Vérifiez vos droits.",
}
_STUCK = {
    "file_in_use": "à effacer, mais ouverts dans un autre programme : la prochaine purge réessaie.",
    "file_denied": "à effacer, mais le dossier est en lecture seule ou vos droits ne suffisent pas.",
}


def files_words(number: int) -> str:
    """« 1 fichier », « 12 000 fichiers »."""
    return f"{grouped(number)} fichier{'s' if number > 1 else ''}"


def rule_words(rule: FolderRule) -> str:
    """« Fichiers .mp4, sous-dossiers compris : 1 mois après leur date… » : the rule in one line."""
    which = "Tous les fichiers" if rule.patterns == EVERYTHING else f"Fichiers {_patterns_words(rule)}"
    below = ", sous-dossiers compris" if rule.recursive else ""
    return f"{which}{below} : {rule.wording}."


def _patterns_words(rule: FolderRule) -> str:
    """« .wav et .mp3 »; a pattern that says more than an ending stays as it was written."""
    return french_list([one[1:] if _ENDING.fullmatch(one) else one for one in rule.patterns])


def late_words(rule: FolderRule) -> str:
    """What counting from the files' own dates lets happen, and what does not."""
    return (
        f"Un fichier déjà ancien, copié ici aujourd’hui, resterait encore {french_duration(rule.period)}. "
        "Si la date est écrite dans les noms, comptez depuis elle : la durée est alors tenue."
    )


def late_badge(rule: FolderRule) -> str:
    """« Peut dépasser 1 mois »."""
    return f"Peut dépasser {french_duration(rule.period)}"


def standing_words(one: FolderStanding) -> str:
    """What is there, what is held, when the next one leaves."""
    if not one.folder.rule.enabled:
        return f"En pause : rien n’en part. {files_words(one.files)} à sa dernière purge."
    parts = [files_words(one.files) if one.files else "Aucun fichier pour l’instant"]
    if one.frozen:
        parts.append("dossier gelé : rien n’en part")
    elif one.held:
        parts.append(f"{grouped(one.held)} gelé{'s' if one.held > 1 else ''}")
    if one.due and not one.frozen:
        parts.append(f"{grouped(one.due)} à effacer")
    if one.next_at and not one.frozen:
        parts.append(f"prochaine suppression le {_day(one.next_at)}")
    if one.undated:
        parts.append(f"{grouped(one.undated)} sans date dans le nom")
    return " · ".join(parts)


def trouble_words(one: FolderStanding) -> str:
    """What keeps it from being swept, and what its files; nothing where all is well."""
    if not one.folder.rule.enabled:
        return ""
    key = one.folder.trouble
    told = [_TROUBLES.get(key, wording.error_sentence(key))] if key else []
    stuck = ((files_words(many), why) for why, many in one.stuck.items())
    return " ".join([*told, *(f"{many} {_STUCK.get(why, why)}" for many, why in stuck)])


def preview_words(seen: FolderPreview) -> str:
    """What is there and what would go, before it is saved."""
    if not seen.files:
        told = ["Aucun fichier de ce dossier n’est sous cette règle pour l’instant."]
    else:
        told = [f"{files_words(seen.files)} sous cette règle ({size_words(seen.size)})."]
    if seen.going:
        told.append(
            f"{files_words(seen.going)} à effacer : la prochaine purge les annonce, la suivante efface."
        )
    elif seen.files:
        told.append("Rien ne part aujourd’hui.")
    if seen.next_at:
        told.append(f"Première suppression ensuite : le {_day(seen.next_at)}.")
    if seen.old and not seen.going:
        many = f"{grouped(seen.old)} sont déjà" if seen.old > 1 else "Un fichier est déjà"
        told.append(
            f"{many} plus vieux que cela, mais vus ici pour la première fois : leur temps court d’ici."
        )
    if seen.rule.caution:
        told.append(f"Attention : cette durée {seen.rule.caution}.")
    if seen.suggested:
        told.append(f"Leurs noms portent une date, {seen.suggested.words} : elle est plus sûre.")
    if seen.undated:
        told.append(f"{files_words(seen.undated)} sans date dans le nom : leur propre date compte.")
    return " ".join([*told, *_warnings(seen)])


def old_too_words(seen: FolderPreview) -> str:
    """What somebody confirms who wants old files gone as well."""
    if seen.old > 1:
        return f"Effacer aussi les {files_words(seen.old)} qui ont déjà dépassé cette durée par leur date"
    return "Effacer aussi le fichier qui a déjà dépassé cette durée par sa date"


def file_words(line: FileLine) -> str:
    """« part le 23 décembre 2026 », and why it may not."""
    if line.held or line.frozen:
        with_all = "" if line.held else " avec tout le dossier"
        return f"Gelé{with_all} : il reste. Sa durée court jusqu’au {_day(line.leaves_at)}."
    dated = ", sa date manque dans le nom" if line.undated else ""
    stuck = f" {wording.error_sentence(line.stuck)}" if line.stuck else ""
    return f"Part le {french_instant(line.leaves_at)}{dated}.{stuck}"


def _warnings(seen: FolderPreview) -> list[str]:
    told = []
    if not seen.whole:
        told.append("Une partie de ce dossier ne peut pas être lue : elle n’est pas comptée.")
    if seen.synchronised:
        told.append(
            f"Ce dossier est synchronisé par {seen.synchronised} : une copie peut rester ailleurs, "
            "dans sa corbeille ou sur un autre appareil."
        )
    return told


def _day(at: datetime) -> str:
    return french_date(shop_time(at).date())
