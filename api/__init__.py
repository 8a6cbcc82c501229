"""The HTTP face of the engine: parses a request, calls one service, represents its result."""
