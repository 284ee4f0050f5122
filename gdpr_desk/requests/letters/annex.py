"""What Article 15(1) and (2) has a person read beside the copy of their data, from the register; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gdpr_desk.parties.model import Party
from gdpr_desk.reference import catalogues
from gdpr_desk.register import wording
from gdpr_desk.register.model import ProcessingActivity, Register
from gdpr_desk.requests.letters.model import AnnexSheet
from gdpr_desk.requests.model import RightKind, WorkDone
from gdpr_desk.requests.places import ChecklistLine, Step, in_sentence


def annex(
    register: Register, lines: Sequence[ChecklistLine], work: Sequence[WorkDone]
) -> tuple[AnnexSheet, ...]:
    """A sheet for each record in which data of the person were found, and given; in the register's order.

    Before anything was decided: for each in which they would be looked for.
    """
    found = {item.line: item.decision for item in work}
    given = {
        ref
        for line in lines
        if line.right is RightKind.ACCESS and not line.party and line.proposed is Step.GIVE
        for ref in line.activities
        if found.get(line.key, Step.GIVE) == Step.GIVE
    }
    named = {party.key: party for party in register.parties}
    return tuple(_sheet(a, named) for a in register.activities if a.reference in given)


def _sheet(activity: ProcessingActivity, named: Mapping[str, Party]) -> AnnexSheet:
    recipients = [wording.recipient_label(recipient, named) for recipient in activity.recipients]
    rows = (
        ("Pourquoi", [wording.purpose_line(purpose) for purpose in activity.purposes]),
        ("Intérêt poursuivi", [p.interest for p in activity.purposes]),
        ("Données", [wording.data_line(activity.data)]),
        ("Qui les reçoit", [wording.joined(recipients)]),
        ("Combien de temps", wording.retention_sentences(activity.retention)),
        ("D’où elles viennent", [_sources(activity)]),
        ("Hors d’Europe", [wording.transfer_line(transfer, named) for transfer in activity.transfers]),
        ("Décision automatique", [_AUTOMATED] if activity.automated_decisions else []),
    )
    return AnnexSheet(activity.name, tuple((label, kept) for label, texts in rows if (kept := _said(texts))))


_AUTOMATED = "Un programme décide seul ; vous pouvez demander qu’une personne revoie la décision."


def _said(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


_OURS = {"observed": "de l’usage de nos services", "shop": "de notre propre suivi"}


def _sources(activity: ProcessingActivity) -> str:
    """Where data come from that the person has not given (Art. 15(1)(g))."""
    labels = catalogues.data_sources()
    others = dict.fromkeys(item.source for item in activity.data if item.source != "direct")
    if not others:
        return ""
    given = any(item.source == "direct" for item in activity.data)
    words = [_OURS.get(source) or in_sentence(labels.label(source)) for source in others]
    told = " ; ".join(["de vous-même", *words] if given else words)
    return told[:1].upper() + told[1:]
