"""The room « Prestataires »: the list, the form of one party, and who uses it."""
