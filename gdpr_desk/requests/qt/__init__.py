"""The room « Demandes »: the list, one request, and the acts on it (Art. 12 and 15-22).

Nothing here counts a day or decides what may be done: the services do, and their refusals are told
beside the field they are about. What is half typed in a form is kept sealed in the vault (`DialogDraft`).
Staff see what they logged and may attach to it; decisions are shown to officers alone.
"""
