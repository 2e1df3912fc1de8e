"""From an exported pack back to PyTorch: `python -m training.load_pack --pack PACK --run RUN`.

Writes the pack's networks as the checkpoints of a new run, so that training goes on from them on another
machine. Packs in 16 or 32 bits only: 8-bit graphs have lost what training needs.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.autoencoder import Autoencoder, AutoencoderConfig
from training.denoiser import Denoiser
from training.observer import Observer, ObserverConfig
from training.run import as_tuples, save_checkpoint


def _manifest(pack: Path) -> dict[str, Any]:
    manifest = json.loads((pack / "umber.json").read_text())
    if manifest["precision"] == "int8":
        raise ValueError(f"{pack} is in eight bits: take the pack of its teacher, in 16 bits")
    return manifest


def _weights(path: Path, prefix: str, remove: str = "") -> dict[str, Tensor]:
    """Initializers of a graph by their PyTorch names, in float32."""
    graph = onnx.load(str(path)).graph
    named = {t.name.removesuffix("_half"): numpy_helper.to_array(t) for t in graph.initializer}
    return {
        prefix + name.removeprefix(remove): torch.from_numpy(value.copy()).float()
        for name, value in named.items()
    }


def load_denoiser(pack: Path) -> Denoiser:
    """The denoiser of a pack folder, with the weights that the engine runs."""
    manifest = _manifest(pack)
    architecture, components = manifest["training"]["architecture"], manifest["components"]
    weights = _weights(pack / components["unet"], "unet.")
    weights |= _weights(pack / components["textEncoder"], "text.")
    model = Denoiser.load_config(architecture)
    model.load_state_dict({name: weights[name] for name in model.state_dict()})
    return model.eval()


def load_autoencoder(pack: Path) -> Autoencoder:
    """The autoencoder of a pack folder."""
    manifest = _manifest(pack)
    components = manifest["components"]
    model = Autoencoder(AutoencoderConfig(**as_tuples(manifest["training"]["architecture"]["autoencoder"])))
    weights = _weights(pack / components["vaeEncoder"], "encoder.")
    weights |= _weights(pack / components["vaeDecoder"], "decoder.")
    model.load_state_dict({name: weights[name] for name in model.state_dict()})
    return model.eval()


def write_run(pack: Path, run: Path) -> None:
    """The checkpoints of a run that begins where the pack's ended, with nothing spent yet."""
    manifest = _manifest(pack)
    spent = {"step": 0, "samples": 0, "seconds": 0.0}
    save_checkpoint(run / "autoencoder.pt", load_autoencoder(pack).state() | spent)
    denoiser, latent = load_denoiser(pack), manifest["latent"]
    statistics = {"mean": torch.tensor(latent["mean"]), "std": torch.tensor(latent["std"])}
    state = denoiser.state() | {"weights": denoiser.state_dict()}
    save_checkpoint(run / "unet.pt", state | statistics | spent)
    if "segmenter" in manifest["components"]:
        observer = Observer(ObserverConfig(**as_tuples(manifest["training"]["architecture"]["observer"])))
        weights = _weights(pack / manifest["components"]["segmenter"], "", "observer.")
        # A segmenter has no use for the judges of attributes; they begin anew.
        observer.load_state_dict(observer.state_dict() | weights)
        save_checkpoint(run / "observer.pt", observer.state() | spent)
    shutil.copy(pack / manifest["components"]["tokenizer"], run / "tokenizer.json")


def main() -> None:
    """Begin a run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    arguments = parser.parse_args()
    write_run(arguments.pack, arguments.run)


if __name__ == "__main__":
    main()
