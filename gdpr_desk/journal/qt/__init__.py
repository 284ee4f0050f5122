"""The journal's page: entries in sentences, newest first, filters, the check of their chain, the ways
out of the vault, and how long entries are kept."""
