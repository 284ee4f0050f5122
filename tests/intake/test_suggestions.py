"""What is suggested from a letter: rights, its nature, identity documents, the day it arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from gdpr_desk.intake.identity_likeness import Likeness, announces_identity, identity_hint
from gdpr_desk.intake.kinds import Kind
from gdpr_desk.intake.model import ParsedMessage, Part, Remark
from gdpr_desk.intake.originals import Original
from gdpr_desk.intake.receipt import ReceiptSource, propose_receipt
from gdpr_desk.intake.rights_asked import Nature, nature_of, own_words, rights_asked
from gdpr_desk.reference.catalogues import rights

TODAY = date(2026, 11, 23)
LETTERS = (
    (
        "Bonjour, je souhaite obtenir une copie de toutes les données personnelles que vous détenez.",
        {"access"},
    ),
    ("En vertu de l'article 15 du RGPD, merci de me répondre.", {"access"}),
    ("Quelles informations avez-vous sur moi ?", {"access"}),
    ("D'où tenez-vous mon numéro ?", {"access"}),
    ("JE VEUX EXERCER MON DROIT D’ACCÈS", {"access"}),
    ("je veu savoir toute les info que vous avez sur moi", {"access"}),
    ("Merci de supprimer mon compte et toutes mes données.", {"erasure"}),
    ("pouvez vous effacer mes coordonnees svp", {"erasure"}),
    ("Veuillez procéder à la suppression définitive\nde mes données de votre base.", {"erasure"}),
    ("Je souhaite clôturer mon compte client", {"erasure"}),
    ("Je demande le droit à l’oubli.", {"erasure"}),
    ("Supprimez-moi de votre fichier", {"erasure"}),
    ("Mon adresse e-mail est erronée, merci de la corriger", {"rectification"}),
    ("J'ai déménagé, pouvez-vous mettre à jour mon adresse ?", {"rectification"}),
    ("Le nom sur mes factures est mal orthographié", {"rectification"}),
    ("Je ne souhaite plus recevoir vos publicités.", {"objection"}),
    ("Arrêtez de m'appeler, j'en ai assez de vos appels", {"objection"}),
    ("Je m'oppose à l'utilisation de mes données pour la prospection.", {"objection"}),
    ("STOP", {"objection"}),
    ("Ne m'envoyez plus de sms", {"objection"}),
    ("merci de me désinscrire de la newsletter", {"consent_withdrawal"}),
    ("Je retire mon consentement à l'enregistrement des appels.", {"consent_withdrawal"}),
    ("Je souhaite la portabilité de mes données au format CSV", {"portability"}),
    ("Merci de limiter le traitement le temps de vérifier.", {"restriction"}),
    ("Surtout, conservez l'enregistrement du 14 novembre, je vais porter plainte.", {"restriction"}),
    ("Je conteste cette décision automatisée et demande une intervention humaine", {"automated_decision"}),
    ("Mon père est décédé en mars ; je souhaite que vous fermiez son compte.", {"post_mortem"}),
    (
        (
            "Bonjour, envoyez-moi une copie de mes données, puis supprimez mon compte. "
            "Et je ne veux plus être contacté par téléphone."
        ),
        {"access", "erasure", "objection"},
    ),
    ("Je vous écris au sujet du RGPD.", {"other"}),
    ("Ma plainte n° 26-1234 vous est transmise par la CNIL.", {"complaint"}),
    ("Please delete my account and send me a copy of my data.", {"access", "erasure"}),
)
NOT_REQUESTS = (
    "Bonjour, mon ordinateur est-il réparé ? Merci de me rappeler.",
    "Veuillez trouver ci-joint la facture n° 15 de 200 €.",
    "Pouvez-vous m'envoyer un devis pour un écran ?",
    "Merci pour votre accueil, je reviendrai.",
    "Votre site est très bien fait, l'article 17 du catalogue est-il disponible ?",
    "Je voudrais changer l'heure de mon rendez-vous.",
    "Peut-on récupérer le colis samedi ?",
    "Le transfert de la sauvegarde est fini.",
    "Je n'arrive pas à ouvrir la pièce jointe",
    "La livraison est arrêtée au dépôt.",
)


@pytest.mark.parametrize(("letter", "wanted"), LETTERS, ids=[text[:40] for text, _ in LETTERS])
def test_the_rights_that_a_letter_asks_for(letter: str, wanted: set[str]) -> None:
    found = rights_asked(letter)
    assert {asked.right for asked in found} == wanted
    assert all(asked.words in asked.reason or asked.right == "complaint" for asked in found)


@pytest.mark.parametrize("letter", NOT_REQUESTS)
def test_ordinary_letters_ask_for_no_right(letter: str) -> None:
    assert rights_asked(letter) == ()


def test_several_rights_stand_in_the_order_of_their_articles() -> None:
    text = "Je m'oppose à la prospection. Supprimez mon compte. Copie de mes données d'abord."
    assert [asked.right for asked in rights_asked(text)] == ["access", "erasure", "objection"]


def test_what_is_refused_in_the_letter_is_not_asked_for() -> None:
    asked = rights_asked("Je ne demande pas de supprimer mon compte, seulement de corriger mon adresse.")
    assert {one.right for one in asked} == {"rectification"}


def test_what_is_quoted_is_not_asked_for() -> None:
    text = "Merci, c'est réglé.\n\nLe 14 novembre 2026 à 10:00, Camille a écrit :\n> supprimez mes données"
    assert own_words(text).strip() == "Merci, c'est réglé."
    assert rights_asked(text) == ()
    assert rights_asked("> supprimez mes données") == ()
    assert rights_asked("Message\n\n-----Message d'origine-----\nsupprimez mes données") == ()


def test_the_words_shown_are_those_of_the_letter() -> None:
    (asked,) = rights_asked("Bonjour. Je souhaite EXERCER mon droit d’accès, œuvre faite. Merci")
    assert asked.words == "Je souhaite EXERCER mon droit d’accès, œuvre faite"


def test_every_suggested_right_is_a_right_of_the_catalogue() -> None:
    known = {*rights(), "consent_withdrawal", "post_mortem", "complaint", "other"}
    assert {right for _, wanted in LETTERS for right in wanted} <= known


MESSAGE = ParsedMessage(Kind.EMAIL, "0" * 64, 10, sender="c@example.org", text="Bonjour")


@pytest.mark.parametrize(
    ("message", "nature"),
    [
        (replace(MESSAGE, text="Supprimez mes données"), Nature.REQUEST),
        (replace(MESSAGE, text="", subject="droit d’accès"), Nature.REQUEST),
        (replace(MESSAGE, text="Et le RGPD ?"), Nature.UNSURE),
        (replace(MESSAGE, text="Pouvez-vous effacer les données du disque dur ?"), Nature.UNSURE),
        (replace(MESSAGE, text="RGPD : effacez mes données, et rendez-moi mon portable"), Nature.REQUEST),
        (replace(MESSAGE, text=" "), Nature.UNSURE),
        (replace(MESSAGE, text="Combien coûte un écran ?"), Nature.NOT_A_REQUEST),
        (replace(MESSAGE, text="Se désinscrire", remarks=(Remark.TO_MANY,)), Nature.NOT_A_REQUEST),
        (replace(MESSAGE, text="Supprimez mes données", remarks=(Remark.AUTOMATIC,)), Nature.NOT_A_REQUEST),
    ],
)
def test_whether_it_is_a_request_at_all(message: ParsedMessage, nature: Nature) -> None:
    suggested = nature_of(message)
    assert suggested.nature is nature
    assert suggested.reason.endswith((".", "»"))


def part(
    name: str, kind: Kind = Kind.JPEG, size: tuple[int, int] = (2000, 1500), *, inline: bool = False
) -> Part:
    return Part(name, kind, "", "", b"x", inline=inline, width=size[0], height=size[1])


@pytest.mark.parametrize(
    ("one", "text", "likeness"),
    [
        (part("CNI recto.jpg"), "Bonjour", Likeness.LIKELY),
        (part("carte_d_identite.pdf", Kind.PDF, (0, 0)), "Bonjour", Likeness.LIKELY),
        (part("Passeport Dupont.PDF", Kind.PDF, (0, 0)), "", Likeness.LIKELY),
        (part("titre-de-séjour.heic", Kind.HEIC, (0, 0)), "", Likeness.LIKELY),
        (part("CI-joint le devis.pdf", Kind.PDF, (0, 0)), "", Likeness.NONE),
        (part("CI.pdf", Kind.PDF, (0, 0)), "", Likeness.LIKELY),
        (part("pieces.zip", Kind.ARCHIVE, (0, 0)), "", Likeness.NONE),
        (part("cni.zip", Kind.ARCHIVE, (0, 0)), "", Likeness.LIKELY),
        (part("IMG_2041.jpg"), "Vous trouverez ci-joint ma pièce d’identité.", Likeness.LIKELY),
        (part("document.pdf", Kind.PDF, (0, 0)), "Je joins la copie de ma carte d'identité", Likeness.LIKELY),
        (part("IMG_2041.jpg"), "Bonjour", Likeness.POSSIBLE),
        (part("écran.jpg", size=(1586, 1000)), "Bonjour", Likeness.POSSIBLE),
        (part("écran cassé.jpg"), "Bonjour", Likeness.NONE),
        (part("logo.png", Kind.PNG, (120, 60), inline=True), "Ci-joint ma carte d’identité", Likeness.NONE),
        (part("facture.pdf", Kind.PDF, (0, 0)), "Bonjour", Likeness.NONE),
        (part("lettre.docx", Kind.OFFICE, (0, 0)), "Ci-joint ma carte d’identité", Likeness.NONE),
        (part("idée.jpg"), "Bonjour", Likeness.NONE),
    ],
)
def test_what_looks_like_an_identity_document(one: Part, text: str, likeness: Likeness) -> None:
    hint = identity_hint(one, replace(MESSAGE, text=text))
    assert hint.likeness is likeness
    assert bool(hint.reasons) is (likeness is not Likeness.NONE)


def test_asking_about_identity_announces_nothing() -> None:
    assert not announces_identity("Faut-il une carte d’identité pour cela ?")
    assert announces_identity("Voici, en PJ, mon passeport")


ARRIVED, LATER = datetime(2026, 11, 14, 23, 30, tzinfo=UTC), datetime(2026, 11, 15, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("internal", "received", "file_on", "expected"),
    [
        (ARRIVED, LATER, date(2026, 11, 20), (date(2026, 11, 15), ReceiptSource.MAILBOX)),
        (None, LATER, date(2026, 11, 20), (date(2026, 11, 15), ReceiptSource.RECEIVED)),
        (None, None, date(2026, 11, 20), (date(2026, 11, 20), ReceiptSource.FILE)),
        (None, None, None, (TODAY, ReceiptSource.TODAY)),
        (
            None,
            datetime(2099, 1, 1, tzinfo=UTC),
            date(2026, 11, 20),
            (date(2026, 11, 20), ReceiptSource.FILE),
        ),
        (None, None, date(2099, 1, 1), (TODAY, ReceiptSource.TODAY)),
        (None, None, TODAY, (TODAY, ReceiptSource.FILE)),
    ],
)
@pytest.mark.parametrize("sent", [None, datetime(1980, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)])
def test_the_day_of_receipt_never_rests_on_what_the_sender_says(
    internal: datetime | None,
    received: datetime | None,
    file_on: date | None,
    expected: tuple[date, ReceiptSource],
    sent: datetime | None,
) -> None:
    message = replace(MESSAGE, received_at=received, sent_at=sent)
    proposed = propose_receipt(message, Original("x", b"", file_on, internal), TODAY)
    assert (proposed.received_on, proposed.source) == expected
    assert bool(proposed.doubt) is (sent is not None)
