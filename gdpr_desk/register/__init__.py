"""The register of processing activities (Art. 30(1) for a controller, 30(2) for a processor).

Invariants: a reference (`T-02`) is given once and never again; one purpose has one lawful basis
(Art. 6); whatever the store holds can be exported and imported again, byte for byte, with keys of
a newer format kept; an import happens whole or not at all; a finding says what is missing and
never that a record is lawful. Texts of the officer are never cut: too long is refused, in words.
"""
