"""Keeps submissions, results and keys in SQLite; nothing that is kept is ever changed."""
