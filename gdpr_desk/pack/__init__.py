"""The control pack: what the shop shows when somebody may ask for it (Art. 5(2), 30(4)).

One bookmarked PDF with the chosen parts, and tables beside it as annexes. A part is a title, a
sentence for who chooses, and two builders (`model.PackPart`); `parts.PARTS` lists them in the order
of the paper, and a later slice adds its own there. The folder appears whole or not at all, only
where nothing was before; what it holds is noted in the journal.
"""
