"""« Relever la messagerie »: one folder, read-only; set up once, then fetched when one wants to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.mailbox import credentials, fetching
from gdpr_desk.mailbox.model import INBOX, MailAccount, MailSecret
from gdpr_desk.mailbox.providers import provider_behind
from gdpr_desk.periods.words import french_date, french_instant
from gdpr_desk.qtkit.dialogs import ask, tell_refusal
from gdpr_desk.qtkit.fields import Check
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.parts import GUTTER, Line, bar, button, label
from gdpr_desk.qtkit.passphrase import PassphraseField
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.requests.mailboxes import new_key
from gdpr_desk.requests.qt.door import RequestDoor
from gdpr_desk.requests.qt.mailbox_fetch import ChosenMailbox
from gdpr_desk.requests.qt.mailbox_form import SECRET, MailboxForm
from gdpr_desk.system_keyring import TIDYING_S, Patience

_DRAFT = "request/mailbox"
_WIDTH, _HIGH, _LOW, _MARGIN = 600, 640, 400, 48
_READ_ONLY = "En lecture seule : rien n’y est marqué comme lu, déplacé ni effacé."
_FROM_KEYRING = "Vide : celui que garde le trousseau de cet ordinateur."
_NONE_KEPT = "Tapez-le ici : le trousseau n’en donne aucun."
T = TypeVar("T")


def ask_mailbox(door: RequestDoor, parent: QWidget) -> ChosenMailbox | None:
    """What to fetch now; None where nobody wants to. A mailbox is set up first where none is kept."""
    try:
        kept = door.mailboxes.all()
    except GdprDeskError as refusal:
        tell_refusal(parent, refusal)
        return None
    account = kept[0] if kept else None
    while True:
        if account is not None:
            dialog = FetchDialog(door, account, parent)
            if not dialog.exec() or dialog.forgotten:
                return None
            if dialog.chosen is not None:
                return dialog.chosen
        setup = SetupDialog(door, account, parent)
        if setup.exec():
            return setup.chosen
        if account is None:
            return None


class _Sheet(QDialog):
    """A dialog of this room whose work waits for others, and ends with it."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.chosen: ChosenMailbox | None = None
        self.notice = NoticeStrip(kind="attention")
        self.notice.hide()
        self._patience: Patience | None = None
        self._left = False
        self.setWindowTitle("gdpr-desk")  # the task bar shows it: a title may name somebody
        self.setAccessibleName(title)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._left = True
        if self._patience is not None:
            self._patience.give_up()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def elsewhere(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """Do it off this thread; a refusal is told above the verbs."""
        self.notice.hide()
        self.busy(on=True)
        Jobs.run(work, done, self.refused, self, settled=lambda: self.busy(on=False), lane="pool")

    def busy(self, *, on: bool) -> None:
        """Whether somebody is waited for."""
        self.setProperty("busy", on)

    def refused(self, refusal: GdprDeskError) -> None:
        """Tell it above the verbs."""
        self.notice.set_text(str(refusal))
        self.notice.show()

    def is_left(self) -> bool:
        """Whether nobody waits any longer."""
        return self._left

    def fit(self, height: int) -> None:
        """No larger than the window behind."""
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        self.resize(min(px(_WIDTH), room.width() - _MARGIN), min(px(height), room.height() - _MARGIN))

    def arrange(self, title: str, sentence: str, content: QWidget, foot: QWidget) -> None:
        """A title, what scrolls, the notice and the verbs."""
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28 - GUTTER, 20)
        column.setSpacing(12)
        column.addWidget(label("detail_title", title))
        column.addWidget(label("second", sentence))
        column.addWidget(scroll, 1)
        told = QVBoxLayout()
        told.setContentsMargins(0, 0, GUTTER, 0)
        told.addWidget(self.notice)
        column.addLayout(told)
        foot.setContentsMargins(0, 0, GUTTER, 0)
        column.addWidget(foot)


class SetupDialog(_Sheet):
    """The account; accepted once it is kept, with what to fetch first."""

    def __init__(self, door: RequestDoor, account: MailAccount | None, parent: QWidget) -> None:
        super().__init__(parent, "Messagerie à relever")
        self._door, self._before = door, account
        self.form = MailboxForm(account)
        self.stay = button("secondary", "Annuler", self.reject)
        self.verb = button("filled", "Enregistrer et relever", self.carry_out, icon="mail")
        content = QWidget()
        within = QVBoxLayout(content)
        within.setContentsMargins(4, 4, 4, 4)
        within.setSpacing(16)
        within.addWidget(self.form)
        within.addStretch(1)
        foot = bar(QWidget(), self.stay, self.verb, stretch_first=True)
        self.arrange("Messagerie à relever", _READ_ONLY, content, foot)
        self._draft = DialogDraft(self, door.requests.drafts, _DRAFT)
        within.insertWidget(0, self._draft.strip)
        self.stay.setAutoDefault(False)
        self.verb.setDefault(True)
        self.form.list_folders.setAutoDefault(False)
        self.form.list_folders.clicked.connect(lambda _checked=False: self.list_folders())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._left = False
        self.fit(_HIGH)
        self.form.user.setFocus(Qt.FocusReason.OtherFocusReason)

    def list_folders(self) -> None:
        """Ask the server which folders there are."""
        try:
            account, secret = self.form.account(), self.form.secret()
        except InvalidInput:
            return
        self.elsewhere(
            lambda: fetching.folders(account, secret, cancelled=self.is_left), self.form.offer_folders
        )

    def carry_out(self) -> None:
        """Keep the account; the secret goes on to the first run."""
        try:
            account, secret = self.form.account(), self.form.secret()
        except InvalidInput:
            return
        provider = provider_behind(account.host)
        if provider is not None and not provider.usable:
            self.notice.set_text(provider.advice)
            self.notice.show()
            return
        try:
            account = self._kept(account)
        except GdprDeskError as refusal:
            self.refused(refusal)
            return
        self.chosen = ChosenMailbox(account, secret, self.form.keep.isChecked())
        self.accept()

    def _kept(self, account: MailAccount) -> MailAccount:
        """Another folder has numbers of its own: how far one had come in the first says nothing there."""
        before = self._before
        if before is not None and _place_of(before) != _place_of(account):
            account = replace(account, key=new_key())
            self._door.mailboxes.keep(account)
            _forgotten(self._door, before, self.parentWidget())
        else:
            self._door.mailboxes.keep(account)
        return account

    def busy(self, *, on: bool) -> None:
        super().busy(on=on)
        self.verb.setDisabled(on)
        self.form.list_folders.setDisabled(on)
        self.form.list_folders.setText("Le serveur est interrogé…" if on else "Voir les dossiers")


class FetchDialog(_Sheet):
    """Which folder, when it was last fetched, the secret; accepted with `chosen`, or to set it up anew."""

    def __init__(self, door: RequestDoor, account: MailAccount, parent: QWidget) -> None:
        super().__init__(parent, "Relever la messagerie")
        self._door, self._account = door, account
        self.forgotten = False
        self.secret = PassphraseField()
        self.secret.setObjectName("secret")
        self.field = FormField(label=SECRET, help=_FROM_KEYRING, field=self.secret)
        self.keep = Check(text="Le garder dans le trousseau de cet ordinateur")
        self.stay = button("secondary", "Fermer", self.reject)
        self.verb = button("filled", "Relever maintenant", self.carry_out, icon="mail")
        self._content = QWidget()
        self._fill(self._content)
        foot = bar(QWidget(), self.stay, self.verb, stretch_first=True)
        self.arrange("Relever la messagerie", _READ_ONLY, self._content, foot)
        self.stay.setAutoDefault(False)
        self.verb.setDefault(True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._left = False
        self.fit(_LOW)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def carry_out(self) -> None:
        """With the secret that stands here; without one, the keyring is asked, which may ask the person."""
        self.field.clear()
        typed = self.secret.text().strip()
        if typed:
            self._choose(MailSecret(typed))
            return
        self._patience = patience = Patience()
        self.elsewhere(lambda: credentials.recall(self._account, patience), self._recalled)

    def busy(self, *, on: bool) -> None:
        super().busy(on=on)
        self.verb.setDisabled(on)
        self.verb.setText("Le trousseau est interrogé…" if on else "Relever maintenant")

    def _recalled(self, secret: MailSecret | None) -> None:
        if secret is not None:
            self._choose(secret)
            return
        self.field.set_error(_NONE_KEPT)
        self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, secret: MailSecret) -> None:
        self.chosen = ChosenMailbox(self._account, secret, self.keep.isChecked())
        self.accept()

    def _forget(self) -> None:
        """The account and its secret go; what came from it stays."""
        if not ask(
            self,
            "Oublier cette messagerie ?",
            "Son adresse et son secret sont retirés d’ici. Ce qui en est venu reste dans le coffre.",
            "Oublier",
        ):
            return
        try:
            _forgotten(self._door, self._account, self.parentWidget())
        except GdprDeskError as refusal:
            self.refused(refusal)
            return
        self.forgotten = True
        self.accept()

    def _fill(self, content: QWidget) -> None:
        account = self._account
        folder = "Boîte de réception" if account.folder.upper() == INBOX else account.folder
        since = f" · depuis le {french_date(account.since)}" if account.since else ""
        at = self._door.mailboxes.fetched_at(account)
        last = f"Dernière relève : {french_instant(at, weekday=True)}." if at else "Jamais relevée jusqu’ici."
        within = QVBoxLayout(content)
        within.setContentsMargins(4, 4, 4, 4)
        within.setSpacing(12)
        within.addWidget(Line("mail", f"{account.user} · {folder}{since}", last))
        within.addWidget(self.field)
        within.addWidget(self.keep)
        change = button("link", "Changer les réglages…", self.accept, icon="settings")
        forget = button("link", "Oublier cette messagerie…", self._forget)
        for link in (change, forget):
            link.setAutoDefault(False)
        within.addWidget(bar(change, forget, gap=24))
        within.addStretch(1)


def _place_of(account: MailAccount) -> tuple[str, str, str]:
    return account.host.casefold(), account.user, account.folder


def _forgotten(door: RequestDoor, account: MailAccount, parent: QWidget | None) -> None:
    """The account goes at once; its secret when the keyring answers."""
    door.mailboxes.forget(account)
    Jobs.run(
        lambda: credentials.forget(account, Patience(TIDYING_S)),
        None,
        lambda refusal: tell_refusal(parent, refusal),
        parent,
        lane="pool",
    )
