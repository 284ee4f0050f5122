"""Numbers people type: keys that are right, typing errors that are told, numbers out of place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.errors import InvalidInput
from gdpr_desk.register.identifiers import (
    NumberKind,
    Siret,
    check_ape,
    check_email,
    check_phone,
    check_siret,
    find_numbers,
    format_siren,
    format_siret,
    vat_of,
)


@pytest.mark.parametrize(
    "typed", ["00000001800002", "000 000 018 00002", " 000.000.018-00002 ", "000\u202f000\u00a001800002"]
)
def test_the_demo_shops_siret_gives_siren_and_vat(typed: str) -> None:
    assert check_siret(typed) == Siret("00000001800002", "000000018", "FR66000000018")


def test_la_poste_has_its_own_rule() -> None:
    """The INSEE exempts La Poste: the plain sum of the digits is a multiple of five."""
    assert check_siret("35600000000048").siren == "356000000"
    assert check_siret("35600000009075").siret == "35600000009075"
    with pytest.raises(InvalidInput):
        check_siret("35600000009076")


def test_a_wrong_key_is_told_as_a_typing_error() -> None:
    with pytest.raises(InvalidInput) as caught:
        check_siret("000 000 018 00003")
    assert caught.value.message == (
        "Ce numéro SIRET comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
    )
    assert caught.value.field == "siret"


@pytest.mark.parametrize("typed", ["", "123", "0000000180000", "000000018000021", "abc", "٠٠٠٠٠٠٠١٨٠٠٠٠٢"])
def test_something_that_is_no_siret(typed: str) -> None:
    with pytest.raises(InvalidInput, match="14 chiffres"):
        check_siret(typed)


@given(st.integers(0, 13), st.integers(1, 9))
def test_any_single_wrong_digit_is_seen(place: int, shift: int) -> None:
    digits = list("00000001800002")
    digits[place] = str((int(digits[place]) + shift) % 10)
    with pytest.raises(InvalidInput):
        check_siret("".join(digits))


def test_vat_of_a_published_example() -> None:
    """The tax administration's own example: SIREN 404 833 048 gives FR83."""
    assert vat_of("404833048") == "FR83404833048"


def test_formats() -> None:
    assert format_siret("00000001800002") == "000 000 018 00002"
    assert format_siret("12") == "12"
    assert format_siren("000000018") == "000 000 018"
    assert format_siren("") == ""


@pytest.mark.parametrize(("typed", "code"), [("9511Z", "9511Z"), ("95.11z", "9511Z"), (" 4778C ", "4778C")])
def test_ape(typed: str, code: str) -> None:
    assert check_ape(typed) == code


@pytest.mark.parametrize("typed", ["", "9511", "Z9511", "95.1.1Z", "951 1Z"])
def test_wrong_ape(typed: str) -> None:
    with pytest.raises(InvalidInput, match="quatre chiffres"):
        check_ape(typed)


@pytest.mark.parametrize(
    "typed", ["a@b.fr", "prénom.nom+x@ma-boutique.co.uk", "o'neil@exemple.museum", "x@été.fr", " a@b.fr "]
)
def test_addresses_that_are_fine(typed: str) -> None:
    assert check_email(typed) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@b", "a b@c.fr", "@c.fr", "a@", "a@-b.fr", "a@b..fr", "a@b.fr, c@d.fr", "<a@b.fr>", "a@b.1"],
)
def test_addresses_that_are_incomplete(typed: str) -> None:
    with pytest.raises(InvalidInput, match="incomplète"):
        check_email(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0123456789", "01 23 45 67 89"),
        ("01.23.45.67.89", "01 23 45 67 89"),
        ("+33 (0)6 12 34 56 78", "06 12 34 56 78"),
        ("0033612345678", "06 12 34 56 78"),
        ("+32 2 123 45 67", "+3221234567"),
        ("+262 262 12 34 56", "+262262123456"),
    ],
)
def test_telephones(typed: str, number: str) -> None:
    assert check_phone(typed) == number


@pytest.mark.parametrize("typed", ["", "12", "00 12", "012345678", "01234567890", "zéro un", "+33 1 23"])
def test_telephones_that_are_too_short_or_long(typed: str) -> None:
    with pytest.raises(InvalidInput, match="dix chiffres"):
        check_phone(typed)


# Published specimens: the INSEE's NIR, the card networks' test numbers, the IBAN registry's examples.
SPECIMENS = {
    "2 55 08 14 168 025 38": NumberKind.NIR,
    "255081416802538": NumberKind.NIR,
    "2 53 07 2B 073 004 70": NumberKind.NIR,
    "4111 1111 1111 1111": NumberKind.CARD,
    "5555-5555-5555-4444": NumberKind.CARD,
    "378282246310005": NumberKind.CARD,
    "FR14 2004 1010 0505 0001 3M02 606": NumberKind.IBAN,
    "fr1420041010050500013m02606": NumberKind.IBAN,
    "DE89 3704 0044 0532 0130 00": NumberKind.IBAN,
    "BE68 5390 0754 7034": NumberKind.IBAN,
}


@pytest.mark.parametrize("before", ["", "voir : ", "(", "n°"])
@pytest.mark.parametrize("after", ["", " merci", ").", "\nsuite", ", 12"])
@pytest.mark.parametrize("number", SPECIMENS)
def test_numbers_are_found_wherever_they_stand(number: str, before: str, after: str) -> None:
    text = before + number + after
    (found,) = find_numbers(text)
    assert found.kind is SPECIMENS[number]
    assert text[found.start : found.end] == number


@pytest.mark.parametrize(
    "text",
    [
        "SIRET 000 000 018 00002",
        "01 23 45 67 89",
        "255081416802539",  # wrong key
        "4111 1111 1111 1112",  # wrong key
        "FR14 2004 1010 0505 0001 3M02 607",  # wrong key
        "commande 2026-11-23-000451",
        "EAN 3017620422003",
        "référence FR2026",
        "3 ans après le 12/11/2026, 10 000 000 000 000 €",
        "x255081416802538y",
        "",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert find_numbers(text) == ()


def test_several_numbers_come_in_their_order() -> None:
    text = "carte 4111111111111111, sécu 255081416802538, compte BE68539007547034"
    assert [n.kind for n in find_numbers(text)] == [NumberKind.CARD, NumberKind.NIR, NumberKind.IBAN]


@given(st.text("0123456789 -.FRab\n", max_size=80))
def test_what_is_found_lies_inside_the_text_and_never_overlaps(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert end <= number.start < number.end <= len(text)
        end = number.end
