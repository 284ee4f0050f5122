"""Versions, the bin and the undo of an import, on a real vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import examples, registers

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.clock import FixedClock
from gdpr_desk.errors import InvalidInput, NotFound
from gdpr_desk.parties.model import Party
from gdpr_desk.register.exchange import ChangedSinceImport
from gdpr_desk.register.history import form_of, leaves_on
from gdpr_desk.register.model import (
    Controller,
    LawfulBasis,
    ProcessingActivity,
    Purpose,
    Recipient,
    Register,
)
from gdpr_desk.register.writing import SavedElsewhere
from gdpr_desk.vault.vault import Vault

CCTV = ProcessingActivity("", "Vidéosurveillance", purposes=(Purpose("Protéger la boutique"),))


@pytest.fixture
def desk(vault: Vault, clock: FixedClock) -> Desk:
    return open_desk(vault, clock)


def _later(clock: FixedClock, **span: float) -> None:
    clock.instant += timedelta(**span)


def test_an_import_keeps_as_a_version_what_it_wrote(desk: Desk) -> None:
    """Under the reference that it gave, among records that bring one, and those that were there."""
    before = desk.register.add(CCTV)
    told = replace(before, note="relue", reviewed_on=date(2026, 3, 1), extra={"x_new": [1]})
    brought = [replace(CCTV, name=name) for name in ("Clients", "Paie")]
    seventh = replace(CCTV, reference="T-07", name="Salariés", extra={"reference_old": "7"})
    activities = (brought[0], told, seventh, brought[1])
    outcome = desk.exchange.import_register(Register(Controller("Atelier Lumen"), (), activities))
    assert (outcome.created, outcome.updated) == (("T-08", "T-07", "T-09"), ("T-01",))
    for written in desk.register.register().activities:
        kept = desk.history.versions(written.reference)[-1]
        assert (kept.action, kept.activity) == ("register.imported", written)
    assert [a.name for a in desk.register.register().activities] == [
        "Vidéosurveillance",
        "Salariés",
        "Clients",
        "Paie",
    ]


def test_each_sitting_is_one_version(desk: Desk, clock: FixedClock) -> None:
    added = desk.register.add(CCTV)
    for note in ("a", "ab", "abc"):
        desk.register.save(replace(added, note=note))
        _later(clock, seconds=30)
    _later(clock, minutes=20)
    desk.register.save(replace(added, note="plus tard"))
    found = desk.history.versions("T-01")
    assert [(v.number, v.action, v.activity.note) for v in found] == [
        (1, "activity.added", ""),
        (2, "activity.changed", "abc"),
        (3, "activity.changed", "plus tard"),
    ]
    assert found[-1].activity == desk.register.activity("T-01")


def test_what_another_person_changes_is_a_version_of_its_own(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    added = desk.register.add(CCTV)
    desk.register.save(replace(added, note="une"))
    desk.journal._actor = "somebody"
    desk.register.save(replace(added, note="deux"))
    assert [(v.actor == "somebody", v.activity.note) for v in desk.history.versions("T-01")[1:]] == [
        (False, "une"),
        (True, "deux"),
    ]


def test_the_way_back_to_a_version_is_itself_a_version(desk: Desk, clock: FixedClock) -> None:
    added = desk.register.add(CCTV)
    desk.register.save(replace(added, name="Caméras", paper=True))
    back = desk.history.return_to("T-01", 1)
    assert back == added == desk.register.activity("T-01")
    assert [v.action for v in desk.history.versions("T-01")][-1] == "activity.reverted"
    assert desk.journal.entries(1)[0].action == "activity.reverted"
    with pytest.raises(NotFound):
        desk.history.return_to("T-01", 9)


def test_a_version_that_names_a_removed_party_is_refused_in_words(desk: Desk) -> None:
    desk.parties.save(Party("web", "Hébergeur"))
    added = desk.register.add(replace(CCTV, recipients=(Recipient(party="web"),)))
    desk.register.save(replace(added, recipients=()))
    with desk.vault.store.begin() as session:
        desk.parties.remove_in(session, "web")
    with pytest.raises(InvalidInput, match="web"):
        desk.history.return_to("T-01", 1)
    assert desk.register.activity("T-01").recipients == ()


def test_the_bin_gives_back_the_same_record_with_its_parties(desk: Desk, clock: FixedClock) -> None:
    desk.parties.save(Party("web", "Hébergeur", country="US"))
    added = desk.register.add(replace(CCTV, recipients=(Recipient(party="web"),)))
    before = desk.register.register()
    desk.history.bin(["T-01"])
    assert desk.register.register().activities == ()
    (thrown,) = desk.history.binned()
    assert thrown.activity == added
    assert leaves_on(thrown) == date(2026, 12, 23)
    with desk.vault.store.begin() as session:
        desk.parties.remove_in(session, "web")
    desk.history.restore(["T-01"])
    assert desk.register.register() == before
    assert desk.history.binned() == ()
    assert desk.journal.verify().intact


@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
@given(registers())
def test_any_record_comes_back_from_the_bin_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, clock: FixedClock, drawn: Register
) -> None:
    folder = tmp_path_factory.mktemp("v") / "c"
    with open_desk(Vault.found_for_trial(folder, bytes(32), clock=clock, officer_name="C"), clock) as desk:
        desk.exchange.import_register(drawn)
        before = desk.register.register()
        references = [activity.reference for activity in before.activities]
        desk.history.bin(references)
        assert desk.register.register().activities == ()
        desk.history.restore(references)
        assert desk.register.register() == before


def test_the_sweep_empties_the_bin_on_the_thirtieth_day(desk: Desk, vault: Vault, clock: FixedClock) -> None:
    desk.register.add(CCTV)
    desk.history.bin(["T-01"])
    _later(clock, days=29)
    assert desk.retention.sweep().destroyed == 0
    _later(clock, days=1)
    assert open_desk(vault, clock).history.binned()  # opening a vault destroys nothing
    assert desk.retention.sweep().destroyed == 1
    assert desk.history.binned() == ()
    assert desk.history.versions("T-01") == ()
    with pytest.raises(NotFound):
        desk.history.restore(["T-01"])
    assert desk.register.add(CCTV).reference == "T-02"  # never given twice


def test_throwing_away_is_all_or_nothing(desk: Desk) -> None:
    desk.register.add(CCTV)
    with pytest.raises(NotFound):
        desk.history.bin(["T-01", "T-99"])
    assert [a.reference for a in desk.register.register().activities] == ["T-01"]


def _file(*activities: ProcessingActivity, parties: tuple[Party, ...] = ()) -> Register:
    return Register(Controller("Atelier Lumen"), parties, activities)


def test_an_import_is_taken_back_as_a_whole(desk: Desk) -> None:
    desk.register.set_controller(Controller("Avant"))
    desk.parties.save(Party("web", "Hébergeur"))
    desk.register.add(CCTV)
    before = desk.register.register()
    desk.exchange.import_register(
        _file(
            replace(before.activities[0], note="importée"),
            ProcessingActivity("T-07", "Paie", recipients=(Recipient(party="paie"),)),
            parties=(Party("web", "Hébergeur SA", country="US"), Party("paie", "Bureau de paie")),
        )
    )
    assert len(desk.register.register().activities) == 2
    undone = desk.exchange.undo_import()
    assert (undone.created, undone.updated) == (("T-07",), ("T-01",))
    assert desk.register.register() == before
    assert desk.exchange.last_import() is None
    assert desk.journal.entries(1)[0].action == "register.import_undone"


def test_an_import_somebody_worked_on_is_not_taken_back(desk: Desk) -> None:
    desk.exchange.import_register(_file(ProcessingActivity("T-01", "Paie"), ProcessingActivity("T-02", "CV")))
    desk.register.save(replace(desk.register.activity("T-02"), note="relue"))
    before = desk.register.register()
    with pytest.raises(ChangedSinceImport) as refused:
        desk.exchange.undo_import()
    assert refused.value.references == ("T-02",)
    assert desk.register.register() == before


def test_two_imports_are_taken_back_one_by_one(desk: Desk) -> None:
    desk.exchange.import_register(_file(ProcessingActivity("T-01", "Paie")))
    between = desk.register.register()
    desk.exchange.import_register(_file(ProcessingActivity("T-01", "Paie", note="deux")))
    desk.exchange.undo_import()
    assert desk.register.register() == between
    desk.exchange.undo_import()
    assert desk.register.register().activities == ()
    with pytest.raises(NotFound):
        desk.exchange.undo_import()


def test_a_shop_corrected_after_the_import_stays_as_it_is(desk: Desk) -> None:
    desk.exchange.import_register(_file(ProcessingActivity("T-01", "Paie")))
    desk.register.set_controller(Controller("Atelier Lumen", phone="01 99 00 00 18"))
    desk.exchange.undo_import()
    assert desk.register.controller().phone == "01 99 00 00 18"


def test_a_copy_is_a_draft_of_its_own(desk: Desk) -> None:
    added = desk.register.add(replace(CCTV, purposes=(Purpose("Voir", LawfulBasis.CONSENT),)))
    desk.register.mark_reviewed("T-01")
    copy = desk.register.duplicate("T-01")
    assert (copy.reference, copy.name, copy.reviewed_on) == ("T-02", "Vidéosurveillance (copie)", None)
    assert copy.purposes == added.purposes
    assert desk.register.activity("T-01").name == "Vidéosurveillance"


def test_several_are_reviewed_or_archived_in_one_go(desk: Desk) -> None:
    for name in ("un", "deux", "trois"):
        desk.register.add(ProcessingActivity("", name))
    before = desk.register.register().activities
    assert [a.reviewed_on for a in desk.register.mark_all_reviewed(["T-01", "T-03"])] == [
        date(2026, 11, 23)
    ] * 2
    with pytest.raises(NotFound):
        desk.register.archive_all(["T-01", "T-77"])
    assert [a.status for a in desk.register.register().activities] == [a.status for a in before]
    desk.register.unstamp_all(before)
    assert desk.register.register().activities == before


def test_taking_back_a_review_leaves_what_was_written_meanwhile(desk: Desk) -> None:
    before = desk.register.add(CCTV)
    (reviewed,) = desk.register.mark_all_reviewed(["T-01"])
    desk.register.save(replace(reviewed, note="écrit entre-temps"))
    desk.register.unstamp_all([before])
    assert desk.register.activity("T-01") == replace(before, note="écrit entre-temps")


def test_erasing_a_record_erases_what_was_typed_about_it(desk: Desk) -> None:
    desk.register.add(CCTV)
    desk.history.drafts.keep(form_of("T-01"), {"typed": []})
    desk.history.bin(["T-01"])
    assert desk.history.drafts.read(form_of("T-01")) is not None
    assert desk.history.destroy(["T-01"]) == 1
    assert desk.history.drafts.read(form_of("T-01")) is None


def test_importing_a_record_that_is_in_the_bin_brings_it_back_to_one_place(desk: Desk) -> None:
    added = desk.register.add(CCTV)
    desk.history.bin(["T-01"])
    desk.exchange.import_register(_file(replace(added, note="du fichier")))
    assert desk.history.binned() == ()
    with pytest.raises(NotFound):  # nothing older is put over it
        desk.history.restore(["T-01"])
    desk.history.bin(["T-01"])  # and it can be thrown away again
    assert [record.activity.note for record in desk.history.binned()] == ["du fichier"]


def test_emptying_the_bin_spares_a_record_that_an_import_brought_back(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    added = desk.register.add(CCTV)
    desk.history.bin(["T-01"])
    desk.exchange.import_register(_file(added))
    _later(clock, days=31)
    again = open_desk(vault, clock)
    assert again.register.activity("T-01") == added
    assert again.history.versions("T-01")[-1].action == "register.imported"
    assert again.ledger.read().entries == ()


def test_taking_back_an_import_puts_what_was_in_the_bin_into_it_again(desk: Desk, clock: FixedClock) -> None:
    desk.parties.save(Party("web", "Hébergeur"))
    added = desk.register.add(replace(CCTV, recipients=(Recipient(party="web"),)))
    desk.history.bin(["T-01"])
    before, told = desk.history.binned(), desk.history.versions("T-01")
    _later(clock, days=2)
    desk.exchange.import_register(_file(replace(added, note="du fichier", recipients=())))
    desk.exchange.undo_import()
    assert desk.register.register().activities == ()
    assert (desk.history.binned(), desk.history.versions("T-01")) == (before, told)
    assert desk.history.restore(["T-01"]) == (added,)


def test_an_erased_record_does_not_come_back_by_taking_back_an_import(desk: Desk) -> None:
    added = desk.register.add(CCTV)
    desk.history.bin(["T-01"])
    desk.exchange.import_register(_file(added, ProcessingActivity("T-02", "Paie")))
    desk.history.bin(["T-01"])
    desk.history.destroy(["T-01"])
    desk.exchange.undo_import()
    assert (desk.register.register().activities, desk.history.binned()) == ((), ())


def test_an_erased_reference_imported_anew_is_a_record_of_its_own(
    desk: Desk, vault: Vault, clock: FixedClock
) -> None:
    added = desk.register.add(CCTV)
    desk.history.bin(["T-01"])
    desk.history.destroy(["T-01"])
    desk.exchange.import_register(_file(added))
    assert open_desk(vault, clock).register.activity("T-01") == added  # its erasure was carried out before
    desk.exchange.undo_import()
    assert (desk.register.register().activities, desk.history.binned()) == ((), ())


def test_taking_back_an_import_brings_back_parties_removed_since(desk: Desk) -> None:
    desk.parties.save(Party("web", "Hébergeur", country="US"))
    desk.register.add(replace(CCTV, recipients=(Recipient(party="web"),)))
    before = replace(desk.register.register(), controller=Controller("Atelier Lumen"))
    desk.register.set_controller(before.controller)
    desk.exchange.import_register(_file(replace(before.activities[0], recipients=())))
    desk.parties.remove("web")
    desk.exchange.undo_import()
    assert desk.register.register() == before


def test_taking_back_an_import_takes_back_what_a_newer_program_said_beside(desk: Desk) -> None:
    desk.register.set_controller(Controller("Atelier Lumen"))
    before = desk.register.register()
    desk.exchange.import_register(replace(before, extra={"later": 1}))
    assert desk.register.register().extra == {"later": 1}
    desk.exchange.undo_import()
    assert desk.register.register() == before


def test_taking_back_an_import_forgets_what_was_typed_about_its_records(desk: Desk) -> None:
    desk.exchange.import_register(_file(ProcessingActivity("T-01", "Paie")))
    desk.history.drafts.keep(form_of("T-01"), {"typed": []})
    desk.exchange.undo_import()
    assert desk.history.drafts.read(form_of("T-01")) is None


def test_a_clock_put_back_begins_a_version_and_keeps_their_order(desk: Desk, clock: FixedClock) -> None:
    added = desk.register.add(CCTV)
    desk.register.save(replace(added, note="une"))
    _later(clock, hours=-3)
    desk.register.save(replace(added, note="deux"))
    assert [v.activity.note for v in desk.history.versions("T-01")] == ["", "une", "deux"]


def test_a_form_open_while_a_version_is_taken_up_again_overwrites_nothing(desk: Desk) -> None:
    added = desk.register.add(CCTV)
    opened = desk.register.save(replace(added, note="une")).activity
    desk.history.return_to("T-01", 1)
    with pytest.raises(SavedElsewhere):
        desk.register.save(replace(opened, note="deux"))
    assert desk.register.activity("T-01") == added


def test_a_merge_is_not_undone_over_a_record_in_the_bin(desk: Desk) -> None:
    desk.parties.save(Party("web", "Hébergeur"))
    desk.parties.save(Party("host", "Hébergeur (bis)"))
    desk.register.add(replace(CCTV, recipients=(Recipient(party="host"),)))
    merged = desk.merging.merge("host", "web")
    desk.history.bin(["T-01"])
    with pytest.raises(NotFound, match=r"La fiche T-01 a été jetée depuis\."):
        desk.merging.undo(merged)
    assert [party.key for party in desk.parties.all()] == ["web"]


def test_the_refusal_to_take_back_names_a_few_records_in_their_order(desk: Desk) -> None:
    names = [f"T-{number:02d}" for number in range(95, 102)]
    desk.exchange.import_register(_file(*(ProcessingActivity(name, "Paie") for name in names)))
    desk.history.bin(["T-95"])
    with pytest.raises(ChangedSinceImport, match=r"^Une fiche de cet import .* depuis : T-95\."):
        desk.exchange.undo_import()
    desk.history.bin(names[1:])
    with pytest.raises(ChangedSinceImport, match=r"^7 fiches .* : T-95, .*, T-99 et 2 autres\."):
        desk.exchange.undo_import()
