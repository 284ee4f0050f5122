"""The account of a mailbox: address, server, how the line is protected, folder; helped by its provider."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import InvalidInput
from gdpr_desk.mailbox.model import INBOX, MailAccount, MailSecret, Security
from gdpr_desk.mailbox.providers import MailProvider, provider_of
from gdpr_desk.qtkit.date_field import DateField
from gdpr_desk.qtkit.fields import Check, ChoiceField, LineField
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.parts import bar, button
from gdpr_desk.qtkit.passphrase import PassphraseField
from gdpr_desk.qtkit.surfaces import NoticeStrip
from gdpr_desk.requests.mailboxes import new_key

SECRET = "Mot de passe d’application"
_SECRET_HELP = "Fait pour ce programme, chez votre fournisseur. Il n’est jamais écrit dans le coffre."
_KEEP = "Le garder dans le trousseau de cet ordinateur"
_OWN_DOMAIN = (
    "Ce fournisseur n’est pas dans notre liste : son aide donne le nom du serveur IMAP, et dit s’il faut un "
    "« mot de passe d’application »."
)
_BOX = "Boîte de réception"


class MailboxForm(QWidget):
    """`account()` and `secret()` are what stands in it; a refusal is told beside its field."""

    def __init__(self, account: MailAccount | None) -> None:
        super().__init__()
        self._key = account.key if account is not None else new_key()
        self._typed_server = account is not None
        self.user = _named(LineField(), "user")
        self.host = _named(LineField(), "host")
        self.port = _named(LineField(), "port")
        self.security = ChoiceField()
        self.security.setObjectName("security")
        self.login = _named(LineField(), "login")
        self.folder = ChoiceField()
        self.folder.setObjectName("folder")
        self.secret_field = PassphraseField()
        self.secret_field.setObjectName("secret")
        self.keep = Check(text=_KEEP)
        self.keep.setObjectName("keep")
        self.since = DateField()
        self.since.setObjectName("since")
        self.advice = NoticeStrip()
        self.list_folders = button("secondary", "Voir les dossiers", lambda: None, small=True)
        self._fields = self._labelled()
        self.security.set_options(
            ((Security.TLS.value, "Dès la connexion (TLS)"), (Security.STARTTLS.value, "Après STARTTLS"))
        )
        self._arrange()
        self._show(account)
        self.user.textChanged.connect(lambda _typed: self._suggest())
        self.host.textEdited.connect(lambda _typed: self._own_server())
        self.security.chosen.connect(lambda key: self.port.setText(str(Security(key).port)))

    def account(self) -> MailAccount:
        """The account. Raises InvalidInput, told beside its field."""
        for field in self._fields.values():
            field.clear()
        try:
            if not self.since.readable():
                raise InvalidInput("Écrivez jour/mois/année, par exemple 23/11/2026.", field="since")
            return MailAccount(
                self._key,
                self.host.text().strip(),
                self.login.text().strip() or self.user.text().strip(),
                Security(self.security.key()),
                _number(self.port.text()),
                self.folder.key() or INBOX,
                self.since.date_value(),
            )
        except InvalidInput as refusal:
            self.refuse(refusal)
            raise

    def secret(self) -> MailSecret:
        """The secret. Raises InvalidInput, told beside its field."""
        try:
            return MailSecret(self.secret_field.text().strip())
        except InvalidInput:
            refusal = InvalidInput("Tapez-le ici : rien n’est gardé sans votre accord.", field="secret")
            self.refuse(refusal)
            raise refusal from None

    def refuse(self, refusal: InvalidInput) -> None:
        """Tell it beside its field."""
        name = "login" if refusal.field == "user" and self.user.text().strip() else refusal.field
        field = self._fields.get(name) or self._fields["host"]
        field.set_error(refusal.message)
        field.setFocus()

    def offer_folders(self, names: tuple[str, ...]) -> None:
        """Let one of these be chosen; the one that was stays, if it is there."""
        chosen = self.folder.key()
        known = names if INBOX in names else (INBOX, *names)
        self.folder.set_options([(name, _shown(name)) for name in known])
        self.folder.set_key(chosen if chosen in known else INBOX)
        self.folder.setFocus()

    @property
    def provider(self) -> MailProvider | None:
        """Whose address it is, where that is known."""
        return provider_of(self.user.text())

    def _suggest(self) -> None:
        """What the provider of the address asks for, unless somebody typed a server."""
        address, provider = self.user.text().strip(), self.provider
        self.login.setText(provider.user(address) if provider is not None else address)
        if provider is not None and not self._typed_server:
            self.host.setText(provider.host)
            self.port.setText(str(provider.port))
            self.security.set_key(provider.security.value)
        self._advise(address, provider)

    def _advise(self, address: str, provider: MailProvider | None) -> None:
        domain = address.rpartition("@")[2]
        self.advice.setVisible(provider is not None or "." in domain)
        self.advice.set_kind("attention" if provider is not None and not provider.usable else "info")
        self.advice.set_text(provider.advice if provider is not None else _OWN_DOMAIN)

    def _own_server(self) -> None:
        self._typed_server = True

    def _show(self, account: MailAccount | None) -> None:
        self.advice.hide()
        folder = account.folder if account is not None else INBOX
        self.folder.set_options([(folder, _shown(folder))])
        self.port.setText(str(account.port if account is not None else Security.TLS.port))
        self.folder.set_key(folder)
        self.security.set_key((account.security if account is not None else Security.TLS).value)
        if account is None:
            return
        for field, value in (
            (self.user, account.user),
            (self.host, account.host),
            (self.login, account.user),
        ):
            field.setText(value)
        self.since.set_date(account.since)
        self._advise(account.user, self.provider)

    def _labelled(self) -> dict[str, FormField]:
        """Each field with its label, by the name a refusal has for it."""
        return {
            "user": FormField(label="Votre adresse e-mail", field=self.user),
            "host": FormField(label="Serveur IMAP", field=self.host),
            "port": FormField(label="Port", field=self.port),
            "security": FormField(label="Protection de la ligne", field=self.security),
            "login": FormField(label="Nom du compte", field=self.login),
            "secret": FormField(label=SECRET, help=_SECRET_HELP, field=self.secret_field),
            "folder": FormField(
                label="Dossier à relever",
                help="Un dossier réservé aux demandes garde le reste de votre courrier hors d’ici.",
                field=self.folder,
            ),
            "since": FormField(
                label="Depuis le",
                help="Ce qui est arrivé avant reste où il est.",
                field=self.since,
                optional=True,
            ),
        }

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._fields["user"])
        column.addWidget(self.advice)
        server = QGridLayout()
        server.setHorizontalSpacing(16)
        server.setVerticalSpacing(16)
        for place, name in enumerate(("host", "port", "security", "login")):
            server.addWidget(self._fields[name], place // 2, place % 2)
        for place in (0, 1):
            server.setColumnStretch(place, 1)
        column.addLayout(server)
        column.addWidget(self._fields["secret"])
        column.addWidget(self.keep)
        column.addWidget(self._fields["folder"])
        column.addWidget(bar(self.list_folders))
        column.addWidget(self._fields["since"])


def _named(field: LineField, name: str) -> LineField:
    field.setObjectName(name)
    return field


def _shown(folder: str) -> str:
    return _BOX if folder.upper() == INBOX else folder


def _number(typed: str) -> int:
    """A port; one that is no number is refused as one that cannot be."""
    text = typed.strip()
    return int(text) if text.isdecimal() and len(text) < 6 and int(text) else -1
