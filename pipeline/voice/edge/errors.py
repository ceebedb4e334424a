"""What can go wrong between this program and the online voice, in the operator's words.

Three kinds: a :class:`Setback` can pass, and the sentence is asked again; a ``VoiceError`` concerns one sentence and
``ServiceDown`` all of them, and neither would go away by asking again.
"""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import TYPE_CHECKING

from pipeline.errors import ServiceDown, VoiceError
from pipeline.messages import _
from pipeline.voice.edge.proxy import shown

if TYPE_CHECKING:
    import aiohttp

_PASSING = (HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
"""And all from 500. 403 comes in waves, when the service changes how clients prove what they are."""
_THROTTLING = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE")
"""What OpenSSL calls an answer that is not encrypted at all, by the first bytes of it."""
_WRONG_TIME = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL's x509_vfy.h."""

COST_OF_WAITING = 4
"""A failure that took a whole deadline weighs as much as four that came at once: a service that hangs is given up
within two minutes, also when sentences are asked one by one."""


class Setback(VoiceError):
    """A request failed in a way that can pass."""

    def __init__(self, what: str, *, next: str = "", throttled: bool = False, slow: bool = False) -> None:
        super().__init__(what, next=next or advice_to_wait())
        self.throttled = throttled
        """Whether the service asked for fewer requests."""
        self.cost = COST_OF_WAITING if slow else 1
        """What it takes from the patience of a run."""


def told(exc: Exception, proxy: str | None) -> VoiceError:
    """The failure that ``exc``, raised by the client on its way through ``proxy``, stands for.

    Never quotes ``exc``: its text may hold a proxy's password.
    """
    import aiohttp

    if isinstance(exc.__cause__, aiohttp.ClientHttpProxyError):
        exc = exc.__cause__  # a proxy's 403, which the client takes for a wrong clock
    if isinstance(exc, aiohttp.ClientHttpProxyError):
        return _refused_by_proxy(exc.status, proxy)
    if isinstance(exc, aiohttp.WSServerHandshakeError):
        return _refused(exc.status)
    if isinstance(exc, aiohttp.ClientConnectorCertificateError):
        return _distrusted(exc.certificate_error)
    if isinstance(exc, aiohttp.ClientSSLError):
        return _not_encrypted(exc.os_error)
    if isinstance(exc, aiohttp.ClientConnectorError):
        return _unreachable(exc, proxy)
    return _broken(exc)


def advice_to_wait() -> str:
    """What to do about a service that does not work now."""
    return _('run make again later, or set engine = "kokoro" in station.toml')


def _refused(status: int) -> VoiceError:
    if status < HTTPStatus.BAD_REQUEST or status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        what = _("a web page answered in place of the online voice (HTTP {status})").format(status=status)
        return ServiceDown(what, next=_advice_to_log_in())
    what = _("the online voice refused the request (HTTP {status})").format(status=status)
    upgrade = _("upgrade the client: pip install --upgrade edge-tts")
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Setback(what, next=upgrade if status == HTTPStatus.FORBIDDEN else "", throttled=status in _THROTTLING)
    return ServiceDown(what, next=upgrade)


def _advice_to_log_in() -> str:
    """For a network that answers in place of others until somebody logs in (a captive portal, RFC 8952)."""
    return _("open any web page on this machine: the network may ask for a log-in; else ask who runs it")


def _distrusted(exc: Exception) -> ServiceDown:
    """For a certificate that ``exc`` did not accept."""
    reason = getattr(exc, "verify_message", "") or type(exc).__name__
    what = _("the certificate of the online voice was not accepted ({reason})").format(reason=reason)
    if getattr(exc, "verify_code", None) in _WRONG_TIME:
        return ServiceDown(what, next=_("set the clock of this machine right; if it is, ask who runs the network"))
    allow = _("ask for an exception for speech.platform.bing.com where the network opens encrypted connections")
    return ServiceDown(what, next=allow)


def _not_encrypted(exc: OSError) -> Setback:
    """For a connection that could not be encrypted. An error of OpenSSL has its own numbers: 1 is no EPERM."""
    name = getattr(exc, "reason", None) or type(exc).__name__
    if name in _NO_TLS:
        return Setback(_("what answers in place of the online voice is not encrypted"), next=_advice_to_log_in())
    reason = name.replace("_", " ").lower()
    what = _("no encrypted connection to the online voice came about ({reason})").format(reason=reason)
    return Setback(what, next=_("ask who runs the network to allow speech.platform.bing.com, port 443"))


def _refused_by_proxy(status: int, proxy: str | None) -> VoiceError:
    what = _("the proxy {proxy} refused the connection (HTTP {status})").format(proxy=shown(proxy or ""), status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Setback(what, next=_("ask who runs the proxy"))
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return ServiceDown(what, next=_("write http://name:password@host:port into station.toml, [edge] proxy"))
    return ServiceDown(what, next=_("ask who runs the proxy to allow speech.platform.bing.com, port 443"))


def _unreachable(exc: aiohttp.ClientConnectorError, proxy: str | None) -> Setback:
    import aiohttp

    goal = _("the proxy {proxy}").format(proxy=shown(proxy)) if proxy else _("the online voice")
    number = exc.os_error.errno
    if isinstance(exc, aiohttp.ClientConnectorDNSError):
        reason = _("its name was not found")
    else:
        reason = os.strerror(number) if number and number > 0 else type(exc.os_error).__name__
    what = _("{goal} cannot be reached ({reason})").format(goal=goal, reason=reason)
    return Setback(what, next=_("check the network and [edge] proxy in station.toml"))


def _broken(exc: Exception) -> VoiceError:
    import aiohttp
    from edge_tts.exceptions import NoAudioReceived, SkewAdjustmentError

    if isinstance(exc, NoAudioReceived):
        return Setback(_("the online voice sent no sound"), next=_("try another voice, or the sentence in other words"))
    if isinstance(exc, SkewAdjustmentError):
        return _refused(HTTPStatus.FORBIDDEN)  # with a date that does not help to set the clock right
    if isinstance(exc, aiohttp.ConnectionTimeoutError):
        what = _("no connection to the online voice in time")
        return Setback(what, next=_("check the network and [edge] proxy in station.toml"), slow=True)
    if isinstance(exc, TimeoutError):
        return Setback(_("the online voice did not answer in time"), slow=True)
    if isinstance(exc, (aiohttp.ClientError, OSError)):
        return Setback(_("the connection to the online voice broke ({reason})").format(reason=type(exc).__name__))
    what = _("the online voice answered in a way edge-tts does not understand ({reason})")
    return Setback(what.format(reason=type(exc).__name__), next=_("upgrade the client: pip install --upgrade edge-tts"))
