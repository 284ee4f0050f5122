"""Why a fetch ended, in the words of the person at the desk.

None of them quotes the server: it may repeat the address, and its words are a stranger's.
"""

from __future__ import annotations

from gdpr_desk.errors import GdprDeskError

_KEPT = "Ce qui est déjà arrivé est gardé, et rien n’a changé dans votre messagerie."
_UNSAID = "Votre secret n’a pas été envoyé."
_RESUMES = "Relancez la relève : elle reprend où elle s’est arrêtée."


class MailboxRefusal(GdprDeskError):
    """Something between this program and the mail server."""

    code = "mailbox"


class ServerUnreachable(MailboxRefusal):
    """No such name, nobody at that port, or no answer in time."""

    code = "mailbox_unreachable"

    def __init__(self) -> None:
        super().__init__(
            "Le serveur de messagerie ne répond pas.",
            safe=_UNSAID,
            remedy="Vérifiez la connexion à Internet, puis le nom du serveur et le port.",
        )


class LineNotProtected(MailboxRefusal):
    """The line could not be encrypted, or somebody spoke before it was."""

    code = "mailbox_not_protected"

    def __init__(self) -> None:
        super().__init__(
            "La liaison avec le serveur de messagerie n’est pas protégée.",
            safe=_UNSAID,
            remedy="Choisissez la protection dès la connexion (port 993), ou changez de réseau :"
            " quelqu’un écoute peut-être sur celui-ci.",
        )


class ServerNotProven(MailboxRefusal):
    """The server could not prove its name; `why` is one of `WORDS`."""

    code = "mailbox_not_proven"
    WORDS = {
        "expired": (
            "La preuve d’identité du serveur de messagerie est périmée.",
            "Vérifiez la date de cet ordinateur ; si elle est juste, prévenez votre fournisseur.",
        ),
        "not_yet": (
            "La preuve d’identité du serveur de messagerie n’est pas encore valable.",
            "Vérifiez la date de cet ordinateur ; si elle est juste, prévenez votre fournisseur.",
        ),
        "other_name": (
            "Le serveur de messagerie a prouvé un autre nom que celui demandé.",
            "Vérifiez le nom du serveur chez votre fournisseur ; changez de réseau s’il est juste.",
        ),
        "unknown": (
            "Le serveur de messagerie n’a pas pu prouver son identité.",
            "Vérifiez le nom du serveur chez votre fournisseur ; changez de réseau s’il est juste.",
        ),
    }

    def __init__(self, why: str) -> None:
        message, remedy = self.WORDS[why]
        super().__init__(message, safe=_UNSAID, remedy=remedy, code=f"{self.code}_{why}")


class ProviderOutOfReach(MailboxRefusal):
    """No secret works there: trying would only tell it, and count as a failed login. `advice`: what does."""

    code = "mailbox_provider"

    def __init__(self, advice: str) -> None:
        super().__init__(
            "Cette messagerie n’accepte pas qu’un programme comme celui-ci s’y connecte.",
            safe=_UNSAID,
            remedy=advice,
        )


class LoginRefused(MailboxRefusal):
    """The server does not accept this account and secret; `advice` is what its provider asks for."""

    code = "mailbox_login"

    def __init__(self, advice: str = "") -> None:
        super().__init__(
            "Le serveur de messagerie refuse ce compte ou ce secret.",
            safe=_KEPT,
            remedy=advice
            or "Vérifiez l’adresse et le secret. Beaucoup de fournisseurs demandent un"
            " « mot de passe d’application », fait pour un seul programme.",
        )


class FolderNotFound(MailboxRefusal):
    """The folder is not there, or may not be opened."""

    code = "mailbox_folder"

    def __init__(self) -> None:
        super().__init__(
            "Ce dossier ne s’ouvre pas dans votre messagerie.",
            safe=_KEPT,
            remedy="Choisissez-le à nouveau dans la liste des dossiers.",
        )


class FolderUnnumbered(MailboxRefusal):
    """The server does not number its mails for good: nobody could tell what is new."""

    code = "mailbox_unnumbered"

    def __init__(self) -> None:
        super().__init__(
            "Ce serveur ne numérote pas ses courriels : la relève ne peut pas savoir lesquels sont nouveaux.",
            safe=_KEPT,
            remedy="Enregistrez les courriels depuis votre messagerie, puis importez les fichiers.",
        )


class LineLost(MailboxRefusal):
    """The line broke."""

    code = "mailbox_cut"

    def __init__(self) -> None:
        super().__init__(
            "La connexion avec le serveur de messagerie s’est interrompue.", safe=_KEPT, remedy=_RESUMES
        )


class ServerTooSlow(MailboxRefusal):
    """Nothing, or next to nothing, came for too long."""

    code = "mailbox_slow"

    def __init__(self) -> None:
        super().__init__("Le serveur de messagerie répond trop lentement.", safe=_KEPT, remedy=_RESUMES)


class AnswerTooLarge(MailboxRefusal):
    """More than anybody asked for: an announced size, a line, a flood."""

    code = "mailbox_too_much"

    def __init__(self) -> None:
        super().__init__(
            "Le serveur de messagerie envoie plus que ce qui lui est demandé.",
            safe=_KEPT,
            remedy=f"{_RESUMES} Si cela se répète, choisissez un dossier moins rempli.",
        )


class AnswerUnreadable(MailboxRefusal):
    """What came is not what the protocol allows, or the server says it does not understand."""

    code = "mailbox_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "La réponse du serveur de messagerie est incompréhensible.", safe=_KEPT, remedy=_RESUMES
        )


class SecretNotKept(MailboxRefusal):
    """The keyring did not take the secret."""

    code = "mailbox_secret_not_kept"

    def __init__(self) -> None:
        super().__init__(
            "Le trousseau de cet ordinateur n’a pas gardé le secret de la messagerie.",
            safe="La relève fonctionne quand même.",
            remedy="Vous taperez le secret à chaque relève.",
        )


class SecretNotForgotten(MailboxRefusal):
    """The keyring did not give the secret up."""

    code = "mailbox_secret_not_forgotten"

    def __init__(self) -> None:
        super().__init__(
            "Le trousseau de cet ordinateur ne s’ouvre pas : il garde encore le secret de la messagerie.",
            remedy="Ouvrez le trousseau et recommencez, ou supprimez ce secret chez votre fournisseur.",
        )
