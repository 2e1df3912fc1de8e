"""Quantised graphs compute nearly what the float ones do, in the form that runs fast."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto
from torch import Tensor, nn

from training.onnx_graph import export_graph
from training.quantise import quantise
from training.study.overflow import relative_error

WIDTH = 64


class Toy(nn.Module):
    """Convolutions around a SiLU, then a linear layer over the channels."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, WIDTH, 3, padding=1)
        self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
        self.mix = nn.Linear(WIDTH, WIDTH, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        h = self.second(nn.functional.silu(self.first(x)))
        return self.mix(h.permute(0, 2, 3, 1))


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "model.onnx"
    space = {0: "batch", 2: "height", 3: "width"}
    inputs = {"x": torch.zeros(2, 3, 8, 8)}
    export_graph(
        Toy().eval(), inputs, "y", {"x": space, "y": {0: "batch", 1: "height", 2: "width"}}, path, True
    )
    return path


def feeds(count: int, seed: int) -> list[dict[str, np.ndarray]]:
    dice = np.random.default_rng(seed)
    return [{"x": dice.standard_normal((1, 3, 12, 12)).astype(np.float32)} for _ in range(count)]


def run(path: Path, feed: dict[str, np.ndarray]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, feed)[0])


def test_eight_bits_give_nearly_the_same_with_a_byte_a_weight(exported: Path, tmp_path: Path):
    quantise(exported, feeds(4, seed=1), tmp_path / "small.onnx", keep_float=["/first/"])

    feed = feeds(1, seed=2)[0]
    expected, got = run(exported, feed), run(tmp_path / "small.onnx", feed)
    assert np.linalg.norm(got - expected) < 0.03 * np.linalg.norm(expected)
    graph = onnx.load(str(tmp_path / "small.onnx")).graph
    large = {t.data_type for t in graph.initializer if np.prod(t.dims) >= WIDTH * WIDTH}
    assert large == {TensorProto.INT8}
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("QuantizeLinear") == 2
    assert kinds.count("MatMulInteger") == 1


def test_activations_are_unsigned_and_the_kept_layer_stays_in_float(exported: Path, tmp_path: Path):
    quantise(exported, feeds(2, seed=1), tmp_path / "small.onnx", keep_float=["/first/", "/mix/"])

    graph = onnx.load(str(tmp_path / "small.onnx")).graph
    stored = {t.name: t.data_type for t in graph.initializer}
    zero_points = {stored[node.input[2]] for node in graph.node if node.op_type == "QuantizeLinear"}
    assert zero_points == {TensorProto.UINT8}
    kept = next(node for node in graph.node if node.name == "/first/Conv")
    assert stored[kept.input[1]] == TensorProto.FLOAT
    assert not any(node.op_type == "MatMulInteger" for node in graph.node)


def test_a_misspelt_layer_is_refused(exported: Path, tmp_path: Path):
    with pytest.raises(ValueError, match="/frist/"):
        quantise(exported, feeds(1, seed=1), tmp_path / "small.onnx", keep_float=["/frist/"])


def test_the_bundled_student_strays_little_on_whatever_processor_this_is():
    pack = Path(__file__).parents[2] / "resources/packs/umber-live"

    assert relative_error(pack, steps=1) < 0.05
