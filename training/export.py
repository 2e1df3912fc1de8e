"""Write a trained run as a pack: `python -m training.export --run RUN --pack FOLDER --name NAME`.

Graphs are ONNX with dynamic batch, height and width; weights may be stored in 16 bit, widened when the
session loads them. The manifest is checked against the schema that the engine uses.
"""

import argparse
import hashlib
import json
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from training.autoencoder import Autoencoder
from training.data import HELD_OUT_SEED, render_uint8
from training.denoiser import Denoiser
from training.palette import CLASS_NAMES, REPOSITORY, SCENES
from training.run import load_checkpoint, to_unit
from training.text import BOS, EOS, MAX_TOKENS, PAD

SCHEMA = REPOSITORY / "resources" / "schemas" / "pack-manifest.schema.json"


@dataclass
class Trained:
    """A finished run: the models in float32, the tokenizer and the latent statistics."""

    autoencoder: Autoencoder
    denoiser: Denoiser
    tokenizer: Tokenizer
    mean: Tensor
    std: Tensor
    record: dict[str, Any] = field(default_factory=dict)


def load_run(run: Path) -> Trained:
    """Read the averaged weights of a run folder."""
    first, second = load_checkpoint(run / "autoencoder.pt"), load_checkpoint(run / "unet.pt")
    if first is None or second is None:
        raise FileNotFoundError(f"{run} needs autoencoder.pt and unet.pt: train both first")
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
    return Trained(
        autoencoder=autoencoder,
        denoiser=Denoiser.load(second).eval(),
        tokenizer=Tokenizer.from_file(str(run / "tokenizer.json")),
        mean=second["mean"],
        std=second["std"],
        record=record,
    )


def export_graph(
    module: nn.Module,
    inputs: dict[str, Tensor],
    output: str,
    dynamic: dict[str, dict[int, str]],
    path: Path,
    half: bool,
) -> None:
    """Trace one module to ONNX opset 17 with the named dynamic axes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        traced = Path(folder) / "model.onnx"
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(traced),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=dynamic,
            opset_version=17,
            # Unfolded, weights keep their names and shapes, so that `load_pack` can read them back.
            do_constant_folding=False,
            dynamo=False,
        )
        model = onnx.load(str(traced))
    pin_resize_scales(model)
    if half:
        store_half(model)
    model.producer_name, model.producer_version, model.doc_string = "umber", "", ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def pin_resize_scales(model: onnx.ModelProto) -> None:
    """Give every doubling its scales as one constant; the engine refuses scales made at run time."""
    graph = model.graph
    constants = []
    for node in graph.node:
        if node.op_type == "Resize":
            name = f"{node.output[0]}_scales"
            scales = helper.make_tensor(name, TensorProto.FLOAT, [4], [1.0, 1.0, 2.0, 2.0])
            constants.append(helper.make_node("Constant", [], [name], value=scales))
            node.input[2] = name
    nodes = constants + list(graph.node)
    while True:
        used = {name for node in nodes for name in node.input} | {output.name for output in graph.output}
        needed = [node for node in nodes if used.intersection(node.output)]
        if len(needed) == len(nodes):
            break
        nodes = needed
    del graph.node[:]
    graph.node.extend(nodes)


def store_half(model: onnx.ModelProto, smallest: int = 256) -> None:
    """Keep large float32 weights as float16 with a Cast in front; arithmetic stays in float32."""
    graph, casts = model.graph, []
    for index, tensor in enumerate(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < smallest:
            continue
        stored = numpy_helper.from_array(values.astype(np.float16), tensor.name + "_half")
        casts.append(helper.make_node("Cast", [stored.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer[index].CopyFrom(stored)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)


def unet_inputs(denoiser: Denoiser, batch: int = 2, size: int = 16) -> dict[str, Tensor]:
    """Random inputs of the UNet by the names of the pack."""
    config = denoiser.unet.config
    generator = torch.Generator().manual_seed(5)
    return {
        "sample": torch.randn(batch, config.latent, size, size, generator=generator),
        "timestep": torch.tensor([700.0, 250.0, 40.0][:batch]),
        "encoder_hidden_states": torch.randn(batch, MAX_TOKENS, config.context, generator=generator),
        "class_labels": torch.arange(batch) % (config.scenes + 1),
        "layout": torch.rand(batch, config.layout, size, size, generator=generator),
    }


def export_models(trained: Trained, folder: Path, half: bool) -> None:
    """The four graphs, the tokenizer and the scheduler, in the layout of diffusers."""
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
    """Least-squares map from a model latent to the mean colour of its 8x8 pixels in -1..1."""
    seeds = list(range(HELD_OUT_SEED + 100, HELD_OUT_SEED + 100 + pictures))
    x = to_unit(render_uint8(seeds, 128)[0])
    latents = trained.autoencoder.posterior(x)[0]
    latents = (latents - trained.mean[:, None, None]) / trained.std[:, None, None]
    columns = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])
    columns = torch.cat([columns, torch.ones(len(columns), 1)], dim=1)
    colours = F.avg_pool2d(x, 8).permute(0, 2, 3, 1).reshape(-1, 3)
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
            "factor": 8,
            "mean": _rounded(trained.mean.tolist()),
            "std": _rounded(trained.std.tolist()),
        },
        "prediction": "flow",
        "sizes": {
            "native": [256, 256],
            "multiple": 8 * 2 ** (len(config.widths) - 1),
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
        },
        "files": files,
        "training": {
            **trained.record,
            "commit": _commit(),
            "data": "pictures rendered by training/world and dead leaves; no photographs",
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
