"""Shopify's Admin API of 2026-10: its webhooks, our GraphQL transport and the storefront's contract."""
