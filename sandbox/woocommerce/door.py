"""The store's HTTP side: one WSGI application that checks, routes, answers and keeps a log."""

import json
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from sandbox.woocommerce import auth, faults, front, granting, visiting
from sandbox.woocommerce.calls import Answer, Call
from sandbox.woocommerce.errors import RestError, no_route
from sandbox.woocommerce.outbox import php_json
from sandbox.woocommerce.routes import find_handler
from sandbox.woocommerce.shop import Shop
from sandbox.woocommerce.site_rest import site_index

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = "/wp-json"


@dataclass(frozen=True, slots=True)
class Logged:
    """`outcome` is the status answered, or the name of the fault that took its place."""

    at: datetime
    method: str
    path: str
    outcome: str


class Door:
    """Serves one store; `log` is shared with the sandbox."""

    def __init__(self, shop: Shop, trouble: faults.Faults, log: list[Logged]) -> None:
        self._shop = shop
        self._faults = trouble
        self._log = log

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        path = re.sub("/+", "/", request.path)
        fault = self._faults.take(request.method, path.removeprefix(f"{ROOT}/wc/v3/"))
        response = faults.instead(fault, request.url) if fault else None
        if fault and fault.kind == "slow":
            self._faults.wait(fault.seconds)
        if fault and fault.kind == "drop":
            self._note(request, path, "drop")
            raise _hang_up(environ)
        response = response or self._front(request) or self._answer(request, path)
        self._note(request, path, fault.kind if fault else str(response.status_code))
        if fault and fault.kind == "timeout_after_applying":
            self._faults.wait(fault.seconds)
            raise _hang_up(environ)
        return response(environ, start_response)

    def _front(self, request: Request) -> Response | None:
        """What is no call of the REST API."""
        found = front.instead(self._shop.front, request)
        if found is None and request.path.startswith(granting.ROOT):
            return granting.answer(self._shop, request)
        if found is None and request.path.startswith(visiting.ROOTS):
            return visiting.answer(self._shop, request)
        return found

    def _note(self, request: Request, path: str, outcome: str) -> None:
        self._log.append(Logged(self._shop.now(), request.method, path, outcome))

    def _answer(self, request: Request, path: str) -> Response:
        later: list[Any] = []
        with self._shop.lock:
            try:
                answer = self._work(request, path, later)
            except RestError as error:
                answer = Answer(error.body, error.status)
        # Outside of the lock: whoever is pinged may call the store before it answers.
        for action in later:
            action()
        return Response(php_json(answer.body), answer.status, answer.headers, mimetype="application/json")

    def _work(self, request: Request, path: str, later: list[Any]) -> Answer:
        if path.rstrip("/") == ROOT or request.args.get("rest_route") == "/":
            return Answer(site_index(self._shop))
        if not path.startswith(f"{ROOT}/wc/v3/"):
            raise no_route()
        call = Call(self._shop, request.method, path, *_query(request), body={}, later=later)
        auth.check(self._shop, request.method, _basic(request), call.query)
        handler = find_handler(request.method, path.removeprefix(f"{ROOT}/wc/v3/").rstrip("/"))
        call.body = _body(request)
        answer = handler(call)
        answer.body = _only(call.words("_fields"), answer.body)
        return answer


def _query(request: Request) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """PHP keeps the last of equal names; `status[]` gathers."""
    pairs = list(request.args.items(multi=True))
    query: dict[str, str] = {}
    for name, value in pairs:
        plain = name.removesuffix("[]")
        gathered = name != plain and plain in query
        query[plain] = f"{query[plain]},{value}" if gathered else value
    return pairs, query


def _basic(request: Request) -> tuple[str, str] | None:
    given = request.authorization
    if given is None or given.type != "basic" or given.username is None:
        return None
    return given.username, given.password or ""


def _body(request: Request) -> dict[str, Any]:
    raw = request.get_data()
    if not raw or not request.is_json:
        return dict(request.form)
    try:
        read = json.loads(raw)
    except ValueError as error:
        data = {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"}
        raise RestError(400, "rest_invalid_json", "Invalid JSON body passed.", data) from error
    return read if isinstance(read, dict) else {}


def _only(fields: list[str], body: Any) -> Any:
    if not fields:
        return body
    if isinstance(body, list):
        return [_only(fields, row) for row in body]
    return {name: value for name, value in body.items() if name in fields}


def _hang_up(environ: "WSGIEnvironment") -> ConnectionError:
    """Close the line without an answer; raising this is how werkzeug learns that nobody listens."""
    line: socket.socket = environ["werkzeug.socket"]
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The caller was quicker.
        line.close()
    return ConnectionAbortedError("hung up on request")
