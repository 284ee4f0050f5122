"""Section 1: what the activity is called, what it is for, in which capacity the shop acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from gdpr_desk.parties.model import PartyKind
from gdpr_desk.qtkit.inputs import ChoiceInput, Input, LinesInput, TextInput, adopt
from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Entry
from gdpr_desk.register.model import ActivityRole, ActivityStatus, ProcessingActivity, Purpose
from gdpr_desk.register.qt.party_book import PartyBook
from gdpr_desk.register.qt.rows import Row, Rows
from gdpr_desk.register.qt.section import Section, wrong
from gdpr_desk.register.qt.ui_name_section import Ui_NameSection
from gdpr_desk.register.qt.ui_purpose_row import Ui_PurposeRow


class PurposeRow(Row[Purpose]):
    """A purpose beyond the first: its name here, its lawful basis in section 2."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_PurposeRow()
        self.ui.setupUi(self)
        adopt(self)
        self._value = Purpose("")
        self._name = TextInput(self.ui.name, self.ui.name_field)
        self._name.edited.connect(self.edited)
        self.ui.name.returnPressed.connect(self.next_wanted)
        self.ui.remove.clicked.connect(self.remove_wanted)

    def show_value(self, value: Purpose) -> None:
        self._value = value
        self._name.show(value.name)

    def value(self) -> Purpose:
        return replace(self._value, name=self._name.value())

    def inputs(self) -> Iterator[Input]:
        yield self._name

    def blank(self) -> bool:
        return not self.ui.name.text().strip()

    def first_control(self) -> QWidget:
        return self.ui.name


class NameSection(Section):
    """Name, purposes, role and state of the record (Art. 30(1)(a)-(b), 30(2)(a)-(b))."""

    def __init__(self, book: PartyBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = Ui_NameSection()
        self.ui.setupUi(self)
        adopt(self)
        ui = self.ui
        self._main: Purpose | None = None
        self._name = TextInput(
            ui.name, ui.name_field, required="Donnez un nom à cette activité : il la désigne partout."
        )
        self._purpose = TextInput(ui.purpose, ui.purpose_field)
        roles = [(key, entry.text("plain")) for key, entry in catalogues.activity_roles().items()]
        self._role = ChoiceInput(ui.role, roles, ui.role_field)
        self._status = ChoiceInput(ui.status, _options(catalogues.activity_statuses()), ui.status_field)
        self._operations = LinesInput(ui.operations, ui.operations_field)
        self._others = Rows[Purpose](
            ui.otherPurposes, self._new_row, self._purposes_edited, lambda: self.removed.emit("But retiré")
        )
        ui.joint_controllers.set_up(book, PartyKind.JOINT_CONTROLLER, "Ajouter un responsable conjoint")
        ui.client_controllers.set_up(book, PartyKind.CLIENT_CONTROLLER, "Ajouter un client donneur d’ordre")
        self._connect()

    def _connect(self) -> None:
        ui = self.ui
        self._name.edited.connect(lambda: self.edited.emit("name"))
        self._purpose.edited.connect(self._purposes_edited)
        self._role.edited.connect(self._role_chosen)
        self._status.edited.connect(lambda: self.edited.emit("status"))
        self._operations.edited.connect(lambda: self.edited.emit("operations"))
        ui.joint_controllers.edited.connect(lambda: self.edited.emit("joint_controllers"))
        ui.client_controllers.edited.connect(lambda: self.edited.emit("client_controllers"))
        ui.joint_controllers.removed.connect(self.removed)
        ui.client_controllers.removed.connect(self.removed)
        ui.addPurpose.clicked.connect(lambda: self._others.add(Purpose("")))
        self._others.let_enter_add(lambda: Purpose(""))
        self._others.go_on_from(ui.purpose, lambda: Purpose(""))

    follows = frozenset({"purposes", "lawful_basis"})

    def show_activity(self, activity: ProcessingActivity) -> None:
        self._main = activity.purposes[0] if activity.purposes else None
        self._name.show(activity.name)
        self._purpose.show(self._main.name if self._main else "")
        self._others.show(activity.purposes[1:])
        self._role.show(activity.role)
        self._status.show(activity.status)
        self._operations.show_lines(activity.operations)
        self.ui.joint_controllers.show_keys(activity.joint_controllers)
        self.ui.client_controllers.show_keys(activity.client_controllers)
        self._show_role_fields(activity.role)

    def merged(self, activity: ProcessingActivity) -> ProcessingActivity:
        return replace(
            activity,
            name=self._name.value(),
            purposes=self._purposes(),
            role=ActivityRole(self._role.value() or activity.role),
            status=ActivityStatus(self._status.value() or activity.status),
            operations=self._operations.lines(),
            joint_controllers=self.ui.joint_controllers.keys(),
            client_controllers=self.ui.client_controllers.keys(),
        )

    def problems(self) -> Iterator[Input]:
        yield from wrong((self._name, self._purpose, self._operations))
        yield from self._others.problems()

    def rows_of(self, field: str) -> Sequence[QWidget]:
        return [self.ui.purpose_field, *self._others.rows] if field == "purposes" else ()

    def _purposes(self) -> tuple[Purpose, ...]:
        others = self._others.values()
        name = self._purpose.value()
        if self._main is None and not name and not others:
            return ()
        return (replace(self._main or Purpose(""), name=name), *others)

    def _new_row(self) -> PurposeRow:
        return PurposeRow(self)

    def _purposes_edited(self) -> None:
        self.edited.emit("purposes")

    def _role_chosen(self) -> None:
        self._show_role_fields(ActivityRole(self._role.value() or ActivityRole.CONTROLLER))
        self.edited.emit("role")

    def _show_role_fields(self, role: ActivityRole) -> None:
        """What the law calls it, and only the fields it asks for; what is filled in stays in sight."""
        ui, entry = self.ui, catalogues.activity_roles()[role.value]
        ui.role_law.setText(f"{entry.label} : {entry.help[:1].lower()}{entry.help[1:]}")
        ui.joint_controllers_field.setVisible(
            role is ActivityRole.JOINT_CONTROLLER or bool(ui.joint_controllers.keys())
        )
        processor = role is ActivityRole.PROCESSOR
        ui.client_controllers_field.setVisible(processor or bool(ui.client_controllers.keys()))
        ui.operations_field.setVisible(processor or bool(self._operations.lines()))


def _options(catalogue: Mapping[str, Entry]) -> list[tuple[str | None, str]]:
    return [(key, entry.label) for key, entry in catalogue.items()]
