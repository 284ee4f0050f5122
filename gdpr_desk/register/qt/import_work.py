"""The import behind the screen: reading, understanding and taking over, off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from gdpr_desk.qtkit.jobs import Job, Jobs
from gdpr_desk.register.exchange import ImportOutcome, RegisterExchange
from gdpr_desk.register.reading.incoming import Incoming
from gdpr_desk.register.reading.intake import Opened, open_file, understood
from gdpr_desk.register.reading.preview import Preview

_SETTLE_MS = 120
"""Several answers in a row are looked at once."""


@dataclass(frozen=True)
class Answers:
    """What the person said about the file: the shift of Madis, and the lines left out."""

    corrected: bool | None = None
    left: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reading:
    """A file as it is understood now; `preview` is None while no column holds names."""

    opened: Opened
    answers: Answers = Answers()
    remembered: bool = False
    incoming: Incoming | None = None
    preview: Preview | None = None

    @property
    def unanswered(self) -> bool:
        """Whether the file raises a question that nobody has answered."""
        return self.opened.shift is not None and self.answers.corrected is None

    @property
    def ready(self) -> bool:
        """Whether it can be taken over as it stands."""
        preview = self.preview
        return preview is not None and preview.changes_anything and not preview.faulty and not self.unanswered


class ImportWork(QObject):
    """One import at a time. `read` carries a `Reading`, `refused` what keeps the file out, `failed`
    what kept the vault from taking it over, `imported` the outcome."""

    read = Signal(object)
    refused = Signal(object)
    failed = Signal(object)
    imported = Signal(object)

    def __init__(self, exchange: RegisterExchange, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._job: Job | None = None
        self.reading: Reading | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._look_again)

    def open(self, path: Path) -> None:
        """Read the file; what was open before is forgotten."""
        self.stop()
        self.reading = None
        self._job = Jobs.run(partial(open_file, path), self._opened, self.refused.emit, self, lane="pool")

    def stop(self) -> None:
        """Forget what is under way; nothing was written."""
        self._soon.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def set_fields(self, fields: Sequence[str]) -> None:
        """Take the columns for something else."""
        if self.reading is not None:
            self._now(replace(self.reading, opened=self.reading.opened.with_fields(fields)))

    def set_corrected(self, corrected: bool) -> None:
        """Answer the question that a Madis file raises."""
        if self.reading is not None:
            self._now(replace(self.reading, answers=replace(self.reading.answers, corrected=corrected)))

    def set_left(self, where: str, out: bool) -> None:
        """Leave a line out, or take it back in."""
        if self.reading is not None:
            left = self.reading.answers.left - {where} | ({where} if out else set())
            self._now(replace(self.reading, answers=replace(self.reading.answers, left=left)))

    def take(self) -> bool:
        """Take over what is shown, in one transaction; False where that is not settled yet."""
        reading = self.reading
        if reading is None or not reading.ready:
            return False
        self._job = Jobs.run(partial(_taken, self._exchange, reading), self._done, self.failed.emit, self)
        return True

    def _opened(self, opened: Opened) -> None:
        work = partial(_first_look, self._exchange, opened)
        self._job = Jobs.run(work, self._shown, self.refused.emit, self)

    def _now(self, reading: Reading) -> None:
        # What is shown belongs to the answers before: it must not be taken over with the new ones.
        self.reading = replace(reading, incoming=None, preview=None)
        self._soon.start()

    def _look_again(self) -> None:
        if self.reading is None:
            return
        if self._job is not None:
            self._job.cancel()
        work = partial(_looked_at, self._exchange, self.reading)
        self._job = Jobs.run(work, self._shown, self.refused.emit, self)

    def _shown(self, reading: Reading) -> None:
        self._job = None
        self.reading = reading
        self.read.emit(reading)

    def _done(self, outcome: ImportOutcome) -> None:
        self._job = None
        self.imported.emit(outcome)


def _first_look(exchange: RegisterExchange, opened: Opened) -> Reading:
    """With the columns as they were the last time, where this header was seen before."""
    remembered = False
    if opened.table is not None:
        kept = exchange.mapping_for(opened.table.signature)
        try:
            if kept is not None:
                opened, remembered = opened.with_fields(kept["fields"]), True
        except (KeyError, TypeError, ValueError):
            remembered = False  # written by another version: what the header says remains
    return _looked_at(exchange, Reading(opened, remembered=remembered))


def _looked_at(exchange: RegisterExchange, reading: Reading) -> Reading:
    opened, answers = reading.opened, reading.answers
    if opened.table is not None and not opened.table.named:
        return replace(reading, incoming=None, preview=None)
    incoming = understood(opened, True if answers.corrected is None else answers.corrected)
    return replace(reading, incoming=incoming, preview=exchange.preview_lines(incoming, answers.left))


def _taken(exchange: RegisterExchange, reading: Reading) -> ImportOutcome:
    if reading.incoming is None:
        raise ValueError("nothing to take over")
    outcome = exchange.import_incoming(reading.incoming.without(reading.answers.left))
    table = reading.opened.table
    if table is not None:
        exchange.remember_mapping(table.signature, {"fields": list(table.fields)})
    return outcome
