"""The window: first run, unlock, navigation, today page, settings, palette, crash dialog, tour.

Serves no article by itself; it shows what the slices compute and computes nothing of the law.
Invariants: nothing of a vault's content is on screen, in a title or in a tooltip before it is
unlocked; key derivation and opening run off the window's thread; locking starts the program anew
and ends the process that held the keys.
"""
