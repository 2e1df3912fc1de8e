"""Contact sheets of the world: `python -m training.world --sheet sheet.png`."""

import argparse
import time
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from training.palette import CLASS_COLOURS
from training.world.render import render
from training.world.scene import draw_scenes


def colour_classes(classes: Tensor) -> Tensor:
    """Class map [B, H, W] as palette colours [B, 3, H, W] in 0..1."""
    table = torch.tensor(CLASS_COLOURS, dtype=torch.float32) / 255
    return table[classes.cpu().long()].permute(0, 3, 1, 2)


def sheet(rows: list[Tensor]) -> Image.Image:
    """One picture of rows of pictures, each row [N, 3, H, W] in 0..1."""
    lines = [torch.cat(list(row), dim=2) for row in rows]
    pixels = torch.cat(lines, dim=1).permute(1, 2, 0).mul(255).round().byte().numpy()
    return Image.fromarray(pixels)


def main() -> None:
    """Render a sheet of pictures above their class maps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--size", type=int, default=256)
    arguments = parser.parse_args()
    rows = []
    begin = time.perf_counter()
    for row in range(arguments.rows):
        first = arguments.seed + row * arguments.columns
        renderings = [
            render(draw_scenes([first + i]), arguments.size, arguments.size) for i in range(arguments.columns)
        ]
        rows.append(torch.cat([r.picture for r in renderings]))
        rows.append(colour_classes(torch.cat([r.classes for r in renderings])))
    seconds = time.perf_counter() - begin
    sheet(rows).save(arguments.sheet)
    print(f"{arguments.rows * arguments.columns / seconds:.1f} pictures/s -> {arguments.sheet}")


if __name__ == "__main__":
    main()
