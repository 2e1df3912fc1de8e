"""Pictures and class maps of landscapes, painted far to near in true perspective, whole batches at once."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.world.canvas import Canvas
from training.world.scene import Scenes
from training.world.terrain import ground, ridge, sky, water
from training.world.textures import texture_atlas
from training.world.things import house, rocks, trees


@dataclass
class Rendering:
    """picture [B, 3, H, W] float32 in 0..1; classes [B, H, W] uint8; depth [B, H, W] float32."""

    picture: Tensor
    classes: Tensor
    depth: Tensor


@torch.no_grad()
def render(scenes: Scenes, height: int = 256, width: int = 256) -> Rendering:
    """Paint a batch of scenes on the device that holds them; on a CPU, batches of one are fastest."""
    c = Canvas(scenes, texture_atlas(str(scenes.horizon.device)), height, width)
    sky(c, scenes)
    for each in scenes.ridges:
        if bool(each.present.any()):
            ridge(c, scenes, each)
    t, z = ground(c, scenes)
    water(c, scenes, t, z)
    rocks(c, scenes)
    house(c, scenes)
    trees(c, scenes)
    # A film-like shoulder keeps highlights from clipping to flat white.
    picture = c.picture.clamp(min=0.0)
    picture = torch.where(picture > 0.8, 0.8 + 0.2 * torch.tanh((picture - 0.8) / 0.2), picture)
    return Rendering(picture.clamp(0.0, 1.0), c.classes, c.depth)
