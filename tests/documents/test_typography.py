"""What the person reads is typographed; what was typed can always be found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdpr_desk.documents.typography import display

NB, NN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("l'équipe d'Élodie", "l’équipe d’Élodie"),
        ("Hors d'Europe ?", f"Hors d’Europe{NN}?"),
        ("Hors d'Europe?", f"Hors d’Europe{NN}?"),
        ("caisse ; entrée !", f"caisse{NN}; entrée{NN}!"),
        ("Vraiment ?!", f"Vraiment{NN}?!"),
        ("Phrase de passe : secret", f"Phrase de passe{NB}: secret"),
        ("Objet: devis", f"Objet{NB}: devis"),
        ("Tél. 01 99 00 00 00.", f"Tél. 01{NB}99{NB}00{NB}00{NB}00."),
        ("« Autre »", f"«{NB}Autre{NB}»"),
        ("«Autre»", f"«{NB}Autre{NB}»"),
        ("(« oui » ?)", f"(«{NB}oui{NB}»{NN}?)"),
        ("le 23 novembre 2026 à 22:00", f"le 23{NB}novembre 2026 à 22:00"),
        ("3 févr. 2026", f"3{NB}févr. 2026"),
        ("le 1er novembre", f"le 1ᵉʳ{NB}novembre"),
        ("60 jours, 48 heures, 30 %, 12 €", f"60{NB}jours, 48{NB}heures, 30{NB}%, 12{NB}€"),
        ("1 mois", f"1{NB}mois"),
        ("(art. 6, § 1, f).", f"(art.{NB}6,{NB}§{NB}1,{NB}f)."),
        ("article 12, paragraphe 5", f"article{NB}12, paragraphe{NB}5"),
        ("75334 Paris Cedex 07", f"75334 Paris{NB}Cedex{NB}07"),
        ("Articles 15 et 16", f"Articles{NB}15 et 16"),
        ("n° 15 et art. 30", f"n°{NB}15 et art.{NB}30"),
        ("Dossier D-2026-014, fiche T-02.", "Dossier D‑2026‑014, fiche T‑02."),
        ("E-mail, e-mails", "E‑mail, e‑mails"),
        ("1 248 entrées", f"1{NN}248 entrées"),
        ("SIREN 000 000 018", f"SIREN 000{NN}000{NN}018"),
    ],
)
def test_french_rules(typed: str, shown: str) -> None:
    assert display(typed) == shown
    assert display(shown) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "https://exemple.fr/a?b=1;c=d'e",
        "D-2026-014@exemple.fr",
        "22:00",
        "R&D <é> Œuvre",
        "A4-2026-014-bis",
        "(?)",
        "",
    ],
)
def test_left_alone(typed: str) -> None:
    assert display(typed) == typed


@given(st.text(alphabet="ab1 er'«»:;?!-T02nov.\u00a0\u202f\n@/%h", max_size=40))
def test_idempotent_and_only_spacing_and_twins_change(text: str) -> None:
    shown = display(text)
    assert display(shown) == shown
    twins = str.maketrans({"’": "'", "‑": "-", "ᵉ": "e", "ʳ": "r"})
    assert "".join(shown.translate(twins).split()) == "".join(text.split())
    assert shown.count("\n") == text.count("\n")
