"""Painted controls are still controls: keys, names, rings, wrapped text."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.badge import Badge, BadgeSpec, Counter, badge_size
from gdpr_desk.qtkit.buttons import Button, IconButton
from gdpr_desk.qtkit.chips import Chip, ChipRow, ChipSpec, Segmented
from gdpr_desk.qtkit.date_field import read_date
from gdpr_desk.qtkit.fields import (
    Check,
    ChoiceField,
    DateField,
    FormField,
    LineField,
    OptionCard,
    PassphraseField,
    PictureTile,
    StrengthBar,
    TextField,
)
from gdpr_desk.qtkit.focus import _Frame
from gdpr_desk.qtkit.form_field import WHY_TITLE
from gdpr_desk.qtkit.labels import Label
from gdpr_desk.qtkit.page_header import PageHeader
from gdpr_desk.qtkit.ring import Ring
from gdpr_desk.qtkit.surfaces import EmptyState, FadeScroll, NoticeStrip, SoftBox

Role = QAccessible.Role


def page(qtbot: QtBot, *widgets: QWidget, width: int = 400, height: int = 400) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch(1)
    qtbot.addWidget(made, before_close_func=lambda _page, kept=made: None)
    made.resize(width, height)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def said(widget: QWidget) -> tuple[str, str]:
    """Name and description as a screen reader gets them."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name), found.text(QAccessible.Text.Description)


def role(widget: QWidget) -> QAccessible.Role:
    return QAccessible.queryAccessibleInterface(widget).role()


def ring(of: QWidget) -> _Frame | None:
    return next((f for f in of.window().findChildren(_Frame) if f.isVisible()), None)


@pytest.mark.parametrize(
    ("widget", "name", "kind"),
    [
        (lambda: Button(text="Ouvrir le coffre", kind="filled"), "Ouvrir le coffre", Role.Button),
        (lambda: IconButton(name="Fermer"), "Fermer", Role.Button),
        (lambda: Badge(state="late", text="En retard"), "En retard", Role.StaticText),
        (lambda: OptionCard(title="Contrat", consequence="Suite"), "Contrat", Role.RadioButton),
        (lambda: PictureTile(title="Prêts & dépôts", second="dépôt"), "Prêts & dépôts", Role.CheckBox),
        (lambda: Check(text="J'ai noté"), "J’ai noté", Role.CheckBox),
        (lambda: Chip(text="À compléter", count=5), "À compléter, 5", Role.Button),
    ],
)
def test_controls_are_read_out(qtbot: QtBot, widget: object, name: str, kind: QAccessible.Role) -> None:
    made = widget()  # type: ignore[operator]
    qtbot.addWidget(made)
    assert said(made)[0] == name
    assert role(made) == kind


def test_a_ring_says_its_figure(qtbot: QtBot) -> None:
    made = Ring(share=0.996)
    qtbot.addWidget(made)
    assert said(made)[0] == "Complète à 99\u00a0%"
    made.set_share(1)
    assert said(made)[0] == "Complète"


def test_the_strength_bar_says_its_sentence(qtbot: QtBot) -> None:
    made = StrengthBar()
    qtbot.addWidget(made)
    made.set_strength(9, "Très solide")
    assert (made.score, said(made)[0]) == (4, "Très solide")


def test_option_cards_are_chosen_with_keys_and_exclude_each_other(qtbot: QtBot) -> None:
    one, two = OptionCard(title="Contrat", key="contract"), OptionCard(title="Consentement", key="consent")
    page(qtbot, one, two)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(one, Qt.Key.Key_Space)
    assert (one.isChecked(), two.isChecked()) == (True, False)
    qtbot.keyClick(one, Qt.Key.Key_Down)
    assert (one.isChecked(), two.isChecked()) == (False, True)
    assert QApplication.focusWidget() is two


@pytest.mark.parametrize("make", [lambda: PictureTile(title="Livraison"), lambda: Check(text="Oui")])
def test_tiles_and_ticks_toggle_with_space_and_anywhere_under_the_mouse(qtbot: QtBot, make: object) -> None:
    made = make()  # type: ignore[operator]
    page(qtbot, made)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(made, Qt.Key.Key_Space)
    assert made.isChecked()
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(made.width() - 4, made.height() - 4))
    assert not made.isChecked()


def test_segments_move_with_arrows_and_tell(qtbot: QtBot) -> None:
    made = Segmented()
    made.set_options((("list", "Liste"), ("map", "Carte"), ("print", "Imprimé", "printer")))
    page(qtbot, made)
    told: list[str] = []
    made.changed.connect(told.append)
    made.set_current("map")
    assert (made.current(), told) == ("map", [])
    focus = made.findChildren(QWidget)[1]
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(focus, Qt.Key.Key_Right)
    assert (made.current(), told) == ("print", ["print"])


def test_a_filter_row_keeps_its_choice_when_counts_change(qtbot: QtBot) -> None:
    made = ChipRow()
    page(qtbot, made)
    made.set_chips((ChipSpec("all", "Toutes", 16), ChipSpec("todo", "À compléter", 5)))
    told: list[str] = []
    made.changed.connect(told.append)
    assert made.current() == "all"
    todo = made.findChildren(Chip)[1]
    todo.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(todo, Qt.Key.Key_Space)
    assert told == ["todo"]
    made.set_chips((ChipSpec("all", "Toutes", 17), ChipSpec("todo", "À compléter", 6)))
    assert made.current() == "todo"
    assert made.findChildren(Chip)[1] is todo
    assert said(todo)[0] == "À compléter, 6"
    made.set_chips((ChipSpec("all", "Toutes", 17),))
    assert made.current() == "all"


def test_a_filter_row_wraps_where_it_is_narrow(qtbot: QtBot) -> None:
    made = ChipRow()
    made.set_chips([ChipSpec(str(n), f"Un filtre {n}", n) for n in range(6)])
    page(qtbot, made, width=300)
    assert made.heightForWidth(300) > 2 * made.heightForWidth(2000)
    assert all(made.rect().contains(chip.geometry()) for chip in made.findChildren(Chip))


def test_the_ring_stands_outside_the_control_and_follows(qtbot: QtBot) -> None:
    one, two = Button(text="Un"), LineField()
    ground = page(qtbot, one, two)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    found = ring(ground)
    assert found is not None
    corner = one.mapTo(ground, QPoint(0, 0))
    assert found.geometry().topLeft() == corner - QPoint(4, 4)
    assert found.width() == one.width() + 8
    two.setFocus(Qt.FocusReason.TabFocusReason)
    found = ring(ground)
    assert found is not None
    assert found.geometry().top() == two.mapTo(ground, QPoint(0, 0)).y() - 4
    ground.resize(700, 500)
    qtbot.wait(10)
    assert found.width() == two.width() + 8
    one.setEnabled(False)
    two.hide()
    assert ring(ground) is None


def test_a_mouse_click_rings_fields_not_buttons(qtbot: QtBot) -> None:
    button, line = Button(text="Un"), LineField()
    ground = page(qtbot, button, line)
    line.clearFocus()
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert ring(ground) is not None


def test_the_ring_scrolls_with_its_field(qtbot: QtBot) -> None:
    inner = QWidget()
    box = QVBoxLayout(inner)
    lines = [LineField() for _ in range(20)]
    for line in lines:
        box.addWidget(line)
    scroll = FadeScroll()
    scroll.setWidget(inner)
    ground = page(qtbot, scroll, height=300)
    lines[3].setFocus(Qt.FocusReason.TabFocusReason)
    found = ring(ground)
    assert found is not None
    assert found.parentWidget() is inner


def test_wrapped_words_need_more_height_when_narrow(qtbot: QtBot) -> None:
    words = (
        "La personne a dit oui, et peut dire non sans conséquence, à tout moment et sans donner de raison."
    )
    card, check = OptionCard(title="Consentement", consequence=words), Check(text=words)
    for widget in (card, check):
        qtbot.addWidget(widget)
        assert widget.hasHeightForWidth()
        assert widget.heightForWidth(200) > widget.heightForWidth(900)


@pytest.mark.parametrize("percent", [100, 150])
def test_a_long_message_is_never_cut(qtbot: QtBot, percent: int) -> None:
    theme.theme().set_text_percent(percent)
    field = FormField(label="SIRET", help="14 chiffres, sur vos factures.", field=LineField())
    field.set_error(
        "Ce numéro comporte une erreur de frappe : la clé ne correspond pas. Vérifiez les 14 chiffres."
    )
    notice = NoticeStrip(
        kind="urgent", text="Détruit cette copie, pour toujours, ici et dans les sauvegardes. " * 3
    )
    header = PageHeader(
        title="Une page dont le titre est long", sentence="Une phrase qui explique la page. " * 3
    )
    page(qtbot, header, field, notice, width=360, height=1200)
    [said] = [label for label in field.findChildren(Label) if label.plain() == field.message()]
    for label in (said, notice._label, header._sentence, header._title):
        assert label.height() >= label.heightForWidth(label.width())


def test_form_field_says_what_is_wrong_and_clears(qtbot: QtBot) -> None:
    line = LineField()
    field = FormField(label="Courriel & téléphone", help="Lu chaque jour.", field=line, optional=True)
    page(qtbot, field)
    plain = line.grab().toImage()
    assert said(line) == ("Courriel & téléphone", "Lu chaque jour.")
    field.set_error("Il manque le @.")
    assert line.property("invalid") is True
    assert line.grab().toImage() != plain
    assert said(line)[1] == "Il manque le @. Lu chaque jour."
    assert field.message() == "Il manque le @."
    field.set_success("Adresse lue.")
    assert line.property("invalid") is False
    field.clear()
    assert field.message() == ""
    assert line.grab().toImage() == plain
    assert field._optional.isVisible()


def test_form_field_unfolds_why_and_example(qtbot: QtBot) -> None:
    field = FormField(label="But", field=LineField())
    page(qtbot, field)
    field.set_why("Pour expliquer.")
    field.set_example("Vendre et livrer.")
    why, example = field.findChildren(SoftBox)
    link = next(b for b in field.findChildren(Button) if b.text() == WHY_TITLE)
    assert example.isVisible()
    assert not why.isVisible()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert why.isVisible()
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert not why.isVisible()


def test_a_designer_child_becomes_the_field(qtbot: QtBot) -> None:
    field = FormField()
    line = LineField(field)
    line.setObjectName("label_of_purpose")
    field.set_label("But principal")
    page(qtbot, field)
    assert field.field() is line
    assert said(line)[0] == "But principal"


def _wheel(widget: QWidget) -> QWheelEvent:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event


def test_the_wheel_scrolls_pages_and_changes_nothing(qtbot: QtBot) -> None:
    choice, day, text = ChoiceField(), DateField(), TextField()
    choice.set_options((("a", "Un"), ("b", "Deux"), ("c", "Trois")))
    choice.set_key("b")
    day.set_date(date(2026, 11, 23))
    page(qtbot, choice, day, text)
    for widget in (choice, day):
        widget.setFocus()
        assert not _wheel(widget).isAccepted()
    assert not _wheel(text.viewport()).isAccepted()
    assert (choice.key(), day.date_value()) == ("b", date(2026, 11, 23))


def test_choice_keeps_its_key_when_options_change(qtbot: QtBot) -> None:
    made = ChoiceField()
    page(qtbot, made)
    told: list[str] = []
    made.chosen.connect(told.append)
    made.set_options((("a", "Un"), ("b", "Deux")), empty="Choisir…")
    assert made.key() == ""
    made.set_key("b")
    made.set_options((("b", "Deux"), ("c", "Trois")))
    assert (made.key(), told) == ("b", [])
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Down)
    assert (made.key(), told) == ("c", ["c"])
    made.set_key("gone")
    assert made.key() == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("23/11/2026", date(2026, 11, 23)),
        ("3.1.26", date(2026, 1, 3)),
        ("23112026", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        (" 1 2 2026 ", date(2026, 2, 1)),
        ("29/02/2024", date(2024, 2, 29)),
        ("29/02/2026", None),
        ("32/01/2026", None),
        ("00/00/0000", None),
        ("demain", None),
        ("", None),
    ],
)
def test_dates_are_read_as_the_french_write_them(typed: str, read: date | None) -> None:
    assert read_date(typed) == read


def test_date_field_tells_changes_and_keeps_what_it_cannot_read(qtbot: QtBot) -> None:
    made = DateField()
    page(qtbot, made, LineField())
    told: list[date | None] = []
    made.userDateChanged.connect(told.append)
    made.setFocus()
    qtbot.keyClicks(made, "23/11/2026")
    assert told == [date(2026, 11, 23)]
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.text() == "24/11/2026"
    made.set_date(None)
    assert told == [date(2026, 11, 23), date(2026, 11, 24)]
    qtbot.keyClicks(made, "31/02/2026")
    qtbot.keyClick(made, Qt.Key.Key_Tab)
    assert made.text() == "31/02/2026"
    assert not made.readable()
    assert made.date_value() is None


def test_the_calendar_picks_a_day_with_keys(qtbot: QtBot) -> None:
    made = DateField()
    page(qtbot, made)
    made.set_date(date(2026, 11, 23))
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    calendar = popup._month  # type: ignore[attr-defined]
    table = calendar.findChild(QWidget, "qt_calendar_calendarview")
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert made.date_value() == date(2026, 11, 24)


def test_a_text_grows_with_what_is_typed_and_tab_leaves_it(qtbot: QtBot) -> None:
    made, after = TextField(), LineField()
    page(qtbot, made, after)
    small = made.height()
    made.setText("\n".join("ligne" for _ in range(7)))
    assert made.height() > small
    seven = made.height()
    made.setText("\n".join("ligne" for _ in range(60)))
    assert seven < made.height() < 2 * seven
    made.setText("")
    assert made.height() == small
    made.setFocus()
    qtbot.keyClick(made, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after
    made.setText("<b>gras</b>")
    assert made.text() == "<b>gras</b>"


def test_a_passphrase_is_hidden_until_asked(qtbot: QtBot) -> None:
    made = PassphraseField()
    page(qtbot, made)
    caps: list[bool] = []
    made.caps_lock.connect(caps.append)
    made.setFocus()
    qtbot.keyClicks(made, "quatre mots")
    assert made.displayText() != "quatre mots"
    assert set(caps) == {False}
    qtbot.keyClick(made, "Q")
    qtbot.keyClick(made, Qt.Key.Key_Q, Qt.KeyboardModifier.ShiftModifier)
    button = made.findChild(Button)
    assert isinstance(button, Button)
    assert button.text() == "Afficher"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert made.displayText().startswith("quatre mots")
    assert button.text() == "Masquer"
    made.hide_text()
    assert not made.displayText().startswith("quatre")


def test_a_badge_is_as_wide_as_its_words_and_a_counter_hides_at_zero(qtbot: QtBot) -> None:
    short, long = BadgeSpec("ok", "À temps"), BadgeSpec("ok", "À temps · 23 jours")
    assert badge_size(long).width() > badge_size(short).width()
    assert badge_size(BadgeSpec("ok", "À temps", "-")).width() < badge_size(short).width()
    counter = Counter()
    page(qtbot, counter)
    assert not counter.isVisible()
    counter.set_count(3)
    assert counter.isVisible()
    with pytest.raises(ValueError, match="purple"):
        Badge().set_state("purple", "x")


def test_an_empty_state_leads_on(qtbot: QtBot) -> None:
    made = EmptyState(title="Aucune fiche", text="Commencez par la caisse.", verb="Ajouter une activité")
    ground = QWidget()
    QHBoxLayout(ground).addWidget(made)
    qtbot.addWidget(ground)
    ground.show()
    with qtbot.waitSignal(made.activated, timeout=500):
        qtbot.mouseClick(made.button, Qt.MouseButton.LeftButton)
    made.set_content("check", "Tout est fait", "Revenez demain.")
    assert not made.button.isVisible()


def test_a_notice_offers_its_repair(qtbot: QtBot) -> None:
    made = NoticeStrip(kind="attention", text="À corriger")
    page(qtbot, made)
    assert not made._button.isVisible()
    made.set_action("Corriger", link=True)
    with qtbot.waitSignal(made.activated, timeout=500):
        qtbot.keyClick(made._button, Qt.Key.Key_Space)


def test_a_notices_link_stands_beside_a_short_sentence_and_below_a_long_one(qtbot: QtBot) -> None:
    made = NoticeStrip(kind="attention", text="Rien n’est décidé.")
    page(qtbot, made, width=500)
    made.set_action("Décider", link=True)
    settled(qtbot)
    assert made._button.x() > made._label.geometry().left()
    assert made._button.geometry().center().y() < made._label.geometry().bottom() + made._button.height() // 2
    beside = made._button.y()
    made.set_text("Une phrase qui ne tient pas sur une ligne avec son lien. " * 2)
    settled(qtbot)
    assert made._button.y() > max(beside, made._label.geometry().bottom())
    made.set_text("Rien n’est décidé.")
    made.set_action("Décider")
    settled(qtbot)
    assert made._button.y() > made._label.geometry().bottom()


def settled(qtbot: QtBot) -> None:
    """The layouts have followed."""
    qtbot.wait(20)


@pytest.mark.parametrize("ratio", [1.25, 1.5, 1.75])
@pytest.mark.parametrize("corner", [0, 11])
def test_nothing_shows_through_below_a_fade_at_a_broken_ratio(
    qtbot: QtBot, ratio: float, corner: int
) -> None:
    inner = QWidget()
    inner.setStyleSheet("background: #ff0000")
    inner.setMinimumHeight(1000)
    scroll = FadeScroll(corner=corner)
    scroll.setWidget(inner)
    ground = page(qtbot, scroll, height=301)
    shot = QImage(round(ground.width() * ratio), round(ground.height() * ratio), QImage.Format.Format_RGB32)
    shot.setDevicePixelRatio(ratio)
    ground.render(shot)
    middle = shot.width() // 2
    column = [shot.pixelColor(middle, y) for y in range(shot.height())]
    red = [y for y, seen in enumerate(column) if seen.red() - seen.green() > 4]
    end = round((scroll.y() + scroll.height()) * ratio)
    assert red, "the page is painted"
    assert max(red) < end - 8 * ratio, "the veil hides the foot of the page, its last row too"


def test_a_fade_shows_only_where_more_follows(qtbot: QtBot) -> None:
    inner = QWidget()
    inner.setMinimumHeight(1000)
    scroll = FadeScroll()
    scroll.setWidget(inner)
    page(qtbot, scroll, height=300)
    assert scroll._fade.isVisible()
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    assert not scroll._fade.isVisible()
