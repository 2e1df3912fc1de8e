"""What this processor's eight-bit arithmetic costs: `python -m training.study.overflow --pack PACK`.

Runs the quantised UNet of a pack twice from the same noise over a layout of three bands: with the kernels
that ONNX Runtime picks for this processor, and with each quantised convolution computed in float32 from the
very same rounded numbers. What differs is overflow: without VNNI two products of eight bits are added in
sixteen.
"""

import argparse
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime as ort

from training.flow import sampling_sigmas


def open_unet(path: Path, is_fused: bool) -> ort.InferenceSession:
    """The graph as it is run, or with its quantised convolutions in float32."""
    options = ort.SessionOptions()
    if not is_fused:
        options.add_session_config_entry("session.disable_quant_qdq", "1")
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def paint(unet: ort.InferenceSession, steps: int, side: int = 32) -> np.ndarray:
    """Latent [1, C, side, side] from fixed noise, without words."""
    shapes = {given.name: given.shape for given in unet.get_inputs()}
    sizes = {"batch": 1, "height": side, "width": side}
    feeds: dict[str, np.ndarray] = {
        name: np.zeros([n if isinstance(n, int) else sizes[n] for n in shape], np.float32)
        for name, shape in shapes.items()
    }
    feeds["class_labels"] = feeds["class_labels"].astype(np.int64)
    feeds["degradation"] += 1
    for band, rows in enumerate(np.array_split(np.arange(side), 3)):
        feeds["layout"][:, band, rows] = 1
    x = np.random.default_rng(0).standard_normal(feeds["sample"].shape).astype(np.float32)
    for sigma, following in pairwise(sampling_sigmas(steps).tolist()):
        called = feeds | {"sample": x, "timestep": np.array([sigma * 1000], np.float32)}
        x = x + np.float32(following - sigma) * np.asarray(unet.run(None, called)[0])
    return x


def relative_error(pack: Path, steps: int) -> float:
    """Norm of the difference between the two latents over the norm of the exact one."""
    path = pack / json.loads((pack / "umber.json").read_text())["components"]["unet"]
    fused, exact = (paint(open_unet(path, is_fused), steps) for is_fused in (True, False))
    return float(np.linalg.norm(fused - exact) / np.linalg.norm(exact))


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=4)
    arguments = parser.parse_args()
    error = relative_error(arguments.pack, arguments.steps)
    print(f"latent after {arguments.steps} steps: off by {100 * error:.1f} % of its norm")


if __name__ == "__main__":
    main()
