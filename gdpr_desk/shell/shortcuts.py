"""The shortcuts, declared once: window, tooltips, palette and the list on F1 read this table.

No digit, no slash and nothing that is AltGr on a French keyboard.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shortcut:
    """`keys` as QKeySequence reads them, the words for them, and when they work."""

    key: str
    keys: str
    words: str
    place: str


EVERYWHERE = "Partout"
LISTS = "Dans une liste"
FORMS = "Dans une fiche"

WINDOW = (
    Shortcut("palette", "Ctrl+K", "Rechercher ou lancer une action", EVERYWHERE),
    Shortcut("next_room", "Ctrl+PgDown", "Écran suivant", EVERYWHERE),
    Shortcut("previous_room", "Ctrl+PgUp", "Écran précédent", EVERYWHERE),
    Shortcut("next_pane", "F6", "Zone suivante de la fenêtre", EVERYWHERE),
    Shortcut("previous_pane", "Shift+F6", "Zone précédente de la fenêtre", EVERYWHERE),
    Shortcut("new", "Ctrl+N", "Ajouter une activité", EVERYWHERE),
    Shortcut("incident", "Ctrl+Shift+I", "Signaler un incident", EVERYWHERE),
    Shortcut("filter", "Ctrl+F", "Filtrer la liste", EVERYWHERE),
    Shortcut("print", "Ctrl+P", "Imprimer le registre", EVERYWHERE),
    Shortcut("lock", "Ctrl+L", "Verrouiller le coffre", EVERYWHERE),
    Shortcut("settings", "Ctrl+,", "Réglages", EVERYWHERE),
    Shortcut("help", "F1", "Aide et raccourcis", EVERYWHERE),
    Shortcut("back", "Esc", "Revenir en arrière", EVERYWHERE),
)

PAGES = (
    Shortcut("open", "Return", "Ouvrir la ligne choisie", LISTS),
    Shortcut("up", "Up", "Ligne précédente", LISTS),
    Shortcut("down", "Down", "Ligne suivante", LISTS),
    Shortcut("bin", "Del", "Mettre à la corbeille", LISTS),
    Shortcut("copy", "Ctrl+C", "Copier les lignes choisies", LISTS),
    Shortcut("all", "Ctrl+A", "Tout choisir", LISTS),
    Shortcut("undo", "Ctrl+Z", "Annuler la dernière action", LISTS),
    Shortcut("open_message", "Ctrl+O", "Ouvrir un message reçu, dans Demandes", LISTS),
    Shortcut("paste_message", "Ctrl+V", "Coller un message reçu, dans Demandes", LISTS),
    Shortcut("next_section", "Alt+Down", "Section suivante", FORMS),
    Shortcut("previous_section", "Alt+Up", "Section précédente", FORMS),
    Shortcut("next_step", "Alt+Right", "Étape suivante d’un incident", FORMS),
    Shortcut("previous_step", "Alt+Left", "Étape précédente d’un incident", FORMS),
    Shortcut("finish_step", "Ctrl+Return", "Terminer l’étape d’un incident", FORMS),
)

ALL = WINDOW + PAGES

_NAMES = {
    "Ctrl": "Ctrl",
    "Shift": "Maj",
    "PgDown": "Pg suiv.",
    "PgUp": "Pg préc.",
    "Esc": "Échap",
    "Return": "Entrée",
    "Del": "Suppr",
    "Right": "→",
    "Left": "←",
    "Up": "↑",
    "Down": "↓",
}


def spoken(keys: str) -> str:
    """The keys as they are printed on a French keyboard: « Ctrl Pg suiv. »."""
    return " ".join(_NAMES.get(part, part) for part in keys.split("+"))


def keys_of(key: str) -> str:
    """The key sequence of a shortcut of this table."""
    return next(shortcut.keys for shortcut in ALL if shortcut.key == key)
