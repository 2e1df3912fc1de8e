"""What a pack says about itself, checked against the schema that the engine uses."""

import hashlib
import json
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import jsonschema
import torch
from torch.nn import functional as F

from training.data import HELD_OUT_SEED, render_uint8
from training.palette import CLASS_NAMES, REPOSITORY, SCENES
from training.run import to_unit
from training.text import BOS, EOS, MAX_TOKENS, PAD
from training.trained import Trained

SCHEMA = REPOSITORY / "resources" / "schemas" / "pack-manifest.schema.json"
Precision = Literal["fp32", "fp16", "int8"]


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


def write_json(path: Path, value: dict[str, Any]) -> None:
    """A readable JSON file, its folder made where missing."""
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


def hash_files(folder: Path) -> dict[str, Any]:
    """Size and SHA-256 of every file of a pack but its manifest."""
    files = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "umber.json"):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return files


def write_manifest(
    trained: Trained, folder: Path, description: PackDescription, precision: Precision
) -> None:
    """Hash every file, describe the pack and check the description against the schema."""
    config = trained.denoiser.unet.config
    manifest = {
        "format": "umber-pack",
        "version": 1,
        "name": description.name,
        "title": description.title,
        "description": description.description,
        "licence": "MIT",
        "precision": precision,
        "latent": {
            "channels": config.latent,
            "factor": trained.autoencoder.config.factor,
            "mean": _rounded(trained.mean.tolist()),
            "std": _rounded(trained.std.tolist()),
            "reach": trained.autoencoder.config.reach,
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
        "files": hash_files(folder),
        "training": {
            **trained.record,
            "commit": _commit(),
            "data": "pictures rendered by training/world; no photographs",
            "machine": description.machine,
            "architecture": trained.denoiser.state()
            | {"autoencoder": asdict(trained.autoencoder.config)}
            | ({"observer": asdict(trained.observer.config)} if trained.observer else {}),
            "parameters": {
                "autoencoder": sum(p.numel() for p in trained.autoencoder.parameters()),
                "textEncoder": sum(p.numel() for p in trained.denoiser.text.parameters()),
                "unet": sum(p.numel() for p in trained.denoiser.unet.parameters()),
            },
        },
    }
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))
    write_json(folder / "umber.json", manifest)
