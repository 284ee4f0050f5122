"""What cannot be taken in or drawn, in words. Both are everyday states of what strangers send."""

from __future__ import annotations

from collections.abc import Mapping

from gdpr_desk.errors import InvalidInput

SAFE = "Le fichier d’origine n’a pas changé ; rien n’a été enregistré."
_PASTE = "Enregistrez-le au format .eml ou collez le texte."
_ORIGIN = "Vérifiez d’où il vient ; ne l’ouvrez pas ailleurs s’il n’est pas attendu."

_MESSAGES: Mapping[str, tuple[str, str]] = {
    "empty": ("Ce fichier est vide.", "Enregistrez de nouveau le message depuis votre messagerie."),
    "not_a_message": (
        "Ce fichier n’est ni un message, ni un document, ni une image.",
        "Choisissez un message (.eml, .msg, .mbox), un PDF ou une image.",
    ),
    "program": ("Ce fichier est un programme, quel que soit son nom.", _ORIGIN),
    "archive": (
        "Ce fichier est une archive compressée : elle n’est pas dépliée.",
        "Demandez les documents eux-mêmes, en PDF ou en image.",
    ),
    "active_page": (
        "Ce fichier est une page ou un dessin qui peut contenir un programme.",
        "Demandez le document en PDF ou en image.",
    ),
    "sound_or_film": (
        "Ce fichier est un son ou une vidéo.",
        "Notez la demande dans une nouvelle fiche, par téléphone ou au comptoir.",
    ),
    "damaged": ("Ce message n’a pas pu être lu : il est abîmé.", _PASTE),
    "too_large": (
        "Ce fichier est plus gros que ce qu’un message peut peser (limite {most} Mo).",
        "Enregistrez à part les pièces utiles, puis ajoutez-les une à une.",
    ),
    "too_deep": (
        "Ce message contient des messages dans des messages, bien plus qu’un vrai courrier.",
        _ORIGIN,
    ),
    "too_many_parts": ("Ce message contient bien plus de morceaux qu’un vrai courrier.", _ORIGIN),
    "too_long": ("La lecture de ce message prend trop de temps : elle a été arrêtée.", _PASTE),
    "too_much": ("La lecture de ce message demande trop de mémoire : elle a été arrêtée.", _PASTE),
    "unreadable": (
        "Ce fichier ne peut pas être lu.",
        "Vérifiez qu’il existe et qu’un autre programme ne le bloque pas.",
    ),
    "stopped": ("La lecture a été arrêtée.", "Recommencez quand vous voulez."),
}
_PREVIEWS: Mapping[str, tuple[str, str]] = {
    "no_preview_kind": ("Cette sorte de fichier n’a pas d’aperçu.", ""),
    "no_preview_heic": (
        "Les photos HEIC (iPhone) n’ont pas encore d’aperçu ici.",
        "Demandez la même photo en JPEG, ou faites-la convertir par le téléphone.",
    ),
    "no_preview_locked": (
        "Ce PDF est protégé : il n’a pas d’aperçu.",
        "Demandez une version sans protection.",
    ),
    "no_preview_damaged": ("Ce fichier est abîmé ou incomplet : il n’a pas d’aperçu.", ""),
    "no_preview_too_large": ("Cette image est trop grande pour un aperçu.", ""),
    "no_preview_too_long": ("L’aperçu prend trop de temps : il a été arrêté.", ""),
    "no_preview_too_much": ("L’aperçu demande trop de mémoire : il a été arrêté.", ""),
}
_CHILD = {"too_long": "too_long", "memory": "too_much", "died": "too_much", "stopped": "stopped"}


class IntakeRefused(InvalidInput):
    """One message or file cannot be taken in; the others of its batch can."""


class NoPreview(InvalidInput):
    """There is no picture of this file: an everyday state, shown in its place, never an error box."""


def refused(key: str, *, most_bytes: int = 0) -> IntakeRefused:
    """The refusal for a key; the one for damage where the key is unknown."""
    known = key if key in _MESSAGES else "damaged"
    message, remedy = _MESSAGES[known]
    return IntakeRefused(message.format(most=most_bytes // 1024**2), safe=SAFE, remedy=remedy, code=known)


def no_preview(key: str) -> NoPreview:
    """The words that stand where the picture would."""
    known = key if key in _PREVIEWS else "no_preview_damaged"
    message, remedy = _PREVIEWS[known]
    return NoPreview(message, safe="Le fichier est gardé tel quel.", remedy=remedy, code=known)


def key_of_failure(why: str) -> str:
    """The key for what ended the confined process."""
    return _CHILD.get(why, "damaged")
