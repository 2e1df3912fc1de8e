"""What the painting is done on: a picture with its class map and depth, and the light of the hour.

Units: y runs down and x across in picture heights, x is 0 in the middle. The ground is a plane one
unit under the camera: a pixel `t` below the horizon is seen at distance `EYE / t`.
"""

import copy
import math

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.scene import WOOD, Scenes
from training.world.textures import lookup, texture_atlas

EYE = 0.25


def rgb(device: torch.device, *values: tuple[float, float, float]) -> Tensor:
    """A table of colours, [N, 3]."""
    return torch.tensor(values, device=device)


def tone(device: torch.device, red: float, green: float, blue: float) -> Tensor:
    """One colour, [1, 3, 1, 1]."""
    return torch.tensor([red, green, blue], device=device)[None, :, None, None]


def mix(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """From a to b by t."""
    return torch.lerp(*torch.broadcast_tensors(a, b, t))


def step(edge0: float | Tensor, edge1: float | Tensor, x: Tensor) -> Tensor:
    """A smooth step from 0 at edge0 to 1 at edge1."""
    t = ((x - edge0) / (edge1 - edge0)).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def bell(x: Tensor) -> Tensor:
    """Very nearly exp(-x) for x >= 0, and 0 from 4 on; many times cheaper on a CPU."""
    return ((1.0 - 0.25 * x).clamp(min=0.0) ** 2) ** 2


def flat(v: Tensor) -> Tensor:
    """A parameter per scene [B], ready to meet a picture: [B, 1, 1]."""
    return v[:, None, None]


def colours(device: torch.device, table: list[tuple[float, float, float]], index: Tensor) -> Tensor:
    """The colour of each scene from a table, [B, 3, 1, 1]."""
    return torch.tensor(table, device=device)[index][:, :, None, None]


class Light:
    """Colours of the hour and the weather, each [B, 3, 1, 1]."""

    def __init__(self, s: Scenes):
        d = s.horizon.device
        #                dawn                day                 dusk                night
        zenith = rgb(d, (0.36, 0.50, 0.78), (0.12, 0.36, 0.80), (0.22, 0.20, 0.47), (0.016, 0.032, 0.11))
        low = rgb(d, (1.0, 0.78, 0.62), (0.72, 0.86, 0.97), (1.0, 0.54, 0.30), (0.09, 0.14, 0.30))
        sun = rgb(d, (1.0, 0.78, 0.60), (1.0, 0.95, 0.84), (1.0, 0.60, 0.38), (0.25, 0.33, 0.55))
        ambient = rgb(d, (0.42, 0.44, 0.55), (0.42, 0.48, 0.58), (0.36, 0.33, 0.46), (0.13, 0.17, 0.31))
        hour = s.hour
        self.zenith, self.low, self.sun, self.ambient = (
            table[hour][:, :, None, None] for table in (zenith, low, sun, ambient)
        )
        warm = torch.stack([s.hue, 0.3 * s.hue, -s.hue], 1)[:, :, None, None] * 0.06
        self.low = (self.low * (1.0 + warm)).clamp(0, 1.2)
        grey = torch.tensor([0.0, 0.5, 0.65, 0.85, 0.75], device=d)[s.weather][:, None, None, None]
        dim = torch.tensor([1.0, 0.97, 0.98, 0.84, 0.94], device=d)[s.weather][:, None, None, None]
        self.grey = grey
        cool = tone(d, 0.94, 0.99, 1.04)
        mean = self.low.mean(1, keepdim=True) * cool
        self.low = mix(self.low, mean * 0.94, grey) * dim
        self.zenith = mix(self.zenith, 0.7 * mean + 0.05 * self.zenith, grey * 0.85) * dim
        self.sun = self.sun * (1.0 - 0.68 * grey) * dim
        self.ambient = mix(self.ambient, self.ambient.mean(1, keepdim=True), grey * 0.4)
        self.ambient = self.ambient * (1.0 + 0.30 * grey) * dim
        self.side = torch.where(s.sun_x > 0, 1.0, -1.0)


class Canvas:
    """The picture so far, with painting far to near."""

    def __init__(self, s: Scenes, height: int, width: int):
        b, device = len(s.seeds), s.horizon.device
        axis_y = (torch.arange(height, device=device) + 0.5) / height
        axis_x = (torch.arange(width, device=device) + 0.5 - width / 2) / height
        self.y = axis_y[None, :, None].expand(b, height, width)
        self.x = axis_x[None, None, :].expand(b, height, width)
        self.size = (height, width)
        self.half_width = width / height / 2
        self.picture = torch.zeros(b, 3, height, width, device=device)
        self.classes = torch.zeros(b, height, width, dtype=torch.uint8, device=device)
        self.depth = torch.full((b, height, width), 200.0, device=device)
        self.light = Light(s)
        self.atlas = texture_atlas(str(device))
        self.fog = flat(s.fog)
        self.whole = self
        # Wide pictures spread their things over their width.
        self.spread = max(1.0, self.half_width / 0.5)

    def window(self, top: float, bottom: float, left: float = -9.0, right: float = 9.0) -> "Canvas | None":
        """The part between these lines, painted on in place; `None` outside the picture."""
        height, width = self.size
        y0, y1 = max(0, math.floor(top * height)), min(height, math.ceil(bottom * height))
        x0 = max(0, math.floor((left + self.half_width) * height))
        x1 = min(width, math.ceil((right + self.half_width) * height))
        if y1 <= y0 or x1 <= x0:
            return None
        part = copy.copy(self)
        for name in ("x", "y", "classes", "depth"):
            setattr(part, name, getattr(self.whole, name)[:, y0:y1, x0:x1])
        part.picture = self.whole.picture[:, :, y0:y1, x0:x1]
        return part

    def paint(self, alpha: Tensor, colour: Tensor, class_id: Tensor | int, depth: Tensor | None) -> None:
        """Cover with `colour` [B, 3, H, W]; where alpha [B, H, W] passes a half, the class is `class_id`."""
        if depth is not None:
            haze = 1.0 - torch.exp(-depth * self.fog)
            colour = mix(colour, self.light.low * 0.96, haze[:, None])
        self.picture.lerp_(colour.expand_as(self.picture), alpha[:, None].expand_as(self.picture))
        covered = alpha > 0.5
        ids = torch.as_tensor(class_id, dtype=torch.uint8, device=alpha.device)
        self.classes.copy_(torch.where(covered, ids, self.classes))
        if depth is not None:
            self.depth.copy_(torch.where(covered, depth, self.depth))

    def before_buildings(self, depth: Tensor) -> Tensor:
        """1 where a thing at this depth [B, 1, 1] is not hidden by a nearer house or tower; [B, H, W]."""
        built = (self.classes == CLASS_IDS["house"]) | (self.classes == CLASS_IDS["tower"])
        return 1.0 - (built & (self.depth < depth)).float()

    def darken(self, amount: Tensor) -> None:
        """Take away a share [B, H, W] of the light, a little less of its blue, as shade under a sky does."""
        rest = torch.stack([1.0 - amount, 1.0 - 0.97 * amount, 1.0 - 0.86 * amount], 1)
        self.picture.mul_(rest)

    def lookup(self, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
        """Noise channels at x, y [B, H, W] in texture periods."""
        return lookup(self.atlas, names, x, y)

    def soft(self, distance: Tensor, width: float = 1.0) -> Tensor:
        """Coverage from a signed distance in picture heights, `width` pixels wide."""
        return (distance * (self.size[0] / width) + 0.5).clamp(0.0, 1.0)

    def lit(self, albedo: Tensor, shade: Tensor) -> Tensor:
        """albedo [B, 3, H, W] under the hour's light; shade [B, H, W], 0 dark to 1 facing the sun."""
        return albedo * (self.light.ambient * 0.85 + self.light.sun * shade[:, None] * 0.95)


def frame(
    c: Canvas, present: Tensor, x: Tensor, foot: Tensor, reach: Tensor, up: Tensor, down: Tensor
) -> Canvas | None:
    """The window around things of a batch, from host tensors [B]: `reach` to both sides, `up` and `down`."""
    there = present > 0
    if not bool(there.any()):
        return None
    x, foot, reach, up, down = (v[there] for v in torch.broadcast_tensors(x, foot, reach, up, down))
    top, bottom = float((foot - up).min()), float((foot + down).max())
    return c.window(top, bottom, float((x - reach).min()), float((x + reach).max()))


def cast_shadow(
    c: Canvas, s: Scenes, present: Tensor, x: Tensor, foot: Tensor, width: Tensor, height: Tensor
) -> None:
    """Shade the ground beside an upright thing; all [B] on the canvas's device.

    The shadow is a soft capsule from the foot along the sun's direction; depth is seen at a quarter.
    """
    reach_x, reach_y = flat(height * s.shadow_x), flat(height * s.shadow_y) * 4.0
    dx, dy = c.x - flat(x), (c.y - flat(foot)) * 4.0
    along = ((dx * reach_x + dy * reach_y) / (reach_x * reach_x + reach_y * reach_y + 1e-6)).clamp(0.0, 1.0)
    distance = (dx - along * reach_x) ** 2 + (dy - along * reach_y) ** 2
    dark = bell(distance / (flat(width) * (1.0 - 0.3 * along)) ** 2)
    contact = bell((dx * dx + dy * dy) / (0.6 * flat(width)) ** 2)
    # The shadows of a wood fall on each other.
    deepest = 0.62 - 0.30 * flat((s.scene == WOOD).float())
    strength = deepest * (1.0 - 0.75 * c.light.grey[:, 0]) * dark * (1.0 - 0.45 * along)
    c.darken(torch.maximum(strength, 0.35 * contact) * flat(present))
