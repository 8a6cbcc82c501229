"""The revisions of the database's schema, oldest first; the last is the one that this program works with."""

REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]
