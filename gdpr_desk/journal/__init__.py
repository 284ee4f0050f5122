"""The hash-chained account of what was done (Art. 5(2), accountability).

Each entry holds the digest of the one before it, so that a changed, dropped, inserted or swapped
entry is found; a cut tail is found against the vault's high-water mark. An entry names an action,
the reference of its object and the names of the fields that changed: never their content.
Entries are written inside the transaction that does the thing, and never changed afterwards; those
past their period go only when an officer signs a cut, whose checkpoint lets the rest be verified.
"""
