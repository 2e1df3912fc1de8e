"""Pictures and class maps of landscapes, painted far to near in true perspective, whole batches at once."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.world.buildings import boats, bridge, houses, tower
from training.world.canvas import Canvas
from training.world.ground import ground
from training.world.media import to_medium
from training.world.ridges import ridge
from training.world.rocks import canyon, falls, falls_cliff, rocks
from training.world.scene import Scenes
from training.world.sky import sky
from training.world.trees import bushes, trees
from training.world.water import water
from training.world.weather import falling, mist


@dataclass
class Rendering:
    """picture [B, 3, H, W] float32 in 0..1; classes [B, H, W] uint8; depth [B, H, W] float32."""

    picture: Tensor
    classes: Tensor
    depth: Tensor


@torch.no_grad()
def render(scenes: Scenes, height: int = 256, width: int = 256) -> Rendering:
    """Paint a batch of scenes on the device that holds them; on a CPU, batches of one are fastest."""
    c = Canvas(scenes, height, width)
    host = scenes.host or scenes
    sky(c, scenes)
    for each, there in zip(scenes.ridges, host.ridges, strict=True):
        ridge(c, scenes, each, there)
    ground(c, scenes)
    falls_cliff(c, scenes)
    canyon(c, scenes)
    water(c, scenes)
    falls(c, scenes)
    bridge(c, scenes)
    mist(c, scenes)
    boats(c, scenes)
    tower(c, scenes)
    houses(c, scenes)
    rocks(c, scenes)
    bushes(c, scenes)
    trees(c, scenes)
    falling(c, scenes)
    # A film-like shoulder keeps highlights from clipping to flat white.
    picture = c.picture.clamp(min=0.0)
    picture = torch.where(picture > 0.8, 0.8 + 0.2 * torch.tanh((picture - 0.8) / 0.2), picture)
    picture = to_medium(picture.clamp(0.0, 1.0), c.classes, scenes)
    return Rendering(picture, c.classes, c.depth)
