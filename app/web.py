"""create_app() opens the doors: for machines, for people, and for whoever watches over the process."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from connector.domain.roles import Role
from connector.ledger import accounts, health
from connector.ledger.accepting import Acceptor, Away
from jobs.ring import Doorbell, Ringer
from jobs.workshop import Workshop
from pages import board, entry
from pages.visitor import Visitor
from webhooks import door
from webhooks.callers import Callers

OLDEST_OWED = timedelta(seconds=60)
"""A task that is due for longer than this means that nobody works."""


def create_app(workshop: Workshop, bell: Doorbell | None = None) -> Flask:
    """A WSGI application over this process's workshop. Nothing is connected before the first request.

    Whoever ends it before its process ends closes `extensions["acceptor"]`.
    """
    app = Flask("connector", static_folder=None)
    app.secret_key = workshop.vault.derive("session cookies")[0]
    app.config.update(SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    bell = bell or Doorbell(workshop.settings)
    ringer = Ringer(bell, "intake")
    acceptor = Acceptor(workshop.settings.database_url, ringer.soon)
    machines = door(Callers(workshop, acceptor), acceptor)
    app.register_blueprint(machines)
    visitor = _only_account(workshop)
    app.register_blueprint(entry(workshop, visitor, bell.ring))
    app.register_blueprint(board(workshop, visitor, bell.ring))
    _watchers(app, acceptor)
    app.extensions["acceptor"] = acceptor
    return app


def _only_account(workshop: Workshop) -> Callable[[], Visitor]:
    """Until people sign in, the board serves the first account of an installation on one machine."""

    def visitor() -> Visitor:
        with workshop.ledger.reading() as unit:
            found = accounts.every(unit)
        if found:
            return Visitor(found[0].id, 0, "a person at the board", Role.OWNER)
        with workshop.ledger.writing() as unit:
            made = accounts.find_or_create(unit, "main", workshop.clock())
        return Visitor(made.id, 0, "a person at the board", Role.OWNER)

    return visitor


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
