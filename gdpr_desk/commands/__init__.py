"""What the command line can be told: one module per subject, each with its words and what they do.

A verb opens what it needs, calls a service and returns an `Outcome`; `cli` prints it. Every module
with verbs has `add_to(verbs)`, which adds its words to the grammar; `cli.build_parser` calls them all.
A command appears when it works. Messages and help are French, names and JSON keys English. Nothing
here imports Qt: scripts and schedulers are real second callers of the services.
"""
