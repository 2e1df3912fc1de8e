"""Write a trained run as a pack: `python -m training.export --run RUN --pack FOLDER --name NAME`.

Graphs are ONNX with dynamic batch, height and width; weights may be stored in 16 bit, widened when the
session loads them. The manifest is checked against the schema that the engine uses.
"""

import argparse
from pathlib import Path
from typing import get_args

import torch
from torch import Tensor, nn

from training.autoencoder import Autoencoder
from training.calibration import record_painting
from training.denoiser import Denoiser
from training.flow import SHIFT
from training.manifest import PackDescription, Precision, write_json, write_manifest
from training.observer import Observer
from training.onnx_graph import export_graph
from training.quantise import quantise
from training.text import MAX_TOKENS
from training.trained import Trained, load_run


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


SPACE = {0: "batch", 2: "height", 3: "width"}


def _export_maps(model: nn.Module, example: dict[str, Tensor], output: str, path: Path, half: bool) -> None:
    """The graph of a network from maps [B, C, h, w] to maps, of any size."""
    axes = dict.fromkeys([*example, output], SPACE)
    export_graph(model, example, output, axes, path / "model.onnx", half)


def export_decoder(autoencoder: Autoencoder, folder: Path, half: bool) -> None:
    """The graph from latents to pictures."""
    example = {"latent_sample": torch.randn(2, autoencoder.config.channels, 16, 16)}
    _export_maps(autoencoder.decoder, example, "sample", folder / "vae_decoder", half)


def export_segmenter(observer: Observer, folder: Path, half: bool) -> None:
    """The graph from pictures to class logits."""
    example = {"sample": torch.randn(2, 3, 64, 64)}
    _export_maps(Segmenter(observer), example, "logits", folder / "segmenter", half)


def export_models(trained: Trained, folder: Path, half: bool) -> None:
    """The graphs, the tokenizer and the scheduler, in the layout of diffusers."""
    export_graph(
        trained.denoiser.text,
        {"input_ids": torch.zeros(2, MAX_TOKENS, dtype=torch.int64)},
        "last_hidden_state",
        {"input_ids": {0: "batch"}, "last_hidden_state": {0: "batch"}},
        folder / "text_encoder" / "model.onnx",
        half,
    )
    inputs = unet_inputs(trained.denoiser)
    axes = {name: SPACE if value.dim() == 4 else {0: "batch"} for name, value in inputs.items()}
    unet = folder / "unet" / "model.onnx"
    export_graph(trained.denoiser.unet, inputs, "out_sample", axes | {"out_sample": SPACE}, unet, half)
    if trained.observer is not None:
        export_segmenter(trained.observer, folder, half)
    example = {"sample": torch.randn(2, 3, 64, 64)}
    _export_maps(trained.autoencoder.encoder, example, "latent_parameters", folder / "vae_encoder", half)
    export_decoder(trained.autoencoder, folder, half)
    (folder / "tokenizer").mkdir(exist_ok=True)
    trained.tokenizer.save(str(folder / "tokenizer" / "tokenizer.json"), pretty=False)
    scheduler = {
        "_class_name": "FlowMatchEulerDiscreteScheduler",
        "num_train_timesteps": 1000,
        "shift": SHIFT,
    }
    write_json(folder / "scheduler" / "scheduler_config.json", scheduler)
    index = {
        "_class_name": "UmberPipeline",
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["umber", "TextEncoder"],
        "tokenizer": ["tokenizers", "Tokenizer"],
        "unet": ["umber", "UNet"],
        "vae_decoder": ["umber", "Decoder"],
        "vae_encoder": ["umber", "Encoder"],
    }
    write_json(folder / "model_index.json", index)


def store_in_eight_bits(trained: Trained, folder: Path) -> None:
    """Turn the pack's UNet and decoder into 8-bit graphs; what carries most of the error stays in float."""
    unet = folder / "unet" / "model.onnx"
    names = list(unet_inputs(trained.denoiser))
    factor = trained.autoencoder.config.factor
    fed, painted = record_painting(trained.denoiser, trained.tokenizer, factor, names)
    depths = range(len(trained.denoiser.unet.config.widths))
    raw = [f"/up.{depth}/blocks.0/skip/" for depth in depths]
    raw += [f"/{name}.{depth}/" for name in ("downsample", "upsample") for depth in depths[:-1]]
    quantise(unet, fed, unet, ["/conv_in/", "/conv_out/", "/time/", "/pooled/", "/level/", *raw])
    store_decoder_in_eight_bits(trained, painted, folder)


def store_decoder_in_eight_bits(trained: Trained, painted: list[Tensor], folder: Path) -> None:
    """Turn the pack's decoder into an 8-bit graph, by model latents [1, C, h, w] that it will meet."""
    decoder = folder / "vae_decoder" / "model.onnx"
    latents = [latent * trained.std[:, None, None] + trained.mean[:, None, None] for latent in painted]
    convolutions = [
        f"/layers/layers.{index}/Conv"
        for index, layer in enumerate(trained.autoencoder.decoder.layers)
        if isinstance(layer, nn.Conv2d)
    ]
    ends = [convolutions[0], convolutions[-1]]
    quantise(decoder, [{"latent_sample": latent.numpy()} for latent in latents], decoder, ends)


def export_pack(trained: Trained, folder: Path, description: PackDescription, precision: Precision) -> None:
    """The whole pack."""
    export_models(trained, folder, half=precision != "fp32")
    if precision == "int8":
        store_in_eight_bits(trained, folder)
    write_manifest(trained, folder, description, precision)


STUDENT = {"sampler": "lcm", "steps": 4, "guidance": {"text": 1.0, "class": 1.0, "layout": 1.0}}


def main() -> None:
    """Export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--title", default="Umber landscapes")
    parser.add_argument("--machine", default="two CPU cores")
    parser.add_argument("--network", choices=["teacher", "student"], default="teacher")
    parser.add_argument("--precision", choices=get_args(Precision), default="fp16", help="of the weights")
    arguments = parser.parse_args()
    words = "Landscapes from painted layouts, words and scene categories, at 256 x 256 and around."
    is_student = arguments.network == "student"
    defaults = STUDENT if is_student else {}
    description = PackDescription(arguments.name, arguments.title, words, arguments.machine, **defaults)
    export_pack(load_run(arguments.run, is_student), arguments.pack, description, arguments.precision)


if __name__ == "__main__":
    main()
