"""Convolutions with fewer products: a tile of values and the weights are both transformed, then multiplied one by one.

Long ones in the frequency domain (overlap-save: Oppenheim and Schafer, *Discrete-Time Signal Processing*, section 8.7),
a complex product by three real ones (Gauss): 1.9 real products for each value of 11 taps, not 11. Short ones by
interpolation (Winograd, *Arithmetic Complexity of Computations*, chapter 5): 1.3 products for each value of 3 taps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TILES = {(256, 3): 8, (256, 7): 16, (256, 11): 24, (128, 3): 8, (128, 7): 32, (128, 11): 48}
"""Values in a tile, for each number of channels and of taps. Longer ones save more products, and take memory: a weight
becomes some 1.5 times as many numbers as a tile has values. So the wider convolutions have the shorter tiles."""

INTERPOLATED = 3
"""Up to so many taps; interpolation of more loses digits."""
POINTS = (0, 1, -1, 2, -2, 1 / 2, -1 / 2)
"""Where polynomials are interpolated, besides infinity: small fractions keep the digits."""


class Tiling(NamedTuple):
    """Matrices with ``results @ ((weights @ w) * (values @ v))`` the correlation of a tile ``v`` with the taps ``w``,
    where they overlap wholly. The products' number is that of the rows of ``values``."""

    values: NDArray[np.float64]
    """``products × tile``."""
    weights: NDArray[np.float64]
    """``products × taps``."""
    results: NDArray[np.float64]
    """``tile - taps + 1 × products``."""


def tiling(tile: int, taps: int) -> Tiling:
    """The better way for so many taps."""
    return interpolated(tile, taps) if taps <= INTERPOLATED else fourier(tile, taps)


def fourier(tile: int, taps: int) -> Tiling:
    """In the frequency domain."""
    times, out = np.arange(tile), np.arange(tile - taps + 1)
    values, weights, results = [], [], []
    for frequency in range(tile // 2 + 1):
        turn = 2 * np.pi * frequency / tile
        # Of the values' spectrum, and of the conjugate of the weights'; the result's is their product.
        re, im = np.cos(turn * times), -np.sin(turn * times)
        w_re, w_im = re[:taps], -im[:taps]
        back_re, back_im = np.cos(turn * out) / tile, -np.sin(turn * out) / tile
        if frequency in (0, tile / 2):
            values.append(re)
            weights.append(w_re)
            results.append(back_re)
        else:
            values += [re + im, re, im]
            weights += [w_re, w_im - w_re, w_re + w_im]
            # Twice: for the frequency of the other sign as well, which is the conjugate.
            results += [2 * (back_re + back_im), 2 * back_im, -2 * back_re]
    return Tiling(np.array(values), np.array(weights), np.array(results).T)


def interpolated(tile: int, taps: int) -> Tiling:
    """By interpolation at ``tile`` points; ``tile`` is at most 8.

    The product of two polynomials, whose values at enough points are products of values, gives a full convolution; the
    transposed of that is the correlation.
    """
    degrees = np.arange(tile)
    points = np.array([[float(point) ** degree for degree in degrees] for point in POINTS[: tile - 1]])

    def at_points(terms: int) -> NDArray[np.float64]:
        at_infinity = np.eye(terms)[-1:]  # where the highest power is all
        return np.concatenate([points[:, :terms], at_infinity])

    values = np.linalg.inv(at_points(tile)).T
    size = np.abs(values).max(axis=1, keepdims=True)
    return Tiling(values / size, at_points(taps) * size, at_points(tile - taps + 1).T)
