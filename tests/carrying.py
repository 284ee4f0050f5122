"""A picture in every place of a mail where it may lie: plainly attached, in messages attached to it, beside.

`shapes` are mails of people who do not exist; `traces` are what of the picture would be met anywhere.
"""

from __future__ import annotations

import base64
import io
import random
import zipfile
from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from letters_in import letter
from outlook_items import Item
from PIL import Image

ASKS = "Bonjour, effacez mes données. Ci-joint ma carte d’identité. Camille"
FORWARDER = "Sacha <sacha@atelier-lumen.example>"
NAME = "cni.jpg"


def noise(seed: int = 1) -> bytes:
    """A picture in the shape of a card of which no piece is like another."""
    out = io.BytesIO()
    pixels = random.Random(seed).randbytes(428 * 270 * 3)  # squares, not keys
    Image.frombytes("RGB", (428, 270), pixels).save(out, "JPEG")
    return out.getvalue()


def shapes(picture: bytes) -> dict[str, bytes]:
    """By the name of the shape, one mail each, all different."""
    return {**_attached(picture), **_closed(picture), **_beside(picture)}


def traces(content: bytes) -> tuple[bytes, ...]:
    """Pieces of it as they stand and in base64, wherever in a longer text they begin."""
    pieces = [content[at : at + 45] for at in range(900, len(content) - 100, len(content) // 4)]
    coded = [base64.b64encode(bytes(shift) + piece)[4:-4] for piece in pieces for shift in range(3)]
    return (*pieces, *coded)


def met(content: bytes, wanted: tuple[bytes, ...]) -> bool:
    """Whether one of them stands there, line ends or not."""
    flat = b"".join(content.split())
    return any(one in content or one in flat for one in wanted)


def asking(picture: bytes, number: int, name: str = NAME) -> bytes:
    """The letter of somebody who asks, with the picture."""
    sender = f"Camille Rivage <c.rivage{number}@courriel.example>"
    return letter(ASKS, number=number, sender=sender, attached={name: picture})


def passed_on(inner: bytes, number: int, *, words: str = "Pour toi.", kind: str = "rfc822") -> bytes:
    """A mail with another attached: as a message, or as a file of no declared sort (`kind` is its ending)."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = FORWARDER, f"Tr: {number}"
    mail["Message-ID"] = f"<tr-{number}@atelier-lumen.example>"
    mail.set_content(words)
    if kind == "rfc822":
        mail.add_attachment(message_from_bytes(inner, policy=SMTP))
    else:
        mail.add_attachment(inner, maintype="application", subtype="octet-stream", filename=f"demande.{kind}")
    return mail.as_bytes()


def _attached(picture: bytes) -> dict[str, bytes]:
    """What is opened."""
    item = Item(ASKS, files={NAME: picture})
    box = b"From a@b.example Mon Nov 16 08:00:00 2026\r\n"
    return {
        "attached": passed_on(asking(picture, 1), 1),
        "attached twice over": passed_on(passed_on(asking(picture, 2), 2), 12),
        "attached three times over": passed_on(passed_on(passed_on(asking(picture, 3), 3), 13), 23),
        "as a file": passed_on(asking(picture, 4), 4, kind="eml"),
        "as a file without its ending": passed_on(asking(picture, 5), 5, kind="dat"),
        "item in an item": Item("Pour toi.", "sacha@atelier-lumen.example", "Sacha", items=(item,)).msg(),
        "item in items": Item("Pour toi.", "s@a.example", items=(Item("Voir", items=(item,)),)).msg(),
        "item in a mail": passed_on(item.msg(), 6, kind="msg"),
        "mail in an item": Item("Pour toi.", "s@b.example", files={"x.eml": asking(picture, 7)}).msg(),
        "mailbox": passed_on(box + asking(picture, 8) + b"\r\n" + box + asking(picture, 9), 9, kind="mbox"),
    }


def _closed(picture: bytes) -> dict[str, bytes]:
    """What stays shut, and is kept whole."""
    deep = asking(picture, 20)
    for number in range(8):
        deep = passed_on(deep, 30 + number)
    item = Item(ASKS, files={NAME: picture}).msg()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inside:
        inside.writestr("demande.eml", asking(picture, 21))
    signed = b"0\x82" + asking(picture, 22)
    return {
        "too deep": deep,
        "broken item": passed_on(item[:-600], 40, kind="msg"),
        "archive": passed_on(archive.getvalue(), 41, words=ASKS, kind="zip"),
        "signed": passed_on(signed, 42, kind="p7m").replace(b"octet-stream", b"pkcs7-mime"),
    }


def _beside(picture: bytes) -> dict[str, bytes]:
    """Outside the parts that the mail says it has."""
    coded = base64.encodebytes(picture).decode()
    part = "Content-Type: image/jpeg; name=cni.jpg\nContent-Transfer-Encoding: base64\n\n"
    whole = f"--q\nContent-Type: text/plain; charset=utf-8\n\n{ASKS}\n"
    bodies = {
        "behind the last part": f"{whole}--q--\n{part}{coded}",
        "behind the last part, bare": f"{whole}--q--\n\n{coded}",
        "before the first part": f"{coded}\n{whole}--q--\n",
        "under another boundary": f"{whole}--ZZ\n{part}{coded}--ZZ--\n",
        "under no boundary": f"{whole}\n{coded}--q--\n",
        "under another boundary alone": f"{whole.replace('--q', '--ZZ')}--ZZ\n{part}{coded}--ZZ--\n",
        "quoted": whole + "".join(f"> {line}\n" for line in coded.splitlines()) + "--q--\n",
        "in one line": whole + coded.replace("\n", "") + "\n--q--\n",
    }
    top = "From: b{}@courriel.example\nSubject: Mes donnees\nMIME-Version: 1.0\n"
    kind = "Content-Type: multipart/mixed; boundary=q\n\n"
    heads = (f"{top.format(number)}{kind}" for number in range(len(bodies)))
    return {name: f"{head}{body}".encode() for head, (name, body) in zip(heads, bodies.items(), strict=True)}


CLOSED: Mapping[str, str] = {
    "too deep": "n’a pas été lu ici",
    "broken item": "n’a pas été lu ici",
    "signed": "n’a pas été lu ici",
}
"""What stays shut, by the words that say so."""
