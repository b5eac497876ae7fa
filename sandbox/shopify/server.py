"""The HTTP door: a threaded WSGI server on the loopback that speaks HTTP/1.1 and may misbehave on request."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode
from werkzeug.exceptions import BadRequest
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from sandbox.shopify import bulk_file, cost, engine, oauth_pages
from sandbox.shopify.faults import Entry, Fault, Faults
from sandbox.shopify.oauth import OAuth
from sandbox.shopify.resolvers.table import Context
from sandbox.shopify.shop import Shop
from sandbox.shopify.storefront import OnlineStore
from sandbox.shopify.webhooks import VERSION

PATH = f"/admin/api/{VERSION}/graphql.json"
PLAIN = {"429": 429, "500": 500, "502": 502}
LONGEST_SILENCE = 60.0
"""Seconds after which an idle connection is closed."""


class Door:
    """Answers GraphQL for the shop whose token asks, and pages for its buyers. One lock covers every shop."""

    def __init__(
        self, lock: threading.RLock, faults: Faults, log: list[Entry], oauth: OAuth, online: OnlineStore
    ) -> None:
        self.lock, self.faults, self.log, self.oauth, self.online = lock, faults, log, oauth, online
        self.closing = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI."""
        response = self.answer(Request(environ))
        response.headers["X-Shopify-API-Version"] = VERSION
        return response(environ, start)

    def answer(self, request: Request) -> Response:
        """One request: who asks, what for, and whether a fault is due."""
        if request.path == oauth_pages.TOKEN and request.method == "POST":
            return self.exchange(request)
        if request.path == oauth_pages.AUTHORIZE and request.method == "GET":
            with self.lock:
                return oauth_pages.authorize(self.oauth, request)
        if request.path.startswith(bulk_file.FILES):
            return self.file(request)
        if request.path != PATH or request.method != "POST":
            shown = None if request.path.startswith("/admin/") else self.online.answer(request)
            return shown or reply({"errors": "Not Found"}, 404)
        shop = self.oauth.shop_of(request.headers.get("X-Shopify-Access-Token", ""))
        if shop is None:
            refusal = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return reply({"errors": refusal}, 401)
        try:
            asked = request.get_json()
        except BadRequest:
            return reply({"errors": "Bad Request"}, 400)
        return Turn(self, shop, request, asked).take()

    def exchange(self, request: Request) -> Response:
        """The token endpoint; a fault for the operation of its path strikes it."""
        fault = self.faults.take(oauth_pages.TOKEN)
        if fault and fault.kind == "slow":
            self.closing.wait(fault.seconds)
        elif fault:
            return Response("upstream trouble", PLAIN.get(fault.kind, 502))
        with self.lock:
            return reply(*oauth_pages.exchange(self.oauth, request))

    def file(self, request: Request) -> Response:
        """A range of what a bulk query wrote; a fault for the operation BulkFile strikes it."""
        fault = self.faults.take("BulkFile")
        if fault:
            return Response("upstream trouble", PLAIN.get(fault.kind, 500))
        with self.lock:
            return bulk_file.part(self.oauth.shops.values(), request)


class Turn:
    """One call of one shop."""

    def __init__(self, door: Door, shop: Shop, request: Request, asked: dict[str, Any]) -> None:
        self.door, self.shop, self.request = door, shop, request
        self.variables: dict[str, Any] = asked.get("variables") or {}
        self.document, self.errors = engine.prepare(str(asked.get("query") or ""))
        name = asked.get("operationName")
        self.operation = engine.operation_of(self.document, name) if self.document else None
        named = self.operation.name if self.operation else None
        self.name: str | None = named.value if named else name

    def take(self) -> Response:
        """Answer, or misbehave."""
        fault = self.door.faults.take(self.name)
        if fault and fault.kind == "slow":
            self.door.closing.wait(fault.seconds)
        if fault and fault.kind not in ("slow", "partial", "timeout_after_applying"):
            return self.misbehave(fault)
        if self.errors or self.operation is None:
            self.note("invalid")
            errors = [one.formatted for one in self.errors] or [{"message": "No operation to run."}]
            return reply({"errors": errors}, 200)
        response = self.execute(self.operation, partial=bool(fault and fault.kind == "partial"))
        if fault and fault.kind == "timeout_after_applying":
            self.door.closing.wait(fault.seconds)
            self.hang_up()
        return response

    def misbehave(self, fault: Fault) -> Response:
        """An answer that is none, before anything was applied."""
        self.note(fault.kind)
        if fault.kind == "drop":
            self.hang_up()
        if fault.kind in PLAIN:
            wait = {"Retry-After": f"{fault.seconds:.1f}"} if fault.kind == "429" else {}
            return Response("upstream trouble", PLAIN[fault.kind], headers=wait)
        if fault.kind == "html":
            return Response("<html><body>Something went wrong</body></html>", 200, mimetype="text/html")
        return self.throttled(1.0, 429 if fault.kind == "throttled_429" else 200)

    def execute(self, operation: OperationDefinitionNode, *, partial: bool) -> Response:
        """Pay for the query, run it under the lock, give back what it did not use."""
        if self.document is None:
            raise TypeError("an operation without its document")
        points = cost.requested(self.document, operation, self.variables)
        if not self.shop.bucket.spend(points):
            self.note("throttled")
            return self.throttled(points, 200)
        with self.door.lock:
            context = Context(self.shop, fail_one_field=partial, base=self.request.host_url)
            result = engine.run(self.document, self.name, self.variables, context)
        self.note("errors" if result.errors else outcome(result.data))
        spent = min(points, max(1, cost.used(result.data)))
        self.shop.bucket.give_back(points - spent)
        return reply({**shown(result), "extensions": {"cost": self.bill(points, spent)}}, 200)

    def throttled(self, points: float, status: int) -> Response:
        """Too little in the bucket."""
        error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
        return reply({"errors": [error], "extensions": {"cost": self.bill(points, None)}}, status)

    def bill(self, points: float, spent: float | None) -> dict[str, Any]:
        """extensions.cost."""
        return {
            "requestedQueryCost": points,
            "actualQueryCost": spent,
            "throttleStatus": self.shop.bucket.status(),
        }

    def note(self, how: str) -> None:
        """Write the call down for those who count."""
        entry = Entry(time.monotonic(), self.shop.handle, self.name, self.variables, how)
        self.door.log.append(entry)

    def hang_up(self) -> None:
        """Close the connection without an answer."""
        self.request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError("the sandbox hung up")


def outcome(data: Any) -> str:
    """Whether any payload carries user errors."""
    payloads = [one for one in (data or {}).values() if isinstance(one, dict)]
    refused = any(
        value for one in payloads for key, value in one.items() if key.lower().endswith("usererrors")
    )
    return "user_errors" if refused else "ok"


def shown(result: ExecutionResult) -> dict[str, Any]:
    """data and errors as JSON."""
    errors: list[GraphQLError] = result.errors or []
    found: dict[str, Any] = {"data": result.data}
    return {**found, "errors": [one.formatted for one in errors]} if errors else found


def reply(body: dict[str, Any], status: int) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body), status, mimetype="application/json")


class Handler(WSGIRequestHandler):
    """Keep-alive, no delay between header and body, and no chatter."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = LONGEST_SILENCE

    def setup(self) -> None:
        """Remember the connection, so that it can be closed with the server."""
        super().setup()
        if isinstance(self.server, Listener):
            self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget it."""
        if isinstance(self.server, Listener):
            self.server.connections.discard(self.connection)
        super().finish()

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing of calls (`ShopifySandbox.log` remembers), but do not hide our own errors."""
        if type == "error":
            super().log(type, message, *args)


class Listener(ThreadedWSGIServer):
    """A server that can be stopped while clients keep connections open."""

    def __init__(self, port: int, door: Door) -> None:
        super().__init__("127.0.0.1", port, door, handler=Handler)
        self.door = door
        self.connections: set[socket.socket] = set()

    def close_all(self) -> None:
        """Stop listening and hang up on everybody."""
        self.door.closing.set()
        self.shutdown()
        self.server_close()
        for one in list(self.connections):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.connections.discard(one)
