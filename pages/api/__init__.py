"""The API: a store's settings for programs, with a key of the store. No cookies, no pages."""

from pages.api.door import api

__all__ = ["api"]
