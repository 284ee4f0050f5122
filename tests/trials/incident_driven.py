"""An incident in a process of its own, by keyboard, telling line by line what it does: it may be killed.

`live` opens the vault, goes to one screen of the wizard and carries out what is done there, telling
`ACT n` before and `ACK n` after each act, and `KEY field length instant` after each sign typed. The clock
of the vault stands still, so that two lives write the same; the instants told are the computer's steady ones.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from breach_walk import Fingers
from fingers import ALT, CTRL, press, reach, typed
from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from walking import Meeting, walk

from gdpr_desk.app import Desk, open_desk
from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.qt.page import BreachesPage
from gdpr_desk.breaches.qt.screens import SCREENS
from gdpr_desk.breaches.snapshot import dump_facts
from gdpr_desk.clock import SHOP_ZONE, FixedClock
from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.act_form import ActForm
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.keeping import typed_in
from gdpr_desk.shell.application import speak_french
from gdpr_desk.shell.breaches_room import _door
from gdpr_desk.vault.vault import Vault

RAW_KEY = bytes(range(32))
CLOCK = FixedClock(datetime(2026, 11, 23, 8, 48, tzinfo=SHOP_ZONE))
REFERENCE = "V-2026-001"
WORDS = (
    *("sac", "vole", "dans", "la", "voiture", "hier", "soir", "devant", "le", "magasin", "avec", "tous"),
    *("les", "fichiers", "clients", "et", "deux", "carnets", "sans", "code", "plainte", "faite", "ce"),
)
Say = Callable[[str], object]
Picture = dict[str, Any]


def picture(breach: PersonalDataBreach) -> Picture:
    """All that somebody did, without what chance or the hour adds."""
    return {
        "facts": dump_facts(breach.facts),
        "gestures": sorted(one.gesture for one in breach.gestures),
        "decisions": [[one.authority, one.subjects, one.reason] for one in breach.decisions],
        "filings": [[one.kind.value, one.receipt] for one in breach.filings],
        "told": [[one.who, one.number] for one in breach.communications],
        "actions": [[one.what, one.owner] for one in breach.actions],
        "state": breach.state.value,
        "lessons": breach.closing.lessons if breach.closing else "",
    }


@dataclass
class Hands:
    """Somebody at the wizard; `dice` choose what is typed and how fast."""

    page: BreachesPage
    say: Say
    dice: random.Random
    pace: random.Random

    def __post_init__(self) -> None:
        self.by = Fingers(self.page)

    def type(self, field: str, words: int = 0) -> None:
        """Over what stands in the field, sign by sign; now and then somebody thinks."""
        self.by.fill(field, "")
        first = chr(0x3B1 + sum(map(ord, field)) % 24)  # no other field's words begin alike
        text = first + " ".join(self.dice.choice(WORDS) for _ in range(words or self.dice.randrange(8, 20)))
        for length, sign in enumerate(text, 1):
            typed(sign)
            self.say(f"KEY {field} {length} {time.monotonic():.4f} {json.dumps(text)}")
            QTest.qWait(self.pace.choice((8, 15, 25, 40)) if self.pace.random() > 0.03 else 900)

    def form(self, verb: str, *fields: str) -> None:
        """A small form, its fields typed into."""

        def act(asked: ActForm) -> None:
            for field in fields:
                self.type(field, 6)
            reach(lambda widget: widget is asked.verb)
            press(Qt.Key.Key_Return)

        walk([Meeting(ActForm, act)], lambda: self.by.verb(verb))


Act = Callable[[Hands], object]


def choose(*names: str) -> Act:
    return lambda hands: hands.by.choose(*names)


def fill(name: str, words: str) -> Act:
    return lambda hands: hands.by.fill(name, words)


def type_(field: str, words: int = 0) -> Act:
    return lambda hands: hands.type(field, words)


def on(hands: Hands) -> None:
    """To the next screen, which saves this one."""
    press(Qt.Key.Key_Right, ALT)


def end(hands: Hands) -> None:
    """It is notified, or closed."""
    press(Qt.Key.Key_Return, CTRL)


ACTS: dict[str, Sequence[Act]] = {
    "story": (type_("narrative"), on),
    "when": (
        *(choose("period_ongoing"), fill("began_at", "22/11/2026"), fill("began_at_hour", "20:30")),
        *(choose("discovery_own_detection"), type_("discovery_detail", 9), on),
    ),
    "gestures": (choose("gesture_change_codes"), choose("gesture_wipe"), on),
    "activities": (on,),
    "data": (
        *(choose("role_controller"), choose("data_subjects_customers"), choose("persons_hundreds")),
        *(choose("data_basic"), choose("data_other"), choose("records_hundreds"), on),
    ),
    "effects": (
        *(choose("disclosure_likely"), choose("protection_none"), choose("reach_strangers")),
        *(choose("cause_external_malicious"), choose("harms_other"), type_("harms_detail")),
        *(choose("severity_important"), on),
    ),
    "advice": (choose("authority_yes"), choose("subjects_yes"), type_("decision_reason"), on),
    "measures": (choose("measures_before_backup"), type_("measures_after"), on),
    "who": (type_("reporter_first_name", 3), type_("reporter_last_name", 4), type_("reporter_role", 4), on),
    "copy": (type_("receipt", 5), end),
    "persons": (
        type_("letter_account"),
        lambda hands: hands.form("Noter qui a été prévenu…", "who", "proof"),
        on,
    ),
    "closing": (
        lambda hands: hands.form("Ajouter une action…", "what", "owner"),
        type_("lessons"),
        choose("register_checked"),
        end,
    ),
}
"""What is done on each screen, after the picture was chosen."""
TYPED = tuple(screen for screen in ACTS if screen not in ("gestures", "activities", "data"))
"""The screens on which somebody types."""


def at_home(place: Path) -> Path:
    """From now on the user's folders are in `place`; where the vault is."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(place / "user" / name.lower())
    return place / "coffre"


def window(place: Path) -> tuple[Desk, BreachesPage]:
    """The open vault of that place and its room, on a screen of its own."""
    folder = at_home(place)
    qInstallMessageHandler(_quiet)
    app = QApplication.instance() or QApplication(["incident"])
    speak_french(app)  # type: ignore[arg-type]
    theme.install(app, "light", 100)  # type: ignore[arg-type]
    desk = open_desk(Vault.open(folder, RAW_KEY, clock=CLOCK), CLOCK)
    page = BreachesPage(_door(desk))
    page.refresh()
    page.resize(1134, 700)
    page.show()
    page.activateWindow()
    QTest.qWait(20)
    return desk, page


def live(place: Path, screen: str, seed: int, pace: int, say: Say) -> None:
    """What is done on that screen."""
    desk, page = window(place)
    page.open_breach(REFERENCE)
    wanted = next(one for one in SCREENS if one.key == screen)
    page.wizard.go_to_step(wanted.step)
    while page.wizard.shown is not wanted:
        press(Qt.Key.Key_Right, ALT)
    seen: list[Picture] = []

    def look(*_commit: object) -> None:
        now = picture(desk.breaches.file(REFERENCE).breach)
        if not seen or seen[-1] != now:
            seen.append(now)
            say(f"STATE {json.dumps(now)}")

    look()
    if not pace:  # a rehearsal
        desk.vault.store.observe(look)
    hands = Hands(page, say, random.Random(seed), random.Random(pace))
    QTest.qWait(5)
    for number, act in enumerate(ACTS[screen]):
        say(f"ACT {number}")
        act(hands)
        QTest.qWait(1)
        if not pace:
            look()
        say(f"ACK {number}")
    Jobs.wait()
    page.leave()
    desk.close()
    say("END")


def typed_on(page: BreachesPage) -> dict[str, str | bool]:
    """What stands in the fields of the screen that is shown."""
    return typed_in(page.wizard.pages[page.wizard.shown.key])


def _quiet(_kind: QtMsgType, _where: object, _words: str) -> None:
    """What the offscreen screen says it cannot do."""


def told_to(out: int) -> Say:
    """Say a line at once, whole."""
    return lambda line: os.write(out, line.encode() + b"\n")
