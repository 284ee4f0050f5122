"""A profile is taken as it is or refused with its line, before anything is created."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdpr_desk.errors import InvalidInput
from gdpr_desk.profile import parse_profile, read_profile

SHOP = '[shop]\nname = "Atelier Lumen"\n'
PARTY = '[[party]]\nkey = "hote"\nname = "Hôte"\n'


def test_a_whole_profile() -> None:
    profile = parse_profile(
        SHOP
        + 'siret = "000 000 018 00002"\nemail = "contact@lumen.example"\n'
        + '[contact]\nname = "Camille Lumen"\n[pack]\nactivities = ["newsletter"]\n'
        + PARTY
        + 'kind = "recipient"\ncountry = "DE"\n'
    )
    assert profile.controller.siret == "00000001800002"
    assert profile.controller.officer is not None
    assert profile.controller.officer.name == "Camille Lumen"
    assert profile.pack == ("newsletter",)
    assert [(party.key, party.kind, party.country) for party in profile.parties] == [
        ("hote", "recipient", "DE")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nom de la boutique"),
        ("shop = 3", "ligne 1"),
        ('[[shop]]\nname = "A"', "[shop]"),
        ('[shop]\nname = "   "', "nom de la boutique"),
        ("[shop]\nname = 3", "ligne 2"),
        ('[shop]\nname = "a\\u0000b"', "illisible"),
        (f'[shop]\nname = "{"a" * 25_000}"', "caractères"),
        ("[shop\nname = 3", "ligne 1"),
        ("x = " + "[" * 3000, "TOML"),
        (SHOP + "autre = 1", "ligne 3"),
        (SHOP + '[contact]\nemail = "camille@lumen.example"', "[contact] name"),
        (SHOP + '[[contact]]\nname = "Camille"', "[contact]"),
        (SHOP + '[contact]\nname = "Camille"\nemail = "camille"', "incomplète"),
        (SHOP + 'siret = "000 000 018 00003"', "SIRET"),
        (SHOP + '[pack]\nactivities = "newsletter"', "ligne 4"),
        (SHOP + "[pack]\nactivities = [3]", "ligne 4"),
        (SHOP + "[pack]\nactivities = [{a = 1}]", "ligne 4"),
        (SHOP + '[pack]\nactivities = ["lune"]', "lune"),
        (SHOP + "[[pack]]\nactivities = []", "[pack]"),
        (SHOP + '[party]\nkey = "a"\nname = "b"', "[[party]]"),
        (SHOP + PARTY + 'kind = "ami"', "« ami » n’est pas connu, ligne 6"),
        (SHOP + PARTY + 'country = "ZZ"', "ligne 6"),
        (SHOP + PARTY + PARTY, "deux partenaires"),
        (SHOP + '[[party]]\nkey = "É /"\nname = "b"', "minuscules"),
        (SHOP + '[[party]]\nkey = "a"\nname = " "', "name"),
    ],
)
def test_what_cannot_be_taken_is_said(text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_profile(text)
    assert said in refusal.value.message
    assert refusal.value.safe == "Rien n’a été créé."
    assert "Expected" not in str(refusal.value)


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").encode())
    assert read_profile(tmp_path / "p.toml").controller.name == "Atelier Lumen"


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(SHOP.encode("utf-16"))
    for path in (tmp_path / "p.toml", tmp_path, tmp_path / "absent"):
        with pytest.raises(InvalidInput):
            read_profile(path)
