"""A finished run, read back: the networks that are measured, exported and compared."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from torch import Tensor

from training.autoencoder import Autoencoder, sharpen
from training.denoiser import Denoiser
from training.observer import Observer
from training.run import load_checkpoint, need_checkpoint


@dataclass
class Trained:
    """A finished run: the models in float32, the tokenizer and the latent statistics."""

    autoencoder: Autoencoder
    denoiser: Denoiser
    observer: Observer | None
    tokenizer: Tokenizer
    mean: Tensor
    std: Tensor
    record: dict[str, Any] = field(default_factory=dict)


def load_run(run: Path, student: bool = False) -> Trained:
    """Read the averaged weights of a run folder: those of the student or of its teacher."""
    first = need_checkpoint(run / "autoencoder.pt", "train_autoencoder")
    second = need_checkpoint(run / "unet.pt", "train_unet")
    record = {
        "autoencoder": {"steps": first["step"], "minutes": round(first["seconds"] / 60, 1)},
        "unet": {
            "steps": second["step"],
            "samples": second["samples"],
            "minutes": round(second["seconds"] / 60, 1),
        },
    }
    autoencoder = Autoencoder.load(first).eval()
    sharpened = load_checkpoint(run / "decoder.pt")
    if sharpened:
        sharpen(autoencoder, sharpened["weights"])
        record["decoder"] = {"steps": sharpened["step"], "minutes": round(sharpened["seconds"] / 60, 1)}
    if student:
        second = need_checkpoint(run / "student.pt", "train_student")
        minutes = round(second["seconds"] / 60, 1)
        record["student"] = {"steps": second["step"], "samples": second["samples"], "minutes": minutes}
    seen = load_checkpoint(run / "observer.pt")
    if seen:
        record["observer"] = {"steps": seen["step"], "minutes": round(seen["seconds"] / 60, 1)}
    return Trained(
        autoencoder=autoencoder,
        denoiser=Denoiser.load(second).eval(),
        observer=Observer.load(seen).eval() if seen else None,
        tokenizer=Tokenizer.from_file(str(run / "tokenizer.json")),
        mean=second["mean"],
        std=second["std"],
        record=record,
    )
