"""The part of Shopify's official Admin schema (2026-10) that this project touches, and its tools."""
