"""What the items of the sweep are called: asked of the slice that owns each, nothing is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from gdpr_desk.app import Desk
from gdpr_desk.periods.words import french_date, french_instant, shop_time
from gdpr_desk.register.history import KIND as RECORD
from gdpr_desk.register.history import form_of
from gdpr_desk.register.qt.table_model import picture_of
from gdpr_desk.requests.service import KIND as REQUEST
from gdpr_desk.requests.service import MESSAGES_KIND
from gdpr_desk.requests.sources import FILES_KIND
from gdpr_desk.retention.elsewhere.model import KIND as TASK
from gdpr_desk.retention.elsewhere.model import PROOF_KIND
from gdpr_desk.retention.elsewhere.wording import ended_words
from gdpr_desk.retention.elsewhere.wording import title as task_title
from gdpr_desk.retention.folders.model import FOLDER_KIND, shown_path
from gdpr_desk.retention.folders.model import KIND as FILE
from gdpr_desk.retention.ledgers.kinds import KINDS
from gdpr_desk.retention.ledgers.model import ITEM_KIND as LEDGER_ENTRY
from gdpr_desk.retention.qt.ledger_lines import swept_name
from gdpr_desk.retention.qt.lines import ItemName, Key
from gdpr_desk.sweepables import BACKUP, DRAFT
from gdpr_desk.vault.attachments import LEDGER_KIND, AttachmentKind


def item_names(desk: Desk, keys: Iterable[Key]) -> Mapping[Key, ItemName]:
    """Names of those of `keys` that are still there. Raises the refusals of the store."""
    known: dict[Key, ItemName] = {}
    for kind, group in groupby(sorted(keys), key=lambda key: key[0]):
        ids = {item for _kind, item in group}
        known.update(((kind, item), name) for item, name in _of_kind(desk, kind, ids))
    return known


def _of_kind(desk: Desk, kind: str, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    if kind == RECORD:
        yield from _records(desk, ids)
    elif kind == DRAFT:
        yield from _drafts(desk, ids)
    elif kind == BACKUP:
        yield from _backups(desk, ids)
    elif kind == TASK:
        yield from _tasks(desk, ids)
    elif kind in (LEDGER_KIND, FILES_KIND, PROOF_KIND):
        yield from _attachments(desk, ids)
    elif kind in (REQUEST, MESSAGES_KIND):
        yield from _requests(desk, kind, ids)
    elif kind == LEDGER_ENTRY:
        yield from _ledger_entries(desk, ids)
    elif kind == FILE:
        yield from _files(desk, ids)
    elif kind == FOLDER_KIND:
        yield from _folders(desk, ids)


def _records(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for binned in desk.history.binned():
        activity = binned.activity
        if activity.reference in ids:
            day = french_date(shop_time(binned.binned_at).date(), year=False)
            name = f"Fiche « {activity.name or activity.reference} »"
            yield activity.reference, ItemName(name, f"à la corbeille depuis le {day}", picture_of(activity))


def _drafts(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    """A draft is named by the record whose form it was typed into, as far as there is one."""
    forms = {form_of(seen.activity.reference): seen.activity.name for seen in desk.register.overview()}
    for form in ids:
        name = forms.get(form)
        title = f"Saisie en cours, fiche « {name} »" if name else "Saisie en cours"
        yield form, ItemName(title, "tapée, jamais enregistrée", "pencil")


def _backups(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for backup in desk.backups.listed():
        if backup.path.name in ids:
            title = f"Sauvegarde du {french_instant(backup.made_at)}"
            yield backup.path.name, ItemName(title, "dans le dossier du coffre", "hard-drive")


def _requests(desk: Desk, kind: str, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for reference, ended_on in desk.requests.ended_on(ids).items():
        what = "messages et pièces jointes" if kind == MESSAGES_KIND else "dossier entier"
        sort = f"{what}, terminée le {french_date(ended_on)}" if ended_on else f"{what}, en cours"
        yield reference, ItemName(f"Demande {reference}", sort, "inbox")


def _ledger_entries(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for entry in desk.ledgers.among(ids):
        yield entry.reference, swept_name(KINDS[entry.kind], entry, desk.clock.now())


def _tasks(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for task in desk.elsewhere.history():
        if task.reference in ids:
            title = f"Trace {task.reference} · {task_title(task.duty)}"
            yield task.reference, ItemName(title, ended_words(task), "clipboard-list")


def _files(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for item, (path, label) in desk.folders.names(ids).items():
        yield item, ItemName(f"« {shown_path(path)} »", f"dossier « {label} »", "file-text")


def _folders(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for item, label in desk.folders.labels(ids).items():
        yield item, ItemName(f"Dossier « {label} »", "dossier surveillé, tous ses fichiers", "folder")


def _attachments(desk: Desk, ids: Collection[str]) -> Iterator[tuple[str, ItemName]]:
    for found in desk.attachments.all():
        if found.id in ids:
            identity = found.kind is AttachmentKind.IDENTITY
            sort = "copie de pièce d’identité" if identity else "pièce jointe"
            day = french_date(shop_time(found.added_at).date())
            picture = "id-card" if identity else "file-text"
            yield found.id, ItemName(f"« {found.name} »", f"{sort}, déposée le {day}", picture)
