"""What stands before every page: who may ask, how much, and what browsers are told to forbid."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
TOKEN_COOKIE = "kg_token"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def is_loopback(host: str) -> bool:
    """Does only this machine reach this address?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host_name(header: str) -> str:
    """The name in a Host header, without port and brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0].lower()
    return header.rpartition(":")[0].lower() if ":" in header else header.lower()


class Guard:
    """ASGI middleware: checks the Host header and the token, bounds bodies, sets headers.

    ``host`` is the address served at. ``origins`` may read answers from other sites (CORS); none may without.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        host: str = "127.0.0.1",
        token: str = "",
        origins: tuple[str, ...] = (),
        body_limit: int = 1 << 20,
    ) -> None:
        self._app = app
        self._open = not is_loopback(host)
        self._names = {*LOOPBACK, host.lower()}
        if self._open:
            self._names.add(socket.gethostname().lower())
        self._token = token
        self._origins = origins
        self._body_limit = body_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refuse(scope, headers)
        origin = headers.get("origin", "")
        allowed = "*" if "*" in self._origins else origin if origin in self._origins else ""
        body = _BoundedBody(receive, self._body_limit)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    if name not in out:
                        out[name] = value
                if self._origins:
                    out.add_vary_header("Origin")
                if allowed:
                    out["access-control-allow-origin"] = allowed
                    out["access-control-expose-headers"] = "x-kg-truncated"
                    out["cross-origin-resource-policy"] = "cross-origin"
            await send(message)

        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        if scope["method"] == "OPTIONS" and headers.get("access-control-request-method"):
            told = {}
            if allowed:
                told = {
                    "access-control-allow-methods": "GET, HEAD, POST",
                    "access-control-allow-headers": "accept, authorization, content-type",
                    "access-control-max-age": "600",
                }
            await Response(status_code=204 if allowed else 403, headers=told)(scope, receive, send_guarded)
            return
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._body_limit:
            await _too_large(self._body_limit)(scope, receive, send_guarded)
            return
        await self._app(scope, body, send_guarded)

    def _refuse(self, scope: Scope, headers: Headers) -> Response | None:
        name = _host_name(headers.get("host", ""))
        if name not in self._names and not (self._open and _is_address(name)):
            return PlainTextResponse(
                f"This server does not answer to the name {name[:100]!r}; use the address it printed.\n", 421
            )
        if not self._token:
            return None
        given = _find_cookie(headers.get("cookie", ""))
        kept = hashlib.sha256(self._token.encode()).hexdigest()  # what browsers keep is not the token itself
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if _same(given, kept) or (scheme.lower() == "bearer" and _same(bearer.strip(), self._token)):
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = dict(pairs).get("token", "")
        if asked and _same(asked, self._token) and scope["method"] in ("GET", "HEAD"):
            rest = urlencode([(name, value) for name, value in pairs if name != "token"])
            path = "/" + scope.get("raw_path", b"/").decode("latin-1").partition("?")[0].lstrip("/")
            answer = RedirectResponse(path + ("?" + rest if rest else ""), 303)
            answer.set_cookie(TOKEN_COOKIE, kept, httponly=True, samesite="strict", path="/")
            answer.headers["cache-control"] = "no-store"
            return answer
        return PlainTextResponse(
            "A token is needed: open the address that the server printed, or send\n"
            "Authorization: Bearer TOKEN.\n",
            401,
            {"www-authenticate": 'Bearer realm="kg"', "cache-control": "no-store"},
        )


class BodyTooLargeError(Exception):
    """A request that sends more than is taken."""


class _BoundedBody:
    """A receiver that counts what it passes on."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise BodyTooLargeError
        return message


def _too_large(limit: int) -> Response:
    return PlainTextResponse(f"The request is larger than {limit:,} bytes.\n", 413, {"connection": "close"})


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _find_cookie(header: str) -> str:
    try:
        cookies: SimpleCookie = SimpleCookie(header)
    except CookieError:
        return ""
    return cookies[TOKEN_COOKIE].value if TOKEN_COOKIE in cookies else ""


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
