"""What PyTorch computes with a run, for the tests of the engine:
`python -m training.export_golden --run RUN --out tests/golden/tiny-pack.json`.

Tensors are base64 of little-endian values; outputs are to be met within 1e-3 of their largest value.
"""

import argparse
import base64
import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.conditions import Conditions
from training.denoiser import Guidance, sample
from training.export import unet_inputs
from training.palette import SCENES
from training.text import encode
from training.trained import Trained, load_run
from training.world.layouts import area_fractions

PROMPTS = [
    "",
    "a lake at dawn",
    "Mountains   at DUSK, with snow-capped peaks",
    "misty forest, autumn colours, a small house",
    "naïve café — 100% überraschend",
    "日本の山と湖",
    "🌄 sunrise!!",
    " ".join(["sky"] * 33),
    "It's raining, isn't it?",
    "\tline\nbreaks\r\nand tabs ",
]


def tensor(value: Tensor) -> dict[str, Any]:
    """Shape, type and base64 bytes."""
    array = value.detach().contiguous().numpy()
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "data": base64.b64encode(array.tobytes()).decode(),
    }


def striped_layout(size: int) -> Tensor:
    """A small map of every kind of edge: bands, a disc and an unlabelled corner, [size, size] uint8."""
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    layout = torch.where(y < size * 3 // 8, 1, torch.where(y < size // 2 + x // 4, 3, 8))
    layout = torch.where((x - size // 3) ** 2 + (y - size * 3 // 4) ** 2 < (size // 6) ** 2, 13, layout)
    return torch.where((x > size * 7 // 8) & (y > size * 7 // 8), 0, layout).to(torch.uint8)


@torch.no_grad()
def golden(trained: Trained, size: int = 96, steps: int = 6, seed: int = 20) -> dict[str, Any]:
    """Token ids, text embeddings, one UNet call, one decode and a whole sampled latent."""
    prompt = PROMPTS[2]
    ids = encode(trained.tokenizer, [prompt])
    inputs = unet_inputs(trained.denoiser, batch=3, size=12)
    latent = torch.randn(
        2, trained.denoiser.unet.config.latent, 10, 14, generator=torch.Generator().manual_seed(6)
    )
    classes = striped_layout(size)
    noise_shape = (1, trained.denoiser.unet.config.latent, size // 8, size // 8)
    noise = torch.randn(noise_shape, generator=torch.Generator().manual_seed(seed))
    guidance = Guidance(layout=1.5, scene=1.25, text=3.0)
    given = Conditions.absent(*noise_shape, trained.tokenizer)
    given.input_ids, given.class_labels = ids, torch.tensor([SCENES.index("lake")])
    given.layout = area_fractions(classes[None], 8)
    sampled = sample(trained.denoiser, given, trained.tokenizer, noise, steps, guidance)
    return {
        "prompts": [{"text": text, "ids": encode(trained.tokenizer, [text])[0].tolist()} for text in PROMPTS],
        "text": {"ids": ids[0].tolist(), **tensor(trained.denoiser.text(ids))},
        "unet": {
            "inputs": {name: tensor(value) for name, value in inputs.items()},
            "output": tensor(trained.denoiser.unet(*inputs.values())),
        },
        "decode": {"input": tensor(latent), "output": tensor(trained.autoencoder.decoder(latent))},
        "sampled": {
            "request": {
                "width": size,
                "height": size,
                "sampler": "euler",
                "guidance": {"text": guidance.text, "class": guidance.scene, "layout": guidance.layout},
                "prompt": prompt,
                "negativePrompt": "",
                "scene": "lake",
                "layout": {
                    "width": size,
                    "height": size,
                    "classIds": base64.b64encode(classes.numpy().tobytes()).decode(),
                },
            },
            "seed": seed,
            "steps": steps,
            "latent": tensor(sampled),
        },
    }


def write_golden(trained: Trained, path: Path) -> None:
    """Compute and write everything as JSON."""
    path.write_text(json.dumps(golden(trained), ensure_ascii=False) + "\n")


def main() -> None:
    """Write the golden file of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write_golden(load_run(arguments.run), arguments.out)


if __name__ == "__main__":
    main()
