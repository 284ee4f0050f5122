"""What the palette finds in an open vault: actions, then the records of the register and the parties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from gdpr_desk.app import Desk
from gdpr_desk.breaches.qt.words import ICONS as ICONS_OF
from gdpr_desk.breaches.qt.words import breach_title, clock_badge
from gdpr_desk.register.model import ActivityStatus
from gdpr_desk.requests.qt.words import ICONS, rights_words
from gdpr_desk.requests.service import RequestQuery
from gdpr_desk.shell.breaches_room import BREACH, DRILL
from gdpr_desk.shell.breaches_room import NEW as NEW_BREACH
from gdpr_desk.shell.breaches_room import REGISTER as BREACH_REGISTER
from gdpr_desk.shell.breaches_room import ROOM as BREACHES
from gdpr_desk.shell.finding import Command
from gdpr_desk.shell.requests_room import REQUEST
from gdpr_desk.shell.shortcuts import keys_of, spoken
from gdpr_desk.vault.people import Role

PARTY = "party:"
"""Before the key of a party, where a link leads to one."""

_ACTIONS = (
    ("plus", "Ajouter une activité", "new", "new", "nouvelle fiche"),
    ("layers", "Choisir parmi les modèles", "activités", "models", "ajouter"),
    (
        "handshake",
        "Ajouter un prestataire",
        "prestataires",
        "new-party",
        "nouveau sous-traitant destinataire",
    ),
    (
        "inbox",
        "Nouvelle demande",
        "demandes",
        "new-request",
        "client droit accès effacement noter",
    ),
    ("file-up", "Ouvrir un message reçu", "demandes", "open-message", "eml msg mbox courriel mail pdf photo"),
    ("mail", "Relever la messagerie", "demandes", "fetch-mail", "imap courriels mails boîte"),
    ("megaphone-off", "Liste d’opposition", "demandes", "objection-list", "publicité newsletter csv envoi"),
    (
        "siren",
        "Signaler un incident",
        "incident",
        NEW_BREACH,
        "incidents vol perte piratage fuite violation cnil 72 heures",
    ),
    ("timer", "Faire un exercice d’incident", "incidents", DRILL, "entraînement simulation"),
    ("download", "Registre des incidents", "incidents", BREACH_REGISTER, "pdf violations"),
    ("file-up", "Importer un fichier", "registre", "import", "tableur csv ods ancien outil reprendre"),
    ("printer", "Imprimer le registre", "print", "print", "pdf"),
    ("map", "Carte des flux", "registre", "map", "où vont les données"),
    ("calendar-check", "Aujourd’hui", "écran", "today", "à faire"),
    ("inbox", "Demandes", "écran", "requests", "clients droits accès effacement réponses"),
    ("triangle-alert", "Incidents", "écran", BREACHES, "violations fuite cnil notifier"),
    ("book-open-text", "Registre", "écran", "register", "fiches activités"),
    ("hourglass", "Conservation", "écran", "retention", "durées purge gels relevés effacer"),
    ("hourglass", "Voir toutes les durées", "conservation", "retention:board", "frise tableau vue ensemble"),
    ("clipboard-list", "À faire ailleurs", "conservation", "retention:tasks", "supprimer caisse newsletter"),
    ("flask-conical", "Simuler la purge", "conservation", "retention:simulation", "ce qui partirait"),
    (
        "clipboard-list",
        "Registres tenus",
        "conservation",
        "retention:ledgers",
        "impayés rappels avis consentements filleuls police vidéo",
    ),
    ("handshake", "Prestataires", "écran", "parties", "sous-traitants contrats destinataires"),
    ("scroll-text", "Journal", "écran", "journal", "historique"),
    ("settings", "Réglages", "écran", "settings", "thème taille du texte boutique"),
)
"""Icon, title, second line (or the shortcut of that name), where it leads, other words for it."""
_FOR_OFFICERS = frozenset(
    {
        *("journal", "retention", "retention:board", "retention:tasks", "retention:simulation"),
        *("retention:ledgers", "fetch-mail", "objection-list"),
        *(NEW_BREACH, DRILL, BREACH_REGISTER, BREACHES),
    }
)
_WITH_KEYS = frozenset({"new", "print", "incident"})


def desk_commands(
    desk: Desk, go_to: Callable[[str], None], lock: Callable[[], None], show_help: Callable[[], object]
) -> list[Command]:
    """Everything the palette offers now."""
    closed = _FOR_OFFICERS if desk.vault.person.role is Role.STAFF else frozenset[str]()
    return [
        *_actions(go_to, lock, show_help, closed),
        *_records(desk, go_to),
        *_parties(desk, go_to),
        *_requests(desk, go_to),
        *_breaches(desk, go_to),
    ]


def _actions(
    go_to: Callable[[str], None],
    lock: Callable[[], None],
    show_help: Callable[[], object],
    closed: Collection[str],
) -> Iterator[Command]:
    for icon, title, second, target, words in _ACTIONS:
        if target in closed:
            continue
        said = spoken(keys_of(second)) if second in _WITH_KEYS else second
        yield Command("Actions", icon, title, said, partial(go_to, target), words)
    yield Command("Actions", "lock", "Verrouiller le coffre", spoken(keys_of("lock")), lock, "fermer")
    yield Command("Actions", "keyboard", "Aide et raccourcis", "F1", show_help, "clavier")


def _records(desk: Desk, go_to: Callable[[str], None]) -> Iterator[Command]:
    for seen in desk.register.overview():
        activity = seen.activity
        if activity.status is not ActivityStatus.ARCHIVED:
            yield Command(
                "Registre",
                "book-open-text",
                activity.name,
                _how_far(activity.reference, seen.completeness.percent),
                partial(go_to, activity.reference),
                activity.reference.replace("-", " "),
            )


def _parties(desk: Desk, go_to: Callable[[str], None]) -> Iterator[Command]:
    for party in desk.parties.all():
        yield Command(
            "Prestataires", "handshake", party.name, "prestataire", partial(go_to, f"{PARTY}{party.key}")
        )


def _requests(desk: Desk, go_to: Callable[[str], None]) -> Iterator[Command]:
    """Those that wait for an answer; their room searches the others."""
    for line in desk.requests.page(RequestQuery(open_only=True)).rows:
        second = f"{line.reference}, {line.requester}"
        words = line.reference.replace("-", " ")
        go = partial(go_to, f"{REQUEST}{line.reference}")
        yield Command("Demandes", ICONS[line.rights[0]], rights_words(line.rights), second, go, words)


def _breaches(desk: Desk, go_to: Callable[[str], None]) -> Iterator[Command]:
    """Those under way with the time they have left, then the closed ones."""
    if not desk.breaches.allowed:
        return
    for one in sorted(desk.breaches.overviews(), key=lambda one: not one.breach.open):
        breach = one.breach
        second = f"{breach.reference}, {_decapitalised(clock_badge(breach, one.clock).text)}"
        words = (
            f"incident violation {breach.reference.replace('-', ' ')} {'exercice' if breach.drill else ''}"
        )
        go = partial(go_to, f"{BREACH}{breach.reference}")
        yield Command("Incidents", ICONS_OF[breach.facts.kind], breach_title(breach), second, go, words)


def _decapitalised(words: str) -> str:
    """« il reste 61 h »; « CNIL prévenue » stays."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _how_far(reference: str, percent: int) -> str:
    return f"{reference}, {'complète' if percent >= 100 else f'{percent} %'}"
