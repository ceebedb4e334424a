"""What a worker of a cluster sends back, held against what it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import BroadcastError, ServiceDown, VoiceError
from pipeline.messages import _
from pipeline.voice.clip_store import Damaged, unpacked
from pipeline.voice.engine import excerpt

if TYPE_CHECKING:
    from pipeline.model import Utterance
    from pipeline.voice.cluster_worker import Answer


def whole(answer: Answer, key: str, utterance: Utterance) -> bytes:
    """The packed clip in ``answer``, if it is the one asked for, whole, and can be what was to be said."""
    refuse(answer, ServiceDown)
    _kind, worker, content = answer
    try:
        _check_clip(content, key, utterance)
    except (Damaged, VoiceError) as exc:
        if isinstance(exc, VoiceError):
            what = _("the clip that {worker} sent is not the sentence: {reason}").format(worker=worker, reason=exc.what)
        else:
            what = _("the clip that {worker} sent is damaged ({reason})").format(worker=worker, reason=exc)
        next_step = _("run make again; should it happen often, look after that machine")
        raise VoiceError(what, where=excerpt(utterance), next=next_step) from exc
    return content


def _check_clip(content: bytes, key: str, utterance: Utterance) -> None:
    """Let ``content`` pass if it is the clip of ``key`` and can be ``utterance``.

    Raises:
        Damaged: it is not whole.
        VoiceError: it is silent, too short or too long.
    """
    from pipeline.voice.clip_checks import check_plausible  # late: it loads numpy

    clip = unpacked(key, content)
    if any(not 0 <= word.start <= word.end <= len(clip.samples) for word in clip.words):
        raise Damaged(_("its words lie outside of its sound"))
    check_plausible(clip, utterance)


def refuse(answer: Answer, error: type[BroadcastError]) -> None:
    """Raise for a worker that cannot be used."""
    kind, worker, why = answer
    if kind == "missing":
        raise error(
            _("this worker lacks the program or something it needs ({reason})").format(reason=why.decode()),
            where=worker,
            next=_("install there what is installed here, and start the worker again"),
        )
    if kind == "other":
        raise error(
            _("this worker has another version of the program, of an engine or of a model"),
            where=worker,
            next=_("install there what is installed here, and start the worker again"),
        )
