"""The rewritten model computes what the original would if it did not round: on a model of our own, and on Kokoro."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from pipeline.voice.kokoro.engine import open_session
from pipeline.voice.kokoro.fast_convolution import TILES, fourier, interpolated, tiling
from pipeline.voice.kokoro.model import original_model
from pipeline.voice.kokoro.rewrite import quick, rewritten

Samples = NDArray[np.float32]

SCALE = np.float32(0.003)
ZERO = np.uint8(121)
LEAST = np.float32(1e-5)
STYLE = ("gain", "shift", "alpha")


@given(st.integers(1, 24).map(lambda half: 2 * half), st.data())
def test_a_tile_is_correlated_exactly(tile: int, data: st.DataObject) -> None:
    taps = data.draw(st.integers(1, tile))
    rng = np.random.default_rng(tile * 100 + taps)
    values, weights = rng.standard_normal(tile), rng.standard_normal(taps)
    ways = [fourier(tile, taps)] + ([interpolated(tile, taps)] if tile <= 8 else [])
    for to_values, to_weights, results in ways:
        made = results @ ((to_weights @ weights) * (to_values @ values))
        assert np.allclose(made, np.correlate(values, weights, "valid"), atol=1e-12)


def test_the_tiles_save_most_products() -> None:
    for (_channels, taps), tile in TILES.items():
        products = len(tiling(tile, taps).values) / (tile - taps + 1)
        assert products < taps / 2.2


class Half(NamedTuple):
    """The numbers of one half of a block."""

    gain: Samples
    shift: Samples
    alpha: Samples
    weights: NDArray[np.uint8]
    bias: Samples
    apart: int


def halves(channels: int, taps: int, pairs: int) -> list[Half]:
    rng = np.random.default_rng(taps * channels)
    return [
        Half(
            gain=rng.normal(1, 0.3, channels).astype(np.float32),
            shift=rng.normal(0, 0.5, channels).astype(np.float32),
            # Of one channel in Kokoro it is a ten-thousandth, of some it is negative.
            alpha=np.r_[1e-4, -0.03, rng.uniform(0.1, 2, channels - 2)].astype(np.float32),
            weights=rng.integers(0, 256, (channels, channels, taps)).astype(np.uint8),
            bias=rng.normal(0, 3, channels).astype(np.float32),
            apart=apart,
        )
        for pair in range(pairs)
        for apart in (2 * pair + 1, 1)
    ]


def model(block: list[Half]) -> bytes:
    """A model of one block as Kokoro has them."""
    nodes: list[NodeProto] = []
    constants: dict[str, NDArray[Any]] = {
        "axis": np.array([2]),
        "least": np.array(LEAST),
        "two": np.array(2, np.float32),
        "w_scale": np.array(SCALE),
        "w_zero": np.array(ZERO),
        "column": np.array([1, -1, 1]),
    }

    def node(kind: str, inputs: str, outputs: str, **attributes: Any) -> str:
        nodes.append(helper.make_node(kind, inputs.split(), outputs.split(), **attributes))
        return outputs

    values = around = "x"
    for number, half in enumerate(block):
        n = f"{number}_"
        constants |= {f"{n}{name}": value.reshape(1, -1, 1) for name, value in half._asdict().items() if name in STYLE}
        constants |= {n + "bend": 1 / constants[n + "alpha"], n + "w": half.weights, n + "bias": half.bias}
        node("ReduceMean", f"{values} axis", n + "mean")
        node("Sub", f"{values} {n}mean", n + "centred")
        node("Mul", f"{n}centred {n}centred", n + "square")
        node("ReduceMean", f"{n}square axis", n + "variance")
        node("Add", f"{n}variance least", n + "more")
        node("Sqrt", n + "more", n + "deviation")
        node("Div", f"{n}centred {n}deviation", n + "normal")
        node("Mul", f"{n}gain {n}normal", n + "scaled")
        node("Add", f"{n}scaled {n}shift", n + "styled")
        node("Mul", f"{n}alpha {n}styled", n + "faster")
        node("Sin", n + "faster", n + "sine")
        node("Pow", f"{n}sine two", n + "sine_square")
        node("Mul", f"{n}bend {n}sine_square", n + "bent")
        node("Add", f"{n}styled {n}bent", n + "snake")
        node("DynamicQuantizeLinear", n + "snake", f"{n}whole {n}scale {n}zero")
        node("Mul", f"{n}scale w_scale", n + "factor")
        node("Div", f"{n}bias {n}factor", n + "bias_exact")
        node("Floor", n + "bias_exact", n + "bias_floor")
        node("Cast", n + "bias_floor", n + "bias_whole", to=TensorProto.INT32)
        node("Reshape", f"{n}bias_whole column", n + "bias_column")
        pads = [(half.weights.shape[2] - 1) // 2 * half.apart] * 2
        node("ConvInteger", f"{n}whole {n}w {n}zero w_zero", n + "product", dilations=[half.apart], pads=pads)
        node("Add", f"{n}product {n}bias_column", n + "sum")
        node("Cast", n + "sum", n + "real", to=TensorProto.FLOAT)
        values = node("Mul", f"{n}real {n}factor", n + "y")
        if number % 2:
            values = around = node("Add", f"{values} {around}", n + "pair")
    channels = len(block[0].bias)
    graph = helper.make_graph(
        nodes,
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, "length"])],
        [helper.make_tensor_value_info(values, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    return bytes(made.SerializeToString())


def computed(x: Samples, block: list[Half]) -> NDArray[np.float64]:
    """By the definition."""
    values: NDArray[np.float64] = x[0].astype(np.float64)
    around = values
    for number, half in enumerate(block):
        gain, shift, alpha, bias = (getattr(half, name).astype(np.float64)[:, None] for name in (*STYLE, "bias"))
        centred = values - values.mean(axis=1, keepdims=True)
        styled = gain * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + LEAST) + shift
        snake = styled + np.sin(alpha * styled) ** 2 / alpha
        values = convolved(snake, (half.weights - np.float64(ZERO)) * SCALE, half.apart) + bias
        if number % 2:
            values = around = values + around
    return values


def convolved(x: NDArray[np.float64], weights: NDArray[np.float64], apart: int) -> NDArray[np.float64]:
    taps, length = weights.shape[2], x.shape[1]
    padded = np.pad(x, ((0, 0), ((taps - 1) // 2 * apart,) * 2))
    whole = np.zeros_like(x)
    for tap in range(taps):
        whole += weights[:, :, tap] @ padded[:, tap * apart : tap * apart + length]
    return whole


def decibels(signal: NDArray[np.floating], error: NDArray[np.floating]) -> float:
    return float(10 * np.log10(np.square(signal, dtype=np.float64).sum() / np.square(error, dtype=np.float64).sum()))


@pytest.mark.parametrize(("channels", "taps"), TILES)
def test_a_block_is_what_it_was_and_not_rounded(channels: int, taps: int) -> None:
    block = halves(channels, taps, 3)
    original = model(block)
    proto = rewritten(original)
    assert not [node for node in proto.graph.node if node.op_type == "ConvInteger"]
    session = open_session(onnxruntime, proto.SerializeToString())
    rounding = open_session(onnxruntime, original)
    for length in (1, 37, 200, 1000):
        # With a mean of a hundred deviations, as one of Kokoro's blocks has it.
        x = np.random.default_rng(length).normal(0.3, 0.003, (1, channels, length)).astype(np.float32)
        exact = computed(x, block)
        (made,) = session.run(None, {"x": x})
        assert made.shape == x.shape
        assert decibels(exact, made[0] - exact) > 90
        assert decibels(exact, rounding.run(None, {"x": x})[0][0] - exact) < 60


def test_what_a_normalisation_undoes_is_left_out() -> None:
    block = halves(128, 7, 1)
    louder = [block[0]._replace(bias=block[0].bias + 1000), block[1]]
    x = np.random.default_rng(7).standard_normal((1, 128, 100)).astype(np.float32)
    heard = [open_session(onnxruntime, rewritten(model(each)).SerializeToString()) for each in (block, louder)]
    one, other = (session.run(None, {"x": x})[0] for session in heard)
    assert np.array_equal(one, other)


def test_another_convolution_stays() -> None:
    kinds = [node.op_type for node in rewritten(model(halves(64, 7, 1))).graph.node]
    assert kinds.count("ConvInteger") == 2


def test_a_convolution_without_a_snake_before_it_stays() -> None:
    proto = ModelProto.FromString(model(halves(128, 7, 1)))
    for node in proto.graph.node:
        if node.op_type == "Sin":
            node.op_type = "Cos"
    kinds = [node.op_type for node in rewritten(proto.SerializeToString()).graph.node]
    assert kinds.count("ConvInteger") == 2


def test_two_files_compute_what_one_does(tmp_path: Path) -> None:
    original = model(halves(128, 3, 1))
    made = quick(original, "kind")
    assert made == quick(original, "kind")
    assert made.name.startswith("kind-")
    assert len(made.graph) < 50_000 < len(made.numbers)
    (tmp_path / made.name).write_bytes(made.numbers)
    graph = tmp_path / "graph.onnx"
    graph.write_bytes(made.graph)
    x = np.random.default_rng(1).standard_normal((1, 128, 50)).astype(np.float32)
    whole = rewritten(original).SerializeToString()
    one, two = (open_session(onnxruntime, each).run(None, {"x": x})[0] for each in (whole, graph))
    assert np.array_equal(one, two)


def unrounded(model: bytes) -> bytes:
    """The convolutions of Kokoro's blocks in the plain words of ONNX, with nothing rounded."""
    proto = ModelProto.FromString(model)
    graph = proto.graph
    shapes = {each.name: tuple(each.dims) for each in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    takers = {name: node for node in graph.node for name in node.input}
    for node in list(graph.node):
        if node.op_type == "ConvInteger" and "generator" in node.name and shapes[node.input[1]][1:] in TILES:
            sum_ = takers[node.output[0]]
            scaled = takers[takers[sum_.output[0]].output[0]]
            factor = makers[next(name for name in scaled.input if name != sum_.output[0] and "cast" not in name)]
            bias = next(name for name in sum_.input if name != node.output[0])
            while bias not in shapes:
                bias = makers[bias].input[0]
            scale = next(name for name in factor.input if name in shapes)
            weights = f"{node.name}/weights"
            plain = helper.make_node("Conv", [makers[node.input[0]].input[0], weights, bias], [scaled.output[0]])
            plain.attribute.extend(each for each in node.attribute if each.name in ("dilations", "pads"))
            place = list(graph.node).index(scaled)
            graph.node.remove(scaled)
            graph.node.insert(place, plain)
            graph.node.insert(0, helper.make_node("DequantizeLinear", [node.input[1], scale, node.input[3]], [weights]))
    return bytes(proto.SerializeToString())


@pytest.mark.slow
def test_kokoro_sounds_as_if_nothing_were_rounded_there() -> None:
    original = original_model()
    tokens = np.array([[0, 50, 156, 43, 102, 16, 62, 70, 3, 0]])
    inputs = {"tokens": tokens, "style": np.full((1, 256), 0.05, np.float32), "speed": np.ones(1, np.float32)}
    heard = {
        name: open_session(onnxruntime, model).run(None, inputs)[0].ravel()
        for name, model in {
            "original": original,
            "quick": rewritten(original).SerializeToString(),
            "plain": unrounded(original),
        }.items()
    }
    assert len(heard["quick"]) == len(heard["original"]) == len(heard["plain"]) > 10_000
    error = {name: decibels(heard["plain"], sound - heard["plain"]) for name, sound in heard.items() if name != "plain"}
    assert error["quick"] > 60, "what is written there computes the same"
    assert error["original"] > 10, "and no other sound"
