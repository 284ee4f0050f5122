"""The retention board: every promise on one scale of time, with what really is there (Art. 5(1)(e), 5(2)).

Two kinds of promise that never mix: what the program holds and deletes itself, with real items at their age,
and what lives elsewhere, of which it knows only what a person says. One value (`lanes.Board`) is drawn by the
window, printed as a paper and read as rows.
"""
