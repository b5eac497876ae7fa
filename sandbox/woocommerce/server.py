"""A store's HTTPS server on the loopback, in a thread of its own."""

import socket
import threading
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from sandbox.tls import LoopbackTls


class _Quiet(WSGIRequestHandler):
    """The sandbox keeps its own log; nothing is printed for a request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        return


class StoreServer:
    """Raises OSError when the port is taken; port 0 takes a free one."""

    def __init__(self, application: Any, tls: LoopbackTls, port: int) -> None:
        # Bound here, because werkzeug ends the process when a port is taken.
        with socket.create_server(("127.0.0.1", port)) as listening:
            self._server: BaseWSGIServer = make_server(
                "127.0.0.1",
                port,
                application,
                threaded=True,
                request_handler=_Quiet,
                ssl_context=tls.context,
                fd=listening.fileno(),
            )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
