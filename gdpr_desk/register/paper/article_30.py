"""The strict version: what Article 30 asks of a register, and in words what it leaves out."""

from __future__ import annotations

from dataclasses import replace

from gdpr_desk.parties.model import Contract, Party, PartyContact
from gdpr_desk.register.model import (
    DataSubjects,
    DpiaScreening,
    PersonalData,
    ProcessingActivity,
    Purpose,
    Register,
    RetentionRule,
)

LEFT_OUT = (
    "Ne sont pas repris : les bases légales, l’intérêt poursuivi et les justifications, le nombre de "
    "personnes, l’origine des données et leur caractère obligatoire, les moyens de collecte, "
    "l’information des personnes, les logiciels, la source des durées, l’analyse d’impact, les "
    "décisions automatisées, les contrats et contacts des organismes, la carte des flux, la frise de "
    "conservation et les notes."
)
"""Said on the first page of the strict paper: no lawful basis is dropped silently."""


def article_30(register: Register) -> Register:
    """The register with what points (a) to (g) of Art. 30(1), and Art. 30(2), ask for; the rest is empty."""
    return replace(
        register,
        parties=tuple(map(_party, register.parties)),
        activities=tuple(map(_activity, register.activities)),
    )


def _activity(activity: ProcessingActivity) -> ProcessingActivity:
    return replace(
        activity,
        purposes=tuple(Purpose(purpose.name) for purpose in activity.purposes),
        data_subjects=tuple(DataSubjects(subjects.category) for subjects in activity.data_subjects),
        data=tuple(PersonalData(d.category, d.detail, d.special, source="") for d in activity.data),
        collection_channels=(),
        informed_by=(),
        systems=(),
        paper=False,
        retention=tuple(map(_duration, activity.retention)),
        automated_decisions=False,
        dpia=DpiaScreening(),
        note="",
    )


def _duration(rule: RetentionRule) -> RetentionRule:
    """An exception is a time limit too (Art. 30(1)(f)): it stays."""
    return replace(rule, source="", source_kind=None)


def _party(party: Party) -> Party:
    """Who it is and where (Art. 30(1)(d)); not what was agreed with it."""
    return replace(party, contact=PartyContact(), contract=Contract())
