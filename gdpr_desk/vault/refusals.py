"""What a vault can refuse, in the words of the person at the desk (no personal data in any)."""

from __future__ import annotations

from collections.abc import Callable

from gdpr_desk.errors import AccessRefused, GdprDeskError, InvalidInput, NotFound, StorageFailed

_UNTOUCHED = "Rien n’a été modifié."


class WrongPassphrase(AccessRefused):
    """The passphrase does not open this person's key; `wait` seconds must pass before the next try."""

    code = "wrong_passphrase"

    def __init__(self, wait: int = 0) -> None:
        super().__init__(
            "Phrase de passe incorrecte. Vérifiez la touche Verr. Maj.",
            safe="Rien n’a été modifié.",
            remedy=f"Prochain essai possible dans {spoken_wait(wait)}." if wait else "",
        )
        self.wait = wait


class KeyUnusable(AccessRefused):
    """A key is gone or damaged, and the passphrase opens none of the others: it may be theirs.

    Whose it is, is not said before the vault is open. `wait` as for a wrong passphrase.
    """

    code = "key_unusable"

    def __init__(self, wait: int = 0) -> None:
        super().__init__(
            "Une clé de ce coffre manque ou est abîmée, et cette phrase n’ouvre aucune des autres.",
            safe="Vos données ne sont pas touchées.",
            remedy=(
                "Si la phrase est juste, la clé est la vôtre : ouvrez avec la feuille de secours, ou "
                "demandez une nouvelle phrase à une autre personne responsable. Sinon, restaurez une "
                "sauvegarde."
            ),
        )
        self.wait = wait


class TooManyTries(AccessRefused):
    """A try came before the delay of the last wrong one had passed; nothing was tried."""

    code = "throttled"

    def __init__(self, wait: int) -> None:
        super().__init__(
            "Trop d’essais rapprochés : le coffre patiente avant d’accepter une nouvelle phrase de passe.",
            safe="Le coffre n’est jamais bloqué définitivement.",
            remedy=f"Réessayez dans {spoken_wait(wait)}.",
        )
        self.wait = wait


class VaultNewer(GdprDeskError):
    """The folder was written by a later program, whose data this one could harm."""

    code = "vault_newer"

    def __init__(self, version: str) -> None:
        shown = f" ({version})" if version else ""
        super().__init__(
            f"Ce coffre a été ouvert avec une version plus récente{shown}.",
            safe=_UNTOUCHED,
            remedy=(
                f"Installez la version {version} ou une plus récente."
                if version
                else "Installez la dernière version."
            ),
        )


class VaultDamaged(StorageFailed):
    """A file of the vault is not what was written; `part` names which one, for the log."""

    code = "vault_damaged"

    def __init__(self, part: str = "database") -> None:
        super().__init__(
            "Le coffre est illisible.",
            safe="Le dossier est laissé tel quel.",
            remedy="Restaurez une sauvegarde dans un autre dossier.",
        )
        self.part = part


class VaultBusy(AccessRefused):
    """Another window or command holds the vault for longer than the waiting time."""

    code = "vault_busy"

    def __init__(self) -> None:
        super().__init__(
            "Le coffre est occupé : gdpr-desk est sans doute ouvert dans une autre fenêtre.",
            safe=_UNTOUCHED,
            remedy="Fermez-la, puis réessayez.",
        )


class VaultReadOnly(StorageFailed):
    """The folder, or the disk under it, cannot be written to."""

    code = "vault_read_only"

    def __init__(self) -> None:
        super().__init__(
            "Le dossier du coffre est en lecture seule : le programme ne peut pas l’ouvrir.",
            safe=_UNTOUCHED,
            remedy="Rendez le dossier modifiable, ou copiez-le sur un disque qui accepte l’écriture.",
        )


class DiskFull(StorageFailed):
    """The disk took no more: the transaction was rolled back whole."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "Le disque est plein ou refuse d’écrire : ce changement n’a pas été enregistré.",
            safe="Tout ce qui était déjà enregistré est intact.",
            remedy="Libérez de la place sur le disque, puis enregistrez de nouveau.",
        )


class FolderRefused(InvalidInput):
    """A vault cannot live in, or is not found in, this folder."""

    code = "folder_refused"


def network_folder() -> FolderRefused:
    """A folder on another machine: WAL keeps no promise there."""
    return FolderRefused(
        "Ce dossier se trouve sur le réseau. Le coffre pourrait y être abîmé.",
        safe=_UNTOUCHED,
        remedy="Choisissez un dossier de cet ordinateur.",
        field="folder",
    )


def occupied_folder() -> FolderRefused:
    """A new vault was asked for where something already is."""
    return FolderRefused(
        "Ce dossier contient déjà quelque chose.",
        safe=_UNTOUCHED,
        remedy="Choisissez un dossier vide ou un nouveau nom.",
        field="folder",
    )


def no_vault() -> FolderRefused:
    """The folder holds no vault."""
    return FolderRefused(
        "Il n’y a pas de coffre dans ce dossier.",
        safe=_UNTOUCHED,
        remedy="Choisissez le dossier du coffre, ou créez un nouveau coffre.",
        field="folder",
    )


def no_such_person() -> NotFound:
    """`--person` names nobody who has a key."""
    return NotFound(
        "Cette personne n’a pas de clé pour ce coffre.",
        safe=_UNTOUCHED,
        remedy="Vérifiez l’identifiant demandé.",
        code="no_such_person",
    )


def for_officers() -> AccessRefused:
    """What staff neither read nor take out of the vault."""
    return AccessRefused(
        "Cette commande est réservée aux personnes responsables du coffre.",
        safe=_UNTOUCHED,
        remedy="Demandez à une personne responsable.",
        code="for_officers",
    )


def officers_only() -> AccessRefused:
    """Keys are given and taken by who is in charge."""
    return AccessRefused(
        "Seule une personne responsable du coffre peut donner ou retirer une clé.",
        safe=_UNTOUCHED,
        remedy="Ouvrez le coffre avec la phrase de passe d’une personne responsable.",
        code="officers_only",
    )


def own_key_stays() -> AccessRefused:
    """Nobody removes themselves, nor the sheet that opens the vault when all else is forgotten."""
    return AccessRefused(
        "Cette clé ne peut pas être retirée d’ici.",
        safe=_UNTOUCHED,
        remedy="Une autre personne responsable peut retirer la vôtre ; la feuille de secours se remplace.",
        code="own_key",
    )


def sheet_has_no_passphrase() -> AccessRefused:
    """Who came in with the recovery sheet asks for another passphrase, or for one for the sheet."""
    return AccessRefused(
        "La feuille de secours n’a pas de phrase de passe.",
        safe=_UNTOUCHED,
        remedy="Remplacez la feuille, ou donnez une nouvelle phrase de passe à une personne responsable.",
        code="sheet",
    )


def last_officer_stays() -> AccessRefused:
    """A vault without anybody in charge would open with the sheet alone."""
    return AccessRefused(
        "C’est la dernière personne responsable de ce coffre.",
        safe=_UNTOUCHED,
        remedy="Donnez d’abord une clé de responsable à quelqu’un d’autre.",
        code="last_officer",
    )


def spoken_wait(seconds: int) -> str:
    """A waiting time in French, minutes rounded up."""
    if seconds < 60:
        return f"{seconds} seconde" + ("s" if seconds > 1 else "")
    minutes = -(-seconds // 60)
    return f"{minutes} minute" + ("s" if minutes > 1 else "")


_BY_RESULT: tuple[tuple[str, Callable[[], GdprDeskError]], ...] = (
    ("SQLITE_BUSY", VaultBusy),
    ("SQLITE_LOCKED", VaultBusy),
    ("SQLITE_FULL", DiskFull),
    ("SQLITE_READONLY", VaultReadOnly),
    ("SQLITE_CANTOPEN", VaultReadOnly),
    ("SQLITE_CORRUPT", VaultDamaged),
    ("SQLITE_NOTADB", VaultDamaged),
    ("SQLITE_IOERR_SHORT_READ", VaultDamaged),
    ("SQLITE_IOERR_READ", VaultDamaged),
    ("SQLITE_IOERR", DiskFull),
)


def refusal_for(error: BaseException) -> GdprDeskError | None:
    """The refusal that tells a database error, or None when the error is our own fault.

    Accepts the driver's error or SQLAlchemy's wrapping of it.
    """
    driver_error = getattr(error, "orig", None) or error
    name = getattr(driver_error, "sqlite_errorname", None) or ""
    for prefix, refusal in _BY_RESULT:
        if name.startswith(prefix):
            return refusal()
    return None
