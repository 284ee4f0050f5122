"""Retention: what the program holds leaves it in time, and there is a proof of it (Art. 5(1)(e), 5(2)).

`service.Retention` plans (`plan`), carries out (`apply`), holds back (`hold`, `prolong`, `lift`) and tells
what was done (`statement`). Every source of dated items is a `Sweepable`, implemented by whoever owns the
items and registered by `app`. Invariants: nothing goes that its plan does not name, that is held, or whose
minimum still runs; a maximum never moves for a week-end; carrying out a plan twice does what once does; a
run that destroys leaves a numbered statement without names; `due.json` says, without content, what a run may
destroy while the vault is locked.
"""
