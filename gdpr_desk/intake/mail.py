"""One mail as a stranger sent it (RFC 5322, MIME), read leniently; runs only in the confined process."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from gdpr_desk.intake.found import Found, FoundPart, Refused, without
from gdpr_desk.intake.headers import addresses, decode_words, decoded, from_base64, instant
from gdpr_desk.intake.html_text import html_to_text
from gdpr_desk.intake.inside import add_beside, add_coded, add_part
from gdpr_desk.intake.kinds import Kind, kind_of
from gdpr_desk.intake.mime import Entity, TooMuch, body_bytes, coded, read_structure, uuencoded

MOST_HTML = 3_000_000
_MOST_BESIDE = 1000
"""Bytes beside the parts that are a greeting to old programs, or a line of a server."""
_SMALLEST_DRAWN_IN = 200
"""Bytes under which a picture inside a page is a dot, not a document."""
_DATA_PICTURE = re.compile(r"data:([a-z/+.-]{1,60})(?:;[a-z0-9=-]{1,40})*;base64,")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s%]")
_ID = re.compile(r"<[^<>\s]{1,900}>")


def read_mail(content: bytes, depth: int = 0) -> Found:
    """What one mail says and carries, `depth` messages deep in another. Raises Refused."""
    if b"\n" not in content:  # line ends of another age
        content = content.replace(b"\r", b"\n")
    try:
        top = read_structure(content)
    except TooMuch as problem:
        raise Refused(str(problem)) from problem
    found = Found(depth=depth)
    read_envelope(found, top)
    shown = set(map(id, _shown(top)))
    cuts = []
    for leaf in top.leaves():
        cuts += _take(found, content, leaf, shown=id(leaf) in shown)
    for start, end in (span for one in _all(top) for span in one.beside):
        if end - start > _MOST_BESIDE and content[start:end].strip():
            cuts.append((start, end, add_beside(found, content[start:end])))
    if any(not one.closed for one in _all(top)):
        found.remarks.append("cut_short")
    found.skeleton = without(content, cuts)
    return found


def _all(part: Entity) -> Iterator[Entity]:
    yield part
    for child in part.children:
        yield from _all(child)


def read_envelope(found: Found, top: Entity) -> None:
    """Who wrote, when, about what."""
    senders = [pair for value in top.all_of("from") for pair in addresses(value)]
    senders = senders or addresses(top.text_of("sender")) or addresses(top.text_of("return-path"))
    if senders:
        found.sender_name, found.sender = senders[0]
    if len({address for _, address in senders}) > 1:
        found.remarks.append("several_senders")
    reply = addresses(top.text_of("reply-to"))
    found.reply_to = reply[0][1] if reply else ""
    if found.reply_to and found.reply_to.lower() != found.sender.lower():
        found.remarks.append("reply_elsewhere")
    if mixes_letters(found.sender) or mixes_letters(found.sender_name):
        found.remarks.append("mixed_letters")
    found.subject = decode_words(top.text_of("subject"))
    found.sent_at = instant(top.text_of("date"))
    arrived = (instant(value.rpartition(";")[2].strip()) for value in top.all_of("received"))
    found.received_at = next(arrived, None)
    found.message_id = _first_id(top.text_of("message-id"))
    found.in_reply_to = _first_id(top.text_of("in-reply-to"))
    found.references = _ID.findall(top.text_of("references"))
    found.remarks += _sent_by_machine(top)


def _sent_by_machine(top: Entity) -> list[str]:
    automatic = top.text_of("auto-submitted").lower().startswith("auto-replied")
    if automatic or top.text_of("x-autoreply") or top.kind == "multipart/report":
        return ["automatic"]
    many = top.text_of("list-unsubscribe") or top.text_of("list-id")
    return ["to_many"] if many or top.text_of("precedence").lower() in {"bulk", "list", "junk"} else []


def _first_id(value: str) -> str:
    named = _ID.search(value)
    return named[0] if named else ""


def mixes_letters(text: str) -> bool:
    """True where one word has Latin letters and their Cyrillic or Greek doubles."""
    for word in re.split(r"[\W\d_]+", text):
        scripts = {unicodedata.name(sign, "").split(" ", 1)[0] for sign in word}
        if "LATIN" in scripts and scripts & {"CYRILLIC", "GREEK"}:
            return True
    return False


def _shown(part: Entity) -> Iterator[Entity]:
    """The parts that make the text of the letter: of alternatives one, plain before HTML."""
    if not part.children:
        if part.is_letter:
            yield part
        return
    if part.kind == "multipart/alternative":
        ways = [list(_shown(child)) for child in part.children]
        plain = (way for way in ways if way and all(one.kind != "text/html" for one in way))
        yield from next(plain, next(filter(None, ways), []))
        return
    for child in part.children:
        yield from _shown(child)


def _take(found: Found, content: bytes, leaf: Entity, *, shown: bool) -> list[tuple[int, int, bytes]]:
    """Add one leaf to what was found; what must leave the skeleton for it."""
    held = body_bytes(content, leaf)
    if leaf.is_letter and (leaf.kind == "text/html" or not _is_file_after_all(held)):
        return _take_letter(found, leaf, held, shown=shown)
    if not held.strip() and not leaf.name:
        return []
    inline = leaf.disposition == "inline" or bool(leaf.text_of("content-id"))
    part = FoundPart(leaf.name or _name_inside(leaf, held), leaf.kind, held, inline)
    return [(leaf.body, leaf.end, add_part(found, part))]


def _is_file_after_all(held: bytes) -> bool:
    return kind_of(held) not in {Kind.TEXT, Kind.HTML, Kind.EMAIL, Kind.EMPTY, Kind.UNKNOWN, Kind.MAILBOX}


def _take_letter(found: Found, leaf: Entity, held: bytes, *, shown: bool) -> list[tuple[int, int, bytes]]:
    charset = leaf.parameters.get("charset", "")
    cuts: list[tuple[int, int, bytes]] = []
    if leaf.kind == "text/html":
        page = decoded(held[:MOST_HTML], charset or _charset_inside(held))
        drawn = _pictures_inside(page)
        text = html_to_text(page)
        found.remarks += ["text_cut"] if len(held) > MOST_HTML else []
    else:
        files, lines = uuencoded(held), coded(held)
        drawn = [FoundPart(name, "application/octet-stream", inside) for _, _, inside, name in files]
        cuts = [*((a, b, c) for a, b, c, _ in files), *lines]
        text = _plain(leaf, decoded(without(held, cuts), charset))
        add_coded(found, [inside for _, _, inside in lines])
    if shown:
        found.texts.append(text)
    for one in drawn:
        add_part(found, one)
    # A picture written into the letter itself would survive there: the letter leaves the skeleton with it.
    return [(leaf.body, leaf.end, held)] if drawn or cuts else []


def _charset_inside(page: bytes) -> str:
    """What a page says of itself where the mail says nothing."""
    said = re.search(rb"(?i)<meta[^>]{0,200}charset=[\"']?([a-z0-9_-]{1,40})", page[:2000])
    return said[1].decode("ascii") if said else ""


def _plain(leaf: Entity, text: str) -> str:
    """Text whose lines were broken only for the way (RFC 3676) gets its paragraphs back."""
    if leaf.parameters.get("format", "").lower() != "flowed":
        return text
    stuffed = (line[1:] if line.startswith(" ") else line for line in text.replace("\r\n", "\n").split("\n"))
    joined = ""
    for line in stuffed:
        soft = line.endswith(" ") and line != "-- "
        joined += line if soft else line + "\n"
    return joined


def _pictures_inside(page: str) -> list[FoundPart]:
    """Pictures that a page carries in its own text."""
    found = []
    for start in _DATA_PICTURE.finditer(page):
        stop = _NOT_BASE64.search(page, start.end())
        coded = page[start.end() : stop.start() if stop else len(page)]
        held = from_base64(coded.replace("%2B", "+").replace("%2F", "/").encode("ascii", "ignore"))
        if len(held) > _SMALLEST_DRAWN_IN:
            found.append(FoundPart("", start[1], held, inline=True))
    return found


def _name_inside(leaf: Entity, held: bytes) -> str:
    """For a mail within the mail: its subject."""
    if leaf.kind != "message/rfc822":
        return ""
    inside = re.search(rb"(?im)^subject:([^\r\n]{0,500})", held[:50_000])
    subject = decode_words(decoded(inside[1], "utf-8").strip()) if inside else ""
    return f"{subject or 'message'}.eml"
