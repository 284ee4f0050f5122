"""A real mail server for tests: Dovecot on the loopback, with a configuration and mails of its own."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from mail_certificates import HOST, Authority, Papers

from gdpr_desk.mailbox.model import MailAccount, MailSecret, Security

pwd = pytest.importorskip("pwd", reason="no such mail server on this system")
needs_dovecot = pytest.mark.skipif(shutil.which("dovecot") is None, reason="dovecot is not installed")
USER, SECRET = "lumen@example.test", MailSecret('abcd efgh-ÿ"\\ ijkl')
ARRIVED = 1_700_000_000
"""The first mail came then, each further one a second later (seconds of 1970)."""
_CONFIG = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
listen = 127.0.0.1
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail
namespace inbox {{
  inbox = yes
  separator = /
}}
ssl = required
ssl_cert = <{papers.certificate}
ssl_key = <{papers.key}
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports[0]}
  }}
  inet_listener imaps {{
    port = {ports[1]}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


@dataclass(frozen=True)
class MailServer:
    """Where it listens, and the folder in which its mails lie."""

    folder: Path
    authority: Authority
    papers: Papers
    starttls_port: int
    tls_port: int
    account: MailAccount = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "account", self.over(Security.TLS))

    def over(self, security: Security, port: int = 0, folder: str = "INBOX") -> MailAccount:
        """The account, over that kind of line, perhaps through a proxy at `port`."""
        own = self.tls_port if security is Security.TLS else self.starttls_port
        return MailAccount("a1b2c3", HOST, USER, security, port or own, folder)

    def deliver(self, content: bytes, folder: str = "", *, number: int) -> None:
        """Put a mail into a folder as a delivery agent does: a new file, nobody has seen it."""
        box = self.folder / "mail" / folder / "new"
        name = f"{ARRIVED + number}.M{number:06}P1.essai,S={len(content)}"
        whole = box.parent / "tmp" / name
        whole.write_bytes(content)
        os.chown(whole, *_owner()[1:])
        os.utime(whole, (ARRIVED + number, ARRIVED + number))
        whole.rename(box / name)

    def state(self) -> dict[str, bytes]:
        """Every mail with its flags, which Maildir keeps in the name and in the folder of the file."""
        mail = self.folder / "mail"
        return {
            str(path.relative_to(mail)): path.read_bytes()
            for path in mail.rglob("*")
            if path.is_file() and path.parent.name in {"cur", "new", "tmp"}
        }

    def number_anew(self, folder: str = "") -> None:
        """As after a server was rebuilt: the same mails, another numbering."""
        listed = self.folder / "mail" / folder / "dovecot-uidlist"
        head, _, mails = listed.read_text(encoding="ascii").partition("\n")
        anew = re.sub(r" V\d+", " V1600000000", head)
        listed.write_text(f"{anew}\n{mails}", encoding="ascii")
        for path in listed.parent.glob("dovecot.index*"):
            path.unlink()


def _owner() -> tuple[str, int, int]:
    """Whose mails they are: not root's, which the server refuses."""
    entry = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return entry.pw_name, entry.pw_uid, entry.pw_gid


@contextlib.contextmanager
def running() -> Iterator[MailServer]:
    """A server with an empty INBOX and an empty « Demandes reçues », until the block ends.

    Its folder is short (it holds sockets) and its own (whoever owns the mails must come in).
    """
    with tempfile.TemporaryDirectory(prefix="mail-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _running(folder, Authority(folder)) as server:
            yield server


@contextlib.contextmanager
def _running(folder: Path, authority: Authority) -> Iterator[MailServer]:
    papers = authority.papers("dovecot")
    server = MailServer(folder, authority, papers, *_free_ports(2))
    owner, uid, gid = _owner()
    for box in ("", ".Demandes re&AOc-ues"):
        for part in ("cur", "new", "tmp"):
            (folder / "mail" / box / part).mkdir(parents=True)
    (folder / "home").mkdir()
    (folder / "users").write_text(f"{USER}:{SECRET.value}\n", encoding="utf-8")
    config = folder / "dovecot.conf"
    group = subprocess.run(["id", "-gn", owner], capture_output=True, text=True, check=True).stdout.strip()
    config.write_text(
        _CONFIG.format(
            folder=folder,
            owner=owner,
            group=group,
            uid=uid,
            gid=gid,
            papers=papers,
            ports=(server.starttls_port, server.tls_port),
        ),
        encoding="utf-8",
    )
    _hand_over(folder, uid, gid)
    command = ["dovecot", "-F", "-c", str(config)]
    master = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(server.tls_port)
        yield server
    finally:
        master.terminate()
        master.wait(20)


def _hand_over(folder: Path, uid: int, gid: int) -> None:
    """Mails and home belong to their owner, who can reach them."""
    if os.getuid() != 0:
        return
    for path in [folder / "mail", folder / "home", *(folder / "mail").rglob("*")]:
        os.chown(path, uid, gid)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [int(line.getsockname()[1]) for line in lines]


def _await(port: int) -> None:
    for _attempt in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("dovecot never listened")
