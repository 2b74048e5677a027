"""The explorer and the SPARQL endpoint: a read-only server over one store, for this machine by default."""

from __future__ import annotations

import secrets
import socket
import sys
from pathlib import Path

from kg.model import KgError


class ServeError(KgError):
    """A server that cannot start."""


def serve(
    store: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    token: str = "",
    lang: str = "th",
    origins: tuple[str, ...] = (),
    services: bool = False,
    time_limit: float = 20.0,
    row_limit: int = 100_000,
) -> None:
    """Serve a store until interrupted. Beyond this machine a token is needed, and made up if not given.

    A query may take ``time_limit`` seconds and give ``row_limit`` rows. With ``services`` queries may make
    this machine ask other servers (``SERVICE``), which is refused without.
    """
    try:
        import uvicorn

        from kg.serve.app import ServeConfig, create_app
        from kg.serve.guard import is_loopback
    except ImportError as error:
        raise ServeError(f"the server needs {error.name}: pip install 'diplomatic-kg[serve]'") from error
    if not is_loopback(host):
        token = token or secrets.token_urlsafe(18)
        print(
            f"Warning: {host} can be reached from other machines, and what they send is not encrypted.\n"
            "Whoever has the token can read everything in this store.",
            file=sys.stderr,
        )
    if services:
        print("Warning: queries may make this machine ask other servers (SERVICE).", file=sys.stderr)
    app = create_app(
        ServeConfig(
            store=store,
            host=host,
            token=token,
            lang=lang,
            origins=origins,
            services=services,
            time_limit=time_limit,
            row_limit=row_limit,
            warm=True,
        )
    )
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    print(f"{address}{'?token=' + token if token else ''}", flush=True)
    print("Ctrl-C ends it.", file=sys.stderr)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=20,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        limit_concurrency=1000,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ServeError(
            f"{host}:{port} cannot be listened on ({error.strerror}); give another --port"
        ) from error
    listener.listen(128)
    listener.set_inheritable(True)
    return listener
