"""Letters of people who do not exist, as mails, for the tests of what arrives."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.policy import SMTP

from PIL import Image, ImageDraw

WORDS = "Bonjour, je veux recevoir une copie de mes données et supprimer mon compte. Élodie"


def card(word: str = "SPECIMEN") -> bytes:
    """A picture of the shape of an identity card; nobody's."""
    image = Image.new("RGB", (856, 540), (200, 215, 235))
    ImageDraw.Draw(image).text((200, 220), word, fill=(20, 20, 90), font_size=80)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def letter(
    text: str = WORDS,
    *,
    number: int = 1,
    sender: str = "Élodie Fabre <elodie.fabre@courriel.example>",
    subject: str = "Mes données",
    answers: str = "",
    attached: dict[str, bytes] | None = None,
    received: str = "",
) -> bytes:
    """A mail; `attached` are pictures by their names, `answers` the identifier of an earlier one."""
    mail = EmailMessage(policy=SMTP)
    if received:
        mail["Received"] = f"from a.example by b.example; {received}"
    mail["From"], mail["To"], mail["Subject"] = sender, "contact@atelier-lumen.example", subject
    mail["Date"] = "Sat, 14 Nov 2026 09:21:00 +0100"
    mail["Message-ID"] = f"<{number}@courriel.example>"
    if answers:
        mail["In-Reply-To"] = "<la-boutique@atelier-lumen.example>"
        mail["References"] = f"<{answers}@courriel.example> <la-boutique@atelier-lumen.example>"
    mail.set_content(text)
    for name, content in (attached or {}).items():
        mail.add_attachment(content, maintype="image", subtype="jpeg", filename=name)
    return mail.as_bytes()
