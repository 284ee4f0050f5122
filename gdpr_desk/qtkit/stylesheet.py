"""The one style sheet: fields, menus, scroll bars. Everything else is painted or palette."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from gdpr_desk.qtkit.tokens import Tokens, mix

_SHEET = Template("""
QLineEdit, QPlainTextEdit, QComboBox {
  background: $sheet; color: $text; border: 1px solid $field; border-radius: 8px;
  padding: 0 ${pad}px; min-height: ${inner}px;
  placeholder-text-color: $hint; selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit { padding: ${padv}px ${padtext}px; min-height: 0; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $raised; }
QLineEdit:disabled, QPlainTextEdit:disabled { color: $faded; border-color: $hair2; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] {
  border: 2px solid $urgent; }
QLineEdit[invalid="true"] { padding: 0 ${padless}px; min-height: ${innerless}px; }
QLineEdit[bare="true"] { border: none; background: transparent; padding: 0; min-height: 0; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QTableView QScrollBar:vertical { width: 13px; margin: ${head}px 5px 6px 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: $hair2; border-radius: 4px; }
QScrollBar::handle:hover { background: $field; }
QScrollBar::handle:vertical { min-height: 40px; }
QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $sheet; border: 1px solid $hair2; padding: 4px; }
QMenu::item { padding: ${padv}px ${pad}px; border-radius: 6px; color: $text; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: $soft; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $hair; margin: 4px 8px; }
QToolTip { background: $toast_bg; color: $toast_text; border: none; padding: 4px 8px; }
QComboBox QAbstractItemView {
  background: $sheet; border: 1px solid $hair2; outline: 0; padding: 4px;
  selection-background-color: $soft; selection-color: $text; }
QComboBox QAbstractItemView::item, QListWidget::item {
  min-height: ${row}px; padding: 0 8px; border-radius: 6px; }
QListWidget::item:selected, QListWidget::item:hover { background: $soft; color: $text; }
QTableView, QListView { background: transparent; border: none; outline: 0; }
QTableView { selection-background-color: transparent; }
QTableView::item, QTableView::item:selected { background: transparent; border: none; }
QCalendarWidget QToolButton { background: transparent; color: $text; border: none; padding: 4px 8px; }
QCalendarWidget QToolButton:hover { background: $soft; border-radius: 6px; }
QCalendarWidget #qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QAbstractItemView { background: $sheet; selection-background-color: $accent;
  selection-color: $on_accent; }
""")


def stylesheet(t: Tokens, px: Callable[[float], int]) -> str:
    """The sheet for tokens `t`; `px` turns a design length into one at the current text size."""
    named = (
        "sheet",
        "text",
        "field",
        "accent",
        "on_accent",
        "raised",
        "urgent",
        "hint",
        "hair",
        "hair2",
        "soft",
    )
    values: dict[str, str | int] = {name: t.color(name).name() for name in named}
    values |= {"toast_bg": t.toast_bg.name(), "toast_text": t.toast_text.name()}
    values |= {
        "faded": mix(t.sheet, t.text2, 0.6).name(),
        "pad": px(13),
        "padless": px(13) - 1,
        "padv": px(6),
        "padtext": px(13),
        "inner": px(36) - 2,
        "innerless": px(36) - 4,
        "row": px(32),
        "head": px(36) + 2,
    }
    return _SHEET.substitute(values)
