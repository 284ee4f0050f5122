"""The rule of one folder: which files leave when, and what that would do, seen before it is saved."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from gdpr_desk.errors import GdprDeskError, InvalidInput
from gdpr_desk.qtkit.fields import Check, ChoiceField, LineField
from gdpr_desk.qtkit.files import choose_folder
from gdpr_desk.qtkit.form_field import FormField
from gdpr_desk.qtkit.jobs import Jobs
from gdpr_desk.qtkit.keeping import DialogDraft
from gdpr_desk.qtkit.parts import GUTTER, bar, button, label
from gdpr_desk.qtkit.placing import fit_over
from gdpr_desk.qtkit.surfaces import FadeScroll, NoticeStrip
from gdpr_desk.qtkit.theme import color, px
from gdpr_desk.retention.folders.dates import DateForm
from gdpr_desk.retention.folders.model import EVERYTHING, FolderPreview, FolderRule, WatchedFolder, shown_path
from gdpr_desk.retention.folders.service import FORM, WatchedFolders
from gdpr_desk.retention.qt.folder_words import (
    COUNT_BY_NAME,
    IN_CLEAR,
    late_words,
    old_too_words,
    preview_words,
)

_WIDTH, _MARGIN = 620, 48
_UNITS = {"H": "heures", "D": "jours", "W": "semaines", "M": "mois", "Y": "ans"}
_PERIOD = re.compile(r"P(?:T(?P<hours>[0-9]+)H|(?P<many>[0-9]+)(?P<unit>[DWMY]))")
_BY_FILE = "file"
_KEPT = ("path", "label", "many", "unit", "patterns", "age", "recursive")
"""The fields, as what is kept of a half typed form names them."""
_SEE, _SAVE = "Voir ce qui partirait", "Enregistrer"


class FolderDialog(QDialog):
    """Asks for a rule, shows what it would do, then saves it. `folder`: the one to change, or None."""

    def __init__(self, folders: WatchedFolders, folder: WatchedFolder | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._folders = folders
        self._folder = folder
        self._seen: FolderRule | None = None
        self._form_found: DateForm | None = None
        self.path = LineField(placeholder="Choisissez un dossier de cet ordinateur")
        self.browse = button("secondary", "Choisir…", self.choose, icon="folder-open", small=True)
        self.label = LineField()
        self.many = LineField()
        self.unit = ChoiceField()
        self.unit.set_options(_UNITS.items())
        self.patterns = LineField()
        self.age = ChoiceField()
        forms = [(form.value, f"La date dans son nom : {form.words}") for form in DateForm]
        self.age.set_options(
            [(_BY_FILE, "La date du fichier, ou le jour où il arrive ici si c’est plus tard"), *forms]
        )
        self.recursive = Check(text="Aussi dans les dossiers qu’il contient")
        self.late = NoticeStrip(kind="attention")
        self.notice = NoticeStrip(kind="info")
        self.old_too = Check()
        self.verb = button("filled", _SEE, self.carry_out)
        self.stay = button("secondary", "Annuler", self.reject)
        self._fields = self._frames()
        self._arrange()
        self._fill(folder.rule if folder else FolderRule("", "", "P1M"))
        self._follow()
        for name in _KEPT:
            getattr(self, name).setObjectName(name)
        form = f"{FORM}/{folder.id if folder else 'new'}"
        self._draft = DialogDraft(self, folders.drafts, form)
        self._within.insertWidget(0, self._draft.strip)
        self.setWindowTitle("gdpr-desk")
        self.setAccessibleName(_title(folder))

    def rule(self) -> FolderRule:
        """The rule as it stands in the fields."""
        many, unit = self.many.text().strip(), self.unit.key()
        period = f"PT{many}H" if unit == "H" else f"P{many}{unit}"
        typed = re.split(r"[;,\n]", self.patterns.text())
        age = self.age.key()
        before = self._folder.rule if self._folder else None
        path = self.path.text().strip()
        if before is not None and path == shown_path(before.path):
            path = before.path
        return FolderRule(
            path=path,
            label=self.label.text(),
            period=period if many.isascii() and many.isdigit() else "",
            patterns=tuple(part.strip() for part in typed if part.strip()) or EVERYTHING,
            date_form=None if age == _BY_FILE else DateForm(age),
            recursive=self.recursive.isChecked(),
            enabled=before.enabled if before else True,
        )

    def choose(self) -> None:
        """By the system's own dialog; the folder's name is proposed for the rule."""
        found = choose_folder(self, title="Choisir le dossier à surveiller")
        if found is not None:
            self.path.setText(str(found))
            if not self.label.text().strip():
                self.label.setText(shown_path(found.name))

    def carry_out(self) -> None:
        """First show what the rule would do; once that was seen, save it."""
        rule, number = self.rule(), self._folder.id if self._folder else None
        for frame in self._fields.values():
            frame.clear()
        self._busy(True)
        settled = partial(self._busy, False)
        if rule == self._seen:
            old_too = self.old_too.isVisible() and self.old_too.isChecked()
            add = partial(self._folders.add, rule, old_too=old_too)
            work = partial(self._folders.change, number, rule) if number else add
            Jobs.run(work, lambda _saved: self.accept(), self._refused, self, settled=settled)
        else:
            work_seen = partial(self._folders.preview, rule, number)
            Jobs.run(work_seen, partial(self._previewed, rule), self._refused, self, settled=settled)

    def reject(self) -> None:
        """Leave, unless something is being written this very moment."""
        if self.stay.isEnabled():
            super().reject()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("sheet"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        QTimer.singleShot(0, self, self._fit)
        self.path.setFocus(Qt.FocusReason.OtherFocusReason)

    def _previewed(self, rule: FolderRule, seen: FolderPreview) -> None:
        if rule != self.rule():  # typed on meanwhile
            return
        self._seen = rule
        serious = seen.going or seen.synchronised or rule.caution
        self._tell(preview_words(seen), "attention" if serious else "info")
        self._form_found = seen.suggested
        self.notice.set_action(COUNT_BY_NAME if seen.suggested else "")
        offered = bool(seen.old and not seen.going and self._folder is None)
        self.old_too.setText(old_too_words(seen) if offered else "")
        self.old_too.setVisible(offered)
        self.verb.setText(_SAVE)
        self.verb.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, refusal: GdprDeskError) -> None:
        frame = self._fields.get(refusal.field) if isinstance(refusal, InvalidInput) else None
        if frame is None:
            self._tell(str(refusal), "urgent")
        else:
            frame.set_error(f"{refusal.message} {refusal.remedy}".strip())
            field = frame.field()
            if field is not None:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._fit)

    def _tell(self, words: str, kind: str) -> None:
        self.notice.set_kind(kind)
        self.notice.set_text(words)
        self.notice.set_action("")
        self.notice.show()
        QTimer.singleShot(0, self, self._fit)

    def _busy(self, busy: bool) -> None:
        for widget in (self._form, self.stay, self.verb):
            widget.setDisabled(busy)

    def _touched(self) -> None:
        """What was shown is no longer what would be saved."""
        self._seen = None
        self.verb.setText(_SEE)
        self.notice.hide()
        self.old_too.setChecked(False)
        self.old_too.hide()
        self._tell_late()

    def _count_by_name(self) -> None:
        """The date in the names decides; what that does is shown at once."""
        if self._form_found is not None:
            self.age.set_key(self._form_found.value)
            self._touched()
            self.carry_out()

    def _follow(self) -> None:
        for line in (self.path, self.label, self.many, self.patterns):
            line.textChanged.connect(lambda _text: self._touched())
        for choice in (self.unit, self.age):
            choice.chosen.connect(lambda _key: self._touched())
        self.recursive.toggled.connect(lambda _on: self._touched())
        self.notice.activated.connect(self._count_by_name)
        self._tell_late()

    def _tell_late(self) -> None:
        """What counting from the files' own dates lets happen, beside that choice."""
        rule = self.rule()
        told = late_words(rule) if rule.period and rule.caution else ""
        self.late.set_text(told)
        self.late.setVisible(bool(told))

    def _fill(self, rule: FolderRule) -> None:
        self.path.setText(shown_path(rule.path))
        self.label.setText(rule.label)
        found = _PERIOD.fullmatch(rule.period)
        if found is not None:
            self.many.setText(found["hours"] or found["many"])
            self.unit.set_key(found["unit"] or "H")
        self.patterns.setText("" if rule.patterns == EVERYTHING else " ; ".join(rule.patterns))
        self.age.set_key(rule.date_form.value if rule.date_form else _BY_FILE)
        self.recursive.setChecked(rule.recursive)

    def _frames(self) -> dict[str, FormField]:
        return {
            "path": FormField(label="Dossier", help=IN_CLEAR, field=self.path),
            "label": FormField(
                label="Nom",
                help="Par exemple : exports de la caméra. Il figure sur les relevés : aucun nom de personne.",
                field=self.label,
            ),
            "period": FormField(label="Garder les fichiers", field=self.many),
            "unit": FormField(label="Unité", field=self.unit),
            "age": FormField(label="À compter de", field=self.age),
            "patterns": FormField(
                label="Quels fichiers",
                help="Vide pour tous. Pour des vidéos : *.mp4 ; *.avi. Pour des sons : *.wav ; *.mp3.",
                field=self.patterns,
                optional=True,
            ),
        }

    def _arrange_fields(self) -> None:
        """What scrolls: the questions, one below the other."""
        self._form = QWidget()
        self._within = QVBoxLayout(self._form)
        self._within.setContentsMargins(4, 4, 4, 4)
        self._within.setSpacing(16)
        self._fields["path"].add_aside(self.browse)
        self._within.addWidget(self._fields["path"])
        self._within.addWidget(self._fields["label"])
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._fields["period"], 1)
        row.addWidget(self._fields["unit"], 1)
        self._within.addLayout(row)
        for below in (self._fields["age"], self.late, self._fields["patterns"], self.recursive):
            self._within.addWidget(below)
        self._within.addStretch(1)

    def _arrange(self) -> None:
        self._arrange_fields()
        self.notice.hide()
        self.old_too.hide()
        self._scroll = FadeScroll()
        self._scroll.setWidget(self._form)
        self._scroll.set_gutter(GUTTER)
        told = QVBoxLayout()  # outside what scrolls: it is what the next press of the verb would do
        told.setContentsMargins(4, 0, GUTTER + 4, 0)
        told.setSpacing(10)
        told.addWidget(self.notice)
        told.addWidget(self.old_too)
        foot = bar(QWidget(), self.stay, self.verb, stretch_first=True)
        foot.setContentsMargins(4, 0, GUTTER + 4, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24 - GUTTER, 20)
        self._column.setSpacing(12)
        title = label("detail_title", _title(self._folder))
        title.setContentsMargins(4, 0, 0, 0)  # as far in as the fields, which keep room for their ring
        self._column.addWidget(title)
        self._column.addWidget(self._scroll, 1)
        self._column.addLayout(told)
        self._column.addWidget(foot)
        self.verb.setDefault(True)
        for act in (self.browse, self.stay):
            act.setAutoDefault(False)

    def _fit(self) -> None:
        """As high as what it asks and shows, and no larger than the window behind."""
        behind = self.parentWidget()
        room = (behind.window() if behind is not None else self).size()
        width = min(px(_WIDTH), room.width() - _MARGIN)
        self._within.activate()
        around = self._column.totalHeightForWidth(width) - self._scroll.sizeHint().height()
        inner = width - 2 * 24 - GUTTER
        asked = max(self._within.totalHeightForWidth(inner), self._within.totalSizeHint().height())
        fit_over(self, width, around + asked + 8)


def _title(folder: WatchedFolder | None) -> str:
    return "Modifier un dossier surveillé" if folder else "Ajouter un dossier surveillé"
