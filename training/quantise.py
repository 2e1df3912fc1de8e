"""Store an exported graph in eight bits, in the form that ONNX Runtime's CPU provider runs fastest.

Convolutions are quantised statically: unsigned asymmetric inputs and outputs with the ranges seen in a
calibration, signed weights with a scale for each output channel. Signed inputs would fall to a kernel ten
times slower than float. Weights use seven of their bits: a processor without VNNI adds two products in
sixteen bits, which eight would overflow, and the answer would be wrong. Matrix products measure their input
as they run; static ranges lose speed there.
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


class _Feeds(CalibrationDataReader):
    def __init__(self, feeds: list[dict[str, np.ndarray]]):
        self._feeds = iter(feeds)

    def get_next(self) -> dict[str, np.ndarray] | None:  # pyright: ignore[reportIncompatibleMethodOverride] -- the end is None
        return next(self._feeds, None)


def quantise(model: Path, feeds: list[dict[str, np.ndarray]], out: Path, keep_float: list[str]) -> None:
    """Write `model` (weights in 32 or 16 bits) to `out` with about one byte a weight.

    `feeds` are the graph's inputs as it will meet them: for a denoiser whole trajectories, so that every
    noise level and every dropped condition counts. Nodes whose names begin with one of `keep_float` stay.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, convolved = Path(folder) / "plain.onnx", Path(folder) / "convolved.onnx"
        # Widened or transposed weights are quantised only once they are folded into constants.
        quant_pre_process(model, plain, skip_symbolic_shape=True)
        excluded = _names(plain, keep_float)
        quantize_static(
            plain,
            convolved,
            _Feeds(feeds),
            op_types_to_quantize=["Conv", "Relu"],
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=excluded,
        )
        quantize_dynamic(
            convolved,
            out,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            # A Gemm becomes a MatMul of this name before names are compared.
            nodes_to_exclude=excluded + [f"{name}_MatMul" for name in excluded],
        )
    quantised = onnx.load(str(out))
    quantised.producer_name, quantised.producer_version = "umber", ""
    del quantised.graph.value_info[:], quantised.metadata_props[:]
    onnx.checker.check_model(quantised)
    onnx.save(quantised, str(out))


def _names(model: Path, prefixes: list[str]) -> list[str]:
    names = [node.name for node in onnx.load(str(model)).graph.node]
    for prefix in prefixes:
        if not any(name.startswith(prefix) for name in names):
            raise ValueError(f"no node of the graph has a name beginning with {prefix}")
    return [name for name in names if name.startswith(tuple(prefixes))]
