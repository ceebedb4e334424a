"""Which speed makes a blended presenter say as many syllables a minute as are asked for."""

from __future__ import annotations

from bisect import bisect_left

FRAMES = 2400
"""A minute, as the model counts."""
SPEEDS = tuple(number / 100 for number in range(50, 151))
"""What the model may be asked for; slower or faster than these its sounds fall apart."""
PACES: dict[str, tuple[int, ...]] = {
    "zf_lan": (
        127, 129, 130, 132, 134, 136, 138, 143, 154, 156, 158, 160, 162, 163, 165, 166, 168, 169, 171, 173, 175,
        176, 178, 179, 181, 183, 184, 186, 188, 192, 206, 218, 222, 225, 228, 230, 233, 235, 238, 240, 241, 243,
        245, 247, 248, 249, 251, 252, 253, 255, 256, 257, 258, 259, 261, 262, 263, 264, 265, 266, 268, 269, 271,
        272, 273, 275, 276, 278, 280, 282, 283, 286, 287, 289, 291, 293, 295, 297, 300, 302, 305, 309, 316, 331,
        372, 385, 391, 396, 400, 403, 405, 408, 410, 412, 414, 416, 418, 420, 421, 423, 424,
    ),
    "zm_tao": (
        148, 149, 151, 153, 155, 157, 160, 167, 178, 180, 182, 184, 185, 187, 188, 189, 191, 193, 197, 199, 202,
        204, 206, 208, 211, 213, 215, 218, 221, 226, 244, 256, 260, 263, 266, 268, 271, 274, 276, 278, 280, 283,
        285, 286, 288, 289, 291, 292, 294, 296, 297, 299, 300, 302, 303, 305, 306, 307, 308, 310, 311, 313, 314,
        316, 318, 320, 322, 323, 325, 327, 330, 332, 335, 337, 339, 341, 344, 346, 350, 353, 356, 361, 369, 391,
        435, 444, 449, 453, 455, 458, 460, 462, 464, 466, 468, 469, 470, 472, 473, 474, 475,
    ),
}  # fmt: skip
"""Syllables a minute at each of ``SPEEDS``, pauses within the sentence included, over 134 sentences:
training/measure_pace.py measures it. Most sounds last two of the model's frames, and it rounds: so a pace leaps where
they come to last three, or one."""


def speed(voice: str, pace: int) -> float:
    """The speed at which ``voice`` says ``pace`` syllables a minute, or as nearly as it can."""
    paces = PACES[voice]
    if pace <= paces[0]:
        return SPEEDS[0]
    after = bisect_left(paces, pace)
    if after == len(paces):
        return SPEEDS[-1]
    slower, faster = paces[after - 1], paces[after]
    share = (pace - slower) / (faster - slower)
    return SPEEDS[after - 1] + share * (SPEEDS[after] - SPEEDS[after - 1])
