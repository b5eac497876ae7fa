"""The doctor's kinds of task."""

from jobs.doctor import examining, mending, webhooks

KINDS = (webhooks.KIND, mending.KIND, examining.KIND)
"""Mending before the next round, which then finds less."""
