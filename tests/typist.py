"""Somebody who fills in a record of the register with the keyboard alone, looking at the screen.

What is on the screen may be read (a person has eyes); what is done is keys and nothing else. Values
come as the interchange format has them; what is typed are the words that the screen shows for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fingers import ALT, CTRL, focused, named, plain, press, reach, typed
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QListWidget, QWidget

from gdpr_desk.reference import catalogues
from gdpr_desk.reference.model import Catalogue, Entry

Record = Mapping[str, Any]
Place = Callable[[QWidget], bool]

UNITS = {"H": "h", "D": "j", "W": "s", "M": "m", "Y": "a"}
YES_NO = {
    "mandatory": {True: "Oui, sinon le service est impossible", False: "Non, au choix de la personne"},
    "required": {True: "Oui, elle est nécessaire", False: "Non, le risque est faible"},
}
PHASES = {"intermediate": "Archive, accès restreint"}
COMBINED = {"first_of": "La première échéance du groupe", "last_of": "La dernière échéance du groupe"}


def type_record(record: Record, parties: Mapping[str, Record]) -> None:
    """A blank record with everything `record` says, section after section."""
    press(Qt.Key.Key_N, CTRL)
    _name(record, parties)
    _next_section()
    _bases(record["purposes"])
    _next_section()
    _people(record)
    _next_section()
    _data(record)
    _next_section()
    _recipients(record, parties)
    _next_section()
    _transfers(record["transfers"], parties)
    _next_section()
    _retention(record["retention"])
    _next_section()
    _security(record)
    _this_record(record)


def _next_section() -> None:
    press(Qt.Key.Key_Down, ALT)


# --- the sections ---------------------------------------------------------------------------------------


def _name(record: Record, parties: Mapping[str, Record]) -> None:
    typed(record["name"])
    if record["status"] != "draft":
        reach(named("status"))
        choose(catalogues.activity_statuses().label(record["status"]))
    reach(named("purpose"))
    one_after_the_other([purpose["name"] for purpose in record["purposes"]])
    if record["role"] == "controller":
        return
    reach(named("role"))
    choose(catalogues.activity_roles()[record["role"]].text("plain"))
    for field in ("joint_controllers", "client_controllers"):
        add_parties(field, record[field], parties)
    if record["operations"]:
        reach(named("operations"))
        one_after_the_other(record["operations"])


def _bases(purposes: Sequence[Record]) -> None:
    """One card of reasons after the other; each says which purpose it is about."""
    for purpose in purposes:
        reach(lambda widget, name=purpose["name"]: _is_reason_for(widget, name, alone=len(purposes) == 1))
        basis = purpose["lawful_basis"]
        if basis:
            label = catalogues.lawful_bases().label(basis)
            until(label, lambda label=label: plain(focused().accessibleName()) == plain(label) and _is_on())
        for field in ("interest", "justification"):
            if purpose[field]:
                reach(named(field))
                typed(purpose[field])


def _people(record: Record) -> None:
    subjects = record["data_subjects"]
    labels = catalogues.data_subject_categories().label
    pick([labels(subject["category"]) for subject in subjects])
    for subject in subjects:
        if subject["approximate_number"]:
            reach(called(f"{labels(subject['category'])}, nombre approximatif"))
            typed(str(subject["approximate_number"]))
    for field, catalogue in (
        ("collection_channels", catalogues.collection_channels()),
        ("informed_by", catalogues.information_means()),
    ):
        if record[field]:
            reach(inside(field))
            pick([catalogue.label(key) for key in record[field]])


def _data(record: Record) -> None:
    labels = catalogues.data_categories().label
    pick([labels(data["category"]) for data in record["data"]])
    for data in record["data"]:
        label = labels(data["category"])
        usual = catalogues.data_categories()[data["category"]].text("usual_source") or "direct"
        if data["detail"] or data["mandatory"] is not None or data["source"] != usual:
            reach(called(f"Préciser : {label}"))
            press(Qt.Key.Key_Space)
            _data_details(data, usual)
    for purpose in record["purposes"]:
        if purpose["article_9_condition"]:
            reach(named("article_9_condition"))
            choose(catalogues.article_9_conditions().label(purpose["article_9_condition"]))


def _data_details(data: Record, usual: str) -> None:
    if data["detail"]:
        reach(named("detail"))
        typed(data["detail"])
    if data["mandatory"] is not None:
        reach(named("mandatory"))
        choose(YES_NO["mandatory"][data["mandatory"]])
    if data["source"] != usual:
        reach(named("source"))
        choose(catalogues.data_sources().label(data["source"]))


def _recipients(record: Record, parties: Mapping[str, Record]) -> None:
    people = [recipient["internal"] for recipient in record["recipients"] if "internal" in recipient]
    if people:
        reach(named("addInside"))
        press(Qt.Key.Key_Space)
        one_after_the_other(people)
    add_parties("recipients", [r["party"] for r in record["recipients"] if "party" in r], parties)
    if record["systems"]:
        reach(named("systems"))
        one_after_the_other(record["systems"])
    if record["paper"]:
        reach(named("paper"))
        press(Qt.Key.Key_Space)


def _transfers(transfers: Sequence[Record], parties: Mapping[str, Record]) -> None:
    for transfer in transfers:
        reach(named("addTransfer"))
        press(Qt.Key.Key_Space)
        choose(catalogues.countries().label(transfer["country"]))
        if transfer["party"]:
            reach(named("party"))
            choose(parties[transfer["party"]]["name"])
        if transfer["safeguard"]:
            reach(named("safeguard"))
            choose(catalogues.safeguards().label(transfer["safeguard"]))
        if transfer["document"]:
            reach(named("document"))
            typed(transfer["document"])


def _retention(rules: Sequence[Record]) -> None:
    for rule in rules:
        reach(named("addRule"))
        press(Qt.Key.Key_Space)
        typed(rule["applies_to"])
        if rule["kind"] != "maximum":
            reach(named("kind"))
            choose(catalogues.retention_kinds().label(rule["kind"]))
        if rule["period"]:
            reach(named("period"))
            typed(rule["period"].strip("PTHDWMY") + UNITS[rule["period"][-1]])
        reach(named("trigger"))
        if rule["trigger"] in catalogues.retention_triggers():
            choose(catalogues.retention_triggers().label(rule["trigger"]))
        else:
            choose("Autre, en vos mots…")
        if rule["disposal"] != "delete":
            reach(named("disposal"))
            choose(catalogues.disposals().label(rule["disposal"]))
        if rule["trigger"] not in catalogues.retention_triggers():
            reach(named("criterion"))
            typed(rule["trigger"])
        _rule_details(rule)


def _rule_details(rule: Record) -> None:
    said = [rule.get(field) for field in ("combinator", "source_kind", "source", "exception")]
    if not any(said) and rule["phase"] == "active":
        return
    reach(named("more"))
    press(Qt.Key.Key_Space)
    if rule["phase"] != "active":
        reach(named("phase"))
        choose(PHASES[rule["phase"]])
    if rule["combinator"]:
        reach(named("combinator"))
        choose(COMBINED[rule["combinator"]])
        reach(named("group"))
        typed(rule["group"])
    if rule.get("source_kind"):
        reach(named("source_kind"))
        choose(catalogues.source_kinds().label(rule["source_kind"]))
    for field in ("source", "exception"):
        if rule[field]:
            reach(named(field))
            typed(rule[field])


def _security(record: Record) -> None:
    pick(_labels(record["security_measures"], catalogues.security_measures()))
    if record["automated_decisions"]:
        reach(named("automated_decisions"))
        press(Qt.Key.Key_Space)
    criteria, lists = record["dpia"]["criteria"], catalogues.dpia_lists()
    for field, keys in (
        ("criteria", [key for key in criteria if key not in lists]),
        ("listed", [key for key in criteria if key in lists]),
    ):
        if keys:
            reach(inside(field))
            pick(_labels(keys, catalogues.dpia_criteria()))
    if record["dpia"]["required"] is not None:
        reach(named("required"))
        choose(YES_NO["required"][record["dpia"]["required"]])


def _this_record(record: Record) -> None:
    if record["reviewed_on"]:
        reach(named("reviewed_on"))
        year, month, day = record["reviewed_on"].split("-")
        typed(f"{day}{month}{year}")
    if record["note"]:
        reach(named("note"))
        typed(record["note"])


def _labels(keys: Sequence[str], catalogue: Catalogue[Entry]) -> list[str]:
    return [catalogue.label(key) for key in keys]


# --- how one thing is done ------------------------------------------------------------------------------


def called(name: str) -> Place:
    """What a screen reader calls so."""
    return lambda widget: plain(widget.accessibleName()) == plain(name)


def inside(field: str) -> Place:
    """The button that opens the list of `field`."""

    def there(widget: QWidget) -> bool:
        around = widget.parentWidget()
        return isinstance(widget, QAbstractButton) and around is not None and around.objectName() == field

    return there


def one_after_the_other(texts: Sequence[str]) -> None:
    """Enter between them."""
    for number, text in enumerate(texts):
        if number:
            press(Qt.Key.Key_Return)
        typed(text)


def until(label: str, there: Callable[[], bool]) -> None:
    """Letter by letter, no more than it takes."""
    for sign in label:
        if there():
            return
        typed(sign)
    assert there(), f"typing « {label} » does not lead there: {focused()}"


def choose(label: str) -> None:
    """In a choice: an arrow where it stands beside what is shown, else its first letters."""
    box = focused()
    assert isinstance(box, QComboBox), f"no choice here for « {label} »: {box.objectName()} {box}"
    shown = [plain(box.itemText(at)) for at in range(box.count())]
    wanted = shown.index(plain(label))
    beside = {1: Qt.Key.Key_Down, -1: Qt.Key.Key_Up}.get(wanted - box.currentIndex())
    if beside is not None:
        press(beside)
    else:
        until(label, lambda: box.currentIndex() == wanted)


def pick(labels: Sequence[str]) -> None:
    """Out of a list: the first letters of each on its button, Enter when it is the one that is lit."""
    for label in labels:
        until(label, lambda label=label: _lit() in (plain(label), f"Ajouter « {plain(label)} »"))
        press(Qt.Key.Key_Return)


def add_parties(field: str, keys: Sequence[str], parties: Mapping[str, Record]) -> None:
    """Those known by their first letters; the others are entered on the spot."""
    if keys:
        reach(inside(field))
    for key in keys:
        party = parties[key]
        name = party["name"]
        known, missing = plain(name), f"Ajouter « {plain(name)} »"
        until(name, lambda: plain(_in_form()) == known or _lit() in (known, missing))  # noqa: B023
        new = bool(_in_form()) or _lit() == missing
        if not _in_form():
            press(Qt.Key.Key_Return)
        if new:
            _new_party(party)


def _new_party(party: Record) -> None:
    """The small form: it knows the name already."""
    reach(named("kind"))
    kind = catalogues.party_kinds().label(party["kind"])
    if plain(focused().currentText()) != plain(kind):  # type: ignore[attr-defined]
        choose(kind)
    if party["country"] != "FR":
        reach(named("country"))
        choose(catalogues.countries().label(party["country"]))
    press(Qt.Key.Key_Return)


def _in_form() -> str:
    """The name in the form of a new party; empty where none is open."""
    here = focused()
    return getattr(here, "text", str)() if here.objectName() == "name" else ""


def _lit() -> str:
    """What Enter would take from the open list."""
    popup = QApplication.activePopupWidget()
    found = popup.findChild(QListWidget) if popup is not None else None
    lit = found.currentItem() if found is not None else None
    return plain(lit.text()) if lit is not None else ""


def _is_on() -> bool:
    here = focused()
    return isinstance(here, QAbstractButton) and here.isChecked()


def _is_reason_for(widget: QWidget, purpose: str, *, alone: bool) -> bool:
    """A reason in the card of `purpose`; a single purpose is not named again."""
    chooser = widget.parentWidget()
    if chooser is None or chooser.objectName() != "lawful_basis":
        return False
    card = chooser.parentWidget()
    title = card.findChild(QLabel, "purpose") if card is not None else None
    return alone or (isinstance(title, QLabel) and plain(title.text()) == plain(f"But : {purpose}"))
