"""The rendered world on disk: pictures and class maps of seeds 0..N-1, made once and read many times.

`python -m training.data --folder CACHE --count 10000 --minutes 20` renders until either is reached and
goes on where it stopped. Captions and scene parameters are not stored: they follow from the seed.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch import multiprocessing as mp

from training.world.render import render
from training.world.scene import draw_scenes

BLOCK = 50
HELD_OUT_SEED = 1_000_000_000


class WorldCache:
    """Rendered pictures [N, H, W, 3] and class maps [N, H, W], uint8, in blocks of files."""

    def __init__(self, folder: Path, size: int = 256):
        self.folder, self.size = folder, size
        blocks = sorted(int(p.stem) for p in folder.glob("*.npz"))
        self.blocks = blocks[: next((i for i, b in enumerate(blocks) if b != i), len(blocks))]

    def __len__(self) -> int:
        return len(self.blocks) * BLOCK

    def load(self) -> tuple[Tensor, Tensor]:
        """All pictures [N, 3, H, W] and class maps [N, H, W] as uint8 tensors in memory."""
        pictures = torch.empty(len(self), 3, self.size, self.size, dtype=torch.uint8)
        classes = torch.empty(len(self), self.size, self.size, dtype=torch.uint8)
        for block in self.blocks:
            stored = np.load(self.folder / f"{block:06d}.npz")
            rows = slice(block * BLOCK, (block + 1) * BLOCK)
            pictures[rows] = torch.from_numpy(stored["pictures"])
            classes[rows] = torch.from_numpy(stored["classes"])
        return pictures, classes


def render_uint8(seeds: list[int], size: int) -> tuple[Tensor, Tensor]:
    """Pictures [N, 3, size, size] and class maps [N, size, size], uint8, of the given seeds."""
    renderings = [render(draw_scenes([seed]), size, size) for seed in seeds]
    pictures = torch.cat([r.picture for r in renderings]).mul(255).round().byte()
    return pictures, torch.cat([r.classes for r in renderings])


def _worker(folder: Path, size: int, first: int, stride: int, blocks: int, deadline: float) -> None:
    torch.set_num_threads(1)
    for block in range(first, blocks, stride):
        target = folder / f"{block:06d}.npz"
        if target.exists():
            continue
        if time.time() > deadline:
            return
        pictures, classes = render_uint8(list(range(block * BLOCK, (block + 1) * BLOCK)), size)
        partial = target.with_suffix(".tmp")
        with partial.open("wb") as file:
            np.savez(file, pictures=pictures.numpy(), classes=classes.numpy())
        partial.rename(target)


def fill_cache(folder: Path, count: int, minutes: float, size: int = 256, workers: int = 2) -> WorldCache:
    """Render seeds up to `count` (rounded up to whole blocks) within `minutes`; safe to interrupt."""
    folder.mkdir(parents=True, exist_ok=True)
    blocks = -(-count // BLOCK)
    deadline = time.time() + minutes * 60
    if workers <= 1:
        _worker(folder, size, 0, 1, blocks, deadline)
    else:
        context = mp.get_context("spawn")
        processes = [
            context.Process(target=_worker, args=(folder, size, index, workers, blocks, deadline))
            for index in range(workers)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            if process.exitcode:
                raise RuntimeError(f"a rendering process ended with code {process.exitcode}")
    return WorldCache(folder, size)


def main() -> None:
    """Fill a cache from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    begin = time.time()
    before = len(WorldCache(arguments.folder, arguments.size))
    cache = fill_cache(
        arguments.folder, arguments.count, arguments.minutes, arguments.size, arguments.workers
    )
    rate = (len(cache) - before) / (time.time() - begin)
    print(f"{len(cache)} pictures in {arguments.folder}, {rate:.1f} pictures/s")


if __name__ == "__main__":
    main()
