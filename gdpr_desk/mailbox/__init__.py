"""Fetching mail, read-only, from one folder of one account: Art. 12 and 32, so that no request is missed.

What is fetched is handed over as bytes, never parsed here (`intake` does that in a limited child).

Invariants:
- Nothing is said before the line is encrypted and the server has proven its name: TLS from the first byte,
  or STARTTLS; a server that does not offer it is refused, and so is one that says too much before it.
- Nothing on the server changes: the client knows no word that changes anything (`dialogue.WORDS`), the
  folder is opened with EXAMINE, mails are read with BODY.PEEK.
- Whatever a server says, it is bounded: bytes of a line, of an answer, of a mail, of a run; least speed;
  longest run (`model.Limits`). It ends in a French sentence.
- The place (`model.Place`) moves only past what was handed over or named as left out.
- The secret is typed or lies in the keyring of the system; it is in no log, no name, no error.
"""
