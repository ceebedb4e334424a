"""What is heard before the first word."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.studio.sound.chime import CALLING, PITCH, SHORT, SOFT, Bell, lead, rhythm, ring
from pipeline.studio.sound.trim import RATE
from tests.studio.scenes import station


@pytest.mark.parametrize("bell", [SOFT, CALLING])
def test_a_bell_rings_its_notes_in_order_and_dies_away(bell: Bell) -> None:
    sound = ring(bell).astype(float)
    step = round(bell.apart * RATE)
    for index, note in enumerate(bell.notes):
        struck = sound[index * step : index * step + step] * np.hanning(step)
        spectrum = np.abs(np.fft.rfft(struck, 1 << 16))
        near = round(note * (1 << 16) / RATE)
        assert spectrum[near - 30 : near + 30].max() > 0.3 * spectrum.max()
    assert np.abs(sound).max() == pytest.approx(bell.peak * 32767, abs=2)
    assert abs(sound[0]) < 5
    assert np.abs(sound[-RATE // 50 :]).max() < 40


def test_the_workshops_bell_is_stronger_where_machines_are_weak() -> None:
    def band(bell: Bell) -> float:
        power = np.square(np.abs(np.fft.rfft(ring(bell).astype(float) / 32768)))
        bins = np.fft.rfftfreq(ring(bell).size, 1 / RATE)
        return float(power[(bins > 1000) & (bins < 3000)].sum() / ring(bell).size)

    assert band(CALLING) > 4 * band(SOFT)


def test_the_rhythm_is_short_long_short_short() -> None:
    sound = rhythm().astype(float)
    frame = RATE // 100
    loud = np.abs(sound[: sound.size // frame * frame].reshape(-1, frame)).max(axis=1) > 500
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    lengths = np.diff(edges)[::2] / 100
    gaps = np.diff(edges)[1::2] / 100
    assert lengths == pytest.approx([SHORT, 3 * SHORT, SHORT, SHORT], abs=0.011)
    assert gaps == pytest.approx([SHORT, 3 * SHORT, SHORT], abs=0.021)
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.argmax(spectrum) * RATE / sound.size == pytest.approx(PITCH, abs=5)


def test_the_pause_follows_what_is_heard() -> None:
    sound = lead(station(), SOFT, 500)
    np.testing.assert_array_equal(sound[: -RATE // 2], ring(SOFT))
    assert not sound[-RATE // 2 :].any()


def test_without_a_chime_the_words_begin_at_once() -> None:
    assert lead(station(), None, 500).size == 0


def test_the_rhythm_stands_between_chime_and_pause() -> None:
    asked = station(programme={"label": "rhythm"})
    assert lead(asked, None, 0).size == rhythm().size
    np.testing.assert_array_equal(lead(asked, SOFT, 0)[-rhythm().size :], rhythm())
