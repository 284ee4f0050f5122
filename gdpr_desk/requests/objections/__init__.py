"""The objection list: who no longer wants to be written to or called (Art. 21(2)-(3)), and its checker.

Only a keyed hash (HMAC-SHA-256) of the address or number in one form is kept. A plain hash of a telephone
number is undone in a second by trying them all; the key, 32 random bytes, lies in the encrypted database and
nowhere else. It is the list's own, not made of the database's key, which changes on a schedule. Whoever holds
the open vault can ask whether an address is on the list, which is what the list is for, but not read it.
An entry stays at least three years; then it is listed and a person decides: no sweep opens the mail again.
The checker keeps nothing of a file but how many rows it had.
"""
