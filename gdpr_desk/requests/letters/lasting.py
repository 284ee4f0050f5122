"""How long each thing of a record is kept, told to the person it is about (Art. 15(1)(d)); pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gdpr_desk.register import wording
from gdpr_desk.register.model import ProcessingActivity, RetentionRule
from gdpr_desk.requests.letters.naming import Named, named
from gdpr_desk.requests.places import Stay, Thing, in_sentence
from gdpr_desk.requests.stays import APPLIED, REFUSAL_NOTED, plain, stay_of

_MAY_KEEP = re.compile(r"(?:Le client|La personne), prévenue? avant l’effacement, peut garder son compte\.?$")
_ALL = Named("vos données", "fp")
_ALL_THEIRS = Named("ses données", "fp")


def lasting(activity: ProcessingActivity, *, theirs: bool) -> tuple[str, ...]:
    """A sentence for each thing that the record's durations speak of."""
    return tuple(_told(activity, group, theirs=theirs) for group in wording.grouped(activity.retention))


def _told(activity: ProcessingActivity, group: Sequence[RetentionRule], *, theirs: bool) -> str:
    line = wording.retention_lines(group)[0]
    everything = _ALL_THEIRS if theirs else _ALL
    name = named(Thing(line.applies_to, activity.name), theirs=theirs) if line.applies_to else everything
    stay = stay_of(group, applied=any(rule.trigger == REFUSAL_NOTED for rule in group))
    told = _kept(name, stay) if stay is not None else in_sentence(plain(line.sentence)).rstrip(".")
    but = "".join(f" {_exception(text, theirs=theirs)}." for text in line.exceptions)
    return f"{name.words[:1].upper()}{name.words[1:]} : {told}.{but}"


def _exception(text: str, *, theirs: bool) -> str:
    """« Nous vous préviendrons avant l’effacement… » for what the register says of « le client »."""
    if not theirs and _MAY_KEEP.match(text.replace("'", "’")):
        return "Nous vous préviendrons avant l’effacement, et vous pourrez le garder"
    return f"Exception : {in_sentence(text).rstrip('.')}"


def _kept(name: Named, stay: Stay) -> str:
    """« effacée 3 ans après le dernier contact », « gardées 10 ans après…, puis effacées »."""
    erased = stay.ending == "effacement"
    if stay.ends and not stay.apart and stay.until == f"jusqu’à {stay.ends}":
        return f"{name.agreeing('effacé') if erased and name.form else stay.ending} {stay.ends}"
    keep = name.agreeing("gardé") if name.form else "conservation"
    apart = " à part, à accès restreint," if stay.apart else ""
    then = name.agreeing("effacé") if erased and name.form else stay.ending
    if stay.applied:
        return f"{keep}{apart} {stay.until}, {APPLIED}"
    return f"{keep}{apart} {stay.until}" + (f", puis {then}" if stay.exact or not erased else "")
