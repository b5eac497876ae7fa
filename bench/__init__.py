"""Floors measured beside ours, in one run: `python -m bench`."""
