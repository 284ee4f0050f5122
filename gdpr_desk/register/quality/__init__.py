"""What deserves a second look in a record, and what is missing from it (Art. 5(2), 24, 30).

Pure rules over frozen records, each yielding points with key, severity, French sentence, article and the
field to correct: what is missing (`requirements`), what cannot hold together (`contradictions`), what
everyday practice gets wrong (`practices`, `recordings`, `prospecting`), transfers that no longer hold
(`abroad`), and what has been overtaken (`obsolete`). `findings` holds the shapes and words they share;
`register.checks` puts everything together. None of it ever says that a record is in order.
"""
