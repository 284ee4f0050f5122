"""Processors, recipients, authorities, client and joint controllers (Art. 26-28).

One body is entered once and used by many activities through its `key`, a slug that never changes
afterwards: renaming a party keeps every reference to it. A party is removed only while nothing names
it; who does is asked of the slices above through a callable. The journal is told which fields
changed, never what they say.
"""
