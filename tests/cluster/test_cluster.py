"""Sentences said by a cluster: a scheduler and workers as real processes, killed, foreign or missing."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from pipeline import cli
from pipeline.build import Order, Summary, build, engine_choice, planning
from pipeline.build.engine_choice import Ahead, cast
from pipeline.build.fingerprints import of_code
from pipeline.errors import ServiceDown, UsageError, VoiceError
from pipeline.model import Clip, Document, Utterance, Word
from pipeline.station import read_station
from pipeline.text import read_document
from pipeline.voice import ENGINES, ClipStore, cluster
from pipeline.voice.clip_store import clip_key, packed, taken
from pipeline.voice.cluster import Cluster, ClusterEngine, cluster_at
from pipeline.voice.cluster_worker import carried_out, program
from pipeline.voice.tone import ToneEngine
from tests.cluster.machines import PATIENCE, Machines, SlowEngine, kill, machines
from tests.conftest import ROOT
from tests.doubles.screen import RecordingScreen
from tests.golden.tree import SEEDS
from tests.voice.faulty import FaultyEngine
from tests.voice.readings import record, utterance

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SENTENCES = [utterance("大家辛苦了。" * n) for n in range(1, 13)]


@pytest.fixture(scope="module", autouse=True)
def patient() -> Iterator[None]:
    """Processes start slowly where many tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "CONNECT_SECONDS", PATIENCE)
        yield


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler and two workers."""
    with machines(tmp_path_factory.mktemp("factory")) as found:
        found.worker("one")
        found.worker("two")
        yield found


@pytest.fixture(scope="module")
def annex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """Another one, whose only worker lacks the program."""
    with machines(tmp_path_factory.mktemp("annex")) as found:
        found.worker("bare", program=None)
        yield found


@pytest.fixture(scope="module")
def connected(factory: Machines) -> Iterator[Cluster]:
    with cluster_at(factory.address) as found:
        yield found


def strike_after(clips: int, blow: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ``blow`` fall when so many clips have come, and the others are under way."""
    put, come = ClipStore.put, 0

    def counted(self: ClipStore, key: str, content: bytes) -> None:
        nonlocal come
        put(self, key, content)
        come += 1
        if come == clips:
            blow()

    monkeypatch.setattr(ClipStore, "put", counted)


def built(folder: Path, address: str | None) -> Summary:
    order = Order(SEEDS, folder / "audio_out", folder / "feeds", ROOT / "station.toml", "tone", 2, address)
    return build(order, RecordingScreen(), now=lambda: NOON)


def tree(folder: Path) -> dict[str, bytes]:
    """All that was made; what is left out is the program's own memory."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (".index.json", ".lock", ".published.json")
    }


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree of a build on this machine alone."""
    folder = tmp_path_factory.mktemp("local")
    assert not built(folder, None).failures
    return folder


def test_sentences_are_said_elsewhere_by_both_longest_first(connected: Cluster, tmp_path: Path) -> None:
    faulty = FaultyEngine(tmp_path)
    store = ClipStore(tmp_path / "clips")
    connected._client.wait_for_workers(2, timeout=PATIENCE)
    record(SENTENCES, connected.engine(SlowEngine(tmp_path)), store, jobs=1)
    begun = [len(path.read_text()) for path in sorted(tmp_path.glob("[0-9]*"), key=lambda path: int(path.name))]
    assert sorted(begun) == sorted(len(asked.reading.spoken) for asked in SENTENCES)
    # Two clocks and two hands: the order is theirs but for neighbours.
    assert sum(begun[:6]) > 2 * sum(begun[6:])
    keys = record(SENTENCES, connected.engine(faulty), store, jobs=1)
    assert faulty.times_begun("大家辛苦了。") == 0
    mine = SlowEngine(tmp_path).say(SENTENCES[0])
    theirs = store.get(keys[0])
    assert theirs is not None
    assert (theirs.samples == mine.samples).all()
    assert theirs.words == mine.words


def test_what_is_asked_of_the_engine_besides_is_answered_here(connected: Cluster) -> None:
    mine, theirs = ToneEngine(), connected.engine(ToneEngine())
    assert (theirs.name, theirs.fingerprint, theirs.voices()) == (mine.name, mine.fingerprint, mine.voices())
    assert clip_key(SENTENCES[0], theirs) == clip_key(SENTENCES[0], mine)


def test_an_error_over_there_is_the_error_here(connected: Cluster, tmp_path: Path) -> None:
    asked = [utterance("错。"), utterance("你好。")]
    with pytest.raises(VoiceError) as caught:
        record(asked, connected.engine(FaultyEngine(tmp_path)), ClipStore(tmp_path / "clips"), jobs=1)
    assert str(caught.value) == "“错。”: it went wrong → write it in another way"
    assert ClipStore(tmp_path / "clips").holds(clip_key(asked[1], ToneEngine()))


def test_a_service_that_is_down_over_there_stops_the_episode(connected: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ServiceDown, match="no answer"):
        record([utterance("断。"), *SENTENCES], connected.engine(FaultyEngine(tmp_path)), ClipStore(tmp_path), jobs=1)


@pytest.mark.slow
def test_a_worker_killed_in_mid_build_costs_nothing_and_the_tree_is_that_of_one_machine(
    factory: Machines,
    local: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    victim, scratch = factory.processes[1], tmp_path_factory.mktemp("scratch")
    monkeypatch.setitem(ENGINES, "tone", lambda _station: SlowEngine(scratch))
    strike_after(4, lambda: kill(victim), monkeypatch)
    assert not built(tmp_path, factory.address).failures
    assert victim.returncode == -9
    assert tree(tmp_path) == tree(local)


def test_a_sentence_in_hand_of_a_lost_worker_is_said_by_another(factory: Machines, tmp_path: Path) -> None:
    third = factory.worker("three")
    with cluster_at(factory.address) as found:
        found._client.wait_for_workers(2, timeout=PATIENCE)
        done = 0

        def strike(_index: int, _made: bool) -> None:
            nonlocal done
            done += 1
            if done == 2:
                kill(third)

        keys = record(
            SENTENCES, found.engine(SlowEngine(tmp_path)), ClipStore(tmp_path / "clips"), jobs=1, on_done=strike
        )
    assert all(ClipStore(tmp_path / "clips").holds(key) for key in keys)


@pytest.mark.slow
def test_a_machine_without_the_program_is_told_and_so_is_an_empty_cluster_and_a_lost_one(
    annex: Machines, local: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = socket.gethostname()
    with pytest.raises(UsageError, match=rf"{here}: this worker lacks the program .*pipeline.* → install there"):
        built(tmp_path / "a", annex.address)
    assert not (tmp_path / "a" / "feeds").exists()
    kill(annex.processes[-1])
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "CONNECT_SECONDS", 3.0)
        with pytest.raises(UsageError, match=r"the cluster has no workers → start some: dask worker tcp://127"):
            built(tmp_path / "a", annex.address)
    annex.worker("good")
    with monkeypatch.context() as patch:
        patch.setitem(ENGINES, "tone", lambda _station: SlowEngine(tmp_path))
        strike_after(3, lambda: kill(annex.processes[0]), patch)
        summary = built(tmp_path / "b", annex.address)
    assert summary.failures
    for failure in summary.failures:
        assert "the connection to the cluster's scheduler was lost (it has ended)" in str(failure)
        assert str(failure).endswith("→ see that it runs, then run make again: what was said is kept")
    assert not built(tmp_path / "b", None).failures
    assert tree(tmp_path / "b") == tree(local)
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(UsageError, match=rf"{annex.address}: the cluster's scheduler does not answer .* → start it"):
        built(tmp_path / "a", annex.address)


@pytest.mark.parametrize("ahead", [1, 3])
def test_next_documents_are_begun_while_one_is_waited_for_but_not_too_many(
    factory: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    """Whatever is wrong with one of them is told in its turn."""
    monkeypatch.setattr(engine_choice, "CLUSTER_AHEAD", Ahead(ahead, 4096))
    (tmp_path / "seeds").mkdir()
    names = [f"2026-01-0{day}.txt" for day in range(1, 8)]
    for name in names:
        (tmp_path / "seeds" / name).write_text(f"通知\n\n{name[9]}号机床检修。明天加班。\n")
    (tmp_path / "seeds" / names[5]).write_text("")
    (tmp_path / "seeds" / names[6]).write_text("---\ndraft: true\n---\n\n这是草稿。\n")
    screen = RecordingScreen()
    before_its_turn: list[int] = []

    def read(path: Path) -> Document:
        if path.name in names[:5]:
            before_its_turn.append(names.index(path.name) - len(screen.episodes))
        return read_document(path)

    monkeypatch.setattr(planning, "read_document", read)
    seeds, audio_out, feeds = (tmp_path / name for name in ("seeds", "audio_out", "feeds"))
    order = Order(seeds, audio_out, feeds, ROOT / "station.toml", "tone", 2, factory.address)
    summary = build(order, screen, now=lambda: NOON)
    assert [episode.source for episode in summary.made] == names[:5]
    assert [name for name in screen.log if name != "done"] == names[:5]
    assert (len(summary.failures), summary.drafts) == (1, 1)
    assert before_its_turn[0] == 0
    assert max(before_its_turn) == ahead - 1


def answers_nothing(_line: socket.socket) -> None:
    time.sleep(PATIENCE)


def greets_as_ssh(line: socket.socket) -> None:
    line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    time.sleep(PATIENCE)


def refuses_as_a_web_server(line: socket.socket) -> None:
    line.recv(65536)
    line.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def sends_zeros(line: socket.socket) -> None:
    line.sendall(bytes(4096))
    time.sleep(PATIENCE)


def closes(_line: socket.socket) -> None:
    """At once."""


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (answers_nothing, r"does not answer \(nothing came within 2 s\)"),
        (closes, "does not answer"),
        (greets_as_ssh, "what answers there is no scheduler of a cluster"),
        (refuses_as_a_web_server, "what answers there is no scheduler of a cluster"),
        (sends_zeros, "what answers there is no scheduler of a cluster"),
    ],
)
def test_an_address_where_something_else_answers_is_told_in_time(
    answer: Callable[[socket.socket], None], complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _address = listener.accept()
                Thread(target=talk, args=(line,), daemon=True).start()

    def talk(line: socket.socket) -> None:
        with line, suppress(OSError):
            answer(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(UsageError, match=complaint) as caught, cluster_at(address):
            pass
        listener.shutdown(socket.SHUT_RDWR)
    assert caught.value.where == address
    assert caught.value.next == "start it (dask scheduler), or correct the address"


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1", "tls://127.0.0.1:1", "http://127.0.0.1:1", "tcp://127.0.0.1:notaport", "", "tcp://"]
)
def test_an_address_that_is_none_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(UsageError, match="scheduler"), cluster_at(address):
        pass


def test_the_address_of_a_worker_is_told(factory: Machines, connected: Cluster) -> None:
    [worker, *_others] = connected._client.scheduler_info()["workers"]
    with pytest.raises(UsageError, match="this is no scheduler but a Worker of a cluster"), cluster_at(worker):
        pass


def test_a_worker_that_hangs_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "GREETING_SECONDS", 0.1)
    monkeypatch.setattr(client, "run", lambda *_args, **_kwargs: time.sleep(5))
    with pytest.raises(UsageError, match=r"a worker of the cluster did not answer within 0\.1 s"):
        Cluster(client, "tcp://10.0.0.7:8786")


@dataclass
class Remote:
    """Dask's executor, as far as it is seen from here; its futures are set by the test."""

    futures: list[Future[Any]] = field(default_factory=list)
    priorities: list[int] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def submit(self, fn: Any, /, *args: Any, priority: int = 0, **kwargs: Any) -> Future[Any]:
        self.futures.append(Future())
        self.priorities.append(priority)
        return self.futures[-1]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.ended.append("now")


@dataclass
class Client:
    """Dask's client, likewise."""

    executor: Remote = field(default_factory=Remote)
    workers: Exception | None = None
    answer: tuple[str, str, bytes] = ("clip", "east", b"")

    def wait_for_workers(self, n_workers: int, timeout: float) -> None:
        if self.workers:
            raise self.workers

    def run(self, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
        return {"tcp://10.0.0.9:1": self.answer}

    def get_executor(self, *, pure: bool) -> Remote:
        assert not pure
        return self.executor


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def seen(client: Client) -> Cluster:
    return Cluster(client, "tcp://10.0.0.7:8786")


def sent(client: Client, seen: Cluster, asked: Utterance) -> tuple[Future[None], Future[Any]]:
    answer = begun(seen.engine(ToneEngine()).executor(1), asked)
    return answer, client.executor.futures[-1]


def begun(executor: Executor, asked: Utterance) -> Future[None]:
    engine = ToneEngine()
    nowhere = Path("nowhere")  # what comes back in these tests is not kept
    return executor.submit(taken, engine.say, asked, clip_key(asked, engine), nowhere)


def test_of_an_episode_the_longest_is_the_most_urgent_and_an_earlier_episode_before_a_later_one(
    client: Client, seen: Cluster
) -> None:
    for _episode in range(2):
        executor = seen.engine(ToneEngine()).executor(1)
        for asked in SENTENCES:
            begun(executor, asked)
    priorities = client.executor.priorities
    first, second = priorities[: len(SENTENCES)], priorities[len(SENTENCES) :]
    assert first == sorted(first)
    assert second == sorted(second)
    assert min(first) > max(second)


def hushed(clip: Clip) -> Clip:
    return replace(clip, samples=np.zeros_like(clip.samples))


def halved(clip: Clip) -> Clip:
    return replace(clip, samples=clip.samples[: len(clip.samples) // 3], words=())


def drawn_out(clip: Clip) -> Clip:
    return replace(clip, samples=np.tile(clip.samples, 8))


def displaced(clip: Clip) -> Clip:
    return replace(clip, words=(Word("大家", 0, len(clip.samples) + 1),))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (hushed, "is not the sentence: the voice stayed silent"),
        (lambda clip: replace(clip, samples=clip.samples[:0], words=()), "is damaged"),
        (halved, "is not the sentence: the sound lasts"),
        (drawn_out, "is not the sentence: the sound lasts"),
        (displaced, r"is damaged \(its words lie outside of its sound\)"),
    ],
)
def test_a_clip_with_the_right_checksum_that_is_not_the_sentence_is_refused_on_arrival(
    client: Client, seen: Cluster, tmp_path: Path, spoil: Callable[[Clip], Clip], reason: str
) -> None:
    asked, engine = SENTENCES[2], ToneEngine()
    key = clip_key(asked, engine)
    answer = seen.engine(engine).executor(1).submit(taken, engine.say, asked, key, tmp_path)
    client.executor.futures[-1].set_result(("clip", "east", packed(key, spoil(engine.say(asked)))))
    with pytest.raises(VoiceError, match=f"the clip that east sent {reason}") as caught:
        answer.result(5)
    assert caught.value.where.startswith("“大家辛苦了")
    assert not ClipStore(tmp_path).holds(key), "nothing of it is kept"


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: c[:-1] + b"?", lambda _c: b"", lambda _c: b"{}\n"])
def test_a_clip_that_is_damaged_on_the_way_is_not_taken(
    client: Client, seen: Cluster, spoil: Callable[[bytes], bytes]
) -> None:
    key = clip_key(SENTENCES[0], ToneEngine())
    answer, remote = sent(client, seen, SENTENCES[0])
    remote.set_result(("clip", "east", spoil(packed(key, ToneEngine().say(SENTENCES[0])))))
    with pytest.raises(VoiceError, match="the clip that east sent is damaged"):
        answer.result(5)


def test_a_clip_of_another_sentence_is_not_taken(client: Client, seen: Cluster) -> None:
    other = packed(clip_key(SENTENCES[1], ToneEngine()), ToneEngine().say(SENTENCES[1]))
    answer, remote = sent(client, seen, SENTENCES[0])
    remote.set_result(("clip", "east", other))
    with pytest.raises(VoiceError, match="it belongs under another name"):
        answer.result(5)


def test_a_worker_of_another_version_stops_the_run(client: Client, seen: Cluster) -> None:
    answer, remote = sent(client, seen, SENTENCES[0])
    remote.set_result(("other", "west", b""))
    with pytest.raises(ServiceDown, match="west: this worker has another version of the program, of an engine or"):
        answer.result(5)
    client.answer = ("other", "west", b"")
    with pytest.raises(UsageError, match="west: this worker has another version"):
        Cluster(client, "tcp://10.0.0.7:8786")


def test_a_sentence_that_kills_one_worker_after_another_is_named(client: Client, seen: Cluster) -> None:
    answer, remote = sent(client, seen, SENTENCES[0])
    remote.set_exception(RuntimeError("Attempted to run task on 4 different workers\nmore"))
    with pytest.raises(
        VoiceError, match=r"“大家辛苦了。”: the cluster could not say it \(Attempted to run task on 4 d"
    ):
        answer.result(5)


def test_after_the_scheduler_was_lost_nothing_is_sent_any_more(client: Client, seen: Cluster) -> None:
    answer, remote = sent(client, seen, SENTENCES[0])
    remote.set_exception(CancelledError())
    with pytest.raises(ServiceDown, match=r"tcp://10\.0\.0\.7:8786: .* was lost \(it has ended\)"):
        answer.result(5)
    with pytest.raises(ServiceDown, match=r"was lost \(it has ended\)"):
        seen.executor()


def test_workers_that_stay_away_and_a_connection_that_breaks_are_told(client: Client, seen: Cluster) -> None:
    client.workers = TimeoutError()
    with pytest.raises(ServiceDown, match="the cluster has no workers → start some"):
        seen.executor()
    with pytest.raises(UsageError, match="the cluster has no workers → start some"):
        Cluster(client, "tcp://10.0.0.7:8786")
    client.workers = RuntimeError("client is closed")
    with pytest.raises(UsageError, match="was lost"):
        Cluster(client, "tcp://10.0.0.7:8786")
    with pytest.raises(ServiceDown, match="client is closed"):
        seen.executor()


def test_what_nobody_waits_for_is_not_asked_any_more(client: Client, seen: Cluster) -> None:
    executor = ClusterEngine(ToneEngine(), seen).executor(1)
    answers = [begun(executor, asked) for asked in SENTENCES[:2]]
    assert answers[0].cancel()
    assert [sent.cancelled() for sent in client.executor.futures] == [True, False]
    executor.shutdown()
    assert client.executor.ended == []
    executor.shutdown(wait=False, cancel_futures=True)
    assert client.executor.ended == ["now"]
    client.executor.futures[1].set_exception(CancelledError())
    assert seen.executor()  # that it was called back is no sign that the scheduler is lost


def test_a_line_that_goes_dead_while_sentences_are_sent_is_told(
    client: Client, seen: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    executor = seen.executor()
    monkeypatch.setattr(client.executor, "submit", None)
    with pytest.raises(ServiceDown, match="the connection to the cluster's scheduler was lost"):
        begun(executor, SENTENCES[0])


def test_a_worker_says_what_it_has_in_hand_only_as_the_same_program(tmp_path: Path) -> None:
    say = ToneEngine().say
    key = clip_key(SENTENCES[0], ToneEngine())
    assert carried_out("another", b"", "east") == ("other", "east", b"")
    assert carried_out(program(), b"", "east") == ("clip", "east", b"")
    assert carried_out(program(), pickle.dumps((say, SENTENCES[0], "0" * 64)), "east") == ("other", "east", b"")
    said = carried_out(program(), pickle.dumps((say, SENTENCES[0], key)), "east")
    assert said == ("clip", "east", packed(key, say(SENTENCES[0])))
    copy = tmp_path / "pipeline"
    shutil.copytree(ROOT / "pipeline", copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert hash_of(tmp_path) == program()
    (copy / "voice" / "tone.py").write_text((copy / "voice" / "tone.py").read_text() + "\n")
    assert hash_of(tmp_path) != program()


def hash_of(folder: Path) -> str:
    """What the program in ``folder`` takes itself for."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); from pipeline.voice.cluster_worker import program"
    command = [sys.executable, "-P", "-c", f"{code}; print(program())"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603  # a command of our own


def test_the_online_voice_is_not_spread(tmp_path: Path, station_file: Path) -> None:
    station, settings = read_station(station_file)
    with (
        pytest.raises(UsageError, match="--cluster: the online voice is asked from this machine"),
        cast(station, settings, "edge", "tcp://10.0.0.7:8786"),
    ):
        pass


def test_without_dask_an_operator_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match="the package distributed is not installed → run: pip install distributed"),
        cluster_at("tcp://10.0.0.7:8786"),
    ):
        pass


@pytest.mark.parametrize("address", ["10.0.0.7:8786", "tcp://10.0.0.7", "http://10.0.0.7:8786"])
def test_an_address_that_is_none_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["build", "--cluster", address])
    assert caught.value.code == 2
    assert "must look like tcp://host:8786" in capsys.readouterr().err


def test_a_build_with_nothing_to_do_loads_nothing_of_it(local: Path) -> None:
    arguments = ["build", "--seeds", str(SEEDS), "--station", str(ROOT / "station.toml"), "--engine", "tone"]
    arguments += ["--cluster", "tcp://127.0.0.1:9"]
    # The program is what it was when the tree was made, also where somebody is editing it.
    code = f"import sys; from pipeline.build import fingerprints; fingerprints.of_code = lambda: {of_code()!r}; "
    code += f"from pipeline.cli import main; assert main({arguments}) == 0; "
    code += "print([m for m in ('distributed', 'dask', 'aiobotocore', 'botocore') if m in sys.modules])"
    command = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=local, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # as above
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
