"""gdpr-desk: the personal-data desk of a small French shop, offline, in French, encrypted.

The map, from the street to the cellar; each floor imports only what lies below it.

- `shell`: the window: first run, unlock, navigation, today page, settings, about, crash dialog, tour.
- `cli`, `commands`, `outcome`: the command line without Qt, the second caller that keeps every core clean.
- `demo`, `demo_requests`, `demo_breaches`, `demo_ledgers`, `demo_tasks`, `demo_sweeps`: the fictional
  shop for trying out and for pictures. `pack`: Art. 5(2), 30(4): the control pack, one PDF with its tables.
- `app`: composition: opens a vault and builds the services on it. `desk_backups`: copies of all of it, and
  back; `erasers`: who erases again what the ledger of erasures names. `profile`: who the shop is, from the
  first run or a file. `people`: Art. 32(4): who holds a key. `diagnostic`: what works on this computer.
- `requests`: Art. 12-22: requests of the people concerned: their clock, identity, where to look and what is
  held for the answer, letters and what a sent one means for the clock, who else hears of it, the package of
  portability, the list of objections; copies shown without leaving a trace, board, figures.
- `breaches`: Art. 33-34: incidents: the 72 hours, the questions, two aids to one decision, filings, who was
  told; their papers: dossier, register of incidents, letters, story.
- `retention`: Art. 5(1)(e): the sweep: rules, plan, legal holds, guard, statements, and what runs while
  the vault is locked; the shop's ledgers, watched folders, dated tasks for what lies elsewhere (which a
  folder or ledger may carry out), the board of all durations. `sweepables`: what it watches of the slices
  below it. `schedule`: the operating system's timer that starts it while nobody is there.
- `register`: Art. 30: processing activities, purposes each with one lawful basis (Art. 6), data,
  recipients, transfers, retention rules as data; checks (missing, contradictory, unusual, obsolete);
  versions, bin and the way back; interchange, spreadsheets in and out; flow map, timeline, printed register.
- `parties`: Art. 26-28: processors, recipients, authorities, joint and client controllers, their contracts
  clause by clause, who uses them.
- `journal`: Art. 5(2): the hash-chained account of what was done.
- `qtkit`: Qt parts that know no feature: theme, icons, painted controls, form fields, record table, jobs.
- `documents`: ReportLab page furniture, tagging, fonts, typography, charts, spreadsheets, reading back what
  was printed.
- `vault`: Art. 32: the encrypted folder: keys and who holds them, engine, transactions, migrations, recovery,
  attachments, backups, the ledger of erasures.
- `mailbox`: Art. 12, 32: mail fetched read-only from one folder (IMAP), whatever the server does; what the
  providers of mail ask for.
- `intake`: Art. 12, 32: mail and files from strangers made safe to look at: text, sealed parts, pictures of
  pages. `confinement`: the limited process in which alone they are opened.
- `periods`: Art. 12(3), 33(1), 5(1)(e): statutory time under Regulation 1182/71, in plain Python.
- `faults`: our own mistakes, told without personal data.
- `reference`: the law as typed, dated data, read from `resources/reference`.
- `strength`: how hard a passphrase is to guess, in French.
- `settings`, `files`, `system_keyring`, `assets`, `clock`, `errors`, `accents`, `collector`, `turns`: the
  ground.
"""

__version__ = "0.1.0"
