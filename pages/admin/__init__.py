"""An order inside Shopify's own admin, for the extension's block and action. No cookies, no pages."""

from pages.admin.door import admin

__all__ = ["admin"]
