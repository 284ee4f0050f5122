"""Entries of the journal and the chain that binds them; plain Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias

from gdpr_desk.periods.words import french_date

JSON: TypeAlias = "str | int | bool | Sequence[JSON] | Mapping[str, JSON] | None"

ORIGIN = "0" * 64
"""What the first entry names as the digest before it."""


@dataclass(frozen=True)
class JournalEntry:
    """One thing done: when (UTC), by whom (an id), what, to which object (a reference).

    `detail` holds names of fields, counts and formats, never content. `digest` is the SHA-256 of
    the canonical form of all the rest, `previous` that of the entry before.
    """

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, JSON]
    previous: str
    digest: str


@dataclass(frozen=True)
class JournalVerdict:
    """What a verification found.

    `entries` is how many there are, `first_break` the number of the first entry that is not what
    was written, `missing_tail` how many entries that once stood at the end are gone. `intact` means
    neither. Entries before `first_kept` were cut by an officer and are no break.
    """

    entries: int
    intact: bool
    first_break: int | None
    missing_tail: int
    first_kept: int = 1


CUT = "journal.cut"
PERIOD_CHANGED = "journal.period_changed"


@dataclass(frozen=True)
class Checkpoint:
    """What stands for the entries before `first_kept` since an officer cut them.

    `head` is the digest of the last one cut, `begun` the instant (UTC) of the very first entry,
    `totals` how many entries of each action were cut by then, `period` how long entries are kept.
    The entry that carries it says who signed and when.
    """

    first_kept: int
    head: str
    begun: datetime
    totals: Mapping[str, int]
    period: str

    def as_detail(self, removed: int, last_on: str) -> dict[str, JSON]:
        """What the entry says; `removed` entries went this time, the last one of the day `last_on`."""
        return {
            "first_kept": self.first_kept,
            "head": self.head,
            "begun": instant_text(self.begun),
            "totals": dict(self.totals),
            "period": self.period,
            "removed": removed,
            "until": last_on,
        }


def checkpoint_of(detail: Mapping[str, JSON]) -> Checkpoint | None:
    """The checkpoint in the detail of an entry; None where there is none that can be read."""
    first_kept, totals = detail.get("first_kept"), detail.get("totals")
    if not isinstance(first_kept, int) or not isinstance(totals, Mapping):
        return None
    counts = {key: count for key, count in totals.items() if isinstance(count, int)}
    try:
        begun = datetime.fromisoformat(str(detail.get("begun")))
    except ValueError:
        return None
    return Checkpoint(first_kept, str(detail.get("head")), begun, counts, str(detail.get("period")))


def canonical(value: JSON) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no floats (they have several texts)."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a journal entry holds no fractions")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError("a journal entry has names as keys")
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


@dataclass(frozen=True)
class StoredEntry:
    """An entry as the database holds it: instant and detail are the texts that were hashed."""

    number: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    digest: str

    def computed_digest(self) -> str:
        """SHA-256, in hexadecimal, of everything but `digest`."""
        parts: dict[str, JSON] = {name: value for name, value in vars(self).items() if name != "digest"}
        return hashlib.sha256(canonical(parts).encode()).hexdigest()

    def follows(self, previous: str) -> bool:
        """Whether it names `previous` as the digest before it and is itself what was written."""
        return self.previous == previous and self.digest == self.computed_digest()


def instant_text(at: datetime) -> str:
    """The one text of an instant: UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_ACTIONS: Mapping[str, str] = {
    "vault.created": "Coffre créé",
    "person.added": "Clé donnée à une personne",
    "person.removed": "Clé retirée à une personne",
    "person.key_replaced": "Nouvelle clé donnée à une personne",
    "vault.passphrase_changed": "Phrase de passe changée",
    "vault.recovery_replaced": "Feuille de secours remplacée",
    "vault.backed_up": "Coffre sauvegardé ailleurs",
    "vault.restored": "Coffre restauré depuis une sauvegarde",
    "vault.ledger_mended": "Relevé des effacements repris",
    "vault.shortfall_accepted": "Perte d’enregistrements constatée et acceptée",
    "activity.added": "Activité ajoutée",
    "activity.changed": "Activité modifiée",
    "activity.reviewed": "Activité revue",
    "activity.archived": "Activité archivée",
    "activity.reverted": "Version antérieure reprise",
    "activity.binned": "Activité mise à la corbeille",
    "activity.restored": "Activité sortie de la corbeille",
    "activity.destroyed": "Activité effacée de la corbeille",
    "controller.changed": "Fiche de l’entreprise modifiée",
    "party.added": "Prestataire ou destinataire ajouté",
    "party.changed": "Prestataire ou destinataire modifié",
    "party.removed": "Prestataire ou destinataire retiré",
    "party.paper_added": "Pièce jointe à un prestataire",
    "attachment.destroyed": "Pièce jointe détruite",
    "party.paper_destroyed": "Pièce jointe d’un prestataire détruite",
    "register.imported": "Registre importé",
    "register.import_undone": "Import annulé",
    "register.exported": "Registre exporté",
    "request.added": "Demande notée",
    "request.changed": "Demande modifiée",
    "request.confirmed": "Propositions relues pour une demande",
    "mailbox.kept": "Messagerie à relever notée",
    "mailbox.forgotten": "Messagerie à relever oubliée",
    "mailbox.fetched": "Messagerie relevée",
    "request.message_added": "Message joint à une demande",
    "request.file_added": "Pièce jointe à une demande",
    "request.file_sorted": "Genre d’une pièce jointe corrigé",
    "request.note_added": "Note ajoutée à une demande",
    "request.known_told": "Client connu ou non, noté pour une demande",
    "request.doubt_answered": "Question du doute sur l’identité tranchée",
    "request.identity_verified": "Identité vérifiée",
    "request.identity_refused": "Identité non prouvée",
    "request.identity_copy_shown": "Copie de pièce d’identité affichée",
    "request.identity_copy_destroyed": "Copie de pièce d’identité détruite",
    "request.origin_cleaned": "Copie supprimée aussi là d’où elle venait",
    "request.paused": "Délai mis en pause : réponse de la personne attendue",
    "request.resumed": "Délai repris : réponse de la personne reçue",
    "request.extended": "Délai de réponse prolongé",
    "request.work_decided": "Recherche notée pour une demande",
    "request.letter_sent": "Courrier envoyé pour une demande",
    "request.ready": "Réponse prête",
    "request.taken_back": "Réponse reprise : il reste à chercher",
    "request.closed": "Demande terminée",
    "request.dismissed": "Écartée : ce n’était pas une demande",
    "request.joined": "Message rattaché à une autre demande",
    "request.reopened": "Demande rouverte",
    "request.purged": "Messages et pièces d’une demande terminée effacés",
    "request.destroyed": "Dossier d’une demande terminée effacé",
    "breach.opened": "Incident noté",
    "breach.answered": "Réponses notées pour un incident",
    "breach.gesture_noted": "Premier geste noté pour un incident",
    "breach.gesture_undone": "Premier geste décoché pour un incident",
    "breach.decided": "Décision prise pour un incident",
    "breach.filed": "Notification à la CNIL notée",
    "breach.persons_told": "Personnes prévenues d’un incident",
    "breach.persons_untold": "Envoi noté par erreur retiré d’un incident",
    "breach.clients_named": "Clients professionnels désignés pour un incident",
    "breach.client_told": "Client professionnel prévenu d’un incident",
    "breach.evidence_added": "Pièce jointe à un incident",
    "breach.evidence_removed": "Pièce d’un incident détruite",
    "breach.action_noted": "Action notée pour un incident",
    "breach.action_dropped": "Action retirée d’un incident",
    "breach.note_added": "Note ajoutée à un incident",
    "breach.paper_made": "Document produit pour un incident",
    "breach.closed": "Incident clos",
    "breach.reopened": "Incident rouvert",
    "breach.destroyed": "Incident effacé du registre, sa durée passée",
    "breach.drill_started": "Exercice commencé",
    "breach.drill_deleted": "Exercice effacé",
    "breach.exported": "Registre des incidents sorti du coffre",
    "letter.template_changed": "Modèle de lettre modifié",
    "letter.template_restored": "Modèle de lettre d’origine repris",
    "objection.added": "Opposition inscrite sur la liste",
    "objection.removed": "Opposition retirée de la liste",
    "objection.list_checked": "Liste d’envoi comparée aux oppositions",
    "ledger.added": "Ligne ajoutée à un registre tenu",
    "ledger.changed": "Ligne d’un registre tenu modifiée",
    "ledger.step_noted": "Étape notée dans un registre tenu",
    "ledger.step_undone": "Étape retirée d’un registre tenu",
    "ledger.removed": "Ligne d’un registre tenu effacée à la main",
    "ledger.imported": "Lignes importées dans un registre tenu",
    "ledger.import_undone": "Import annulé dans un registre tenu",
    "ledger.swept": "Lignes d’un registre tenu effacées, leur durée passée",
    "sweep.done": "Purge faite",
    "sweep.waiting": "Purge en attente d’une décision",
    "sweep.exported": "Relevé de purge sorti du coffre",
    "folder.added": "Dossier de l’ordinateur mis sous surveillance",
    "folder.changed": "Règle d’un dossier surveillé modifiée",
    "folder.paused": "Règle d’un dossier surveillé mise en pause",
    "folder.resumed": "Règle d’un dossier surveillé reprise",
    "folder.removed": "Dossier retiré de la surveillance",
    "hold.added": "Gel posé : ne pas effacer",
    "hold.prolonged": "Gel prolongé",
    "hold.lifted": "Gel levé",
    "board.exported": "Tableau des durées de garde sorti du coffre",
    "task.generated": "Tâches à faire ailleurs mises à jour",
    "task.done": "Effacement ailleurs noté",
    "task.postponed": "Effacement ailleurs reporté",
    "task.linked": "Tâche ailleurs prise en charge sur cet ordinateur",
    "task.unlinked": "Tâche ailleurs reprise à la main",
    "task.destroyed": "Trace d’un effacement ailleurs effacée, sa durée passée",
    "journal.exported": "Journal exporté",
    PERIOD_CHANGED: "Durée de garde du journal changée",
    CUT: "Entrées anciennes du journal retirées",
}

_FORMATS = {
    "print": "imprimé",
    "pack": "dossier de contrôle",
    "poster": "affiche",
    "analysis": "pour analyse",
}
"""Ways out of the vault that have a word of their own; the others are file formats."""

_COUNTED = (
    ("entries", "entrée", "entrées"),
    ("removed", "entrée", "entrées"),
    ("destroyed", "élément effacé", "éléments effacés"),
    ("items", "élément", "éléments"),
    ("mails", "message nouveau", "messages nouveaux"),
    ("tasks_created", "tâche nouvelle", "tâches nouvelles"),
    ("tasks_withdrawn", "tâche retirée", "tâches retirées"),
    ("tasks_changed", "tâche changée", "tâches changées"),
    ("deleted", "élément supprimé", "éléments supprimés"),
    ("proofs", "preuve", "preuves"),
    ("old_files", "fichier compté depuis sa propre date", "fichiers comptés depuis leur propre date"),
)
"""Counts in a detail, by what is counted."""

_FIELDS: Mapping[str, str] = {
    "name": "nom",
    "role": "rôle",
    "joint_controllers": "responsables conjoints",
    "client_controllers": "clients donneurs d’ordre",
    "operations": "opérations",
    "status": "état",
    "created_on": "date de création",
    "reviewed_on": "date de revue",
    "purposes": "buts",
    "data_subjects": "personnes",
    "data": "données",
    "collection_channels": "moyens de collecte",
    "informed_by": "information des personnes",
    "systems": "outils",
    "paper": "dossiers papier",
    "recipients": "destinataires",
    "transfers": "envois hors UE",
    "retention": "durées de garde",
    "security_measures": "mesures de sécurité",
    "automated_decisions": "décisions automatiques",
    "dpia": "analyse d’impact",
    "note": "note",
    "siret": "SIRET",
    "ape": "code APE",
    "address": "adresse",
    "email": "adresse e-mail",
    "phone": "téléphone",
    "representative": "représentant",
    "dpo": "délégué à la protection des données",
    "officer": "personne chargée des données",
    "kind": "nature",
    "country": "pays",
    "contact": "contact",
    "contract": "contrat",
    "rights": "droits exercés",
    "channel": "moyen de contact",
    "received_on": "date de réception",
    "requester": "personne qui demande",
    "text": "texte de la demande",
    "due_authority_on": "date attendue par la CNIL",
    "authority_reference": "numéro de la CNIL",
    "aware_at": "moment où l’incident a été connu",
    "late_reason": "motif du retard",
    "title": "intitulé",
    "narrative": "récit",
    "activities": "activités touchées",
    "persons": "nombre de personnes",
    "records": "nombre d’enregistrements",
    "lost": "ce que les données ont perdu",
    "origins": "origine",
    "cause": "cause",
    "severity": "gravité",
    "measures_before": "protections en place",
    "measures_after": "mesures prises",
}


def sentence(entry: JournalEntry) -> str:
    """The entry in French, as the journal page and exports show it.

    Names the object by its reference and the fields that changed by their plain word, never
    their content; an action of a later program shows its key.
    """
    subject, notes = subject_of(entry), notes_of(entry)
    named = f" · {subject}" if subject else ""
    return action_of(entry) + named + (f" ({', '.join(notes)})" if notes else "")


def action_of(entry: JournalEntry) -> str:
    """What was done, in plain words."""
    return _ACTIONS.get(entry.action, f"Action « {entry.action} »")


def subject_of(entry: JournalEntry) -> str:
    """The reference of what it was done to; nothing where the action names it already."""
    whole = entry.action.startswith(("vault.", "journal.", "register.", "controller.", "board."))
    return "" if whole else entry.subject


def notes_of(entry: JournalEntry) -> list[str]:
    """The changed fields by their plain word, counts, the format of an export, a day of review."""
    return [*_changed(entry.detail), *_counts(entry.detail), *_review(entry.detail)]


def _review(detail: Mapping[str, JSON]) -> Iterable[str]:
    day = detail.get("review_on")
    with suppress(ValueError):
        return [f"à revoir le {french_date(date.fromisoformat(day))}"] if isinstance(day, str) else []
    return []


def _changed(detail: Mapping[str, JSON]) -> Iterable[str]:
    names = detail.get("changed")
    if not isinstance(names, list | tuple):
        return []
    known = [_FIELDS.get(name, "autre champ") for name in names if isinstance(name, str)]
    return dict.fromkeys(known)


def _counts(detail: Mapping[str, JSON]) -> Iterable[str]:
    form = detail.get("format")
    if isinstance(form, str) and form:
        yield _FORMATS.get(form, form.upper())
    for key, one, several in (("created", "ajoutée", "ajoutées"), ("updated", "mise à jour", "mises à jour")):
        count = detail.get(key)
        if isinstance(count, int) and not isinstance(count, bool) and count:
            word = several if count > 1 else one
            yield f"{count} {'activités' if count > 1 else 'activité'} {word}"
    for key, one, several in _COUNTED:
        count = detail.get(key)
        if isinstance(count, int) and not isinstance(count, bool):
            yield f"{count} {several if count > 1 else one}"
