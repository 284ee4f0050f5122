"""Section 8: what protects the data, and whether the risk asks for more (Art. 32, 22, 35)."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.qtkit.inputs import ChoiceInput, FlagInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.register.model import DpiaScreening, ProcessingActivity
from gdpr_desk.register.qt.section import Section, choose, offer
from gdpr_desk.register.qt.ui_security_section import Ui_SecuritySection
from gdpr_desk.register.wording import screening_line

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
        self._dpia = DpiaScreening()
        offer(ui.security_measures, catalogues.security_measures())
        lists = catalogues.dpia_lists()
        offer(ui.criteria, {k: e for k, e in catalogues.dpia_criteria().items() if k not in lists})
        offer(ui.listed, lists)
        ui.listed.set_free(False)
        self._automated = FlagInput(ui.automated_decisions)
        self._required = ChoiceInput(ui.required, _REQUIRED, ui.required_field)
        ui.security_measures.changed.connect(lambda: self.edited.emit("security_measures"))
        ui.criteria.changed.connect(self._screened)
        ui.listed.changed.connect(self._screened)
        self._required.edited.connect(self._screened)
        self._automated.edited.connect(lambda: self.edited.emit("automated_decisions"))

    def show_activity(self, activity: ProcessingActivity) -> None:
        choose(self.ui.security_measures, activity.security_measures)
        lists = catalogues.dpia_lists()
        self._dpia = activity.dpia
        choose(self.ui.criteria, [key for key in activity.dpia.criteria if key not in lists])
        choose(self.ui.listed, [key for key in activity.dpia.criteria if key in lists])
        required = activity.dpia.required
        self._required.show(None if required is None else "yes" if required else "no")
        self._automated.show(activity.automated_decisions)
        self._advise()

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(
            activity,
            security_measures=self.ui.security_measures.chosen(),
            automated_decisions=self._automated.value(),
            dpia=self._screening(activity.dpia),
        )

    def _screening(self, before: DpiaScreening) -> DpiaScreening:
        """What is chosen, in the order it had; what came since stands at the end."""
        chosen = (*self.ui.criteria.chosen(), *self.ui.listed.chosen())
        kept = [key for key in before.criteria if key in chosen]
        criteria = (*kept, *(key for key in chosen if key not in kept))
        return replace(before, criteria=criteria, required=_ANSWERS[self._required.value()])

    def _screened(self) -> None:
        self._advise()
        self.edited.emit("dpia")

    def _advise(self) -> None:
        """What the answers come to, before one says whether an assessment is needed."""
        line = screening_line(self._screening(self._dpia))
        self.ui.screening.set_kind("attention" if line.due else "info")
        self.ui.screening.set_text(line.sentence)
        self.ui.screening.setVisible(bool(line.sentence))
