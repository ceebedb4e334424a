"""Kokoro's model, rewritten so that the same processor computes it in less time.

Two thirds of the time go into convolutions, most of that into 36 of them with 7 or 11 taps. onnxruntime computes each
product of a tap. Here they are computed tile by tile in the frequency domain (overlap-save: Oppenheim and Schafer,
*Discrete-Time Signal Processing*, section 8.7), a complex product by three real ones (Gauss): 1.9 real products for
each value of 11 taps, not 11. All of it is written in standard operators, so that any onnxruntime runs it.

The weights stay those of the file. The values they meet are no longer rounded to 8 bits on the way in, so the sound is
nearer to that of the unrounded model than the original's is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from onnx import ModelProto, NodeProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TILES = {(256, 7): 16, (256, 11): 24, (128, 7): 32, (128, 11): 48}
"""Values in a tile, for each number of channels and of taps. Longer ones save more products, and take memory: a weight
becomes some 1.5 times as many numbers as a tile has values. So the wider convolutions have the shorter tiles."""


def quick(model: bytes) -> bytes:
    """The model, rewritten.

    Args:
        model: the original, an ONNX file with dynamically quantised convolutions.
    """
    proto = ModelProto.FromString(model)
    _Rewriting(proto).rewrite()
    return bytes(proto.SerializeToString())


def bilinear(tile: int, taps: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Matrices ``b``, ``g``, ``a`` with ``a @ ((g @ weights) * (b @ values))`` the correlation of a tile of values with
    some weights, where they overlap wholly.

    Shapes: ``products × tile``, ``products × taps`` and ``tile - taps + 1 × products``.
    """
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
    return np.array(values), np.array(weights), np.array(results).T


class _Convolution(NamedTuple):
    """A convolution of the original graph with all that rounding brings along; strings are names in the graph."""

    values: str
    """Before they were rounded, ``1 × channels × length``."""
    weights: str
    scale: str
    zero: str
    bias: str
    """Before it was rounded."""
    channels: int
    taps: int
    apart: int
    """How many values lie from one tap to the next."""
    before: int
    """How many zeros stand before the first value."""
    result: str


class _Rewriting:
    """One pass over a graph: convolutions are replaced where they stand, the rest is kept."""

    def __init__(self, model: ModelProto) -> None:
        self._graph = model.graph
        self._constants = {each.name: each for each in model.graph.initializer}
        self._names: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._makers = {name: node for node in model.graph.node for name in node.output}
        self._takers: dict[str, list[NodeProto]] = defaultdict(list)
        for node in model.graph.node:
            for name in node.input:
                self._takers[name].append(node)
        self._nodes: list[NodeProto] = []
        self._lengths: dict[int, str] = {}
        self._places: dict[tuple[int, int, int], str] = {}

    def rewrite(self) -> None:
        slow = [self._read(node) for node in self._graph.node if self._is_slow(node)]
        results = {convolution.result: convolution for convolution in slow}
        for node in self._graph.node:
            if convolution := results.get(node.output[0]):
                self._replace(convolution)
            else:
                self._nodes.append(node)
        needed = {output.name for output in self._graph.output}
        kept = []
        for node in reversed(self._nodes):
            if needed.intersection(node.output):
                kept.append(node)
                needed.update(node.input)
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(reversed(kept))
        self._graph.initializer.extend(each for name, each in self._constants.items() if name in needed)

    def _is_slow(self, node: NodeProto) -> bool:
        if node.op_type != "ConvInteger":
            return False
        outs, ins, taps = self._constants[node.input[1]].dims
        return outs == ins and (ins, taps) in TILES

    def _read(self, node: NodeProto) -> _Convolution:
        """``node`` works on whole numbers; the rounded bias is added to them, a cast and a factor make them real."""
        whole, weights, _zero, zero = node.input
        (add,) = self._takers[node.output[0]]
        (cast,) = self._takers[add.output[0]]
        (scaled,) = self._takers[cast.output[0]]
        bias, factor = _other(add, node.output[0]), _other(scaled, cast.output[0])
        while bias not in self._constants:
            bias = self._makers[bias].input[0]
        attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        channels, _ins, taps = self._constants[weights].dims
        return _Convolution(
            values=self._makers[whole].input[0],
            weights=weights,
            scale=next(name for name in self._makers[factor].input if name in self._constants),
            zero=zero,
            bias=bias,
            channels=channels,
            taps=taps,
            apart=attributes["dilations"][0],
            before=attributes["pads"][0],
            result=scaled.output[0],
        )

    def _replace(self, old: _Convolution) -> None:
        tile = TILES[old.channels, old.taps]
        step = tile - old.taps + 1
        to_products, to_spectrum, to_results = (each.astype(np.float32) for each in bilinear(tile, old.taps))
        if old.channels not in self._lengths:  # all sounds of as many channels are equally long
            self._lengths[old.channels] = self._put("Gather", self._put("Shape", old.values), 2)
        length = self._lengths[old.channels]
        # Time runs along the rows from here on, so that whatever is moved is moved in rows.
        rows = self._put("Squeeze", self._put("Transpose", old.values, perm=[0, 2, 1]), [0])
        rows = self._put("Concat", rows, np.zeros((1, old.channels), np.float32), axis=0)
        tiles = self._put("Gather", rows, self._tiles(old, length, tile, step), axis=0)
        products = self._put("MatMul", to_products, self._put("Reshape", tiles, [tile, -1]))
        products = self._put("Reshape", products, [len(to_products), -1, old.channels])
        products = self._put("MatMul", products, self._spectrum(old, to_spectrum))
        results = self._put("MatMul", to_results, self._put("Reshape", products, [len(to_products), -1]))
        results = self._put("Reshape", results, [step, -1, old.apart * old.channels])
        results = self._put("Reshape", self._put("Transpose", results, perm=[1, 0, 2]), [1, -1, old.channels])
        results = self._put("Slice", results, [0], self._put("Unsqueeze", length, [0]), [1])
        results = self._put("Add", results, old.bias)
        self._nodes.append(helper.make_node("Transpose", [results], [old.result], perm=[0, 2, 1]))

    def _tiles(self, old: _Convolution, length: str, tile: int, step: int) -> str:
        """The place of each value of each tile, ``tile × tiles``; for those outside the sound it is ``length``.

        A tile takes every ``apart``-th value, so that each of the interleaved sequences has tiles of its own.
        """
        kind = (old.channels, old.taps, old.apart)
        if kind not in self._places:
            block = step * old.apart
            blocks = self._put("Div", self._put("Add", length, block - 1), block)
            starts = self._put("Mul", self._put("Range", 0, blocks, 1), block)
            starts = self._put("Add", self._put("Unsqueeze", starts, [1]), np.arange(old.apart)[None])
            within = (np.arange(tile) * old.apart - old.before)[:, None]
            places = self._put("Add", self._put("Reshape", starts, [1, -1]), within)
            outside = self._put("Or", self._put("Less", places, 0), self._put("GreaterOrEqual", places, length))
            self._places[kind] = self._put("Where", outside, length, places)
        return self._places[kind]

    def _spectrum(self, old: _Convolution, to_spectrum: NDArray[np.float32]) -> str:
        """The weights as the products want them, ``products × in × out``; onnxruntime computes it once, as it loads."""
        weights = self._put("DequantizeLinear", old.weights, old.scale, old.zero)
        weights = self._put("Reshape", self._put("Transpose", weights, perm=[2, 1, 0]), [old.taps, -1])
        return self._put("Reshape", self._put("MatMul", to_spectrum, weights), [-1, old.channels, old.channels])

    def _put(self, kind: str, *inputs: str | int | Sequence[int] | NDArray[Any], **attributes: Any) -> str:
        """Add a node; inputs are names or constants. The name of its output."""
        names = [each if isinstance(each, str) else self._constant(np.asarray(each)) for each in inputs]
        output = f"quick/{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, names, [output], **attributes))
        return output

    def _constant(self, value: NDArray[Any]) -> str:
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in self._names:
            name = self._names[key] = f"quick/constant/{len(self._names)}"
            self._constants[name] = numpy_helper.from_array(value, name)
        return self._names[key]


def _other(node: NodeProto, name: str) -> str:
    """The input of ``node`` besides ``name``."""
    (other,) = (str(each) for each in node.input if each != name)
    return other
