"""The screens of the wizard in their order: a step may take two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gdpr_desk.breaches.model import PersonalDataBreach
from gdpr_desk.breaches.qt.advice_page import AdvicePage
from gdpr_desk.breaches.qt.closing_page import ClosingPage
from gdpr_desk.breaches.qt.copy_page import CopyPage
from gdpr_desk.breaches.qt.door import BreachDoor
from gdpr_desk.breaches.qt.pages import ActivitiesPage, GesturesPage, KindPage, WhenPage
from gdpr_desk.breaches.qt.persons_page import PersonsPage
from gdpr_desk.breaches.qt.step_page import QuestionPage, StepPage
from gdpr_desk.breaches.steps import QUESTIONS, Step, next_step


@dataclass(frozen=True)
class Screen:
    """One screen: the step it belongs to, its title and the sentence below."""

    key: str
    step: Step
    title: str
    sentence: str


SCREENS = (
    Screen(
        "kind",
        Step.WHAT,
        "Que s’est-il passé ?",
        "Pas de panique. Choisissez l’image la plus proche, vous pourrez changer.",
    ),
    Screen(
        "story", Step.WHAT, "En quelques mots", "Deux phrases suffisent ; elles serviront à tout le reste."
    ),
    Screen("when", Step.WHEN, "Quand ?", "Le délai de 72 heures part du moment où vous l’avez su."),
    Screen("gestures", Step.GESTURES, "Les 5 gestes", "D’abord limiter les dégâts, les papiers ensuite."),
    Screen(
        "activities",
        Step.DATA,
        "Données et personnes",
        "Cochez ce qui est touché : données et personnes se remplissent ensuite d’elles-mêmes.",
    ),
    Screen(
        "data",
        Step.DATA,
        "Données et personnes",
        "Des fourchettes suffisent, vous corrigerez plus tard.",
    ),
    Screen(
        "effects",
        Step.EFFECTS,
        "Conséquences",
        "Ce que les données ont perdu, et ce que les personnes risquent.",
    ),
    Screen(
        "advice",
        Step.ADVICE,
        "Faut-il notifier ?",
        "La méthode suggère, vous décidez, et vos raisons sont gardées.",
    ),
    Screen(
        "measures",
        Step.MEASURES,
        "Ce que vous avez fait",
        "Avant, depuis, et pour que cela ne recommence pas.",
    ),
    Screen("who", Step.REVIEW, "Qui déclare ?", "La CNIL demande à qui parler."),
    Screen(
        "copy",
        Step.REVIEW,
        "Relire et déposer",
        "Ouvrez le formulaire de la CNIL à côté, puis copiez champ par champ.",
    ),
    Screen("persons", Step.PERSONS, "Prévenir les personnes", "Le message, puis qui l’a reçu."),
    Screen("closing", Step.CLOSING, "Clôture", "Ce qui reste à faire, ce que vous en retenez."),
)


def made_pages(door: BreachDoor) -> Mapping[str, StepPage]:
    """A page for each screen, by its key."""
    what = [name for name in QUESTIONS[Step.WHAT] if name != "kind"]
    data = [name for name in QUESTIONS[Step.DATA] if name != "activities"]
    return {
        "kind": KindPage(door),
        "story": QuestionPage(door, what),
        "when": WhenPage(door),
        "gestures": GesturesPage(door),
        "activities": ActivitiesPage(door),
        "data": QuestionPage(door, data),
        "effects": QuestionPage(door, QUESTIONS[Step.EFFECTS]),
        "advice": AdvicePage(door),
        "measures": QuestionPage(door, QUESTIONS[Step.MEASURES]),
        "who": QuestionPage(door, QUESTIONS[Step.REVIEW]),
        "copy": CopyPage(door),
        "persons": PersonsPage(door),
        "closing": ClosingPage(door),
    }


def first_screen(breach: PersonalDataBreach) -> Screen:
    """Where to take up: what is still waited for, else the end."""
    if not breach.open:
        return SCREENS[-1]
    step = next_step(breach) or Step.CLOSING
    found = [one for one in SCREENS if one.step is step]
    skip_kind = step is Step.WHAT and breach.facts.kind is not None
    past_who = step is Step.REVIEW and breach.facts.reporter is not None
    return found[-1] if skip_kind or past_who else found[0]
