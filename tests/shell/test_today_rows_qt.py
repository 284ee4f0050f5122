"""The rows of Today: each as high as its words."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from gdpr_desk.qtkit import theme
from gdpr_desk.qtkit.surfaces import FadeScroll
from gdpr_desk.shell.today import TodayRow
from gdpr_desk.shell.today_parts import RowsCard

ROW = TodayRow(
    reference="D-2026-003",
    icon="megaphone-off",
    title="Demande : Ne plus être sollicité · retirer son accord",
    second="D-2026-003 · Solène Vasseur · Réponse prête",
    state="urgent",
    badge="Avant le mer. 25 nov. (2 j)",
    verb="Envoyer",
)


@pytest.mark.parametrize("width", [780, 820, 850, 940, 1040])
def test_a_row_grows_with_its_lines(width: int, qapp: QApplication) -> None:
    theme.install(qapp, "light", 150)
    try:
        host, card, scroll = QWidget(), RowsCard(), FadeScroll()
        column = QVBoxLayout(host)
        column.addWidget(card)
        column.addStretch(1)
        scroll.setWidget(host)
        card.show_rows([ROW, ROW], 2)
        scroll.resize(width, 700)
        scroll.show()
        QTest.qWait(20)
        labels = [label for label in card.findChildren(QLabel) if label.text()]
        assert len(labels) >= 4
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        assert card.height() < 500, "no taller than its rows"
        scroll.close()
    finally:
        theme.install(qapp, "light", 100)
