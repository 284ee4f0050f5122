"""The licences of everything that is shipped, read from what is installed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

from gdpr_desk import assets

QT_NOTICE = (
    "Cette application emploie Qt, sous licence GNU LGPL version 3. Vous pouvez remplacer les "
    "bibliothèques Qt installées avec elle par les vôtres. Code source de Qt : https://code.qt.io."
)

SHIPPED = (
    "PySide6-Essentials",
    "shiboken6",
    "SQLAlchemy",
    "alembic",
    "Mako",
    "MarkupSafe",
    "typing-extensions",
    "sqlcipher3",
    "pyrage",
    "filelock",
    "reportlab",
    "charset-normalizer",
    "pikepdf",
    "lxml",
    "packaging",
    "pillow",
    "pypdfium2",
    "fonttools",
    "python-bidi",
    "platformdirs",
    "python-dateutil",
    "six",
    "python-stdnum",
    "jsonschema",
    "jsonschema-specifications",
    "referencing",
    "rpds-py",
    "attrs",
    "segno",
    "odfdo",
    "openpyxl",
    "et-xmlfile",
    "python-calamine",
    "zxcvbn",
    "python-oxmsg",
    "olefile",
    "click",
    "keyring",
    "jaraco.classes",
    "jaraco.context",
    "jaraco.functools",
    "more-itertools",
    "importlib-metadata",
    "zipp",
    "lazy-importer",
    "backports.tarfile",
    "SecretStorage",
    "jeepney",
    "cryptography",
    "cffi",
    "pycparser",
    "pywin32-ctypes",
    "tzdata",
)
"""Distributions a package of this program contains, with those they need."""

_UNDER_LGPL = frozenset({"PySide6-Essentials", "shiboken6"})
"""Shipped under the LGPL, without its text in the distribution."""


@dataclass(frozen=True)
class Licence:
    """One shipped part: name, version (empty for data), the licence's short name, its text."""

    name: str
    version: str
    licence: str
    text: str


def licences() -> tuple[Licence, ...]:
    """Every shipped library that is installed, then fonts and icons."""
    found = [one for name in SHIPPED if (one := _of_distribution(name)) is not None]
    return (*found, *_of_assets())


def _of_distribution(name: str) -> Licence | None:
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    head = distribution.metadata
    said = [*(head.get_all("License-Expression") or []), _from_classifiers(head.get_all("Classifier") or [])]
    said += [(head.get_all("License") or [""])[0].strip().split("\n")[0][:60], "voir le texte"]
    short = next(words for words in said if words)
    text = _texts(distribution) or (_lesser_licence() if name in _UNDER_LGPL else "")
    return Licence(head["Name"], distribution.version, short, text)


def _lesser_licence() -> str:
    """The LGPL is the GPL with additions: both texts belong to it (LGPL-3.0, 4b)."""
    return assets.text("licences/LGPL-3.txt") + "\n\n" + assets.text("licences/GPL-3.txt")


def _from_classifiers(classifiers: list[str]) -> str:
    named = [c.rsplit(" :: ", 1)[-1] for c in classifiers if c.startswith("License ::")]
    return ", ".join(name for name in named if name != "OSI Approved")


def _texts(distribution: metadata.Distribution) -> str:
    files = (f for f in distribution.files or () if ".dist-info" in str(f) and _is_licence_file(f.name))
    return "\n\n".join(f.read_text(encoding="utf-8") for f in files)


def _is_licence_file(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS"))


def _of_assets() -> tuple[Licence, ...]:
    parts = (
        ("Inter (police)", "fonts/Inter-OFL.txt", "SIL Open Font License 1.1"),
        ("DejaVu Sans (police)", "fonts/DejaVuSans-LICENSE.txt", "Bitstream Vera, domaine public"),
        ("Noto Emoji (police)", "fonts/NotoEmoji-OFL.txt", "SIL Open Font License 1.1"),
        ("Lucide (icônes)", "icons/LICENSE", "ISC"),
    )
    return tuple(Licence(name, "", short, assets.text(file)) for name, file, short in parts)
