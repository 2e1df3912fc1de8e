"""What the painting is done on: a picture with its class map and depth, and the light of the hour.

Units: y runs down and x across in picture heights, x is 0 in the middle. The ground is a plane one
unit under the camera: a pixel `t` below the horizon is seen at distance `EYE / t`.
"""

import torch
from torch import Tensor

from training.world.scene import Scenes
from training.world.textures import lookup

EYE = 0.25


def rgb(device: torch.device, *values: tuple[float, float, float]) -> Tensor:
    """A table of colours, [N, 3]."""
    return torch.tensor(values, device=device)


def mix(a: Tensor, b: Tensor, t: Tensor) -> Tensor:
    """From a to b by t."""
    return a + (b - a) * t


def step(edge0: float | Tensor, edge1: float | Tensor, x: Tensor) -> Tensor:
    """A smooth step from 0 at edge0 to 1 at edge1."""
    t = ((x - edge0) / (edge1 - edge0)).clamp(0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


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
        zenith = rgb(d, (0.34, 0.46, 0.72), (0.13, 0.35, 0.76), (0.23, 0.20, 0.45), (0.022, 0.04, 0.115))
        low = rgb(d, (1.0, 0.76, 0.58), (0.70, 0.84, 0.96), (1.0, 0.56, 0.33), (0.12, 0.16, 0.29))
        sun = rgb(d, (1.0, 0.74, 0.52), (1.0, 0.95, 0.86), (1.0, 0.63, 0.43), (0.33, 0.39, 0.55))
        ambient = rgb(d, (0.42, 0.43, 0.52), (0.42, 0.47, 0.56), (0.36, 0.34, 0.44), (0.17, 0.20, 0.31))
        hour = s.hour
        self.zenith, self.low, self.sun, self.ambient = (
            table[hour][:, :, None, None] for table in (zenith, low, sun, ambient)
        )
        warm = torch.stack([s.hue, 0.3 * s.hue, -s.hue], 1)[:, :, None, None] * 0.06
        self.low = (self.low * (1.0 + warm)).clamp(0, 1.2)
        grey = torch.tensor([0.0, 0.55, 0.65, 0.85, 0.75], device=d)[s.weather][:, None, None, None]
        self.grey = grey
        mean_low = mix(self.low, self.low.mean(1, keepdim=True) * 0.92, grey)
        self.zenith = mix(self.zenith, 0.7 * self.low.mean(1, keepdim=True) + 0.05 * self.zenith, grey * 0.8)
        self.low = mean_low
        self.sun = self.sun * (1.0 - 0.6 * grey)
        self.ambient = self.ambient * (1.0 + 0.35 * grey)
        self.side = torch.where(s.sun_x > 0, 1.0, -1.0)


class Canvas:
    """The picture so far, with painting far to near."""

    def __init__(self, s: Scenes, atlas: Tensor, height: int, width: int):
        self.atlas = atlas
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
        self.fog = flat(s.fog)

    def paint(self, alpha: Tensor, colour: Tensor, class_id: Tensor | int, depth: Tensor | None) -> None:
        """Cover with `colour` [B, 3, H, W]; where alpha [B, H, W] passes a half, the class is `class_id`."""
        if depth is not None:
            haze = 1.0 - torch.exp(-depth * self.fog)
            colour = mix(colour, self.light.low * 0.96, haze[:, None])
        self.picture = mix(self.picture, colour, alpha[:, None])
        covered = alpha > 0.5
        ids = torch.as_tensor(class_id, dtype=torch.uint8, device=alpha.device)
        self.classes = torch.where(covered, ids, self.classes)
        if depth is not None:
            self.depth = torch.where(covered, depth, self.depth)

    def lookup(self, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
        """Noise channels at x, y [B, H, W] in texture periods."""
        return lookup(self.atlas, names, x, y)

    def soft(self, distance: Tensor, width: float = 1.0) -> Tensor:
        """Coverage from a signed distance in picture heights, one pixel wide."""
        return (distance * self.size[0] / width + 0.5).clamp(0.0, 1.0)

    def lit(self, albedo: Tensor, shade: Tensor) -> Tensor:
        """albedo [B, 3, H, W] under the hour's light; shade [B, H, W], 0 dark to 1 facing the sun."""
        return albedo * (self.light.ambient * 0.85 + self.light.sun * shade[:, None] * 0.95)
