"""What is in a picture, drawn from its seed: one uniform random row a scene, read column by column."""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.palette import SCENES

HOURS = ["dawn", "day", "dusk", "night"]
WEATHERS = ["clear", "cloudy", "misty", "rain", "snow"]
SEASONS = ["spring", "summer", "autumn", "winter"]
MEDIA = ["photograph", "watercolour", "ink", "oil", "pastel"]

MOUNTAINS, LAKE, COAST, RIVER, MEADOW, DESERT, WOOD, FALLS, VILLAGE, CANYON = range(len(SCENES))
MISTY, RAIN, SNOWFALL = 2, 3, 4
SPRING, SUMMER, AUTUMN, WINTER = range(4)
NIGHT = 3
NO_WATER, SEA, POND, STREAM = range(4)

COLUMNS = 768
RIDGES = 5
TREES = 26
BUSHES = 7
ROCKS = 3
HOUSES = 6
BOATS = 4


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

    def block(self, *shape: int) -> Tensor:
        """[B, *shape] between 0 and 1."""
        count = int(torch.tensor(shape).prod())
        values = self._uniforms[:, self._column : self._column + count]
        self._column += count
        return values.reshape(len(values), *shape).clone()

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


RIDGE_KINDS = ["mountain", "hill", "forest", "sand", "cliff"]
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
    shadow_x: Tensor  # where the shadow of a thing of height 1 ends
    shadow_y: Tensor
    cover: Tensor
    cloud_kind: Tensor  # 0 feathers, 1 heaps, 2 a layer
    cloud_phase: Tensor
    fog: Tensor
    bank: Tensor  # [B, 3] strength, height above the horizon, thickness of a bank of mist
    hue: Tensor
    snow_line: Tensor
    white: Tensor  # how much of the ground snow covers
    ridges: list[Ridge]
    ground_phase: Tensor
    soil: Tensor  # 0 grass, 1 sand, 2 earth
    field: Tensor  # [B, 5] of a ploughed field: present, x, distance, angle, size
    water: Tensor  # 0 none, 1 sea, 2 lake, 3 river
    water_shape: Tensor  # [B, 6]
    falls: Tensor  # [B, 6] present, x, width, height, lean, phase
    walls: Tensor  # [B, 4] present, openness, height, phase of a canyon
    bridge: Tensor  # [B, 3] present, row, kind
    path: Tensor
    path_shape: Tensor  # [B, 3]
    flowers: Tensor
    rocks: Tensor  # [B, ROCKS, 4] present, x, row, size
    trees: Tensor  # [B, TREES, 7] present, x, row, size, species, shade, bare trunk
    bushes: Tensor  # [B, BUSHES, 5] present, x, row, size, shade
    houses: Tensor  # [B, HOUSES, 6] present, x, row, size, tint, side
    tower: Tensor  # [B, 5] present, x, row, size, kind
    boats: Tensor  # [B, BOATS, 5] present, x, row, size, tint
    host: "Scenes | None" = None

    def to(self, device: torch.device | str) -> "Scenes":
        """The same scenes with their tensors on `device`; `host` keeps those that Python reads."""
        moved = {k: v.to(device) for k, v in vars(self).items() if isinstance(v, Tensor)}
        ridges = [Ridge(**{k: v.to(device) for k, v in vars(r).items()}) for r in self.ridges]
        return Scenes(**{**vars(self), **moved, "ridges": ridges, "host": self.host or self})


def draw_scenes(seeds: list[int]) -> Scenes:
    """Draw the parameters of one scene per seed, on the CPU."""
    d = Draw(seeds)
    scene = d.pick([1.0] * len(SCENES))

    def by_scene(*values: float) -> Tensor:
        return torch.tensor(values)[scene]

    def in_scenes(*which: int) -> Tensor:
        return sum((scene == k).float() for k in which[1:]) + (scene == which[0]).float()

    hour = d.pick([0.2, 0.42, 0.2, 0.18])
    weather = d.pick([0.42, 0.26, 0.11, 0.12, 0.09])
    medium = d.pick([0.6, 0.1, 0.1, 0.1, 0.1])
    arid = in_scenes(DESERT, CANYON)
    coast, wood, falls_scene, village = (in_scenes(k) for k in (COAST, WOOD, FALLS, VILLAGE))
    season_weights = torch.tensor([[0.24, 0.30, 0.23, 0.23], [0.1, 0.8, 0.1, 0.0], [0.25, 0.55, 0.2, 0.0]])
    season = d.pick(season_weights[(arid + 2 * coast).long()])
    weather = torch.where((weather == SNOWFALL) & (arid + coast > 0), d.pick([0.6, 0.4]), weather)
    season = torch.where(weather == SNOWFALL, WINTER, season)
    winter = (season == WINTER).float()

    #                        mountains lake coast river meadow desert wood falls village canyon
    lowest = by_scene(0.38, 0.34, 0.30, 0.28, 0.30, 0.32, 0.40, 0.44, 0.34, 0.44)
    highest = by_scene(0.68, 0.60, 0.62, 0.52, 0.60, 0.60, 0.58, 0.62, 0.56, 0.62)
    horizon = d.uniform(lowest, highest)
    low_sun = ((hour == 0) | (hour == 2)).float()
    sun_y = torch.where(low_sun > 0, horizon - d.uniform(0.0, 0.14), d.uniform(0.04, 0.25))
    in_view = d.chance(0.5)
    aside = torch.where(d.chance(0.5) > 0, 1.0, -1.0) * d.uniform(0.75, 1.4)
    sun_x = torch.where(in_view > 0, d.uniform(-0.45, 0.45), aside)
    length = 0.45 + 0.9 * low_sun
    shadow_x = -torch.tanh(sun_x * 2.5) * length
    shadow_y = torch.where(in_view > 0, 0.16, -0.02) * length

    ridges = _ridges(d, by_scene, arid, coast)

    water_table = torch.tensor(
        [
            [0.55, 0.0, 0.25, 0.2],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
            [0.85, 0.0, 0.08, 0.07],
            [0.95, 0.0, 0.05, 0.0],
            [0.75, 0.0, 0.1, 0.15],
            [0.0, 0.0, 0.45, 0.55],
            [0.7, 0.0, 0.12, 0.18],
            [0.5, 0.0, 0.0, 0.5],
        ]
    )
    water = d.pick(water_table[scene])
    water_shape = d.block(6)
    water_shape[:, 0] = 0.9 * water_shape[:, 0] - 0.45
    fall = d.block(6)
    falls = torch.stack(
        [
            falls_scene,
            0.5 * fall[:, 1] - 0.25,
            0.025 + 0.075 * fall[:, 2] ** 2,
            (0.5 + 0.4 * fall[:, 3]) * horizon,
            fall[:, 4],
            fall[:, 5],
        ],
        1,
    )
    wall = d.block(3)
    walls = torch.stack([in_scenes(CANYON), 0.06 + 0.2 * wall[:, 0], 0.6 + 0.5 * wall[:, 1], wall[:, 2]], 1)

    path = (
        d.chance(by_scene(0.15, 0.1, 0.05, 0.12, 0.4, 0.25, 0.6, 0.1, 0.8, 0.2)) * (water != STREAM).float()
    )
    path_shape = torch.stack([d.uniform(-0.6, 0.6), d.uniform(), d.uniform(0.04, 0.1)], 1)
    bridge = d.block(3)
    bridge[:, 0] = (bridge[:, 0] < by_scene(0.3, 0, 0, 0.4, 0.5, 0, 0.5, 0.0, 0.9, 0.15)).float()
    bridge[:, 0] *= (water == STREAM).float()
    flowers = d.chance(by_scene(0.25, 0.2, 0.0, 0.25, 0.6, 0.0, 0.3, 0.2, 0.3, 0.0))
    flowers = torch.where(season == SPRING, torch.maximum(flowers, d.chance(0.35) * (1 - arid)), flowers)
    flowers = flowers * (season < AUTUMN).float() * (1 - coast) * d.uniform(0.3, 1.0)
    soil = torch.where(coast > 0, 1, torch.where(scene == DESERT, 1, torch.where(scene == CANYON, 2, 0)))
    field = d.block(5)
    field[:, 0] = (field[:, 0] < by_scene(0.03, 0.03, 0, 0.12, 0.35, 0, 0.25, 0, 0.4, 0)).float()

    rocks = d.block(ROCKS, 4)
    rock_share = by_scene(0.4, 0.4, 0.45, 0.35, 0.15, 0.5, 0.2, 0.75, 0.08, 0.6)
    rocks[:, :, 0] = (rocks[:, :, 0] < rock_share[:, None]).float()
    rocks[:, :, 1] = rocks[:, :, 1] * 1.2 - 0.6
    rocks[:, :, 3] = 0.05 + 0.17 * rocks[:, :, 3]

    bushes = d.block(BUSHES, 5)
    bush_share = by_scene(0.25, 0.25, 0.2, 0.3, 0.35, 0.3, 0.5, 0.4, 0.35, 0.45) * d.uniform(0.0, 2.0)
    bushes[:, :, 0] = (bushes[:, :, 0] < bush_share[:, None]).float()
    bushes[:, :, 1] = bushes[:, :, 1] * 1.24 - 0.62
    bushes[:, :, 3] = 0.5 + bushes[:, :, 3]
    houses = d.block(HOUSES, 6)
    first = torch.zeros(HOUSES)
    first[0] = 1.0
    house_share = by_scene(0.12, 0.18, 0.1, 0.15, 0.4, 0.05, 0.05, 0.0, 0.0, 0.0)[:, None] * first
    house_share = torch.maximum(house_share, village[:, None] * torch.tensor([1, 1, 0.9, 0.8, 0.6, 0.4]))
    houses[:, :, 0] = (houses[:, :, 0] < house_share).float()
    # Houses of a village stand apart, each in its own strip.
    strip = (torch.arange(HOUSES) * 2.0 + 1.0)[None] / HOUSES - 1.0
    strip = (
        strip.gather(1, houses[:, :, 1].argsort(1))
        if len(seeds) == 1
        else strip.expand(len(seeds), -1).gather(1, houses[:, :, 1].argsort(1))
    )
    in_village = 0.55 * strip + 0.1 * (houses[:, :, 1] - 0.5)
    houses[:, :, 1] = torch.where(village[:, None] > 0, in_village, houses[:, :, 1] * 0.9 - 0.45)
    houses[:, :, 2] = torch.where(
        village[:, None] > 0, 0.02 + 0.42 * houses[:, :, 2], 0.1 + 0.35 * houses[:, :, 2]
    )
    houses[:, :, 3] = 0.8 + 0.6 * houses[:, :, 3]
    tower = d.block(5)
    tower[:, 0] = (tower[:, 0] < by_scene(0.06, 0.06, 0.25, 0.08, 0.08, 0, 0, 0, 0.6, 0.05)).float()
    tower[:, 1] = tower[:, 1] * 0.8 - 0.4
    tower[:, 2] = 0.02 + 0.22 * tower[:, 2]
    tower[:, 3] = 0.8 + 0.5 * tower[:, 3]
    # A church in a village, a lighthouse at the coast, a castle's keep elsewhere.
    tower[:, 4] = torch.where(village > 0, 0.0, torch.where(coast > 0, 2.0, 1.0))
    boats = d.block(BOATS, 5)
    boats[:, :, 0] = (boats[:, :, 0] < by_scene(0.05, 0.3, 0.4, 0.1, 0, 0, 0, 0, 0.1, 0)[:, None]).float()
    boats[:, :, 1] = boats[:, :, 1] * 0.9 - 0.45
    boats[:, :, 3] = 0.7 + 0.7 * boats[:, :, 3]

    heaps = torch.tensor([[0.45, 0.55, 0.0], [0.1, 0.55, 0.35], [0.4, 0.2, 0.4], [0, 0, 1.0], [0, 0, 1.0]])
    cover = torch.tensor([0.18, 0.75, 0.4, 0.95, 0.9])[weather] + d.uniform(-0.15, 0.15)
    fog = torch.tensor([0.006, 0.011, 0.05, 0.026, 0.032])[weather] * d.uniform(0.6, 1.5)
    bank = d.block(3)
    bank_chance = torch.tensor([0.05, 0.08, 0.75, 0.15, 0.1])[weather] + 0.08 * (hour == 0).float()
    bank[:, 0] = (bank[:, 0] < bank_chance * (1 - 0.8 * arid)).float() * 0.93
    bank[:, 1] = bank[:, 1] * 0.09 - 0.02
    bank[:, 2] = 0.02 + 0.05 * bank[:, 2]
    return Scenes(
        seeds=seeds,
        scene=scene,
        hour=hour,
        weather=weather,
        season=season,
        medium=medium,
        horizon=horizon,
        sun_x=sun_x,
        sun_y=sun_y,
        shadow_x=shadow_x,
        shadow_y=shadow_y,
        cover=cover,
        cloud_kind=d.pick(heaps[weather]),
        cloud_phase=d.uniform(),
        fog=fog,
        bank=bank,
        hue=d.uniform(-1.0, 1.0),
        snow_line=torch.where(season == WINTER, d.uniform(-0.2, 0.35), d.uniform(0.25, 1.1)),
        white=torch.where(weather == SNOWFALL, 1.0, d.uniform(0.35, 1.0)) * winter,
        ridges=ridges,
        ground_phase=d.uniform(),
        soil=soil,
        field=field,
        water=water,
        water_shape=water_shape,
        falls=falls,
        walls=walls,
        bridge=bridge,
        path=path,
        path_shape=path_shape,
        flowers=flowers,
        rocks=_far_to_near(rocks),
        trees=_trees(d, by_scene, wood),
        bushes=_far_to_near(bushes),
        houses=_far_to_near(houses),
        tower=tower,
        boats=_far_to_near(boats),
    )


def _far_to_near(things: Tensor) -> Tensor:
    """Things [B, N, K] by their row, so that near ones cover far ones."""
    order = things[:, :, 2].argsort(dim=1)
    return torch.gather(things, 1, order[:, :, None].expand_as(things))


def _ridges(d: Draw, by_scene, arid: Tensor, coast: Tensor) -> list[Ridge]:
    """Far to near: up to three far silhouettes, then a nearer one and a bank of forest."""
    #        mountains lake  coast river meadow desert wood falls village canyon
    presence = [
        by_scene(0.95, 0.75, 0.25, 0.55, 0.30, 0.45, 0.15, 0.5, 0.6, 0.35),
        by_scene(0.90, 0.60, 0.20, 0.45, 0.40, 0.50, 0.10, 0.4, 0.5, 0.3),
        by_scene(0.60, 0.50, 0.25, 0.60, 0.80, 0.90, 0.20, 0.3, 0.8, 0.3),
        by_scene(0.50, 0.40, 0.30, 0.50, 0.60, 0.80, 0.20, 0.2, 0.6, 0.2),
        by_scene(0.60, 0.60, 0.12, 0.55, 0.50, 0.00, 1.00, 0.35, 0.5, 0.0),
    ]
    tall = [
        by_scene(0.38, 0.32, 0.16, 0.26, 0.18, 0.20, 0.2, 0.36, 0.28, 0.2),
        by_scene(0.27, 0.22, 0.12, 0.18, 0.13, 0.17, 0.16, 0.3, 0.2, 0.17),
        by_scene(0.14, 0.12, 0.16, 0.11, 0.12, 0.20, 0.14, 0.2, 0.13, 0.14),
        by_scene(0.10, 0.08, 0.20, 0.08, 0.10, 0.17, 0.1, 0.1, 0.1, 0.12),
        by_scene(0.11, 0.11, 0.09, 0.10, 0.09, 0.00, 0.3, 0.1, 0.08, 0.0),
    ]
    depths = [70.0, 42.0, 24.0, 14.0, 9.0]
    ridges = []
    for index in range(RIDGES):
        if index < 2:
            kind = torch.where(arid > 0, d.pick([0.6, 0.0, 0.0, 0.2, 0.2]), d.pick([0.85, 0.15, 0, 0, 0]))
        elif index < 4:
            kind = d.pick([0.05, 0.6, 0.35, 0.0, 0.0])
            kind = torch.where(arid > 0, d.pick([0.0, 0.0, 0.0, 0.6, 0.4]), kind)
            kind = torch.where(coast > 0, d.pick([0.0, 0.4, 0.1, 0.0, 0.5]), kind)
        else:
            kind = torch.full_like(arid, FOREST).long()
        one_sided = torch.maximum(coast, d.chance(0.2)) * d.chance(0.7)
        ridges.append(
            Ridge(
                present=d.chance(presence[index]),
                kind=kind,
                height=tall[index] * d.uniform(0.5, 1.4),
                drop=d.uniform(0.0, 0.012),
                frequency=torch.where(kind == MOUNTAIN, d.uniform(0.10, 0.36), d.uniform(0.035, 0.21)),
                phase=d.uniform(),
                lean=one_sided * torch.where(d.chance(0.5) > 0, 1.0, -1.0),
                depth=d.uniform(0.8, 1.25) * depths[index],
            )
        )
    return ridges


def _trees(d: Draw, by_scene, wood: Tensor) -> Tensor:
    """Trees of mostly one species: 0 conifer, 1 broad, 2 slender with pale bark."""
    species = d.pick([0.4, 0.42, 0.18])[:, None]
    share = by_scene(0.16, 0.14, 0.05, 0.16, 0.14, 0.005, 0.95, 0.2, 0.2, 0.02) * d.uniform(0.2, 1.6)
    trees = d.block(TREES, 7)
    other = (trees[:, :, 4] * 5.99 * 3).long() % 3
    trees[:, :, 0] = (trees[:, :, 0] < torch.where(wood > 0, 0.95, share)[:, None]).float()
    trees[:, :, 4] = torch.where(trees[:, :, 6] < 0.15, other, species).float()
    # In a wood the trees are tall, and leave a way open in the middle.
    inside = wood[:, None] > 0
    x = trees[:, :, 1] * 1.24 - 0.62
    aisle = torch.sign(x) * (0.10 + 0.85 * x.abs())
    row = trees[:, :, 2]
    trees[:, :, 1] = torch.where(inside & (row > 0.35), aisle, x)
    trees[:, :, 3] = torch.where(inside, 1.7 + 2.0 * trees[:, :, 3], 0.6 + 0.9 * trees[:, :, 3])
    trees[:, :, 6] = torch.where(inside, 0.25 + 0.3 * trees[:, :, 6], 0.1 + 0.06 * trees[:, :, 6])
    return _far_to_near(trees)
