"""The journal's page: entries in sentences, newest first, and the check of their chain."""
