"""The rewritten model computes what the original would if it did not round: on a model of our own, and on Kokoro."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from pipeline.voice.kokoro import open_session
from pipeline.voice.kokoro_quick import TILES, bilinear, quick
from pipeline.voice.weights import original_model

Samples = NDArray[np.float32]

SCALE = np.float32(0.003)
ZERO = np.uint8(121)


@given(st.integers(1, 24).map(lambda half: 2 * half), st.data())
def test_a_tile_is_correlated_exactly(tile: int, data: st.DataObject) -> None:
    taps = data.draw(st.integers(1, tile))
    rng = np.random.default_rng(tile * 100 + taps)
    values, weights = rng.standard_normal(tile), rng.standard_normal(taps)
    b, g, a = bilinear(tile, taps)
    assert np.allclose(a @ ((g @ weights) * (b @ values)), np.correlate(values, weights, "valid"), atol=1e-12)


def test_the_tiles_save_most_products() -> None:
    for (_channels, taps), tile in TILES.items():
        products = len(bilinear(tile, taps)[0]) / (tile - taps + 1)
        assert products < taps / 2.5


def rounded_convolution(channels: int, taps: int, apart: int) -> tuple[bytes, Samples, Samples]:
    """A model of one convolution as Kokoro has them, its weights and its bias."""
    rng = np.random.default_rng(taps * apart)
    weights = rng.integers(0, 256, (channels, channels, taps)).astype(np.uint8)
    bias = rng.standard_normal(channels).astype(np.float32)
    pads = [(taps - 1) // 2 * apart] * 2

    def node(kind: str, inputs: str, outputs: str, **attributes: Any) -> NodeProto:
        return helper.make_node(kind, inputs.split(), outputs.split(), **attributes)

    nodes = [
        node("DynamicQuantizeLinear", "x", "whole x_scale x_zero"),
        node("Mul", "x_scale w_scale", "factor"),
        node("Div", "bias factor", "bias_exact"),
        node("Floor", "bias_exact", "bias_floor"),
        node("Cast", "bias_floor", "bias_whole", to=TensorProto.INT32),
        node("Reshape", "bias_whole bias_shape", "bias_column"),
        node("ConvInteger", "whole w x_zero w_zero", "product", dilations=[apart], pads=pads),
        node("Add", "product bias_column", "sum"),
        node("Cast", "sum", "real", to=TensorProto.FLOAT),
        node("Mul", "real factor", "y"),
    ]
    constants: dict[str, NDArray[Any]] = {
        "w": weights,
        "w_scale": np.array(SCALE),
        "w_zero": np.array(ZERO),
        "bias": bias,
        "bias_shape": np.array([1, -1, 1]),
    }
    graph = helper.make_graph(
        nodes,
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, "length"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    return model.SerializeToString(), (weights.astype(np.float32) - ZERO) * SCALE, bias


def convolved(x: Samples, weights: Samples, bias: Samples, apart: int) -> NDArray[np.float64]:
    """By the definition."""
    taps = weights.shape[2]
    padded = np.pad(x[0].astype(np.float64), ((0, 0), ((taps - 1) // 2 * apart,) * 2))
    length = x.shape[2]
    whole = np.repeat(bias[:, None].astype(np.float64), length, axis=1)
    for tap in range(taps):
        whole += weights[:, :, tap] @ padded[:, tap * apart : tap * apart + length]
    return whole


def decibels(signal: NDArray[np.floating], error: NDArray[np.floating]) -> float:
    return float(10 * np.log10(np.square(signal, dtype=np.float64).sum() / np.square(error, dtype=np.float64).sum()))


@pytest.mark.parametrize("apart", [1, 3, 5])
@pytest.mark.parametrize(("channels", "taps"), TILES)
def test_a_convolution_is_what_it_was_and_not_rounded(channels: int, taps: int, apart: int) -> None:
    model, weights, bias = rounded_convolution(channels, taps, apart)
    rewritten = quick(model)
    assert quick(model) == rewritten
    assert not [node for node in ModelProto.FromString(rewritten).graph.node if node.op_type == "ConvInteger"]
    session = open_session(onnxruntime, rewritten)
    rounding = open_session(onnxruntime, model)
    for length in (1, 37, 200):
        x = np.random.default_rng(length).standard_normal((1, channels, length)).astype(np.float32)
        exact = convolved(x, weights, bias, apart)
        (made,) = session.run(None, {"x": x})
        assert made.shape == x.shape
        assert decibels(exact, made[0] - exact) > 100
        assert decibels(exact, rounding.run(None, {"x": x})[0][0] - exact) < 60


def test_another_convolution_stays() -> None:
    model, _weights, _bias = rounded_convolution(64, 7, 1)
    assert [node.op_type for node in ModelProto.FromString(quick(model)).graph.node].count("ConvInteger") == 1


def unrounded(model: bytes) -> bytes:
    """Kokoro's slow convolutions in the plain words of ONNX, with nothing rounded."""
    proto = ModelProto.FromString(model)
    graph = proto.graph
    shapes = {each.name: tuple(each.dims) for each in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    takers = {name: node for node in graph.node for name in node.input}
    for node in list(graph.node):
        if node.op_type == "ConvInteger" and shapes[node.input[1]][1:] in TILES:
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
        for name, model in {"original": original, "quick": quick(original), "plain": unrounded(original)}.items()
    }
    assert len(heard["quick"]) == len(heard["original"]) == len(heard["plain"]) > 10_000
    error = {name: decibels(heard["plain"], sound - heard["plain"]) for name, sound in heard.items() if name != "plain"}
    assert error["quick"] > error["original"] + 5, "nearer to the unrounded model than the original is"
    assert error["original"] > 10, "and no other sound"
