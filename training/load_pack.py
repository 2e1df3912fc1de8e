"""Read the text encoder and the UNet of an exported pack back into PyTorch."""

import json
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.denoiser import Denoiser


def _weights(path: Path, prefix: str) -> dict[str, Tensor]:
    """Initializers of a graph by their PyTorch names, in float32."""
    graph = onnx.load(str(path)).graph
    named = {t.name.removesuffix("_half"): numpy_helper.to_array(t) for t in graph.initializer}
    return {prefix + name: torch.from_numpy(value.copy()).float() for name, value in named.items()}


def load_denoiser(pack: Path) -> Denoiser:
    """The denoiser of a pack folder, with the weights that the engine runs."""
    manifest = json.loads((pack / "umber.json").read_text())
    architecture = manifest["training"]["architecture"]
    weights = _weights(pack / manifest["components"]["unet"], "unet.")
    weights |= _weights(pack / manifest["components"]["textEncoder"], "text.")
    expected = Denoiser.load_config(architecture).state_dict()
    return Denoiser.load(
        architecture | {"weights": {k: v for k, v in weights.items() if k in expected}}
    ).eval()
