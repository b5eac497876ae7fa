"""Addresses of other tools that are told what happened, signed as Standard Webhooks says."""
