"""Write a trained run as a pack: `python -m training.export --run RUN --pack FOLDER --name NAME`.

Graphs are ONNX with dynamic batch, height and width; weights may be stored in 16 bit, widened when the
session loads them. The manifest is checked against the schema that the engine uses.
"""

import argparse
import hashlib
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder
from training.data import HELD_OUT_SEED, render_uint8
from training.denoiser import Denoiser
from training.observer import Observer
from training.onnx_graph import export_graph
from training.palette import CLASS_NAMES, REPOSITORY, SCENES
from training.run import load_checkpoint, need_checkpoint, to_unit
from training.text import BOS, EOS, MAX_TOKENS, PAD

SCHEMA = REPOSITORY / "resources" / "schemas" / "pack-manifest.schema.json"


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
        autoencoder.decoder.load_state_dict(sharpened["weights"])
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


def unet_inputs(denoiser: Denoiser, batch: int = 2, size: int = 16) -> dict[str, Tensor]:
    """Random inputs of the UNet by the names of the pack."""
    config = denoiser.unet.config
    generator = torch.Generator().manual_seed(5)

    def latent() -> Tensor:
        return torch.randn(batch, config.latent, size, size, generator=generator)

    return {
        "sample": latent(),
        "timestep": torch.tensor([700.0, 250.0, 40.0][:batch]),
        "encoder_hidden_states": torch.randn(batch, MAX_TOKENS, config.context, generator=generator),
        "class_labels": torch.arange(batch) % (config.scenes + 1),
        "layout": torch.rand(batch, config.layout, size, size, generator=generator),
        "inpaint_mask": (torch.rand(batch, 1, size, size, generator=generator) < 0.5).float(),
        "inpaint_latent": latent(),
        "degraded_latent": latent(),
        "degradation": torch.rand(batch, generator=generator),
    }


class Segmenter(nn.Module):
    """Picture [B, 3, H, W] in -1..1 to class logits [B, K + 1, H/4, W/4], 0 unlabelled."""

    def __init__(self, observer: Observer):
        super().__init__()
        self.observer = observer

    def forward(self, picture: Tensor) -> Tensor:
        return self.observer(picture).classes


def export_models(trained: Trained, folder: Path, half: bool) -> None:
    """The graphs, the tokenizer and the scheduler, in the layout of diffusers."""
    channels = trained.denoiser.unet.config.latent
    space = {0: "batch", 2: "height", 3: "width"}
    export_graph(
        trained.denoiser.text,
        {"input_ids": torch.zeros(2, MAX_TOKENS, dtype=torch.int64)},
        "last_hidden_state",
        {"input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}},
        folder / "text_encoder" / "model.onnx",
        half,
    )
    inputs = unet_inputs(trained.denoiser)
    axes = {name: space if value.dim() == 4 else {0: "batch"} for name, value in inputs.items()}
    unet = folder / "unet" / "model.onnx"
    export_graph(trained.denoiser.unet, inputs, "out_sample", axes | {"out_sample": space}, unet, half)
    if trained.observer is not None:
        export_graph(
            Segmenter(trained.observer),
            {"sample": torch.randn(2, 3, 64, 64)},
            "logits",
            {"sample": space, "logits": space},
            folder / "segmenter" / "model.onnx",
            half,
        )
    export_graph(
        trained.autoencoder.encoder,
        {"sample": torch.randn(2, 3, 64, 64)},
        "latent_parameters",
        {"sample": space, "latent_parameters": space},
        folder / "vae_encoder" / "model.onnx",
        half,
    )
    export_graph(
        trained.autoencoder.decoder,
        {"latent_sample": torch.randn(2, channels, 16, 16)},
        "sample",
        {"latent_sample": space, "sample": space},
        folder / "vae_decoder" / "model.onnx",
        half,
    )
    (folder / "tokenizer").mkdir(exist_ok=True)
    trained.tokenizer.save(str(folder / "tokenizer" / "tokenizer.json"), pretty=False)
    scheduler = {"_class_name": "FlowMatchEulerDiscreteScheduler", "num_train_timesteps": 1000, "shift": 1.0}
    _write_json(folder / "scheduler" / "scheduler_config.json", scheduler)
    index = {
        "_class_name": "UmberPipeline",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["umber", "TextEncoder"],
        "tokenizer": ["tokenizers", "Tokenizer"],
        "unet": ["umber", "UNet"],
        "vae_decoder": ["umber", "Decoder"],
        "vae_encoder": ["umber", "Encoder"],
    }
    _write_json(folder / "model_index.json", index)


@torch.no_grad()
def fit_preview(trained: Trained, pictures: int = 24) -> dict[str, Any]:
    """Least-squares map from a model latent to the mean colour of its pixels in -1..1."""
    seeds = list(range(HELD_OUT_SEED + 100, HELD_OUT_SEED + 100 + pictures))
    x = to_unit(render_uint8(seeds, 128, 128)[0])
    latents = trained.autoencoder.encode(x)
    latents = (latents - trained.mean[:, None, None]) / trained.std[:, None, None]
    columns = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])
    columns = torch.cat([columns, torch.ones(len(columns), 1)], dim=1)
    colours = F.avg_pool2d(x, trained.autoencoder.config.factor).permute(0, 2, 3, 1).reshape(-1, 3)
    solution = torch.linalg.lstsq(columns, colours).solution  # [C + 1, 3]
    return {"weight": _rounded(solution[:-1].T.tolist()), "bias": _rounded(solution[-1].tolist())}


def _rounded(values: list[Any]) -> list[Any]:
    return [_rounded(v) if isinstance(v, list) else round(v, 7) for v in values]


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _commit() -> str:
    try:
        command = ["git", "-C", str(REPOSITORY), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


@dataclass
class PackDescription:
    """What the manifest says in words, and how the pack is best used."""

    name: str
    title: str
    description: str
    machine: str
    sampler: str = "euler_a"
    steps: int = 16
    guidance: dict[str, float] = field(default_factory=lambda: {"text": 4.5, "class": 2.0, "layout": 2.0})


def write_manifest(trained: Trained, folder: Path, description: PackDescription, half: bool) -> None:
    """Hash every file, describe the pack and check the description against the schema."""
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "umber.json"):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    config = trained.denoiser.unet.config
    manifest = {
        "format": "umber-pack",
        "version": 1,
        "name": description.name,
        "title": description.title,
        "description": description.description,
        "licence": "MIT",
        "precision": "fp16" if half else "fp32",
        "latent": {
            "channels": config.latent,
            "factor": trained.autoencoder.config.factor,
            "mean": _rounded(trained.mean.tolist()),
            "std": _rounded(trained.std.tolist()),
        },
        "prediction": "flow",
        "sizes": {
            "native": [256, 256],
            "multiple": trained.autoencoder.config.factor * 2 ** (len(config.widths) - 1),
            "min": 64,
            "max": 1024,
        },
        "conditions": {
            "text": {
                "maxTokens": MAX_TOKENS,
                "width": config.context,
                "padId": PAD,
                "bosId": BOS,
                "eosId": EOS,
            },
            "class": {
                "scenes": [{"id": i, "name": name} for i, name in enumerate(SCENES)],
                "nullId": config.scenes,
            },
            "layout": {
                "classes": [{"id": i, "name": CLASS_NAMES[i]} for i in range(1, config.layout + 1)],
            },
            "inpaint": {},
            "degraded": {},
        },
        "preview": fit_preview(trained),
        "defaults": {
            "sampler": description.sampler,
            "steps": description.steps,
            "guidance": description.guidance,
        },
        "components": {
            "textEncoder": "text_encoder/model.onnx",
            "unet": "unet/model.onnx",
            "vaeEncoder": "vae_encoder/model.onnx",
            "vaeDecoder": "vae_decoder/model.onnx",
            "tokenizer": "tokenizer/tokenizer.json",
            "scheduler": "scheduler/scheduler_config.json",
            **({"segmenter": "segmenter/model.onnx"} if trained.observer is not None else {}),
        },
        "files": files,
        "training": {
            **trained.record,
            "commit": _commit(),
            "data": "pictures rendered by training/world; no photographs",
            "machine": description.machine,
            "architecture": trained.denoiser.state(),
            "parameters": {
                "autoencoder": sum(p.numel() for p in trained.autoencoder.parameters()),
                "textEncoder": sum(p.numel() for p in trained.denoiser.text.parameters()),
                "unet": sum(p.numel() for p in trained.denoiser.unet.parameters()),
            },
        },
    }
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))
    _write_json(folder / "umber.json", manifest)


def export_pack(trained: Trained, folder: Path, description: PackDescription, half: bool) -> None:
    """The whole pack."""
    export_models(trained, folder, half)
    write_manifest(trained, folder, description, half)


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--title", default="Umber landscapes")
    parser.add_argument("--machine", default="two CPU cores")
    parser.add_argument("--float32", action="store_true", help="store weights in full precision")
    arguments = parser.parse_args()
    words = "Landscapes from painted layouts, words and scene categories, at 256 x 256 and around."
    description = PackDescription(arguments.name, arguments.title, words, arguments.machine)
    export_pack(load_run(arguments.run), arguments.pack, description, half=not arguments.float32)


if __name__ == "__main__":
    main()
