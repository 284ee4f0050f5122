"""The last two pages of the first run: the recovery sheet, and « C’est prêt »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdpr_desk.shell.first_run import FirstRunDraft, Missing, Step, records_of
from gdpr_desk.shell.first_run_pages import FirstRunPage, promise, step_line
from gdpr_desk.shell.parts import label
from gdpr_desk.shell.ui_recovery_form import Ui_RecoveryForm

_KEEP = (
    "Rangez la feuille loin de cet ordinateur, comme un double de clé : qui la trouve, avec le coffre, "
    "peut l’ouvrir. Ce secret ne sera plus jamais affiché."
)


_NEXT = (
    ("printer", "Imprimer votre registre", "Le registre complet en PDF, prêt à montrer."),
    (
        "hard-drive",
        "Garder une copie ailleurs",
        "Branchez une clé USB, puis Réglages, Sauvegardes, « Sauvegarder maintenant ».",
    ),
)


class RecoveryPage(FirstRunPage):
    """The secret on screen, as a PDF and on paper; the tick that leads on."""

    step = Step.RECOVERY
    title = "Votre feuille de secours"
    sentence = "Le coffre est créé. Si vous oubliez la phrase de passe, seule cette feuille l’ouvrira."

    changed = Signal()
    save_requested = Signal()
    print_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_RecoveryForm()
        self.ui.setupUi(self)
        self.ui.keep.set_kind("attention")
        self.ui.keep.set_text(_KEEP)
        self.ui.missing.hide()
        self.ui.made.hide()
        self.ui.recovery_kept.setAccessibleName(self.ui.recovery_kept.text())
        self.ui.save.clicked.connect(self.save_requested)
        self.ui.print.clicked.connect(self.print_requested)
        self.ui.recovery_kept.toggled.connect(self._ticked)

    def show_secret(self, groups: Sequence[str]) -> None:
        """The groups in their order; the only place where they are ever on screen."""
        self.ui.groups.setText("   ".join(groups))
        self.ui.groups.setAccessibleName("Secret de secours : " + ", ".join(groups))

    def forget_secret(self) -> None:
        """Take the secret off the screen."""
        self.ui.groups.setText("")
        self.ui.groups.setAccessibleName("")

    def tell(self, sentence: str) -> None:
        """What became of the sheet: « enregistrée dans … »."""
        self.ui.made.setText(sentence)
        self.ui.made.setVisible(bool(sentence))

    def load(self, draft: FirstRunDraft) -> None:
        self.ui.recovery_kept.setChecked(draft.recovery_kept)

    def store(self, draft: FirstRunDraft) -> FirstRunDraft:
        return replace(draft, recovery_kept=self.ui.recovery_kept.isChecked())

    def earned(self, draft: FirstRunDraft) -> bool:
        return draft.recovery_kept

    def _ticked(self) -> None:
        self.ui.missing.hide()
        self.changed.emit()

    def show_missing(self, missing: Sequence[Missing]) -> None:
        self.ui.missing.setText(" ".join(one.sentence for one in missing))
        self.ui.missing.setVisible(bool(missing))
        if missing:
            self.ui.recovery_kept.setFocus(Qt.FocusReason.OtherFocusReason)


class ReadyPage(FirstRunPage):
    """What waits behind the last button."""

    step = Step.READY
    title = "C’est prêt"
    sentence = "Votre coffre est créé et chiffré. Voici par où commencer."

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(24)
        self._title = label("card_title")
        self._second = label("second", wrap=True)
        column.addLayout(step_line("book-open-text", self._title, self._second))
        for icon, title, second in _NEXT:
            column.addLayout(promise(icon, title, second))
        column.addStretch(1)

    def load(self, draft: FirstRunDraft) -> None:
        count = len(records_of(draft))
        title, second = (
            ("Ajouter une première activité", "Votre registre est vide ; des modèles vous attendent.")
            if not count
            else ("Revoir votre fiche", "Elle vient d’un modèle : adaptez-la à votre boutique.")
            if count == 1
            else (f"Revoir vos {count} fiches", "Elles viennent d’un modèle : adaptez-les à votre boutique.")
        )
        self._title.setText(title)
        self._second.setText(second)

    def next_word(self, draft: FirstRunDraft) -> str:
        return "Ouvrir mon registre"
