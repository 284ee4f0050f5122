"""Aujourd’hui: what is left to do, how far the register is, what the file still lacks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from gdpr_desk.app import Desk
from gdpr_desk.qtkit.columns import empty_column
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.ring import Ring
from gdpr_desk.qtkit.surfaces import Card, EmptyState, FadeScroll, NoticeStrip, Separator
from gdpr_desk.qtkit.theme import px
from gdpr_desk.register.qt.table_model import picture_of
from gdpr_desk.shell.backup_daily import BackupNotice
from gdpr_desk.shell.breaches_room import breach_rows
from gdpr_desk.shell.parts import GUTTER, button, label
from gdpr_desk.shell.requests_room import request_rows
from gdpr_desk.shell.sweep_today import SweepCard
from gdpr_desk.shell.task_today import task_rows
from gdpr_desk.shell.today import MOST_ROWS, FirstStep, Gap, Today, today_of
from gdpr_desk.shell.today_parts import LinkLine, RowsCard, ShareBar

_SIDE = 320
_TWO_COLUMNS_FROM = 1040
_MEASURE = "Mesure ce qui est documenté ici, pas votre conformité."


class TodayPage(QWidget):
    """`go_to` carries where to go: a reference, `filter:…`, `settings`, `models`, `print` or `register`."""

    go_to = Signal(str)
    counted = Signal(int)
    """How many records are not complete, each time the page says so."""
    parties_counted = Signal(int)
    """How many parties have something missing."""
    requests_counted = Signal(int)
    tasks_counted = Signal(int)
    """How many requests wait for an answer."""
    title = "Aujourd’hui"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._header = PageHeader(title=self.title)
        new = button("tonal", "Ajouter une activité", icon="plus")
        new.clicked.connect(lambda: self.go_to.emit("models"))
        self._header.add_action(new)
        self._new = new
        self._notice = NoticeStrip(kind="urgent")
        self._backups = BackupNotice(desk)
        self._backups.activated.connect(lambda: self.go_to.emit("settings"))
        self._rows = RowsCard()
        self._rows.chosen.connect(self.go_to)
        self._rows.more.connect(lambda: self.go_to.emit("filter:to_complete"))
        self._empty = EmptyState(icon="calendar-check")
        self._empty.activated.connect(self._empty_pressed)
        self._steps = _ListCard()
        self._register = _RegisterCard()
        self._register.more.clicked.connect(lambda: self.go_to.emit("filter:to_complete"))
        self._ready = _ReadyCard()
        self._steps.chosen.connect(self.go_to)
        self._ready.list.chosen.connect(self.go_to)
        self._sweep: SweepCard | None = None
        self._arrange()

    def tell_sweep(self, card: SweepCard) -> None:
        """From now on `card` says where the sweep stands, and above the rows what it needs."""
        self._sweep = card
        card.chosen.connect(self.go_to)
        self._left.insertWidget(self._left.indexOf(self._rows), card.notice)
        self._cards.insertWidget(0, card)

    def leave(self) -> None:
        """Another room is shown, or the vault is about to be closed."""
        if self._sweep is not None:
            self._sweep.leave()

    def refresh(self) -> None:
        """Read the register again."""
        desk = self._desk
        pressing, settled = breach_rows(desk)
        today = today_of(
            desk.register.overview(),
            desk.register.controller(),
            today=desk.clock.today(),
            now=desk.clock.now(),
            made_at=desk.journal.begun_at(),
            exported=desk.journal.count_of(("register.exported",)) > 0,
            picture=picture_of,
            parties=desk.parties.all(),
            waiting=(*pressing, *request_rows(desk), *task_rows(desk), *settled),
        )
        self.show_today(today)
        self.requests_counted.emit(desk.requests.waiting())
        self.tasks_counted.emit(desk.elsewhere.counts().waiting)
        if self._sweep is not None:
            self._sweep.refresh()

    def tell_clocks(self) -> None:
        """A minute went by: the time left on the rows of incidents, without reading all else."""
        if self.isVisible():
            self._rows.retell(breach_rows(self._desk)[0])

    def focus_first(self) -> None:
        """Put the focus on the next step."""
        if self._rows.isHidden():
            self._empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._rows.focus_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(_TWO_COLUMNS_FROM)
        self._columns.setDirection(
            QHBoxLayout.Direction.LeftToRight if wide else QHBoxLayout.Direction.TopToBottom
        )
        self._side.setMaximumWidth(px(_SIDE) if wide else 16_777_215)
        self._side.setMinimumWidth(px(_SIDE) if wide else 0)

    def show_today(self, today: Today) -> None:
        """Show this content."""
        self._header.set_sentence(today.sentence)
        water = self._desk.vault.high_water
        shortfall = water.shortfall if water is not None else None
        self._notice.setVisible(shortfall is not None)
        if shortfall is not None:
            self._notice.set_text(shortfall.sentence)
        self._backups.refresh()
        self._rows.show_rows(today.rows[:MOST_ROWS], len(today.rows))
        self._rows.setVisible(bool(today.rows))
        self._empty.setVisible(not today.rows or today.activities == 0)
        self._say_empty(today)
        self._steps.show_steps(today.first_steps)
        self._steps.setVisible(bool(today.first_steps))
        self._register.show_share(today.complete, today.activities)
        self._ready.show_gaps(today.ready, today.gaps)
        self.counted.emit(today.activities - today.complete)
        self.parties_counted.emit(today.parties_left)
        self._side.setVisible(today.activities > 0)

    def _say_empty(self, today: Today) -> None:
        self._new_register = today.activities == 0
        self._new.setHidden(self._new_register)
        self._empty.button.set_kind("tonal" if today.rows else "filled")
        if self._new_register:
            self._empty.set_content(
                "book-open-text",
                "Votre registre est vide.",
                "Choisissez vos activités parmi les modèles : 5 minutes suffisent pour commencer.",
                "Ajouter une activité",
                "plus",
                mark="",
            )
            return
        self._empty.set_content(
            "calendar-check",
            "Rien d’urgent aujourd’hui.",
            "Toutes vos fiches sont complètes. Relisez-les une fois par an.",
            "Voir le registre",
        )

    def _empty_pressed(self) -> None:
        self.go_to.emit("models" if self._new_register else "register")

    def _arrange(self) -> None:
        left = self._left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self._notice)
        left.addWidget(self._backups)
        left.addWidget(self._rows)
        left.addWidget(self._empty)
        left.addWidget(self._steps)
        left.addStretch(1)
        self._side = QWidget()
        self._side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        side = self._cards = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(16)
        side.addWidget(self._register)
        side.addWidget(self._ready)
        side.addStretch(1)
        content = QWidget()
        self._columns = QHBoxLayout(content)
        self._columns.setContentsMargins(4, 4, 4, 24)
        self._columns.setSpacing(16)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        scroll = FadeScroll()
        scroll.setWidget(content)
        scroll.set_gutter(GUTTER)
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 20, 28 - GUTTER, 0)
        page.setSpacing(12)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4 + GUTTER, 0)
        head.addWidget(self._header)
        page.addLayout(head)
        page.addWidget(scroll, 1)


class _RegisterCard(Card):
    """How many records are complete."""

    def __init__(self) -> None:
        super().__init__()
        self._figure = label("strong")
        self._bar = ShareBar()
        self._words = label("second")
        self.more = button("link", "Voir les autres", small=True)
        head = QHBoxLayout()
        head.addWidget(label("small_title", "Registre"))
        head.addStretch(1)
        head.addWidget(self._figure)
        foot = QHBoxLayout()
        foot.addWidget(self._words)
        foot.addStretch(1)
        foot.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addLayout(foot)

    def show_share(self, complete: int, total: int) -> None:
        left = total - complete
        self._figure.setText(f"{complete} / {total}")
        words = "activité complète" if complete < 2 else "activités complètes"
        self._words.setText(words if total else "aucune activité pour l’instant")
        self._bar.set_share(complete / total if total else 0.0, f"{complete} {words} sur {total}")
        self.more.setVisible(left > 0)
        self.more.setText("Voir l’autre" if left == 1 else f"Voir les {left} autres")
        self.more.setAccessibleName(f"Voir les activités à compléter ({left})")


class _ReadyCard(Card):
    """« Dossier prêt à montrer », always with what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._ring = Ring()
        self._ring.setProperty("side", 56)
        self._missing = label("second")
        self.list = _Lines()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(label("small_title", "Dossier prêt à montrer"))
        words.addWidget(self._missing)
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._ring)
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(label("caption", _MEASURE, wrap=True))

    def show_gaps(self, share: float, gaps: tuple[Gap, ...]) -> None:
        self._ring.setProperty("share", share)
        self._ring.setAccessibleName(f"Dossier documenté à {int(share * 100)} %")
        self._missing.setText("Ce qui manque encore :" if gaps else "Rien ne manque")
        self.list.show_lines([(gap.sentence, None, gap.target) for gap in gaps])


class _Lines(QWidget):
    """Lines that lead somewhere, with a hairline above each; without one where they are ticked off."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_lines(self, lines: list[tuple[str, bool | None, str]]) -> None:
        empty_column(self._column)
        for sentence, done, target in lines:
            if done is None:
                self._column.addWidget(Separator())
            line = LinkLine(sentence, done=done)
            line.clicked.connect(lambda _checked=False, to=target: self.chosen.emit(to))
            self._column.addWidget(line)


class _ListCard(Card):
    """The first week's five steps."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines = _Lines()
        self._lines.chosen.connect(self.chosen)
        self._left = label("second")
        head = QHBoxLayout()
        head.addWidget(label("small_title", "Vos premiers pas"))
        head.addStretch(1)
        head.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._lines)

    def show_steps(self, steps: tuple[FirstStep, ...]) -> None:
        done = sum(1 for step in steps if step.done)
        self._left.setText(f"{done} sur {len(steps)}")
        self._lines.show_lines([(step.sentence, step.done, step.target) for step in steps])
