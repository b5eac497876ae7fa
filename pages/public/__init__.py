"""The door for buyers: what a shop shows before the purchase. Nobody is signed in."""

from pages.public.door import public

__all__ = ["public"]
