"""Art. 12, 32: mail and files from strangers, made safe to look at: text, sealed parts, pictures of pages.

`batch` is the door: one confined process for a batch (`gdpr_desk.confinement`), in which `desk_inside` reads
a message (`mail`, `outlook`, `tnef`; `inside` opens those it carries) and draws pages and pictures
(`drawing`). `originals` streams files, folders and mailboxes; `receipt`, `rights_asked` and
`identity_likeness` propose, and never decide.
Invariants: the kind of a file is told by its content; names from outside are for the eye only; text is
plain text; nothing is fetched, run or written; a file that cannot be read is refused in words, alone.
"""
