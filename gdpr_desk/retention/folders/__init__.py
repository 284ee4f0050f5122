"""Folders of this computer under a rule: files outside the vault leave in time too (Art. 5(1)(e)).

The program looks (`stock`), remembers which file it saw first when, and unlinks it once its time is over:
not wiped, and the screens say so. Invariants: only regular files below the folder, never through a link, a
junction or another mount; only a file that an earlier unlocked plan has listed, and that is at the moment it
goes, by the descriptor of its own parent, the one that was seen: same device, number, size and date. Names
and paths stay in the vault: `due.json` and the list beside it name a folder's path and, of a file, a salted
hash. Statements count, and name nothing.
"""
