"""Statutory time: when something must be answered, told or gone.

Art. 12(3) GDPR (one month, two more) and Regulation (EEC, Euratom) 1182/71 (`requests`,
`holidays`), Art. 33(1) GDPR (72 hours, `notification`), Art. 5(1)(e) GDPR (`ceilings`).
`duration` is the ISO 8601 arithmetic below them, `words` the French above them, `reading` the
door for typed dates.

Invariants: months clamp to the month's end; hours and days of an instant are elapsed time; only
deadlines to act move to a working day, a retention ceiling never does; where two readings
exist, the earlier is the target and the later is kept beside it. Nothing here reads the clock.
"""
