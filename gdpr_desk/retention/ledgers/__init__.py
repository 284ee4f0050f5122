"""The ledgers a shop keeps beside its register (Art. 5(1)(e), 5(2), 7(1)): unpaid accounts, call-backs,
reviews, consents, sponsored friends, disclosures to authorities, agreements to film, extractions of video.

Each ledger is a description (`kinds`): its fields, its dated steps with what they need, the rule under which
its entries leave. Form, list, import, command and sweep read that one description; what no description can
say is a pure rule in `checks`. Durations and their sources are data (`resources/reference/ledgers.toml`).
Invariants: no step before those it needs; a reference is never given twice; an entry goes when its rule says
so, a draft without its date counts from its creation; the journal hears ids and field names, never content.
"""
