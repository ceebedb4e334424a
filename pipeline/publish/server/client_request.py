"""What a client says, taken in within bounds: its address, and the body of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request


def address_of(request: Request) -> str:
    """The client's address; empty where it has none."""
    return request.client.host if request.client else ""


async def body_of(request: Request, most: int) -> bytes | None:
    """The body; None: it is longer than ``most`` bytes, and the rest is not read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
