"""The import in French: what a column can be, what becomes of a line, what is left to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gdpr_desk.errors import GdprDeskError
from gdpr_desk.parties.model import Party
from gdpr_desk.qtkit.badge import BadgeSpec
from gdpr_desk.register.exchange_rules import InterchangeRefused
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.past import ImportRun
from gdpr_desk.register.reading.preview import Fate, Preview, PreviewLine
from gdpr_desk.register.wording import (
    basis_label,
    data_line,
    joined,
    people_line,
    recipient_label,
    retention_summary,
)

FIELD_LABELS: Mapping[str, str] = {
    "ignore": "Ignorer cette colonne",
    "name": "Nom de l’activité",
    "purpose": "But (finalité)",
    "sub_purposes": "Buts secondaires",
    "lawful_basis": "Raison (base légale)",
    "justification": "Justification de la raison",
    "interest": "Intérêt poursuivi",
    "data_subjects": "Personnes concernées",
    "data": "Données",
    "special_data": "Données sensibles, le détail",
    "sensitive": "Données sensibles, oui ou non",
    "source": "D’où viennent les données",
    "channels": "Comment elles sont recueillies",
    "informed_by": "Comment les personnes sont informées",
    "recipients": "Qui les voit (destinataires)",
    "processors": "Prestataires (sous-traitants)",
    "joint_controllers": "Responsables conjoints",
    "transfers": "Hors UE (transferts)",
    "retention": "Combien de temps (durée)",
    "retention_trigger": "À partir de quand (départ de la durée)",
    "security": "Mesures de sécurité",
    "systems": "Logiciels et supports",
    "paper": "Sur papier, oui ou non",
    "automated": "Décision automatisée, oui ou non",
    "dpia": "Analyse d’impact, oui ou non",
    "role": "Rôle de la boutique",
    "clients": "Clients donneurs d’ordre",
    "operations": "Opérations faites pour eux",
    "status": "État de la fiche",
    "created_on": "Date de création",
    "reviewed_on": "Dernière mise à jour",
    "reference": "Référence d’origine",
    "note": "Note",
}
"""Every field a column can be, in the order of the form."""

_CHANGED: Mapping[str, str] = {
    "name": "nom",
    "role": "rôle",
    "status": "état",
    "created_on": "date de création",
    "reviewed_on": "date de revue",
    "purposes": "buts",
    "data_subjects": "personnes",
    "data": "données",
    "collection_channels": "moyens de collecte",
    "informed_by": "information des personnes",
    "systems": "logiciels",
    "paper": "papier",
    "recipients": "destinataires",
    "joint_controllers": "responsables conjoints",
    "client_controllers": "clients donneurs d’ordre",
    "operations": "opérations",
    "transfers": "transferts",
    "retention": "durées",
    "security_measures": "sécurité",
    "automated_decisions": "décision automatisée",
    "dpia": "analyse d’impact",
    "note": "note",
}

_BADGES: Mapping[Fate, BadgeSpec] = {
    Fate.NEW: BadgeSpec("ok", "Nouvelle", "plus"),
    Fate.CHANGED: BadgeSpec("accent", "Mise à jour", "refresh-cw"),
    Fate.SAME: BadgeSpec("neutral", "Déjà à jour", "check"),
    Fate.FAULTY: BadgeSpec("urgent", "À corriger", "circle-alert"),
    Fate.LEFT_OUT: BadgeSpec("neutral", "Laissée de côté", "minus"),
}
_OF_PARTIES = {Fate.NEW: "Nouveau", Fate.CHANGED: "Complété", Fate.LEFT_OUT: "Laissé de côté"}
_NOTHING = "À préciser"
_MOST_POINTS = 6
_HALF = 22
_NUMBERED = re.compile(r"^[0-9]+_-_")
"""How the sheets of the CNIL's model begin."""


def counted(amount: int, one: str, many: str = "") -> str:
    """« 1 ligne », « 14 lignes »."""
    return f"{amount} {one if amount < 2 else many or f'{one}s'}"


def badge(line: PreviewLine) -> BadgeSpec:
    """What becomes of the line."""
    spec = _BADGES[line.fate]
    if line.activity is None:
        spec = replace(spec, text=_OF_PARTIES.get(line.fate, spec.text))
    if line.cautions and line.fate in (Fate.NEW, Fate.CHANGED):
        return BadgeSpec("attention", f"{spec.text}, à regarder", "triangle-alert")
    return spec


def sentence(line: PreviewLine) -> str:
    """What is wrong with the line, else what deserves a look, else what changes."""
    told = line.faults or line.cautions
    if told:
        more = f" (et {len(told) - 1} de plus)" if len(told) > 1 else ""
        return capital(told[0].rstrip(".")) + more
    if line.fate is Fate.CHANGED:
        return f"{line.reference} : {changes(line)}" if line.changed else "Coordonnées complétées"
    if line.fate is Fate.SAME:
        return f"{line.reference} dit déjà la même chose" if line.reference else "Rien à ajouter"
    return ""


def changes(line: PreviewLine) -> str:
    """Which fields change, in words."""
    return joined([_CHANGED.get(name, name) for name in line.changed])


def facts(activity: ProcessingActivity, known: Mapping[str, Party]) -> Sequence[tuple[str, str]]:
    """What the record would say, as title and text."""
    purposes = [
        f"{purpose.name} ({basis_label(purpose.lawful_basis)})" if purpose.lawful_basis else purpose.name
        for purpose in activity.purposes
    ]
    seen_by = [told for r in activity.recipients if (told := recipient_label(r, known))]
    found = (
        ("But", joined(purposes)),
        ("Personnes", people_line(activity.data_subjects)),
        ("Données", data_line(activity.data)),
        ("Qui les voit", joined(seen_by)),
        ("Gardées", retention_summary(activity.retention)),
        ("Note", activity.note),
    )
    return [(title, text or _NOTHING) for title, text in found if text or title != "Note"]


def unit(preview: Preview) -> tuple[str, str]:
    """What a line of this file is called, one and several."""
    lines = any(line.where.startswith("ligne ") for line in preview.lines)
    return ("ligne", "lignes") if lines or not preview.lines else ("fiche", "fiches")


def verb(preview: Preview) -> str:
    """The button that imports."""
    if not preview.written:
        return "Importer"
    return f"Importer {counted(preview.written, *unit(preview))}"


def tally(preview: Preview) -> str:
    """What is left to do before the import, or what it will do."""
    wrong = preview.count(Fate.FAULTY)
    if wrong:
        them = "la" if wrong == 1 else "les"
        return (
            f"{counted(wrong, *unit(preview))} à corriger : laissez-{them} de côté, ou corrigez le "
            "fichier puis choisissez-le de nouveau."
        )
    if preview.faults:
        return "Ce fichier ne peut pas être pris tel quel : corrigez-le, puis choisissez-le de nouveau."
    if not preview.lines and not preview.changes_anything:
        return "Ce fichier ne contient aucune activité remplie."
    if not preview.changes_anything:
        return "Tout est déjà dans votre registre : il n’y a rien à importer."
    return f"{' · '.join(_parts(preview))}. Rien n’est encore enregistré."


def _parts(preview: Preview) -> list[str]:
    amounts = (
        (preview.count(Fate.NEW), "nouvelle", "nouvelles"),
        (preview.count(Fate.CHANGED), "mise à jour", "mises à jour"),
        (preview.count(Fate.SAME), "déjà à jour", "déjà à jour"),
        (preview.count(Fate.LEFT_OUT), "laissée de côté", "laissées de côté"),
        (len(preview.parties), "prestataire ajouté", "prestataires ajoutés"),
    )
    found = [counted(amount, one, many) for amount, one, many in amounts if amount]
    return [*found, "coordonnées de la boutique"] if preview.shop else found


def done(preview: Preview) -> str:
    """What was done, for the confirmation."""
    new, changed = preview.count(Fate.NEW), preview.count(Fate.CHANGED)
    if not new and not changed:
        return "Import terminé"
    if not any(line.activity for line in preview.lines):
        brought = counted(new, "prestataire importé", "prestataires importés")
        completed = counted(changed, "prestataire complété", "prestataires complétés")
        return ", ".join(part for amount, part in ((new, brought), (changed, completed)) if amount)
    brought = counted(new, "fiche importée", "fiches importées")
    if not changed:
        return brought
    if not new:
        return counted(changed, "fiche mise à jour", "fiches mises à jour")
    return f"{brought}, {counted(changed, 'mise à jour', 'mises à jour')}"


def undoing(run: ImportRun) -> str:
    """What undoing an import would do."""
    records = run.before["activities"]
    added = sum(1 for raw in records.values() if raw is None)
    back = len(records) - added
    leaving = counted(added, "fiche ajoutée quitte", "fiches ajoutées quittent")
    returning = counted(back, "fiche retrouve", "fiches retrouvent")
    parts = [f"{leaving} le registre"] if added else []
    parts += (
        [f"{returning} son état d’avant" if back == 1 else f"{returning} leur état d’avant"] if back else []
    )
    return f"{', '.join(parts) or 'Les prestataires ajoutés sont retirés'}."


def refusal_words(error: GdprDeskError) -> str:
    """What keeps the file out, each point on its line, what is safe, what to do."""
    points = (
        [capital(str(problem)) for problem in error.problems] if isinstance(error, InterchangeRefused) else []
    )
    if len(points) < 2:
        return " ".join(part for part in (error.message, error.safe, error.remedy) if part)
    shown = points[:_MOST_POINTS]
    if len(points) > len(shown):
        shown.append(f"et {len(points) - len(shown)} de plus")
    listed = "\n".join(f"· {point}" for point in shown)
    return (
        f"Ce registre ne peut pas être pris.\n{listed}\n{error.safe} Corrigez ces points, puis recommencez."
    )


def place(line: PreviewLine) -> str:
    """Where the line stands, as one would say it: « Ligne 7 », « Modèle de fiche de registre »."""
    return capital(_NUMBERED.sub("", line.where).replace("_", " ").strip() or line.where)


def shortened(text: str, length: int) -> str:
    """The text, cut between words where it is longer than `length`."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;.") + "…"


def file_name(name: str) -> str:
    """The name of a file, without the middle of a long one: its end says what it is."""
    return name if len(name) <= 2 * _HALF else f"{name[:_HALF]}…{name[-_HALF:]}"


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]
