"""What granian serves while accepting is measured: the door as it is, and a door that only checks HMACs."""

import base64
import hashlib
import hmac
import os

from flask import Flask, Response, request

from app.web import create_app
from bench.load import SECRET
from connector.config import Settings
from connector.ledger.accepting import Acceptor
from jobs.ring import Doorbell, Ringer
from jobs.workshop import open_workshop
from webhooks import door
from webhooks.callers import Callers


def hmac_only() -> Flask:
    """The floor: the same server and framework, the same signature, nothing kept."""
    app = Flask("floor", static_folder=None)

    @app.post("/webhooks/shopify")
    def check() -> Response:
        raw = request.get_data()
        wanted = base64.b64encode(hmac.digest(SECRET, raw, hashlib.sha256))
        given = request.headers.get("X-Shopify-Hmac-Sha256", "").encode()
        return Response("ok", 200 if hmac.compare_digest(wanted, given) else 401)

    return app


def the_door() -> Flask:
    """Ours: the machines' door over the ledger that DATABASE_URL names."""
    workshop = open_workshop(Settings())
    ringer = Ringer(Doorbell(workshop.settings), "intake")
    acceptor = Acceptor(workshop.settings.database_url, ringer.soon)
    app = Flask("door", static_folder=None)
    app.register_blueprint(door(Callers(workshop, acceptor), acceptor))
    return app


def the_shop() -> Flask:
    """The whole application: its door for buyers, and a route that asks nobody anything."""
    return create_app(open_workshop(Settings()))


SERVERS = {"ours": the_door, "shop": the_shop}
# granian imports this module in each of its workers; the measuring process sets the variable.
application = SERVERS.get(os.environ.get("CONNECTOR_BENCH", ""), hmac_only)()
