"""What is in a picture, drawn from its seed: one uniform random row a scene, read column by column."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.palette import SCENES

HOURS = ["dawn", "day", "dusk", "night"]
WEATHERS = ["clear", "cloudy", "misty", "rain", "snow"]
SEASONS = ["spring", "summer", "autumn", "winter"]
MEDIA = ["photograph", "watercolour", "ink", "oil", "pastel"]

COLUMNS = 512
RIDGES = 5
TREES = 9
ROCKS = 3


class Draw:
    """Random parameters of a batch of scenes; the same seed gives the same row on every machine."""

    def __init__(self, seeds: list[int]):
        rows = [torch.rand(COLUMNS, generator=torch.Generator().manual_seed(s)) for s in seeds]
        self._uniforms = torch.stack(rows)
        self._column = 0

    def uniform(self, low: float | Tensor = 0.0, high: float | Tensor = 1.0) -> Tensor:
        """[B] between low and high, which may differ from scene to scene."""
        value = self._uniforms[:, self._column]
        self._column += 1
        return low + (high - low) * value

    def chance(self, probability: float | Tensor) -> Tensor:
        """[B] of 0.0 or 1.0."""
        return (self.uniform() < probability).float()

    def pick(self, weights: list[float] | Tensor) -> Tensor:
        """[B] of int64; weights [n] or [B, n]."""
        table = torch.as_tensor(weights).float()
        edges = torch.cumsum(table / table.sum(-1, keepdim=True), dim=-1)
        return (self.uniform()[:, None] > edges).sum(-1).clamp(max=table.shape[-1] - 1)


@dataclass
class Ridge:
    """One silhouette from far to near. Heights in picture heights, `kind` indexes RIDGE_KINDS."""

    present: Tensor
    kind: Tensor
    height: Tensor
    drop: Tensor
    frequency: Tensor
    phase: Tensor
    lean: Tensor
    depth: Tensor


RIDGE_KINDS = ["mountain", "hill", "forest", "sand", "rock"]
MOUNTAIN, HILL, FOREST, DUNE, CLIFF = range(5)


@dataclass
class Scenes:
    """Every parameter of a batch of scenes, each [B] unless said otherwise."""

    seeds: list[int]
    scene: Tensor
    hour: Tensor
    weather: Tensor
    season: Tensor
    medium: Tensor
    horizon: Tensor
    sun_x: Tensor
    sun_y: Tensor
    cover: Tensor
    cloud_phase: Tensor
    fog: Tensor
    hue: Tensor
    snow_line: Tensor
    ridges: list[Ridge]
    ground_phase: Tensor
    water: Tensor  # 0 none, 1 sea, 2 lake, 3 river
    water_shape: Tensor  # [B, 6]
    path: Tensor
    path_shape: Tensor  # [B, 3]
    flowers: Tensor
    rocks: Tensor  # [B, ROCKS, 4] present, x, row, size
    trees: Tensor  # [B, TREES, 6] present, x, row, size, species, shade
    house: Tensor  # [B, 5] present, x, row, size, tint

    def to(self, device: torch.device | str) -> "Scenes":
        """The same scenes with their tensors on `device`."""
        moved = {k: v.to(device) for k, v in vars(self).items() if isinstance(v, Tensor)}
        ridges = [Ridge(**{k: v.to(device) for k, v in vars(r).items()}) for r in self.ridges]
        return Scenes(**{**vars(self), **moved, "ridges": ridges})


def draw_scenes(seeds: list[int]) -> Scenes:
    """Draw the parameters of one scene per seed, on the CPU."""
    d = Draw(seeds)
    scene = d.pick([1.0] * len(SCENES))

    def by_scene(*values: float) -> Tensor:
        return torch.tensor(values)[scene]

    hour = d.pick([0.2, 0.45, 0.2, 0.15])
    weather = d.pick([0.42, 0.26, 0.12, 0.11, 0.09])
    medium = d.pick([0.6, 0.1, 0.1, 0.1, 0.1])
    desert = (scene == SCENES.index("desert")).float()
    coast = (scene == SCENES.index("coast")).float()
    season_weights = torch.tensor([[0.22, 0.32, 0.23, 0.23], [0.0, 1.0, 0.0, 0.0]])
    season = d.pick(season_weights[torch.maximum(desert, coast).long()])

    horizon = d.uniform(
        by_scene(0.36, 0.34, 0.3, 0.28, 0.3, 0.32, 0.34, 0.36, 0.3, 0.32),
        by_scene(0.68, 0.6, 0.62, 0.52, 0.6, 0.6, 0.6, 0.68, 0.6, 0.6),
    )
    low_sun = (hour == 0) | (hour == 2)
    sun_y = torch.where(low_sun, horizon - d.uniform(0.0, 0.14), d.uniform(0.04, 0.25))

    # Far to near: up to three far silhouettes, then a nearer one and a bank of forest.
    #                     mountains lake  coast river meadow desert
    presence = [
        by_scene(0.95, 0.75, 0.25, 0.55, 0.3, 0.45, 0.75, 0.95, 0.3, 0.45),
        by_scene(0.9, 0.6, 0.2, 0.45, 0.4, 0.5, 0.6, 0.9, 0.4, 0.5),
        by_scene(0.6, 0.5, 0.25, 0.6, 0.8, 0.75, 0.5, 0.6, 0.8, 0.75),
        by_scene(0.5, 0.4, 0.3, 0.5, 0.6, 0.5, 0.4, 0.5, 0.6, 0.5),
        by_scene(0.6, 0.6, 0.12, 0.55, 0.5, 0.0, 0.6, 0.6, 0.5, 0.0),
    ]
    tall = [
        by_scene(0.38, 0.32, 0.16, 0.26, 0.18, 0.2, 0.32, 0.38, 0.18, 0.2),
        by_scene(0.27, 0.22, 0.12, 0.18, 0.13, 0.17, 0.22, 0.27, 0.13, 0.17),
        by_scene(0.14, 0.12, 0.16, 0.11, 0.12, 0.14, 0.12, 0.14, 0.12, 0.14),
        by_scene(0.1, 0.08, 0.2, 0.08, 0.1, 0.12, 0.08, 0.1, 0.1, 0.12),
        by_scene(0.11, 0.11, 0.09, 0.1, 0.09, 0.0, 0.11, 0.11, 0.09, 0.0),
    ]
    depths = [70.0, 42.0, 24.0, 14.0, 9.0]
    ridges = []
    for index in range(RIDGES):
        if index < 2:
            kind = torch.where(desert > 0, d.pick([0.6, 0.0, 0.0, 0.2, 0.2]), d.pick([0.85, 0.15, 0, 0, 0]))
        elif index < 4:
            kind = d.pick([0.05, 0.6, 0.35, 0.0, 0.0])
            kind = torch.where(desert > 0, d.pick([0.0, 0.0, 0.0, 0.7, 0.3]), kind)
            kind = torch.where(coast > 0, d.pick([0.0, 0.45, 0.15, 0.0, 0.4]), kind)
        else:
            kind = torch.full_like(scene, FOREST)
        one_sided = torch.maximum(coast, d.chance(0.2)) * d.chance(0.7)
        ridges.append(
            Ridge(
                present=d.chance(presence[index]),
                kind=kind,
                height=tall[index] * d.uniform(0.45, 1.45),
                drop=d.uniform(0.0, 0.012),
                frequency=d.uniform(0.05, 0.3) * torch.where(kind == MOUNTAIN, 1.0, 0.7),
                phase=d.uniform(),
                lean=one_sided * torch.where(d.chance(0.5) > 0, 1.0, -1.0),
                depth=d.uniform(0.8, 1.25) * depths[index],
            )
        )

    water_table = torch.tensor(
        [
            [0.55, 0.0, 0.25, 0.2],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
            [0.85, 0.0, 0.08, 0.07],
            [0.95, 0.0, 0.05, 0.0],
            [0.8, 0.0, 0.1, 0.1],
            [0.0, 0.0, 1.0, 0.0],
            [0.8, 0.0, 0.1, 0.1],
            [0.6, 0.0, 0.0, 0.4],
        ]
    )
    water = d.pick(water_table[scene])
    water_shape = torch.stack(
        [d.uniform(-0.45, 0.45), d.uniform(), d.uniform(), d.uniform(), d.uniform(), d.uniform()], 1
    )
    path = d.chance(by_scene(0.15, 0.1, 0.05, 0.12, 0.5, 0.25, 0.1, 0.15, 0.5, 0.25)) * (water != 3).float()
    path_shape = torch.stack([d.uniform(-0.6, 0.6), d.uniform(), d.uniform(0.04, 0.1)], 1)
    flowers = d.chance(by_scene(0.2, 0.15, 0.0, 0.25, 0.6, 0.0, 0.15, 0.2, 0.6, 0.0)) * (season < 2).float()
    flowers = flowers * d.uniform(0.3, 1.0)

    rock_share = by_scene(0.4, 0.4, 0.45, 0.35, 0.15, 0.5, 0.4, 0.4, 0.15, 0.5)
    rocks = torch.stack(
        [
            torch.stack([d.chance(rock_share), d.uniform(-0.6, 0.6), d.uniform(), d.uniform(0.05, 0.22)], 1)
            for _ in range(ROCKS)
        ],
        1,
    )
    species = d.pick([0.45, 0.55])
    tree_share = by_scene(0.45, 0.4, 0.12, 0.45, 0.4, 0.04, 0.4, 0.45, 0.4, 0.04)
    tree_share = tree_share * d.uniform(0.2, 1.6)
    trees = []
    for _ in range(TREES):
        mixed = torch.where(d.chance(0.15) > 0, 1 - species, species).float()
        trees.append(
            torch.stack(
                [
                    d.chance(tree_share),
                    d.uniform(-0.62, 0.62),
                    d.uniform(),
                    d.uniform(0.6, 1.5),
                    mixed,
                    d.uniform(),
                ],
                1,
            )
        )
    house = torch.stack(
        [
            d.chance(by_scene(0.12, 0.18, 0.1, 0.15, 0.5, 0.08, 0.18, 0.12, 0.5, 0.08)),
            d.uniform(-0.45, 0.45),
            d.uniform(0.1, 0.45),
            d.uniform(0.8, 1.4),
            d.uniform(),
        ],
        1,
    )
    cover = torch.tensor([0.15, 0.75, 0.4, 0.9, 0.85])[weather] + d.uniform(-0.15, 0.15)
    fog = torch.tensor([0.006, 0.011, 0.045, 0.025, 0.03])[weather] * d.uniform(0.6, 1.6)
    return Scenes(
        seeds=seeds,
        scene=scene,
        hour=hour,
        weather=weather,
        season=season,
        medium=medium,
        horizon=horizon,
        sun_x=d.uniform(-0.5, 0.5),
        sun_y=sun_y,
        cover=cover,
        cloud_phase=d.uniform(),
        fog=fog,
        hue=d.uniform(-1.0, 1.0),
        snow_line=torch.where(season == 3, d.uniform(-0.2, 0.35), d.uniform(0.25, 1.1)),
        ridges=ridges,
        ground_phase=d.uniform(),
        water=water,
        water_shape=water_shape,
        path=path,
        path_shape=path_shape,
        flowers=flowers,
        rocks=rocks,
        trees=torch.stack(trees, 1),
        house=house,
    )
