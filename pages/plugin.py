"""The plugin for a WooCommerce store, to be uploaded there."""

from flask import Response
from flask.typing import ResponseReturnValue

from adapters.woocommerce import companion
from connector.ledger import stores
from pages.desk import Desk
from pages.sheet import attached


def fetch(desk: Desk, store_id: int) -> ResponseReturnValue:
    """The zip. Raises LookupError for a store that has no use for it."""
    with desk.workshop.ledger.reading() as unit:
        platform = stores.get(unit, desk.account(), store_id).platform
    if platform != "woocommerce":
        raise LookupError(f"a plugin for {platform}")
    return attached(Response(companion.archive(), mimetype="application/zip"), companion.FILE_NAME)
