"""create_app() opens the doors: for machines, for people, and for whoever watches over the process."""

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from connector.ledger import health
from connector.ledger.accepting import Acceptor, Away
from jobs.ring import Doorbell, Ringer
from jobs.workshop import Workshop
from pages import board, entry, presence
from pages.admin import admin
from pages.api import api
from pages.public import public
from webhooks import door
from webhooks.callers import Callers

OLDEST_OWED = timedelta(seconds=60)
"""A task that is due for longer than this means that nobody works."""


def create_app(workshop: Workshop, bell: Doorbell | None = None) -> Flask:
    """A WSGI application over this process's workshop. Nothing is connected before the first request.

    Whoever ends it before its process ends closes `extensions["acceptor"]`.
    """
    app = Flask("connector", static_folder=None)
    bell = bell or Doorbell(workshop.settings)
    ringer = Ringer(bell, "intake")
    acceptor = Acceptor(workshop.settings.database_url, ringer.soon)
    machines = door(Callers(workshop, acceptor), acceptor)
    app.register_blueprint(machines)
    visitor = presence.visitor(workshop)
    app.register_blueprint(entry(workshop, visitor, bell.ring))
    app.register_blueprint(board(workshop, visitor, bell.ring))
    app.register_blueprint(api(workshop, bell.ring))
    app.register_blueprint(admin(workshop, bell.ring))
    app.register_blueprint(public(workshop, bell.ring))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=workshop.settings.proxies, x_proto=0)  # type: ignore[method-assign]
    _watchers(app, acceptor)
    app.extensions["acceptor"] = acceptor
    return app


def _watchers(app: Flask, acceptor: Acceptor) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        return jsonify(alive=True)

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        """503 while the ledger is away. A backlog is told, and is no reason to turn deliveries away."""
        try:
            oldest = acceptor.look_up(lambda unit: health.oldest_due(unit, datetime.now(UTC)))
        except (Away, SQLAlchemyError):
            return jsonify(ready=False, why="the ledger is away"), 503
        late = oldest is not None and datetime.now(UTC) - oldest > OLDEST_OWED
        return jsonify(ready=True, backlog_is_late=late), 200
