"""How well a run's autoencoder gives pictures back: `python -m training.measure_autoencoder --run RUN`.

On held-out renders, on dead leaves and on every picture of `--photos FOLDER`, by PSNR and by the energy of
the picture's gradients over the original's, which falls below 1 where detail is blurred away.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from training.autoencoder import Autoencoder, gradients
from training.data import HELD_OUT_SEED, render_uint8
from training.export import load_run
from training.run import to_unit
from training.train_autoencoder import psnr
from training.world.other import dead_leaves


def gradient_energy(x: Tensor) -> Tensor:
    """Mean squared difference of neighbouring pixels."""
    across, down = gradients(x)
    return across.pow(2).mean() + down.pow(2).mean()


@torch.no_grad()
def measure(autoencoder: Autoencoder, x: Tensor) -> tuple[float, float]:
    """PSNR in dB and relative gradient energy of pictures in -1..1, decoded from their mean latents."""
    restored = autoencoder.decoder(autoencoder.posterior(x)[0]).clamp(-1, 1)
    return float(psnr(restored, x).mean()), float(gradient_energy(restored) / gradient_energy(x))


def read_photo(path: Path, size: int = 256) -> Tensor:
    """The middle square of a picture file at size x size, [3, size, size] uint8."""
    with Image.open(path) as image:
        picture = image.convert("RGB")
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side)).resize((size, size), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(square)).permute(2, 0, 1)


def main() -> None:
    """Print one row a set of pictures, as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--count", type=int, default=32)
    arguments = parser.parse_args()
    autoencoder = load_run(arguments.run).autoencoder
    seeds = range(HELD_OUT_SEED, HELD_OUT_SEED + arguments.count)
    leaves = torch.stack([dead_leaves(seed) for seed in seeds])
    sets = {
        f"{arguments.count} held-out renders": to_unit(render_uint8(list(seeds), 256)[0]),
        f"{arguments.count} held-out dead leaves": leaves * 2 - 1,
    }
    if arguments.photos:
        files = sorted(p for p in arguments.photos.iterdir() if p.suffix in {".png", ".jpg"})
        sets[f"{len(files)} photographs"] = to_unit(torch.stack([read_photo(p) for p in files]))
    for name, pictures in sets.items():
        quality, energy = measure(autoencoder, pictures)
        print(f"| {name} | {quality:.1f} dB | {energy:.2f} |")


if __name__ == "__main__":
    main()
