"""Where this machine is on its network."""

from __future__ import annotations

import socket


def lan_address() -> str:
    """The address of this machine that its network sees; loopback where there is no network. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # a datagram socket only looks up the route
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def address_of(host: str, port: int) -> str:
    """The address of a server there."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
