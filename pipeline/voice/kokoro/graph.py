"""What takes most of the time in Kokoro's graph: eight blocks, and a pen to write others in their place.

A block is three times two convolutions beside a straight way. Before each convolution every channel is brought to mean
0 and deviation 1, then to the speaker's (adaptive instance normalisation), and bent by ``v + sin²(αv)/α`` (snake).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from pipeline.voice.kokoro.fast_convolution import TILES

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

    from numpy.typing import NDArray

    Input = str | float | Sequence[int] | NDArray[Any]


class Half(NamedTuple):
    """A normalisation, a snake, and a convolution with all that rounding brings along; strings are names."""

    values: str
    """``1 × channels × length``."""
    gain: str
    """The deviation that the speaker's style asks for, ``1 × channels × 1``."""
    shift: str
    """The mean that it asks for, likewise."""
    least: str
    """Added to the variance."""
    alpha: str
    bend: str
    """``1/α``."""
    weights: str
    """``channels × channels × taps``, whole numbers."""
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


class Block(NamedTuple):
    """Pairs of halves, one after another; to what comes out of each pair what went in is added."""

    pairs: tuple[tuple[Half, Half], ...]
    result: str


WAY = (
    ("DynamicQuantizeLinear", 0),
    ("Add", 1),  # of the snake
    ("Mul", 1),  # by 1/α
    ("Pow", 0),
    ("Sin", 0),
    ("Mul", 1),  # by α
    ("Add", 0),  # of the shift
    ("Mul", 1),  # by the gain
    ("Div", 0),  # by the deviation
    ("Sub", 0),  # of the mean
)
"""From a convolution back to the values of a half: the nodes, and by which input the way goes on."""


class Graph:
    """Kokoro's graph, read."""

    def __init__(self, graph: GraphProto) -> None:
        self._nodes = graph.node
        self._constants = {each.name: each for each in graph.initializer}
        self._makers = {name: node for node in graph.node for name in node.output}
        self._takers: dict[str, list[NodeProto]] = defaultdict(list)
        for node in graph.node:
            for name in node.input:
                self._takers[name].append(node)

    def number(self, name: str) -> NDArray[Any]:
        """The constant of that name."""
        return numpy_helper.to_array(self._constants[name])

    def blocks(self) -> list[Block]:
        halves = [half for node in self._nodes if (half := self._half(node))]
        # What goes into a block or a pair goes also around it, so only a second half has its values from a half.
        seconds = {half.values: half for half in halves}
        inner = {half.result for half in halves}
        ends: dict[str, tuple[tuple[Half, Half], ...]] = {}
        for first in halves:
            if first.values not in inner:
                second = seconds[first.result]
                (added,) = (node for node in self._takers[second.result] if first.values in node.input)
                ends[added.output[0]] = (*ends.pop(first.values, ()), (first, second))
        return [Block(pairs, result) for result, pairs in ends.items()]

    def _half(self, node: NodeProto) -> Half | None:
        if node.op_type != "ConvInteger":
            return None
        whole, weights, _zero, zero = node.input
        outs, channels, taps = self._constants[weights].dims
        way = self._way(whole)
        if outs != channels or (channels, taps) not in TILES or not way:
            return None
        _rounded, _snake, bent, _square, _sine, faster, shifted, scaled, divided, centred = way
        variance = self._makers[self._makers[divided.input[1]].input[0]]
        # The rounded bias is added to whole numbers; a cast and a factor make them real.
        (add,) = self._takers[node.output[0]]
        (cast,) = self._takers[add.output[0]]
        (real,) = self._takers[cast.output[0]]
        bias, factor = _other(add, node.output[0]), _other(real, cast.output[0])
        while bias not in self._constants:
            bias = self._makers[bias].input[0]
        attributes = {each.name: helper.get_attribute_value(each) for each in node.attribute}
        return Half(
            values=centred.input[0],
            gain=scaled.input[0],
            shift=shifted.input[1],
            least=variance.input[1],
            alpha=faster.input[0],
            bend=bent.input[0],
            weights=weights,
            scale=next(name for name in self._makers[factor].input if name in self._constants),
            zero=zero,
            bias=bias,
            channels=channels,
            taps=taps,
            apart=attributes["dilations"][0],
            before=attributes["pads"][0],
            result=real.output[0],
        )

    def _way(self, name: str) -> list[NodeProto]:
        """The nodes of :data:`WAY` that lead to ``name``, none if others do."""
        found = []
        for kind, place in WAY:
            node = self._makers.get(name)
            if node is None or node.op_type != kind:
                return []
            found.append(node)
            name = node.input[place]
        return found


class Pen:
    """Writes nodes, one after another; what stands there already is not written again."""

    def __init__(self, constants: MutableSequence[TensorProto]) -> None:
        """``constants``: where to put those that are new."""
        self.nodes: list[NodeProto] = []
        self._constants = constants
        self._names: dict[tuple[str, tuple[int, ...], bytes], str] = {}
        self._written: dict[tuple[str, ...], str] = {}

    def put(self, kind: str, *inputs: Input, result: str = "", **attributes: Any) -> str:
        """Write a node; inputs are names or constants.

        Args:
            kind: of the operator.
            inputs: numbers are whole (64 bits) or real (32 bits), as in Python.
            result: the name of its output, where others know it already.
            attributes: of the operator.

        Returns:
            The name of its output.
        """
        names = [each if isinstance(each, str) else self._constant(np.asarray(each)) for each in inputs]
        key = (kind, *names, repr(sorted(attributes.items())), result)
        if key not in self._written:
            self._written[key] = result or f"quick/{len(self.nodes)}"
            self.nodes.append(helper.make_node(kind, names, [self._written[key]], **attributes))
        return self._written[key]

    def _constant(self, value: NDArray[Any]) -> str:
        if value.dtype == np.float64:
            value = value.astype(np.float32)
        key = (value.dtype.str, value.shape, value.tobytes())
        if key not in self._names:
            name = self._names[key] = f"quick/constant/{len(self._names)}"
            self._constants.append(numpy_helper.from_array(value, name))
        return self._names[key]


def _other(node: NodeProto, name: str) -> str:
    """The input of ``node`` besides ``name``."""
    (other,) = (str(each) for each in node.input if each != name)
    return other
