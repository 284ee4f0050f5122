"""Section 8: what protects the data, and whether the risk asks for more (Art. 32, 22, 35)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import ProcessingActivity
from gdpr_desk.register.qt.inputs import ChoiceInput, FlagInput
from gdpr_desk.register.qt.section import Section, adopt, choose, offer
from gdpr_desk.register.qt.ui_security_section import Ui_SecuritySection

_REQUIRED: tuple[tuple[str | None, str], ...] = (
    (None, "Je ne sais pas encore"),
    ("yes", "Oui, elle est nécessaire"),
    ("no", "Non, le risque est faible"),
)
_ANSWERS = {None: None, "yes": True, "no": False}


class SecuritySection(Section):
    """Measures, automated decisions, screening for an impact assessment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_SecuritySection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        offer(ui.security_measures, catalogues.security_measures())
        offer(ui.criteria, catalogues.dpia_criteria())
        self._automated = FlagInput(ui.automated_decisions)
        self._required = ChoiceInput(ui.required, _REQUIRED, ui.required_field)
        ui.security_measures.changed.connect(lambda: self.edited.emit("security_measures"))
        ui.criteria.changed.connect(lambda: self.edited.emit("dpia"))
        self._required.edited.connect(lambda: self.edited.emit("dpia"))
        self._automated.edited.connect(lambda: self.edited.emit("automated_decisions"))

    def show_activity(self, activity: ProcessingActivity) -> None:
        choose(self.ui.security_measures, activity.security_measures)
        choose(self.ui.criteria, activity.dpia.criteria)
        required = activity.dpia.required
        self._required.show(None if required is None else "yes" if required else "no")
        self._automated.show(activity.automated_decisions)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        dpia = replace(
            activity.dpia, criteria=self.ui.criteria.chosen(), required=_ANSWERS[self._required.value()]
        )
        return replace(
            activity,
            security_measures=self.ui.security_measures.chosen(),
            automated_decisions=self._automated.value(),
            dpia=dpia,
        )
