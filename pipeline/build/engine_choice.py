"""Who speaks: which engine makes an episode, and which of its voices present it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import BroadcastError, DocumentError, ServiceDown, UsageError
from pipeline.messages import N_, _
from pipeline.settings import nearest
from pipeline.station import FORMER_PRESENTERS, Presenters, Station

if TYPE_CHECKING:
    from pipeline.model import Document
    from pipeline.settings import Settings
    from pipeline.voice.cluster import Cluster
    from pipeline.voice.engine import Engine


NOT_INSTALLED = N_("edge-tts is not installed")
NOT_REACHED = N_("the online voice could not be reached")
GAVE_UP = N_("the online voice gave up in the middle")


BEST_FIRST = ("edge", "kokoro")
"""What ``auto`` chooses from; the last one is always there and needs nobody else."""


class Ahead(NamedTuple):
    """How much may be begun beside the episode at hand, so that nobody who could speak waits for it."""

    episodes: int
    """After that one, at most."""
    sounds: int
    """Another is begun when no more than so many are being made."""


NOTHING_AHEAD = Ahead(0, 0)
CLUSTER_AHEAD = Ahead(64, 4096)
"""A cluster has more hands than one document has sentences: together these have some thousand."""


class StandIn(NamedTuple):
    """Who speaks, and why it is not the better one."""

    engine: Engine
    reason: str = ""
    """For the manifest: in English, whoever runs the program; empty when it is the better one."""
    told: str = ""
    """What was said by the one that was asked before, for the operator."""


@contextmanager
def cast(station: Station, settings: Settings, asked: str, cluster: str | None) -> Iterator[Casting]:
    """The casting of one run, which speaks on the machines of ``cluster`` where one is named.

    Raises:
        UsageError: the cluster cannot be used, or the engine cannot use one.
        StationError, EngineMissing: as :class:`Casting`.
    """
    if cluster is None:
        yield Casting(station, settings, asked)
        return
    from pipeline.voice import ENGINES, open_engine  # late: a run with nothing to do never gets here

    if asked in ENGINES and open_engine(asked, station).remote:
        raise UsageError(
            _("the online voice is asked from this machine; a cluster would not make it faster"),
            where="--cluster",
            next=_("leave it out, or choose another engine"),
        )
    from pipeline.voice.cluster import cluster_at  # late: dask takes a second to import

    with cluster_at(cluster) as there:
        yield Casting(station, settings, asked, there)


class Casting:
    """The engines of one run; each is opened once, the online service is asked once whether it answers."""

    def __init__(self, station: Station, settings: Settings, asked: str, cluster: Cluster | None = None) -> None:
        """``asked`` is an engine's name or ``auto``; the offline ones speak in ``cluster``, if there is one.

        Raises:
            StationError: a presenter in ``station.toml`` is no voice of its engine.
            EngineMissing: the engine asked for is not installed.
        """
        from pipeline.voice import ENGINES, open_engine  # late: a run with nothing to do never gets here

        self._station = station
        self._cluster = cluster
        self.asked = asked
        wanted = [name for name in BEST_FIRST if name in ENGINES] if asked == "auto" else [asked]
        self._engines: Mapping[str, Engine] = {name: open_engine(name, station) for name in wanted}
        if cluster:
            self._engines = {n: e if e.remote else cluster.engine(e) for n, e in self._engines.items()}
        everyone = self._engines | {name: open_engine(name, station) for name in ENGINES if name not in wanted}
        self._known = {voice.name for engine in everyone.values() for voice in engine.voices()}
        self._refusal = ""
        self._probed = False
        for name, engine in self._engines.items():
            known = {voice.name for voice in engine.voices()}
            for voice in getattr(station.voice.presenters, name):
                if voice not in known:
                    raise settings.refuse(
                        ("voice", "presenters", name),
                        _("there is no voice “{voice}”").format(voice=voice),
                        nearest(voice, known, _("`broadcast voices` lists them all"), cutoff=0.3),
                    )

    def getting_ready(self, jobs: int) -> Thread:
        """A thread in which whoever makes a new episode loads what ``jobs`` workers need; to be waited for.

        What goes wrong there is told when the first episode is made.
        """

        def get_ready() -> None:
            with suppress(BroadcastError):
                self.for_new().engine.executor(jobs)

        # A daemon: Ctrl-C does not wait for an online service that is slow to answer.
        thread = Thread(target=get_ready, daemon=True, name="getting ready")
        thread.start()
        return thread

    def engine(self, name: str) -> Engine | None:
        """The engine called ``name`` if this run may use it."""
        return self._engines.get(name)

    def for_new(self) -> StandIn:
        """The engine for an episode that must be made."""
        if self.asked != "auto":
            return StandIn(self._engines[self.asked])
        best, offline = next(iter(self._engines.values())), self._engines[BEST_FIRST[-1]]
        if best is offline:
            return StandIn(offline, NOT_INSTALLED)
        if not self._probed:
            self._probed = True
            try:
                best.probe()
            except ServiceDown as exc:
                self._refusal = str(exc)
        return StandIn(offline, NOT_REACHED, self._refusal) if self._refusal else StandIn(best)

    def after(self, engine: Engine, exc: Exception) -> StandIn | None:
        """The engine that makes the whole episode after ``engine`` gave up in its middle; None where there is none."""
        if self.asked != "auto" or not engine.remote:
            return None
        if isinstance(exc, ServiceDown):
            self._refusal = str(exc)
        return StandIn(self._engines[BEST_FIRST[-1]], GAVE_UP, str(exc))

    def ahead(self, jobs: int) -> Ahead:
        """How far whoever makes a new episode may run ahead; ``jobs`` sentences are said at once."""
        from pipeline.system.worker_pool import WorkerPool  # late, as above

        engine = self.for_new().engine
        if engine.remote:  # a service says no more at once for being asked early
            return NOTHING_AHEAD
        if self._cluster:
            return CLUSTER_AHEAD
        # No core is to wait while the last sentences of a document are said. Only worker processes are kept from one
        # document to the next.
        return Ahead(1, jobs) if isinstance(engine.executor(jobs), WorkerPool) else NOTHING_AHEAD

    def voices(self, engine: Engine, document: Document, made_with: Collection[str] = ()) -> tuple[str, ...]:
        """The presenters of ``document``: those it names itself if ``engine`` has them, else the station's.

        An episode ``made_with`` the voices that were a station's own before it had others keeps them, unless the
        station has chosen for itself.

        Raises:
            DocumentError: it names a voice that no engine has.
        """
        for voice in document.voices:
            if voice not in self._known:
                raise DocumentError(
                    _("asks for a voice “{voice}” that does not exist").format(voice=voice),
                    next=_("`broadcast voices` lists them all"),
                )
        here = {voice.name for voice in engine.voices()}
        own = tuple(voice for voice in document.voices if voice in here)
        presenters: tuple[str, ...] = getattr(self._station.voice.presenters, engine.name)
        former = FORMER_PRESENTERS.get(engine.name, ())
        if made_with and set(made_with) <= set(former) and presenters == getattr(Presenters(), engine.name):
            presenters = former
        return own or presenters
