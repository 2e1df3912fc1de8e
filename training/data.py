"""The rendered world on disk: pictures and class maps, made once and read many times.

`python -m training.data --folder CACHE --size 256x256 --count 10000 --minutes 20` renders pictures of one
size (height x width) until either is reached, and goes on where it stopped. Captions and scene parameters
are not stored: they follow from the seed, and every size has seeds of its own.
"""

import argparse
import time
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch import multiprocessing as mp

from training.parallel import map_to_tensor
from training.run import best_device
from training.world.other import other_picture
from training.world.render import render
from training.world.scene import draw_scenes

BLOCK = 50
HELD_OUT_SEED = 1_000_000_000


class WorldCache:
    """Rendered pictures of one size in blocks of files, in a folder of that size's name."""

    def __init__(self, folder: Path, height: int = 256, width: int = 256):
        self.folder, self.height, self.width = folder / f"{height}x{width}", height, width
        blocks = sorted(int(p.stem) for p in self.folder.glob("*.npz"))
        self.blocks = blocks[: next((i for i, b in enumerate(blocks) if b != i), len(blocks))]

    def __len__(self) -> int:
        return len(self.blocks) * BLOCK

    @property
    def seeds(self) -> list[int]:
        """The seed of each picture; no other size has any of them."""
        return seeds_of_size(self.height, self.width, range(len(self)))

    def load(self) -> tuple[Tensor, Tensor]:
        """All pictures [N, 3, H, W] and class maps [N, H, W] as uint8 tensors in memory."""
        pictures = torch.empty(len(self), 3, self.height, self.width, dtype=torch.uint8)
        classes = torch.empty(len(self), self.height, self.width, dtype=torch.uint8)
        for block in self.blocks:
            stored = np.load(self.folder / f"{block:06d}.npz")
            rows = slice(block * BLOCK, (block + 1) * BLOCK)
            pictures[rows] = torch.from_numpy(stored["pictures"])
            classes[rows] = torch.from_numpy(stored["classes"])
        return pictures, classes

    @staticmethod
    def sizes(folder: Path) -> list["WorldCache"]:
        """The caches of every size in a folder, the one with most pictures first."""
        names = [p.name.split("x") for p in folder.glob("*x*") if p.is_dir()]
        caches = [WorldCache(folder, int(height), int(width)) for height, width in names]
        return sorted((c for c in caches if len(c)), key=len, reverse=True)


class RenderedWorld:
    """The same without a disk: rendered when asked for, on a GPU, which is faster than reading files."""

    def __init__(self, count: int, height: int = 256, width: int = 256):
        self.count, self.height, self.width = count, height, width

    def __len__(self) -> int:
        return self.count

    @property
    def seeds(self) -> list[int]:
        """The seed of each picture."""
        return seeds_of_size(self.height, self.width, range(self.count))

    def load(self) -> tuple[Tensor, Tensor]:
        """All pictures [N, 3, H, W] and class maps [N, H, W], uint8, on the device."""
        return render_uint8(self.seeds, self.height, self.width, best_device())


World = WorldCache | RenderedWorld


@lru_cache(1)
def draw_others(first_seed: int, count: int, size: int = 256) -> Tensor:
    """Pictures of everything besides landscapes, uint8 [count, 3, size, size]; kept, not to be changed."""
    make = partial(_other_uint8, size=size)
    return map_to_tensor(make, list(range(first_seed, first_seed + count)))


def _other_uint8(seed: int, size: int) -> Tensor:
    return other_picture(seed, size).mul(255).round().byte()


def seeds_of_size(height: int, width: int, numbers: range) -> list[int]:
    """Seeds below HELD_OUT_SEED that only pictures of this size use, for up to 100,000 numbers."""
    first = 0 if (height, width) == (256, 256) else 100_000 * (1 + (height // 8 * 97 + width // 8) % 9_000)
    return [first + number for number in numbers]


def render_uint8(
    seeds: list[int], height: int, width: int, device: torch.device | str = "cpu"
) -> tuple[Tensor, Tensor]:
    """Pictures [N, 3, height, width] and class maps [N, height, width], uint8, of the given seeds.

    One at a time on a CPU, whose caches a batch would spill out of; in batches on a GPU.
    """
    device = torch.device(device)
    batch = 1 if device.type == "cpu" else 32
    pictures = torch.empty(len(seeds), 3, height, width, dtype=torch.uint8, device=device)
    classes = torch.empty(len(seeds), height, width, dtype=torch.uint8, device=device)
    for first in range(0, len(seeds), batch):
        rows = slice(first, first + batch)
        rendering = render(draw_scenes(seeds[rows]).to(device), height, width)
        pictures[rows] = rendering.picture.mul(255).round().byte()
        classes[rows] = rendering.classes
    return pictures, classes


def _worker(
    folder: Path, height: int, width: int, first: int, stride: int, blocks: int, deadline: float
) -> None:
    torch.set_num_threads(1)
    for block in range(first, blocks, stride):
        target = folder / f"{block:06d}.npz"
        if target.exists():
            continue
        if time.time() > deadline:
            return
        seeds = seeds_of_size(height, width, range(block * BLOCK, (block + 1) * BLOCK))
        pictures, classes = render_uint8(seeds, height, width)
        partial = target.with_suffix(".tmp")
        with partial.open("wb") as file:
            np.savez(file, pictures=pictures.numpy(), classes=classes.numpy())
        partial.rename(target)


def fill_cache(
    folder: Path, count: int, minutes: float, height: int = 256, width: int = 256, workers: int = 2
) -> WorldCache:
    """Render up to `count` pictures (rounded up to whole blocks) within `minutes`; safe to interrupt."""
    target = WorldCache(folder, height, width).folder
    target.mkdir(parents=True, exist_ok=True)
    blocks = -(-count // BLOCK)
    deadline = time.time() + minutes * 60
    if workers <= 1:
        _worker(target, height, width, 0, 1, blocks, deadline)
    else:
        context = mp.get_context("spawn")
        processes = [
            context.Process(target=_worker, args=(target, height, width, index, workers, blocks, deadline))
            for index in range(workers)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            if process.exitcode:
                raise RuntimeError(f"a rendering process ended with code {process.exitcode}")
    return WorldCache(folder, height, width)


def main() -> None:
    """Fill a cache from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--size", default="256x256", help="height x width in pixels")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    height, width = (int(side) for side in arguments.size.split("x"))
    begin = time.time()
    before = len(WorldCache(arguments.folder, height, width))
    cache = fill_cache(arguments.folder, arguments.count, arguments.minutes, height, width, arguments.workers)
    rate = (len(cache) - before) / (time.time() - begin)
    print(f"{len(cache)} pictures in {cache.folder}, {rate:.1f} pictures/s")


if __name__ == "__main__":
    main()
