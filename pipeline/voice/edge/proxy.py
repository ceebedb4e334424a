"""Which proxy leads to the online voice.

``[edge] proxy`` in ``station.toml``, if given, always. Else the environment, as other programs read it: ``WSS_PROXY``,
then ``HTTPS_PROXY``, then ``ALL_PROXY`` (in small letters too, which win), unless ``NO_PROXY`` names the host; on
Windows and macOS the system's own settings where the environment says nothing. ``HTTP_PROXY`` is not for encrypted
connections and not used. aiohttp alone would look at ``WSS_PROXY`` only.

A proxy is ``http://host:port``, with ``name:password@`` before the host where it asks for one (characters such as
``@`` and ``:`` in them as ``%40`` and ``%3A``). The connection goes through it with CONNECT and stays encrypted.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from pipeline.errors import ServiceDown
from pipeline.messages import _

_VARIABLES = ("wss", "https", "all")


def proxy_for(url: str, explicit: str = "") -> str | None:
    """The proxy on the way to ``url``, or None where there is none.

    Raises:
        ServiceDown: what is set cannot be used as a proxy.
    """
    proxy = explicit or _from_environment(urlsplit(url).hostname or "")
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    if not _usable(proxy):
        raise ServiceDown(
            _("the proxy {proxy} cannot be used").format(proxy=shown(proxy)),
            next=_("give one as http://host:port in station.toml, [edge] proxy, or in HTTPS_PROXY"),
        )
    return proxy


def shown(proxy: str) -> str:
    """``proxy`` without name and password, for a message."""
    scheme, _mark, rest = proxy.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _from_environment(host: str) -> str:
    proxies = getproxies()
    found = next((proxies[variable] for variable in _VARIABLES if proxies.get(variable)), "")
    return "" if found and proxy_bypass(host) else found


def _usable(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that does not close
        return False
