"""Tasks elsewhere: what the register promises to delete where the program cannot reach (Art. 5(1)(e), 5(2)).

Till, mailbox, newsletter host, chat, payment, telephone, paper: every duration of an activity in use whose
data live outside the program becomes a dated task. A person does it, says how many went, and may leave a
picture of the screen as proof, sealed like any attachment. Invariants: the program never claims to have
deleted what it cannot reach; every duty has exactly one open task; done with, it gives the next one, counted
from the day it was done; a changed register changes open tasks and never what is history; a minimum orders
nothing. Proofs and traces leave by the sweep, under rules of their own.
"""
