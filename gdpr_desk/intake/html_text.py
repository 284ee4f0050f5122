"""HTML as plain text, in one pass: nothing is fetched or run, and what a style would hide is read."""

from __future__ import annotations

import html
import re

_LONGEST_TAG = 8000
_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})([^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*)>""")
_ALT = re.compile(r"""(?i)\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_UNSEEN = {"script", "style", "title", "template", "noscript"}
"""Elements whose content is no text of the letter; `noscript` mostly holds tracking pictures."""
_PARAGRAPHS = {"p", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "dl"}
_LINES = {"div", "tr", "br", "li", "dt", "dd", "section", "article", "header", "footer", "form", "address"}
_CELLS = {"td", "th"}
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_SEVERAL = re.compile(r" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


def html_to_text(source: str) -> str:
    """The words of a page, one line for each block; never raises."""
    pieces: list[str] = []
    at, comments_end = 0, True
    while (opening := source.find("<", at)) >= 0:
        pieces.append(_words(source[at:opening]))
        if source.startswith("<!--", opening):
            closing = source.find("-->", opening + 4) if comments_end else -1
            comments_end = closing >= 0
            at = closing + 3 if comments_end else opening + 4
            continue
        at = _after_tag(source, opening, pieces)
    pieces.append(_words(source[at:]))
    lines = (line.strip(" ") for line in _SEVERAL.sub(" ", "".join(pieces)).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _words(text: str) -> str:
    return _SPACES.sub(" ", html.unescape(text)) if text else ""


def _after_tag(source: str, opening: int, pieces: list[str]) -> int:
    """Where the text goes on; what the tag means to a reader is added to `pieces`."""
    tag = _TAG.match(source, opening, opening + _LONGEST_TAG)
    if tag is None:
        if source[opening + 1 : opening + 2] in {"!", "?", "/"}:
            closing = source.find(">", opening, opening + _LONGEST_TAG)
            return closing + 1 if closing >= 0 else opening + 2
        pieces.append("<")
        return opening + 1
    name = tag[2].lower()
    if name in _UNSEEN and not tag[1] and not tag[3].endswith("/"):
        end = re.compile(rf"(?i)</{name}[^>]{{0,200}}>").search(source, tag.end())
        return end.end() if end else len(source)
    pieces.append(_meaning(name, closes=bool(tag[1]), attributes=tag[3]))
    return tag.end()


def _meaning(name: str, *, closes: bool, attributes: str) -> str:
    if name in _PARAGRAPHS:
        return "\n\n"
    if name in _LINES:
        return "\n- " if name == "li" and not closes else "\n"
    if name in _CELLS:
        return " "
    if name == "img":
        alt = _ALT.search(attributes[:_LONGEST_TAG])
        words = _words(next(filter(None, alt.groups()), "")).strip() if alt else ""
        return f" [{words}] " if words else ""
    return ""
