"""Kokoro's model, rewritten so that the same processor computes it in less time.

More than four fifths of the time go into eight blocks of its last part, the vocoder: see
:mod:`pipeline.voice.kokoro.graph`. What is written in their place gives the same but for the rounding of numbers:

- Convolutions go tile by tile, with a sixth to a half of the products
  (:mod:`pipeline.voice.kokoro.fast_convolution`).
- What a convolution gives stays in the order in which the tiles yield it, until the block's end. Means do not mind the
  order, nor does what is done to single values, and the next convolution's tiles gather them from wherever they are.
- Normalisation, the speaker's style and the snake's α are one factor and one summand; 1/α goes into the weights.
- Constants that are added before a normalisation do nothing, and are left out.

All of it is written in standard operators, so that any onnxruntime runs it. The weights stay those of the file. The
values they meet are no longer rounded to 8 bits on the way in, so the sound is nearer to that of the unrounded model
than the original's is.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from onnx import ModelProto, TensorProto

from pipeline.voice.kokoro.fast_convolution import TILES, tiling
from pipeline.voice.kokoro.graph import Block, Graph, Half, Pen

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGE = 1024
"""Bytes from which on constants go into the file of numbers."""
PAGE = 4096
"""Bytes; where a constant begins in the file of numbers, so that it can be mapped."""


class Quick(NamedTuple):
    """A model in two files, as ONNX allows it. The numbers need not be read: processes look into the same memory."""

    graph: bytes
    """ONNX; it asks for ``name`` in its own folder."""
    name: str
    numbers: bytes | bytearray


def quick(model: bytes, kind: str) -> Quick:
    """The model, rewritten.

    Args:
        model: the original, an ONNX file with dynamically quantised convolutions.
        kind: how the name of the file of numbers is to begin.
    """
    proto = rewritten(model)
    numbers = bytearray()
    large = [each for each in proto.graph.initializer if len(each.raw_data) >= LARGE]
    places = []
    for tensor in large:
        numbers.extend(bytes(-len(numbers) % PAGE))
        places.append((len(numbers), len(tensor.raw_data)))
        numbers.extend(tensor.raw_data)
        tensor.ClearField("raw_data")
    name = f"{kind}-{sha256(numbers).hexdigest()[:16]}.numbers"
    for tensor, (offset, length) in zip(large, places, strict=True):
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in {"location": name, "offset": offset, "length": length}.items():
            tensor.external_data.add(key=key, value=str(value))
    return Quick(proto.SerializeToString(), name, numbers)


def rewritten(model: bytes) -> ModelProto:
    """The model, rewritten, in one piece."""
    proto: ModelProto = ModelProto.FromString(model)
    nodes, constants = proto.graph.node, proto.graph.initializer
    graph = Graph(proto.graph)
    blocks = {block.result: block for block in graph.blocks()}
    pen = Pen(constants)
    for node in nodes:
        if block := blocks.get(node.output[0]):
            _Rewriting(pen, graph, block).write()
        else:
            pen.nodes.append(node)
    needed = {output.name for output in proto.graph.output}
    kept = []
    for node in reversed(pen.nodes):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    del nodes[:]
    nodes.extend(reversed(kept))
    for place in reversed(range(len(constants))):
        if constants[place].name not in needed:
            del constants[place]
    return proto


class _Order(NamedTuple):
    """In which rows the values of all channels lie, one row for each time; strings are names in the graph.

    First comes the first value of each tile, last the last: ``step × tiles`` rows. Those that lie beyond the sound's
    end mean nothing. One more tile has zeros to take where a convolution reaches out of the sound.
    """

    tiles: str
    """How many, with the one of zeros."""
    rows: str
    """``length + 1``: the row of each time, and one of zeros."""
    share: str
    """``1 × rows``: what each row has in a mean, so 0 where it means nothing."""


class _Rewriting:
    """Of one block."""

    def __init__(self, pen: Pen, graph: Graph, block: Block) -> None:
        first = block.pairs[0][0]
        self._pen = pen
        self._graph = graph
        self._block = block
        self._channels, self._taps = first.channels, first.taps
        self._tile = TILES[first.channels, first.taps]
        self._step = self._tile - first.taps + 1
        self._tiling = tiling(self._tile, first.taps)
        self._length = pen.put("Gather", pen.put("Shape", first.values), 2)

    def write(self) -> None:
        put = self._pen.put
        rows = put("Squeeze", put("Transpose", self._block.pairs[0][0].values, perm=[0, 2, 1]), [0])
        mean = put("ReduceMean", rows, [0])
        # Sums of squares would lose digits to a large mean. It does nothing inside, and comes back at the end.
        rows = put("Sub", rows, mean)
        order = self._order(1)
        here = put("Min", self._times(1, self._step, 0), put("Sub", self._length, 1))
        here = put("Concat", here, np.zeros((self._step, 1), np.int64), axis=1)
        values = put("Reshape", put("Gather", rows, here), [self._step, -1])
        constant = mean
        for first, second in self._block.pairs:
            inner = self._half(first, values, order)
            values = put("Add", values, self._half(second, inner, self._order(first.apart)))
            constant = put("Add", constant, second.bias)
        in_time = put("Gather", self._rows(values), put("Slice", order.rows, [0], [-1], [0]))
        result = put("Unsqueeze", put("Add", in_time, constant), [0])
        put("Transpose", result, perm=[0, 2, 1], result=self._block.result)

    def _half(self, half: Half, values: str, order: _Order) -> str:
        """``values`` lie in ``order``, the result in that of ``half``'s own distance of taps."""
        put = self._pen.put
        factor, summand = self._affine(half, values, order)
        faster = put("Add", put("Mul", values, factor), summand)  # α times what there is but for the snake
        sine = put("Sin", faster)
        bent = put("Add", faster, put("Mul", sine, sine))
        tiles = put("Gather", self._rows(bent), put("Gather", order.rows, self._taken(half)))
        products = put("MatMul", self._tiling.values, put("Reshape", tiles, [self._tile, -1]))
        products = put("Reshape", products, [len(self._tiling.values), -1, self._channels])
        products = put("MatMul", products, self._weights(half))
        return put("MatMul", self._tiling.results, put("Reshape", products, [len(self._tiling.values), -1]))

    def _affine(self, half: Half, values: str, order: _Order) -> tuple[str, str]:
        """Factor and summand of each channel, for every tile alike but that of zeros."""
        put = self._pen.put
        mean = put("MatMul", order.share, self._rows(values))
        square = put("MatMul", order.share, self._rows(put("Mul", values, values)))
        variance = put("Max", put("Sub", square, put("Mul", mean, mean)), 0.0)
        deviation = put("Sqrt", put("Add", variance, half.least))
        alpha, gain, shift = (put("Reshape", each, [1, -1]) for each in (half.alpha, half.gain, half.shift))
        factor = put("Div", put("Mul", gain, alpha), deviation)
        summand = put("Sub", put("Mul", shift, alpha), put("Mul", mean, factor))
        alike = put("Concat", put("Unsqueeze", put("Sub", order.tiles, 1), [0]), [self._channels], axis=0)
        zeros = np.zeros((1, self._channels))
        full = (put("Concat", put("Expand", each, alike), zeros, axis=0) for each in (factor, summand))
        factor, summand = (put("Reshape", each, [1, -1]) for each in full)
        return factor, summand

    def _weights(self, half: Half) -> NDArray[np.float64]:
        """As the products want them, ``products × in × out``."""
        weights, zero, scale, bend = (
            self._graph.number(name).astype(np.float64) for name in (half.weights, half.zero, half.scale, half.bend)
        )
        weights = (weights - zero) * scale * bend.reshape(1, -1, 1)
        products: NDArray[np.float64] = np.einsum("pt,oit->pio", self._tiling.weights, weights)
        return products

    def _order(self, apart: int) -> _Order:
        """Of what a convolution gives whose taps lie so far apart.

        A tile takes every ``apart``-th value, so that each of the interleaved sequences has tiles of its own.
        """
        put = self._pen.put
        tiles = put("Add", put("Mul", self._blocks(apart), apart), 1)
        inside = put("Cast", put("Less", self._times(apart, self._step, 0), self._length), to=TensorProto.FLOAT)
        share = put("Div", inside, put("Cast", self._length, to=TensorProto.FLOAT))
        rows = put("Reshape", put("Range", 0, put("Mul", tiles, self._step), 1), [self._step, -1])
        zero = put("Gather", put("Reshape", rows, [-1]), put("Sub", put("Unsqueeze", tiles, [0]), 1))
        rows = put("Reshape", put("Slice", rows, [0], [-1], [1]), [self._step, -1, apart])
        rows = put("Reshape", put("Transpose", rows, perm=[1, 0, 2]), [-1])
        rows = put("Slice", rows, [0], put("Unsqueeze", self._length, [0]), [0])
        return _Order(
            tiles=tiles,
            rows=put("Concat", rows, zero, axis=0),
            share=put("Reshape", put("Concat", share, np.zeros((self._step, 1)), axis=1), [1, -1]),
        )

    def _taken(self, half: Half) -> str:
        """The times that a convolution takes, ``tile × tiles``; for zeros it is ``length``."""
        put = self._pen.put
        times = self._times(half.apart, self._tile, half.before)
        outside = put("Or", put("Less", times, 0), put("Greater", times, self._length))
        times = put("Where", outside, self._length, times)
        return put("Concat", times, put("Expand", self._length, [self._tile, 1]), axis=1)

    def _times(self, apart: int, count: int, before: int) -> str:
        """The times of ``count`` values from ``before`` each tile's first result, ``count × (tiles - 1)``."""
        put = self._pen.put
        block = self._step * apart
        starts = put("Mul", put("Range", 0, self._blocks(apart), 1), block)
        starts = put("Reshape", put("Add", put("Unsqueeze", starts, [1]), np.arange(apart)[None]), [1, -1])
        return put("Add", starts, (np.arange(count) * apart - before)[:, None])

    def _blocks(self, apart: int) -> str:
        """How often ``apart`` tiles side by side stand in the sound, the last time maybe in part."""
        block = self._step * apart
        return self._pen.put("Div", self._pen.put("Add", self._length, block - 1), block)

    def _rows(self, values: str) -> str:
        return self._pen.put("Reshape", values, [-1, self._channels])
