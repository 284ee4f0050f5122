"""What people ask of the shop about their data, from arrival to the answer (Art. 12-22).

One month from receipt, and its pauses and extension, come from `periods`; nothing here computes a date of
its own. A request is opened with a question about identity, not with an upload: a copy of an identity
paper is the last way, and it goes in the same transaction that says verified or refused. What stays is an
`IdentityCheck`: type of document, method, result, date, who. A request is never lost by being wrong: what
is no request, what is a duplicate and what is closed without an answer are told as such, with a reason.
Staff see the requests they logged. The journal is told references and names of fields, never what they say.
"""
