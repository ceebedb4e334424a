"""Kokoro with its blended presenters beside the model's own eight voices.

The engine of the eight stays as it is, and what it shares is used from here: its code is part of the name under which
each clip of theirs is kept, so that an upgrade that brings new presenters makes no old episode anew. What decides how
the blended ones sound is part of what is :meth:`heard <KokoroBlends.heard>` of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError, VoiceError
from pipeline.messages import _
from pipeline.system.code_digest import code_digest
from pipeline.voice.engine import Voice, excerpt
from pipeline.voice.kokoro import engine as eight
from pipeline.voice.kokoro.blended.pace import speed
from pipeline.voice.kokoro.blended.voices import NAMES, everyone, styles
from pipeline.voice.kokoro.voices import NATURAL_PACE as EIGHT
from pipeline.voice.kokoro.voices import ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.model import Clip, Utterance, Word
    from pipeline.voice.kokoro.g2p import Sound

DECIDING = ("voice/kokoro/blended",)


class KokoroBlends(eight.KokoroEngine):
    """Ten Mandarin voices; the same samples every time on the same machine."""

    def voices(self) -> tuple[Voice, ...]:
        return everyone()

    def heard(self, utterance: Utterance) -> str:
        heard = super().heard(utterance)
        return f"{heard} {code_digest(*DECIDING)}" if utterance.voice in NAMES else heard

    def say(self, utterance: Utterance) -> Clip:
        if utterance.voice in EIGHT:
            return super().say(utterance)
        if utterance.voice not in NAMES:
            raise VoiceError(
                _("the engine kokoro has no voice {voice}").format(voice=utterance.voice),
                where=excerpt(utterance),
                next=_("choose from: {voices}").format(voices=", ".join(voice.name for voice in everyone())),
            )
        # These load libraries that a run with nothing to say can do without.
        from pipeline.voice.clip_checks import check_plausible
        from pipeline.voice.kokoro.g2p import script

        parts = script(utterance)
        clip = _joined(parts, [_samples(part, utterance) for part in parts])
        check_plausible(clip, utterance)
        return clip


def _samples(part: Sequence[Sound], utterance: Utterance) -> NDArray[np.int16]:
    """The sound of ``part``, in one go of the model."""
    import numpy as np

    tokens = [token for sound in part for token in sound.tokens]
    inputs = {
        "tokens": np.array([[0, *tokens, 0]], np.int64),
        "style": styles()[utterance.voice][min(len(tokens), ROWS - 1)].astype(np.float32)[None],
        "speed": np.array([speed(utterance.voice, utterance.pace)], np.float32),
    }
    try:
        sound = eight._session().run(None, inputs)[0].ravel()
    except BroadcastError:
        raise
    except Exception as exc:  # of no common kind, as there
        raise VoiceError(
            _("the model could not compute it ({reason})").format(reason=eight._reason(exc)),
            where=excerpt(utterance),
            next=_("close other programs to free memory, or run with fewer --jobs"),
        ) from exc
    peak = float(np.abs(sound).max(initial=0))
    samples: NDArray[np.int16] = np.rint(sound * (32767 / max(1.0, peak))).astype(np.int16)
    return samples


def _joined(parts: Sequence[Sequence[Sound]], sounds: Sequence[NDArray[np.int16]]) -> Clip:
    """The clip of a sentence that was said in ``parts``: what is silent between them is :data:`JOIN_MS` long."""
    import numpy as np

    from pipeline.model import Clip
    from pipeline.voice.voiced import voiced_span

    spans = [voiced_span(Clip(sound, eight.RATE)) for sound in sounds]
    pause = np.zeros(eight.RATE * eight.JOIN_MS // 1000, np.int16)
    pieces: list[NDArray[np.int16]] = []
    words: list[Word] = []
    length = 0
    for number, (part, sound, (start, end)) in enumerate(zip(parts, sounds, spans, strict=True)):
        # What is silent at the very beginning and end is the studio's to judge.
        first = start if number else 0
        last = end if number < len(parts) - 1 else len(sound)
        words += eight._words(part, length + start - first, length + end - first)
        pieces += [sound[first:last], pause]
        length += last - first + len(pause)
    return Clip(np.concatenate(pieces[:-1]), eight.RATE, tuple(words), estimated=True)
