"""The intermediate form: typed integer statements, and what can be said of them without running a set."""
