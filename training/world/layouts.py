"""Layouts as people paint them: the exact class map made blobby, shifted, coarse, partial."""

import torch
from torch import Tensor
from torch.nn import functional as F

from training.palette import CLASS_IDS, CLASS_NAMES

CLASSES = len(CLASS_NAMES)


def _one_hot(classes: Tensor, first: int, last: int) -> Tensor:
    """[B, H, W] uint8 -> [B, last - first + 1, H, W] float32 of zeros and ones."""
    ids = torch.arange(first, last + 1, dtype=torch.uint8, device=classes.device)
    return (classes[:, None] == ids[:, None, None]).float()


def area_fractions(classes: Tensor, factor: int, count: int = CLASSES - 1) -> Tensor:
    """Share of each class 1..count in every factor x factor cell: [B, H, W] uint8 -> [B, count, h, w]."""
    return F.avg_pool2d(_one_hot(classes, 1, count), factor)


def _one(generator: torch.Generator) -> float:
    return float(torch.rand(1, generator=generator))


def _integer(low: int, high: int, generator: torch.Generator) -> int:
    return int(torch.randint(low, high + 1, (1,), generator=generator))


def _majority(classes: Tensor, radius: int) -> Tensor:
    """The most frequent class around each pixel, which rounds outlines and drops specks; [1, H, W]."""
    ids = classes.unique()
    share = (classes[:, None] == ids[:, None, None]).float()
    size = 2 * radius + 1
    for _ in range(2):
        share = F.pad(share, [radius] * 4, mode="replicate")
        share = F.avg_pool2d(F.avg_pool2d(share, (1, size), stride=1), (size, 1), stride=1)
    return ids[share.argmax(1)]


def _warp(classes: Tensor, strength: float, generator: torch.Generator) -> Tensor:
    """Outlines pushed about by a smooth random field, as an unsteady hand does; [1, H, W]."""
    height, width = classes.shape[1:]
    coarse = torch.randn(1, 2, 6, 6, generator=generator) * strength
    field = F.interpolate(coarse, (height, width), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
    grid = torch.stack([x, y], -1)[None] + field
    warped = F.grid_sample(
        classes[None].float(), grid, mode="nearest", padding_mode="border", align_corners=True
    )
    return warped[0].round().to(torch.uint8)


def _coarse(classes: Tensor, step: int) -> Tensor:
    height, width = classes.shape[1:]
    y, x = ((torch.arange(n) // step * step + step // 2).clamp(max=n - 1) for n in (height, width))
    return classes[:, y[:, None], x]


def _forget(classes: Tensor, generator: torch.Generator) -> Tensor:
    """Leave parts unlabelled: a class, or everything outside or inside a box."""
    classes = classes.clone()
    height, width = classes.shape[1:]
    choice = _one(generator)
    present = classes.unique()
    if choice < 0.5:
        classes[classes == present[_integer(0, len(present) - 1, generator)]] = 0
    else:
        h, w = _integer(height // 8, height // 2, generator), _integer(width // 8, width, generator)
        top, left = _integer(0, height - h, generator), _integer(0, width - w, generator)
        if choice < 0.85:
            classes[:, top : top + h, left : left + w] = 0
        else:
            kept = torch.zeros_like(classes)
            kept[:, top : top + h, left : left + w] = classes[:, top : top + h, left : left + w]
            classes = kept
    return classes


def _polygons(classes: Tensor, cells: int, generator: torch.Generator) -> Tensor:
    """Straight-edged patches: each pixel takes the class at the nearest of cells x cells jittered points."""
    height, width = classes.shape[1:]
    sites = torch.rand(2, cells, cells, generator=generator)
    y = (torch.arange(height) + 0.5) / height * cells
    x = (torch.arange(width) + 0.5) / width * cells
    row, column = y.long()[:, None], x.long()[None, :]
    nearest = torch.full((height, width), 99.0)
    result = classes[0]
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            i, j = (row + down).clamp(0, cells - 1), (column + across).clamp(0, cells - 1)
            site_y, site_x = i + sites[0, i, j], j + sites[1, i, j]
            distance = (y[:, None] - site_y) ** 2 + (x[None, :] - site_x) ** 2
            at_y = (site_y * height / cells).long().clamp(0, height - 1)
            at_x = (site_x * width / cells).long().clamp(0, width - 1)
            closer = distance < nearest
            result = torch.where(closer, classes[0, at_y, at_x], result)
            nearest = torch.where(closer, distance, nearest)
    return result[None]


def _absorb(classes: Tensor, ids: list[int]) -> Tensor:
    """Paint over everything of these classes with what is around it; [1, H, W]."""
    gone = torch.isin(classes, torch.tensor(ids, dtype=torch.uint8))
    if not bool(gone.any()) or bool(gone.all()):
        return classes
    size = 2 * (classes.shape[1] // 6) + 1
    share = _one_hot(classes, 0, CLASSES - 1)
    share[:, ids] = 0.0
    # Near neighbours count most, and somebody always counts.
    near = F.avg_pool2d(share, 5, stride=1, padding=2)
    far = F.avg_pool2d(share, (1, size), stride=1, padding=(0, size // 2))
    whole = share.mean((2, 3), keepdim=True)
    return torch.where(gone, (near + 0.05 * far + 0.001 * whole).argmax(1).to(torch.uint8), classes)


def _ids(*names: str) -> list[int]:
    return [CLASS_IDS[name] for name in names]


_SMALL_THINGS = _ids("rock", "bush", "path", "house", "bridge", "tower", "boat", "flowers", "fog")
# What a child's few colours stand for: from -> to.
_FEW_COLOURS = {
    "cloud": "sky",
    "flowers": "grass",
    "bush": "grass",
    "hill": "grass",
    "path": "earth",
    "rock": "cliff",
    "tree": "forest",
    "lake": "river",
}
_SIMPLER = {
    "cloud": "sky",
    "snow": "mountain",
    "flowers": "grass",
    "path": "grass",
    "rock": "grass",
    "hill": "forest",
    "bush": "grass",
    "earth": "grass",
    "fog": "sky",
}


def _few_colours(classes: Tensor, generator: torch.Generator) -> Tensor:
    """The scene in a handful of classes, as a child paints it; only classes that were there are used."""
    present = set(classes.unique().tolist())
    ground = classes[:, -(classes.shape[1] // 4) :]
    # Snow on peaks belongs to the mountain; snow underfoot is the ground.
    if not bool((ground == CLASS_IDS["snow"]).any()) and CLASS_IDS["mountain"] in present:
        classes = torch.where(classes == CLASS_IDS["snow"], CLASS_IDS["mountain"], classes)
    for name, other in _FEW_COLOURS.items():
        if CLASS_IDS[other] in present and _one(generator) < 0.8:
            classes = torch.where(classes == CLASS_IDS[name], CLASS_IDS[other], classes)
    dropped = [i for i in _SMALL_THINGS if _one(generator) < 0.5]
    return _absorb(classes, dropped) if dropped else classes


def hand_like(classes: Tensor, generator: torch.Generator) -> Tensor:
    """One class map [H, W] uint8 as a person might have painted it; same size, on the CPU.

    A quarter of the picture's resolution is enough: hands are not finer, and it is sixteen times faster.
    """
    layout = classes[None]
    height = layout.shape[1]
    childlike = _one(generator) < 0.3
    if childlike:
        layout = _few_colours(layout, generator)
    else:
        # People paint no wisps of cloud, drifts of snow or single flowers: fold some into what is behind.
        present = set(layout.unique().tolist())
        for name, behind in _SIMPLER.items():
            share = float((layout == CLASS_IDS[name]).float().mean())
            if 0 < share < 0.12 and CLASS_IDS[behind] in present and _one(generator) < 0.4:
                layout = torch.where(layout == CLASS_IDS[name], CLASS_IDS[behind], layout)
    if _one(generator) < 0.85:
        least = max(1, height // 32) if childlike else 1
        layout = _majority(layout, _integer(least, max(least, height // 16), generator))
    if _one(generator) < 0.7:
        layout = _warp(layout, 0.03 * _one(generator), generator)
    outline = _one(generator)
    if outline < 0.3:
        layout = _polygons(layout, _integer(8, 22, generator), generator)
    elif outline < 0.6:
        # Blocks of 1/64 to 1/16 of the picture, now and then 1/8.
        layout = _coarse(layout, max(1, height * 2 ** _integer(0, 3, generator) // 64))
    if _one(generator) < 0.25:
        layout = _forget(layout, generator)
    return layout[0]
