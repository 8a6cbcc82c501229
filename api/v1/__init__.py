"""Version 1 of the API: one module a resource, each with its blueprint's table of operations."""
