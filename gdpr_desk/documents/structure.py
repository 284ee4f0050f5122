"""The tag tree of a document: what a screen reader reads, independent of how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Mark:
    """A piece of drawn content: page (from 0) and marked-content number on that page."""

    page: int
    number: int


@dataclass(frozen=True)
class Link:
    """A clickable area in points from the page's lower left corner, leading to the start of a page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    target: int
    title: str


@dataclass(eq=False)
class Element:
    """One node (`H1`, `P`, `Table`, `TR`, `TH`, `TD`, `Link`, `Figure`…).

    `actual` is the text as it is read, `alt` what stands for a figure, `box` where it is (left,
    bottom, right, top in points), `scope` what a heading cell heads.
    """

    tag: str
    actual: str = ""
    scope: str = ""
    alt: str = ""
    box: tuple[float, float, float, float] | None = None
    children: list[Element | Mark | Link] = field(default_factory=list)

    def add(self, tag: str, *, scope: str = "", alt: str = "") -> Element:
        """Append a child element and return it."""
        child = Element(tag, scope=scope, alt=alt)
        self.children.append(child)
        return child

    def is_empty(self) -> bool:
        """True where nothing was drawn below this element."""
        return all(isinstance(child, Element) and child.is_empty() for child in self.children)


@dataclass(frozen=True)
class Metadata:
    """What the file says about itself. `produced_at` is an aware instant."""

    title: str
    author: str
    produced_at: datetime


@dataclass(frozen=True)
class Outline:
    """A bookmark: its words, the page from 0, how deep it stands below others."""

    title: str
    page: int
    depth: int = 0
