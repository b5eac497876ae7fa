"""The product put together: the two doors, the command, the demo."""

from app.web import create_app

__all__ = ["create_app"]
