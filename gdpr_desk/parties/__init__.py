"""Processors, recipients, authorities, client and joint controllers (Art. 26-28).

One body is entered once and used by many activities through its `key`, a slug that never changes
afterwards: renaming a party keeps every reference to it. Nothing here deletes a party, since a
record of the register may still name it. The journal is told which fields changed, never what
they say.
"""
