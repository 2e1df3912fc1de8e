"""Contact sheets of the world, and how fast it is painted.

`python -m training.world --sheet sheet.png` shows pictures above their class maps;
`--by scene|class|medium|hour|weather|season` gives a row to each value, of classes with maps beside.
Without a sheet it only measures.
"""

import argparse
import time
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor

from training.palette import CLASS_COLOURS, CLASS_NAMES, SCENES
from training.world.render import Rendering, render
from training.world.scene import HOURS, MEDIA, SEASONS, WEATHERS, draw_scenes

_VALUES = {"scene": SCENES, "medium": MEDIA, "hour": HOURS, "weather": WEATHERS, "season": SEASONS}


def colour_classes(classes: Tensor) -> Tensor:
    """Class map [B, H, W] as palette colours [B, 3, H, W] in 0..1."""
    table = torch.tensor(CLASS_COLOURS, dtype=torch.float32) / 255
    return table[classes.cpu().long()].permute(0, 3, 1, 2)


def sheet(rows: list[Tensor]) -> Image.Image:
    """One picture of rows of pictures, each row [N, 3, H, W] in 0..1."""
    lines = [torch.cat(list(row), dim=2) for row in rows]
    pixels = torch.cat(lines, dim=1).permute(1, 2, 0).mul(255).round().byte().numpy()
    return Image.fromarray(pixels)


def _paint(seeds: list[int], size: int) -> list[Rendering]:
    return [render(draw_scenes([seed]), size, size) for seed in seeds]


def _seeds_with(kind: str, value: int, first: int, count: int) -> list[int]:
    """The first seeds from `first` whose scene, medium, hour, weather or season is `value`."""
    found: list[int] = []
    while len(found) < count:
        seeds = list(range(first, first + 64))
        drawn = getattr(draw_scenes(seeds), kind).tolist()
        found += [seed for seed, drawn_value in zip(seeds, drawn, strict=True) if drawn_value == value]
        first += 64
    return found[:count]


def _seeds_showing(first: int, count: int, pool: int) -> list[list[int]]:
    """For each class, the seeds among `pool` that show most of it, by small renderings."""
    seeds = list(range(first, first + pool))
    shares = []
    for seed in seeds:
        classes = render(draw_scenes([seed]), 64, 64).classes
        shares.append(torch.bincount(classes.flatten().long(), minlength=len(CLASS_NAMES)))
    # Beyond a quarter of the picture more is not better: such pictures show little else.
    best = torch.stack(shares).clamp(max=64 * 64 // 4).argsort(dim=0, descending=True, stable=True)
    return [[seeds[i] for i in best[:count, k].tolist()] for k in range(1, len(CLASS_NAMES))]


def main() -> None:
    """Render a sheet, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--by", choices=[*_VALUES, "class"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--thumbnail", type=int, help="side of a picture on the sheet; its size if left out")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    first, columns = arguments.seed, arguments.columns
    if arguments.by == "class":
        lines = _seeds_showing(first, columns, 120)
    elif arguments.by:
        lines = [_seeds_with(arguments.by, v, first, columns) for v in range(len(_VALUES[arguments.by]))]
    else:
        lines = [list(range(first + r * columns, first + (r + 1) * columns)) for r in range(arguments.rows)]

    _paint([first], arguments.size)  # makes the textures
    rows: list[Tensor] = []
    begin = time.process_time()
    for line in lines:
        renderings = _paint(line, arguments.size)
        pictures = torch.cat([r.picture for r in renderings])
        maps = colour_classes(torch.cat([r.classes for r in renderings]))
        if arguments.by == "class":
            rows.append(torch.stack([pictures, maps], 1).flatten(0, 1))
        else:
            rows += [pictures] if arguments.by else [pictures, maps]
    seconds = time.process_time() - begin
    print(f"{len(lines) * columns / seconds:.1f} pictures a second of one core at {arguments.size} pixels")
    if arguments.sheet:
        side = arguments.thumbnail or arguments.size
        small = [torch.nn.functional.interpolate(r, (side, side), mode="area") for r in rows]
        sheet(small).save(arguments.sheet, optimize=True)


if __name__ == "__main__":
    main()
