"""The room « Conservation »: what would go and what stays, holds, runs and their statements (Art. 5(1)(e)).

The room never decides: it shows `RetentionService.plan`, carries it out off the window's thread, and
names an item by asking the slice that owns it (a callback of the shell). Only officers get to see it.
"""
