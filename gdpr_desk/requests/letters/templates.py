"""Templates: read, changed by the officer, checked; the chips in them are known by name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from gdpr_desk import assets
from gdpr_desk.errors import InvalidInput
from gdpr_desk.reference.model import Standing
from gdpr_desk.reference.reading import BrokenCatalogue, Fields
from gdpr_desk.requests.letters.chips import CHIPS
from gdpr_desk.requests.letters.model import LetterKind
from gdpr_desk.requests.model import RightKind

CHIP = re.compile(r"\{([^{}\n]*)\}")
CONDITION = re.compile(r"([?!])\{([a-z_]+)\} ?")
LONGEST_BODY = 8_000
"""Characters of a body: three pages, more than any answer needs."""
LONGEST_SUBJECT = 160
_FOLDER = "templates/requests"
_FIELDS = ("key", "label", "help", "article", "source", "checked_on", "standing")
_OWN = ("subject", "body", "rights", "remedies", "refuses", "annex", "to", "enclosure")


@dataclass(frozen=True)
class Template:
    """One letter's words with their chips.

    `rights`: the requests it is offered for, all where empty. `remedies`, `refuses`, `annex`, `to_party`
    and `enclosure`, what always goes with it, are the law's, not the officer's. `changed` where it no
    longer says what the program came with; `standing` and `source` as in every dated fact.
    """

    kind: LetterKind
    label: str
    help: str
    article: str
    source: str
    standing: Standing
    subject: str
    body: str
    rights: tuple[RightKind, ...] = ()
    remedies: bool = False
    refuses: bool = False
    annex: bool = False
    to_party: bool = False
    enclosure: str = ""
    changed: bool = False

    def offered_for(self, rights: Iterable[RightKind]) -> bool:
        """Whether it can answer a request for these rights."""
        return not self.rights or any(right in self.rights for right in rights)

    def with_words(self, subject: str, body: str) -> Template:
        """The same letter in the officer's words. Raises InvalidInput for an unknown chip, too much, nothing,
        and for a refusal without the place where its reasons stand."""
        changed = replace(self, subject=" ".join(subject.split()), body=body.strip(), changed=True)
        check(changed)
        return changed


def used(text: str) -> tuple[str, ...]:
    """The chips in a text, each once, in order."""
    return tuple(dict.fromkeys(CHIP.findall(text)))


def check(template: Template) -> None:
    """Raise InvalidInput where a letter could not be written from these words."""
    unknown = [name for name in used(f"{template.subject} {template.body}") if name not in CHIPS]
    if unknown:
        raise _refused(
            f"Ce champ n’existe pas : {{{unknown[0]}}}.",
            "Choisissez un champ de la liste, ou retirez les accolades.",
            "unknown_chip",
        )
    if not template.subject.strip() or not template.body.strip():
        raise _refused("Une lettre a un objet et un texte.", "Complétez ce qui manque.", "empty_template")
    if len(template.subject) > LONGEST_SUBJECT or len(template.body) > LONGEST_BODY:
        raise _refused("Ce modèle est trop long pour une lettre.", "Gardez l’essentiel.", "template_too_long")
    if template.refuses and not re.search(r"^\{refused_list\}$", template.body, re.MULTILINE):
        raise _refused(
            "Ce modèle ne dit plus pourquoi vous refusez.",
            "Remettez le champ {refused_list}, seul sur sa ligne : la loi veut les raisons.",
            "reasons_missing",
        )


def _refused(message: str, remedy: str, code: str) -> InvalidInput:
    return InvalidInput(message, safe="Le modèle n’a pas changé.", remedy=remedy, code=code, field="body")


@cache
def shipped() -> dict[LetterKind, Template]:
    """The templates the program comes with, in the order in which they are offered."""
    found = {}
    for name in ("talking", "answers", "others", "special"):
        for template in _read(f"{_FOLDER}/{name}.toml"):
            found[template.kind] = template
    if set(found) != set(LetterKind):
        raise BrokenCatalogue(f"{_FOLDER}: a letter has no template")
    return found


def _read(file: str) -> list[Template]:
    document = tomllib.loads(assets.text(file))
    defaults = document["defaults"]
    return [_template(Fields(f"{file}: {row['key']}", {**defaults, **row})) for row in document["entry"]]


def _template(fields: Fields) -> Template:
    fields.only(*_FIELDS, *_OWN)
    made = Template(
        kind=fields.word("key", LetterKind),
        label=fields.text("label"),
        help=fields.text("help"),
        article=fields.text("article"),
        source=fields.text("source"),
        standing=fields.word("standing", Standing),
        subject=fields.text("subject"),
        body=fields.text("body").strip(),
        rights=tuple(RightKind(right) for right in fields.texts("rights")),
        remedies=bool(fields.optional_flag("remedies")),
        refuses=bool(fields.optional_flag("refuses")),
        annex=bool(fields.optional_flag("annex")),
        to_party=fields.optional_text("to") == "party",
        enclosure=fields.optional_text("enclosure"),
    )
    try:
        check(made)
    except InvalidInput as problem:
        raise BrokenCatalogue(f"{fields.where}: {problem}") from problem
    return made
