"""From an exported pack back to PyTorch: `python -m training.load_pack --pack PACK --run RUN`.

Writes the pack's networks as the checkpoints of a new run, so that training goes on from them on another
machine. The denoiser of a student, in eight bits as well, becomes the student of a run that has its teacher:
`--pack STUDENT --student-of RUN`, rounded as it is, to be measured or taught further.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.autoencoder import Autoencoder, AutoencoderConfig
from training.denoiser import Denoiser
from training.observer import Observer, ObserverConfig
from training.run import as_tuples, need_checkpoint, save_checkpoint


def _manifest(pack: Path) -> dict[str, Any]:
    return json.loads((pack / "umber.json").read_text())


def _weights(path: Path, prefix: str, remove: str = "") -> dict[str, Tensor]:
    """Initializers of a graph by their PyTorch names, in float32."""
    graph = onnx.load(str(path)).graph
    stored = {t.name.removesuffix("_half"): numpy_helper.to_array(t) for t in graph.initializer}
    named = dict(_parameter(name, value, stored) for name, value in stored.items())
    return {
        prefix + name.removeprefix(remove): torch.from_numpy(value.copy()).float()
        for name, value in named.items()
    }


NORM_PARTS = {"Unsqueeze_output_0": "weight", "Unsqueeze_1_output_0": "bias"}


def _parameter(name: str, value: np.ndarray, stored: dict[str, np.ndarray]) -> tuple[str, np.ndarray]:
    """What an initializer is in PyTorch: as named there, or as folding and quantising have left it.

    Folded weights are called after the node that made them: `/down.2/transformer/up/Transpose_output_0`.
    """
    plain = name.removesuffix("_quantized")
    if plain != name:
        # Those of a bias are named after its rounded form.
        stem = plain if f"{plain}_scale" in stored else name
        scale, zero = stored[f"{stem}_scale"], stored[f"{stem}_zero_point"].astype(np.float32)
        # One for each output channel: the first axis of a convolution, the last of a matrix to multiply by.
        shape = (-1, 1, 1, 1) if value.ndim == 4 else (-1,)
        value = (value.astype(np.float32) - zero.reshape(shape)) * scale.reshape(shape)
    module, _, part = plain.rpartition("/")
    path = module.removeprefix("/").replace("/", ".")
    if part in NORM_PARTS:
        return f"{path}.{NORM_PARTS[part]}", value.reshape(-1)
    if part == "Transpose_output_0":
        return f"{path}.weight", value.T
    if plain.endswith("_Transposed"):
        return plain.removesuffix("_Transposed"), value.T
    return plain, value


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


def write_student(pack: Path, run: Path) -> None:
    """The pack's denoiser as the student of a run, with nothing spent yet.

    Raises ValueError where the pack's latents are not those of the run's teacher.
    """
    manifest, taught = _manifest(pack), need_checkpoint(run / "unet.pt", "train_unet")
    for name in ("mean", "std"):
        if not torch.allclose(torch.tensor(manifest["latent"][name]), taught[name], atol=1e-4):
            raise ValueError(f"{pack} paints other latents than {run}: it is not of this teacher")
    denoiser = load_denoiser(pack)
    state = denoiser.state() | {
        "weights": denoiser.state_dict(),
        "mean": taught["mean"],
        "std": taught["std"],
    }
    save_checkpoint(run / "student.pt", state | {"step": 0, "samples": 0, "seconds": 0.0})


def main() -> None:
    """Begin a run, or give one its student, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, required=True)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--run", type=Path)
    target.add_argument("--student-of", type=Path)
    arguments = parser.parse_args()
    if arguments.run:
        write_run(arguments.pack, arguments.run)
    else:
        write_student(arguments.pack, arguments.student_of)


if __name__ == "__main__":
    main()
