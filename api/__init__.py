"""The HTTP face of the engine: parses a request, calls one service, represents its result."""

from api.app import create_app

__all__ = ["create_app"]
