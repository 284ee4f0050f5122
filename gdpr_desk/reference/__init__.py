"""The law as typed, dated data, read from `resources/reference/*.toml`.

What experts correct without touching code: lawful bases and the rights that follow from them
(Art. 6, 12-22), categories of persons and data (Art. 30(1)(c)), sensitive data (Art. 9), triggers
and a catalogue of durations (Art. 5(1)(e)), security measures (Art. 32), countries and adequacy
decisions (Art. 45), criteria of the impact assessment (Art. 35), statutory periods with their dates
of validity, public holidays.

Invariants: every entry has an English key, an article, a French label, a source, the day it was
checked and a standing (`checked`, `background`, `not_found`); keys are never renamed, because
registers hold them; an unknown key is shown as it is, never refused.
"""
