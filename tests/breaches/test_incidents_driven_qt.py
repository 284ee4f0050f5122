"""Incidents from the alarm to their papers, by keyboard in the whole window; the papers are read back.

One of them runs with the suite; the others are trials. `GDPR_DESK_PAPERS=folder` keeps what was saved.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from breach_reading import squeezed
from breach_walk import CLIENT, FOR_CLIENT, OWN, PROVIDER, Fingers, furnish
from fingers import ALT, CTRL, press
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from settling import settle

from gdpr_desk.app import Desk
from gdpr_desk.breaches.model import InvolvedParty
from gdpr_desk.breaches.service import BreachFile
from gdpr_desk.breaches.timing import ClockState
from gdpr_desk.breaches.vocabulary import BreachRole, BreachState, Discovery, LostProperty
from gdpr_desk.clock import FixedClock
from gdpr_desk.shell.desk_window import DeskWindow

pytestmark = pytest.mark.usefixtures("light_look", "no_warnings")

SHIFT = Qt.KeyboardModifier.ShiftModifier
DOSSIER, STORY, REGISTER = "Dossier (PDF)", "Chronologie (PDF)", "Registre des incidents (PDF)"


@dataclass
class Scene:
    """The shop's window, somebody at its keyboard, and the folder in which papers are saved."""

    desk: Desk
    clock: FixedClock
    window: DeskWindow
    by: Fingers
    folder: Path

    def report(self, kind: str, narrative: str) -> None:
        """« Signaler un incident » from wherever one is, then what it is."""
        press(Qt.Key.Key_I, CTRL | SHIFT)
        self.by.choose(f"kind_{kind}")
        self.by.on()
        self.by.fill("narrative", narrative)
        self.by.on()

    @property
    def file(self) -> BreachFile:
        """As the vault holds it."""
        return self.desk.breaches.file("V-2026-001")

    def read(self, name: str) -> str:
        """All words of a saved paper, without spaces."""
        pages = pypdf.PdfReader(self.folder / name).pages
        return squeezed("".join(sheet.extract_text() for sheet in pages))

    def require(self, name: str, *told: str) -> None:
        """Each of these stands in that paper."""
        text = self.read(name)
        missing = [words for words in told if squeezed(words) not in text]
        assert not missing, (name, missing)

    def close(self, lessons: str) -> None:
        """The last screen: every paper, what was learnt, the end; then the register on paper."""
        self.by.saved(DOSSIER)
        self.by.saved(STORY)
        self.by.fill("lessons", lessons)
        self.by.choose("register_checked")
        self.by.end()
        assert self.file.breach.state is BreachState.CLOSED
        self.by.saved(REGISTER)


@pytest.fixture
def scene(
    officer_desk: Desk, clock: FixedClock, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    furnish(officer_desk)
    folder = Path(os.environ.get("GDPR_DESK_PAPERS") or tmp_path / "papiers")
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda _p, _t, name, _k: (str(folder / name), ""))
    shown = DeskWindow(officer_desk)
    shown.idle.stop()
    qtbot.addWidget(shown.window)
    shown.window.resize(1366, 768)
    with qtbot.waitExposed(shown.window):
        shown.window.show()
    shown.window.activateWindow()
    QApplication.processEvents()
    yield Scene(officer_desk, clock, shown, Fingers(shown.window), folder)
    settle()
    shown.close_desk()
    QApplication.processEvents()


@pytest.mark.trial
def test_a_mail_in_open_copy_is_kept_with_its_reason_and_not_notified(scene: Scene) -> None:
    by = scene.by
    scene.report("wrong_recipient", "La lettre de novembre est partie avec les 45 adresses en copie visible.")
    by.choose("period_exact")
    by.fill("began_at", "23/11/2026")
    by.fill("began_at_hour", "8:10")
    by.choose("discovery_data_subject")
    by.on()
    by.choose("gesture_ask_deletion")
    by.on()
    by.choose(f"activity_{OWN}")
    by.on()
    by.choose("records_tens", "others_involved_no")
    by.on()
    by.choose("disclosure_disclosed", "protection_none", "reach_known", "cause_internal_accidental")
    by.choose("harms_control", "severity_negligible")
    by.on()
    assert scene.file.suggestion.authority is False
    by.choose("authority_no", "subjects_no")
    by.end()
    assert scene.file.breach.decision is None  # the reason is missing, and asked for
    by.fill("decision_reason", "Quarante-cinq adresses seules, effacées par tous.")
    by.on()
    by.fill("measures_after", "Excuses envoyées, effacement demandé.")
    by.choose("prevention_training")
    by.on(4)
    assert scene.file.clock.state is ClockState.NOT_NOTIFIED
    scene.close("Toujours en copie cachée.")
    scene.require(
        "dossier-initial-V-2026-001.pdf",
        "45 adresses en copie visible",
        "7.1Nature de la violationPerte de la confidentialité",
        "8.5Nombre approximatif de personnesenviron 45",
        "13.7Motif si elles ne le sont pas",
    )
    scene.require(
        "registre-des-incidents.pdf",
        "Non notifiée",
        "Quarante-cinq adresses seules, effacées par tous.",
        "Toujours en copie cachée.",
    )


def test_a_shop_that_keeps_data_for_a_client_tells_the_client_and_no_authority(scene: Scene) -> None:
    by = scene.by
    scene.report("undue_access", "Un stagiaire a exporté la liste des relances sans en avoir besoin.")
    by.choose("period_cannot_tell", "discovery_own_detection")
    by.on(2)
    by.choose(f"activity_{FOR_CLIENT}")
    by.on()
    by.choose("records_hundreds", "others_involved_no")
    by.on()
    assert scene.file.breach.facts.role is BreachRole.PROCESSOR
    by.choose("disclosure_likely", "protection_none", "reach_known", "cause_internal_malicious")
    by.choose("harms_control", "severity_limited")
    by.on(2)
    by.fill("measures_after", "Accès retiré, liste récupérée.")
    by.on(3)
    assert scene.file.clock.state is ClockState.CLIENT
    by.verb("Ceux des activités choisies")
    by.saved("Lettre (PDF)")
    by.on()
    by.fill("lessons", "Un accès par personne.")
    by.end()
    refused = scene.file.breach
    assert refused.state is BreachState.OPEN, "a client controller was not told yet"
    press(Qt.Key.Key_Left, ALT)
    by.form("Noter…", proof="accusé de lecture")
    by.on()
    by.saved(STORY)
    by.fill("lessons", "Un accès par personne.")
    by.choose("register_checked")
    by.end()
    closed = scene.file.breach
    assert closed.state is BreachState.CLOSED
    assert [(one.party, one.proof) for one in closed.clients] == [(CLIENT, "accusé de lecture")]
    by.saved(REGISTER)
    letter = next(path.name for path in scene.folder.glob("lettre*.pdf"))
    scene.require(letter, "Cabinet Fictif", "article 33, paragraphe 2", "Nombre de personnes : environ 120")
    owed = ("Cabinet Fictif", "Un accès par personne.", "Sans objet : c’est au client d’en décider.")
    scene.require("registre-des-incidents.pdf", *owed)
    assert "72heures" not in scene.read("chronologie-V-2026-001.pdf")


@pytest.mark.trial
def test_ransomware_with_a_backup_is_judged_slight_and_told_to_the_insurer_alone(scene: Scene) -> None:
    by = scene.by
    scene.report("hacking", "Rançon demandée ce matin ; la caisse est repartie de la copie de la nuit.")
    by.choose("period_span")
    by.fill("began_at", "23/11/2026")
    by.fill("began_at_hour", "6:30")
    by.fill("ended_at", "23/11/2026")
    by.fill("ended_at_hour", "8:30")
    by.choose("discovery_own_detection")
    by.on()
    by.choose("gesture_unplug", "gesture_no_payment")
    by.fill("complaint_at", "23/11/2026")
    by.fill("complaint_at_hour", "8:40")
    by.fill("complaint_reference", "PV 2026/118")
    by.on()
    assert scene.file.insurance is not None
    assert not scene.file.insurance.late
    by.choose(f"activity_{OWN}")
    by.on()
    by.choose("records_hundreds", "others_involved_no")
    by.on()
    by.choose("lost_confidentiality")  # was ticked beforehand: the logs show that nothing left
    by.choose("availability_loss_restored")
    by.pick("origins", "ranç")
    by.choose("cause_external_malicious", "harms_rights", "severity_negligible")
    by.on()
    facts = scene.file.breach.facts
    assert set(facts.lost) == {LostProperty.AVAILABILITY}
    assert facts.origins == ("ransomware",)
    assert scene.file.suggestion.authority is False
    by.choose("authority_no", "subjects_no")
    by.fill("decision_reason", "Tout est revenu de la copie en deux heures, rien n’est sorti.")
    by.on()
    by.choose("measures_before_backup")
    by.fill("measures_after", "Poste réinstallé, codes changés.")
    by.on(4)
    scene.close("La copie hors ligne a sauvé la journée.")
    scene.require(
        "dossier-initial-V-2026-001.pdf",
        "Perte de la disponibilité",
        "Acte externe malveillant",
        "Piratage, logiciel malveillant",
        "PV 2026/118",
    )
    scene.require("chronologie-V-2026-001.pdf", "Plainte")
    scene.require("registre-des-incidents.pdf", "Tout est revenu de la copie en deux heures")


@pytest.mark.trial
def test_ransomware_without_a_backup_is_notified_completed_and_told_to_the_persons(scene: Scene) -> None:
    by = scene.by
    scene.report("hacking", "Rançon demandée, tous les fichiers clients illisibles, pas de copie.")
    by.choose("period_ongoing")
    by.fill("began_at", "22/11/2026")
    by.fill("began_at_hour", "23")
    by.choose("discovery_own_detection")
    by.on()
    by.choose("gesture_unplug", "gesture_no_payment", "gesture_keep_proof")
    by.on()
    by.choose(f"activity_{OWN}")
    by.on()
    by.choose("data_payment")
    by.fill("persons", "1200")
    by.choose("others_involved_no")
    by.on()
    by.choose("disclosure_likely", "protection_none", "reach_strangers", "availability_loss_permanent")
    by.pick("origins", "ranç")
    by.choose("cause_external_malicious", "harms_fraud", "harms_financial", "severity_important")
    by.on()
    suggested = scene.file.suggestion
    assert (suggested.authority, suggested.subjects) == (True, True)
    by.choose("authority_yes", "subjects_yes")
    by.on()
    by.fill("measures_after", "Réseau coupé, prestataire appelé.")
    by.choose("prevention_backup", "prevention_up_to_date")
    by.on()
    by.choose("police_yes")
    by.on()
    by.saved("Enregistrer le PDF")
    by.fill("receipt", "FIC-2026-77")
    by.end()
    assert scene.file.clock.receipt == "FIC-2026-77"
    by.fill("letter_account", "Des pirates ont bloqué nos fichiers. Nous n’avons pas pu les rouvrir.")
    by.saved("Enregistrer la lettre")
    told = {"who": "Clients avec e-mail", "number": "1100", "bounced": "12", "proof": "liste 4"}
    by.form("Noter qui a été prévenu…", **told)
    by.saved("Liste avec preuves (PDF)")
    scene.clock.instant += timedelta(days=2)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)  # the list stands on the row one came from: it opens where it was left
    for _back in range(6):
        press(Qt.Key.Key_Left, ALT)
    by.fill("persons", "1184")
    by.fill("records", "1900")
    by.on(5)
    assert set(scene.file.breach.changed_since_filing) == {"persons", "records"}
    by.saved("Enregistrer le PDF")
    scene.require(
        "dossier-complementaire-V-2026-001.pdf",
        "1.2Numéro de la notification initialeFIC-2026-77",
        "Modifié. Avant : environ 1200",
        "8.3Nombre approximatif d’enregistrements1900",
        "13.3Nombre de personnes informées",
    )
    by.fill("receipt", "FIC-2026-78")
    by.end()
    by.on()
    by.form("Ajouter une action…", what="Copie hors ligne chaque nuit", owner="Camille", due_on="04/12/2026")
    scene.close("Pas de copie, pas de boutique.")
    scene.require(
        "dossier-initial-V-2026-001.pdf",
        "8.5Nombre approximatif de personnesenviron 1200",
        "Informations financières",
        "Piratage, logiciel malveillant",
        "8.3Nombre approximatif d’enregistrementsNon renseigné",
        "Police ou justice : oui",
    )
    letter = next(path.name for path in scene.folder.glob("lettre*.pdf"))
    told_persons = ("Des pirates ont bloqué nos fichiers.", "Regardez vos comptes", "réclamation à la CNIL")
    scene.require(letter, *told_persons)
    scene.require("registre-des-incidents.pdf", "n° FIC-2026-77", "1 100 personnes prévenues, dont 12 non")


@pytest.mark.trial
def test_a_providers_warning_read_late_is_notified_with_the_reason_of_the_delay(scene: Scene) -> None:
    by = scene.by
    scene.report("provider", "Notre routeur de messages nous écrit que ses fichiers ont été copiés.")
    by.fill("aware_at", "19/11/2026")
    by.fill("aware_at_hour", "18:15")
    by.choose("period_cannot_tell", "discovery_processor")
    by.fill("late_reason", "Message reçu dans une boîte que personne n’a relevée.")
    by.on()
    by.choose("gesture_ask_details")
    by.on()
    by.choose(f"activity_{OWN}")
    by.on()
    by.choose("records_tens")
    by.on()
    facts = scene.file.breach.facts
    assert facts.others == (
        InvolvedParty("Routage Exemple", "Sous-traitant", "securite@routage.example", PROVIDER),
    )
    assert facts.discovery is Discovery.PROCESSOR
    by.choose("disclosure_disclosed", "protection_none", "reach_strangers")
    by.pick("origins", "copiées")
    by.choose("cause_external_malicious", "harms_control", "severity_limited")
    by.on()
    by.choose("authority_yes", "subjects_no")
    by.on()
    by.fill("measures_after", "Envois suspendus, clés d’accès changées chez le prestataire.")
    by.on(2)
    by.saved("Enregistrer le PDF")
    by.fill("receipt", "FIC-2026-91")
    by.end()
    assert scene.file.clock.filed_late
    assert scene.file.breach.facts.origins == ("exfiltration",)
    by.on()
    scene.close("Une boîte d’alerte que deux personnes relèvent.")
    scene.require(
        "dossier-initial-V-2026-001.pdf",
        "6.5Motifs du retardMessage reçu dans une boîte que personne n’a relevée.",
        "Routage Exemple",
        "délai dépassé de 14 h 33 min",
    )
    scene.require("registre-des-incidents.pdf", "Motifs du retard", "n° FIC-2026-91")
