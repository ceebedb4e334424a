"""The offline voice: Kokoro-82M on onnxruntime, from weights that pip has brought. No text leaves this machine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import BroadcastError, EngineMissing, VoiceError
from pipeline.messages import _
from pipeline.system.code_digest import code_digest
from pipeline.voice.engine import Voice, excerpt
from pipeline.voice.kokoro.model import PARTS, model_file, model_name
from pipeline.voice.kokoro.voices import NATURAL_PACE, ROWS, VOICES, styles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.model import Clip, Utterance, Word
    from pipeline.voice.kokoro.g2p import Sound

RATE = 24_000
JOIN_MS = 120
"""Silence between the parts of a sentence too long for one go."""
SLOWEST, FASTEST = 0.5, 2.0
"""Times the natural pace of a voice; what the model's author lets users ask for."""
MARK_WEIGHT = 1
"""Syllables that a pause at a mark takes, for the places of words."""
DECIDING = (
    "voice/kokoro/engine.py",
    "voice/kokoro/g2p.py",
    "voice/kokoro/voices.py",
    "voice/kokoro/data",
    "voice/voiced.py",
    "voice/word_times.py",
)
"""What turns phonemes into samples and words. The tables of phonemes and marks are not among it: what they make of a
sentence is part of :meth:`KokoroEngine.heard`, so that a changed entry touches only what it is heard in."""


class KokoroEngine:
    """Eight Mandarin voices; the same samples every time on the same machine."""

    name = "kokoro"
    remote = False

    def probe(self) -> None:
        """Nothing to ask."""

    @property
    def fingerprint(self) -> str:
        # Word boundaries come from jieba and shape the melody; sums are rounded as onnxruntime's release does it.
        return f"kokoro {model_name()} {code_digest(*DECIDING, packages=('jieba', 'onnxruntime'))}"

    def voices(self) -> tuple[Voice, ...]:
        return VOICES

    def heard(self, utterance: Utterance) -> str:
        from pipeline.voice.kokoro.g2p import phonemes  # late, as in `say`

        # The characters count beside the phonemes: they tell where words begin.
        return f"{' '.join(utterance.reading.spoken.split())} {phonemes(utterance)}"

    def say(self, utterance: Utterance) -> Clip:
        # All of these load libraries that a run with nothing to say can do without.
        import numpy as np

        from pipeline.model import Clip
        from pipeline.voice.clip_checks import check_plausible
        from pipeline.voice.kokoro.g2p import script
        from pipeline.voice.voiced import voiced_span

        if utterance.voice not in NATURAL_PACE:
            raise VoiceError(
                _("the engine kokoro has no voice {voice}").format(voice=utterance.voice),
                where=excerpt(utterance),
                next=_("choose from: {voices}").format(voices=", ".join(NATURAL_PACE)),
            )
        parts = script(utterance)
        clips = [Clip(self._samples(part, utterance), RATE) for part in parts]
        spans = [voiced_span(clip) for clip in clips]
        pieces: list[NDArray[np.int16]] = []
        words: list[Word] = []
        length = 0
        for part, clip, (start, end) in zip(parts, clips, spans, strict=True):
            # Silence at the very beginning and end is the studio's to judge; between parts it would tear the sentence.
            first = 0 if part is parts[0] else start
            last = len(clip.samples) if part is parts[-1] else end
            words += _words(part, length + start - first, length + end - first)
            pieces += [clip.samples[first:last], np.zeros(RATE * JOIN_MS // 1000, np.int16)]
            length += last - first + len(pieces[-1])
        clip = Clip(np.concatenate(pieces[:-1]), RATE, tuple(words), estimated=True)
        check_plausible(clip, utterance)
        return clip

    def executor(self, jobs: int) -> Executor:
        from pipeline.system.worker_pool import workers

        _made()
        return workers(jobs, "voice", _load)

    def _samples(self, part: Sequence[Sound], utterance: Utterance) -> NDArray[np.int16]:
        """The sound of ``part``, in one go of the model."""
        import numpy as np

        tokens = [token for sound in part for token in sound.tokens]
        speed = min(max(utterance.pace / NATURAL_PACE[utterance.voice], SLOWEST), FASTEST)
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": styles()[utterance.voice][min(len(tokens), ROWS - 1)].astype(np.float32)[None],
            "speed": np.array([speed], np.float32),
        }
        try:
            sound = _session().run(None, inputs)[0].ravel()
        except BroadcastError:
            raise
        except Exception as exc:  # onnxruntime's are of no common kind; its lack of memory is no MemoryError
            raise VoiceError(
                _("the model could not compute it ({reason})").format(reason=_reason(exc)),
                where=excerpt(utterance),
                next=_("close other programs to free memory, or run with fewer --jobs"),
            ) from exc
        peak = float(np.abs(sound).max(initial=0))
        samples: NDArray[np.int16] = np.rint(sound * (32767 / max(1.0, peak))).astype(np.int16)
        return samples


@cache
def _made() -> None:
    """Make the model's files before the workers all do; once a run, for they are large and looked through whole."""
    model_file()


def _load() -> None:
    """What a worker needs to say anything."""
    from pipeline.voice.kokoro.g2p import word_cutter

    word_cutter()
    _session()


@cache
def _session() -> Any:
    """The model, loaded once a process."""
    try:
        import onnxruntime
    except ImportError as exc:
        raise EngineMissing(_("onnxruntime cannot be loaded ({reason})").format(reason=exc), next=_reinstall()) from exc
    return open_session(onnxruntime, model_file())


def open_session(onnxruntime: Any, model: Path | bytes) -> Any:
    """``model`` on one thread that does not spin: one process a core is faster than threads, see DESIGN."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _words(part: Sequence[Sound], start: int, end: int) -> tuple[Word, ...]:
    """Where the words of ``part`` lie, shared out by syllables; the last marks fall silent after ``end``."""
    from pipeline.voice.word_times import share_out

    groups: list[tuple[str, int]] = []
    for sound in part:
        piece = sound.piece
        if piece.kind == "mark":
            groups.append(("", MARK_WEIGHT))
        elif groups and groups[-1][0] and not sound.space:
            text, weight = groups.pop()
            groups.append((text + piece.text, weight + piece.syllables))
        else:
            groups.append((piece.text, piece.syllables))
    while not groups[-1][0]:
        groups.pop()
    return share_out(groups, start, end)


def _reason(exc: Exception) -> str:
    """In a few words: onnxruntime names the source line that asked for memory, in English, at length."""
    text = str(exc)
    # The numbers' file was looked through whole just before: where it cannot be loaded, there is no room for it.
    scarce = isinstance(exc, MemoryError) or "alloc" in text or "Deserialize tensor" in text
    return _("memory ran out") if scarce else text or type(exc).__name__


def _reinstall() -> str:
    return _("run: pip install --force-reinstall {packages}").format(packages=" ".join(["onnxruntime", *PARTS]))
