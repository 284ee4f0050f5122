"""The encrypted folder: keys, database, transactions, marks against loss (Art. 5(1)(f), 32).

A vault is a folder. `vault.db` is SQLCipher under a random key; that key lies in one grant per
person, sealed to the person's own key, which lies under the person's passphrase (age files: the
public `age` tool opens them too). The recovery sheet is such a person.

Backups are such files too, sealed to the officers and the sheet. What is destroyed is put down in a
ledger of ids before it is committed, so that no crash and no restored backup brings it back.

Invariants: one `Store.begin()` is one transaction, durable when it returns (WAL and
synchronous=FULL); a vault of a newer program is refused without a byte changed; nothing that
names a person lies in clear; what is written beside the database (state, marks) may be lost without
losing the data. The vault knows no feature: journal and slices are above it.
"""
