"""Registers from elsewhere (Art. 30): the CNIL's sheets, other tools' tables, our own files.

A reader turns a file into an `Incoming`: records, parties, and which fields the file speaks of. It
never touches the store; the service reconciles it with what is there, in one transaction. A reader
invents nothing: words without a key stay words, what it cannot read is told line by line. `intake`
opens and understands a file, `preview` says what would become of each of its lines.
"""
