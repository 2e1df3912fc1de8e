"""What people built: houses, towers, bridges and boats."""

import torch
from torch import Tensor

from training.palette import CLASS_IDS
from training.world.canvas import EYE, Canvas, cast_shadow, flat, frame, mix, rgb, step, tone
from training.world.scene import BOATS, HOUSES, STREAM, Scenes
from training.world.water import covers_water, river_centre, river_half_width, stands_nowhere

_WALLS = [(0.88, 0.82, 0.72), (0.74, 0.40, 0.30), (0.92, 0.91, 0.88), (0.58, 0.45, 0.33), (0.86, 0.72, 0.50)]
_ROOFS = [(0.62, 0.28, 0.19), (0.34, 0.35, 0.40), (0.50, 0.31, 0.22), (0.36, 0.26, 0.22), (0.66, 0.36, 0.24)]


def _within(value: Tensor, low: Tensor | float, high: Tensor | float) -> Tensor:
    """Signed distance into the interval, positive inside."""
    return torch.minimum(value - low, high - value)


def _evening(s: Scenes) -> Tensor:
    """1 where lamps are lit, [B, 1, 1, 1]."""
    return ((s.hour == 3) | (s.hour == 2)).float()[:, None, None, None]


def _house(s: Scenes, index: int, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    present, x, row, size = (s.houses[:, index, k] for k in range(4))
    below = 0.03 + row * (1.0 - s.horizon) * 0.7
    return present, x * spread, s.horizon + below, size * (0.05 + below * 0.58)


def houses(canvas: Canvas, s: Scenes) -> None:
    """Gabled houses with one side wall in perspective, far ones first."""
    host = s.host or s
    for index in range(HOUSES):
        there = _house(host, index, canvas.spread)
        present, x, foot, unit = _house(s, index, canvas.spread)
        tall = there[3]
        c = frame(canvas, *there[:3], tall * 1.15, tall * 1.35, tall * 0.05)
        if c is None:
            continue
        present = present * (1.0 - stands_nowhere(canvas, x, foot))
        shadow = frame(canvas, *there[:3], tall * 2.6, tall * 0.1, tall * 0.7)
        if shadow is not None:
            cast_shadow(shadow, s, present, x, foot, unit * 0.75, unit * 0.8)
        _paint_house(c, s, s.houses[:, index], present, x, foot, unit)


def _paint_house(
    c: Canvas, s: Scenes, house: Tensor, present: Tensor, x: Tensor, foot: Tensor, height: Tensor
) -> None:
    d = c.y.device
    unit, there = flat(height), flat(present)
    turned = flat(torch.where(house[:, 5] < 0.5, -1.0, 1.0))
    length = 0.75 + 0.35 * flat((house[:, 5] * 7).remainder(1.0))
    u, v = (c.x - flat(x)) / unit * turned + 0.30, (flat(foot) - c.y) / unit
    eye = (flat(foot) - flat(s.horizon)) / unit  # the horizon's height, where level lines meet
    pick = (house[:, 4] * 5).long().clamp(max=4)
    wall, roof = rgb(d, *_WALLS)[pick][:, :, None, None], rgb(d, *_ROOFS)[pick][:, :, None, None]
    pixel = 1.0 / (unit * c.size[0])
    # The long side runs back from the gable's edge at 0.33, and shrinks towards the horizon.
    back = ((u - 0.33) / length).clamp(min=-0.5, max=1.5)
    shrink = 1.0 - 0.20 * back
    level = eye + (v - eye) / shrink
    side_wall = torch.minimum(_within(u, 0.33, 0.33 + length), _within(level, 0.0, 0.55))
    gable = torch.minimum(_within(u, -0.33, 0.33), torch.minimum(v, 0.98 - u.abs() * 1.30 - v))
    # The roof's plane goes from the eaves (level 0.52) up to the ridge (level 0.98), leaning back.
    up = ((level - 0.50) / 0.48).clamp(-0.2, 1.2)
    start = 0.38 - 0.38 * up
    slope = torch.minimum(_within(u, start, start + length + 0.08), _within(level, 0.50, 0.99))
    far_side = flat(c.light.side) * turned  # 1 where the sun is on the side of the long wall
    gable_shade = (0.52 - 0.30 * far_side).expand_as(c.y)
    side_shade = (0.52 + 0.36 * far_side).expand_as(c.y)
    depth = EYE / (flat(foot) - flat(s.horizon))

    def cover(distance: Tensor) -> Tensor:
        return (distance / pixel + 0.5).clamp(0.0, 1.0) * there

    dark, lamp = tone(d, 0.15, 0.17, 0.22), tone(d, 1.0, 0.78, 0.40)
    glass = mix(mix(dark, c.light.low * 0.6, torch.full_like(dark, 0.3)), lamp, _evening(s))
    frame_colour = mix(wall, tone(d, 0.95, 0.93, 0.88), torch.full_like(wall, 0.6))

    def windows(along: Tensor, upward: Tensor, spots: list[tuple[float, float]], wide: float) -> Tensor:
        gaps = [torch.minimum(wide - (along - a).abs(), 0.095 - (upward - b).abs()) for a, b in spots]
        return torch.stack(gaps).amax(0)

    for box, shade, openings in (
        (side_wall, side_shade, windows(back, level, [(0.24, 0.30), (0.72, 0.30)], 0.10)),
        (gable, gable_shade, windows(u, v, [(-0.20, 0.30), (0.20, 0.30), (0.0, 0.68)], 0.075)),
    ):
        c.paint(cover(box), c.lit(wall * (0.97 + 0.05 * v[:, None]), shade), CLASS_IDS["house"], depth)
        inside = cover(torch.minimum(box, openings + 0.02))
        c.paint(inside, c.lit(frame_colour, shade), CLASS_IDS["house"], depth)
        inside = cover(torch.minimum(box, openings))
        c.picture.copy_(mix(c.picture, glass, inside[:, None]))
    door = cover(torch.minimum(gable, torch.minimum(0.07 - u.abs(), 0.36 - v)))
    c.paint(door, c.lit(tone(d, 0.36, 0.22, 0.14), gable_shade), CLASS_IDS["house"], depth)
    white = flat((s.white > 0.3).float())[:, None] * 0.9
    tiles = roof * (1.0 + 0.06 * torch.sin(level * 50))[:, None]
    tiles = mix(tiles, tone(d, 0.93, 0.95, 0.99), white)
    c.paint(cover(slope), c.lit(tiles, (side_shade + 0.10).clamp(max=1.0)), CLASS_IDS["house"], depth)
    # The near verge of the roof as a band along the gable.
    verge = torch.minimum(0.045 - (0.98 - u.abs() * 1.30 - v + 0.01).abs(), 0.39 - u.abs())
    c.paint(cover(verge), c.lit(tiles * 0.85, gable_shade), CLASS_IDS["house"], depth)
    stack = torch.minimum(0.05 - (u - 0.30).abs(), _within(v, 0.80, 1.16))
    c.paint(cover(stack), c.lit(tone(d, 0.52, 0.33, 0.27), gable_shade), CLASS_IDS["house"], depth)


def _tower(s: Scenes, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    present, x, row, size = (s.tower[:, k] for k in range(4))
    below = 0.02 + row * (1.0 - s.horizon) * 0.7
    return present, x * spread, s.horizon + below, size * (0.10 + below * 0.95)


def tower(canvas: Canvas, s: Scenes) -> None:
    """A church tower with a spire, a round keep, or a lighthouse in bands."""
    host = s.host or s
    there = _tower(host, canvas.spread)
    tall = there[3]
    c = frame(canvas, *there[:3], tall * 0.45, tall * 1.75, tall * 0.05)
    if c is None:
        return
    d = c.y.device
    present, x, foot, height = _tower(s, canvas.spread)
    present = present * (1.0 - stands_nowhere(canvas, x, foot))
    shadow = frame(canvas, *there[:3], tall * 1.9, tall * 0.1, tall * 0.5)
    if shadow is not None:
        cast_shadow(shadow, s, present, x, foot, height * 0.22, height)
    unit, on = flat(height), flat(present)
    church, keep, light = (flat((s.tower[:, 4] == k).float()) for k in range(3))
    u, v = (c.x - flat(x)) / unit, (flat(foot) - c.y) / unit
    pixel = 1.0 / (unit * c.size[0])
    half = 0.17 * church + 0.20 * keep + (0.15 - 0.055 * v) * light
    crown = keep * 0.05 * ((u * 18).remainder(1.0) < 0.5).float()
    body = torch.minimum(half - u.abs(), torch.minimum(v, 1.0 + crown - v))
    rough, _ = c.lookup("rough cells", u * 0.25, v * 0.25)
    stone = mix(tone(d, 0.72, 0.68, 0.60), tone(d, 0.56, 0.53, 0.49), keep[:, None])
    stone = stone * (1.0 + 0.05 * rough[:, None])
    bands = step(-0.2, 0.2, torch.sin(v * 19))[:, None]
    painted = mix(tone(d, 0.92, 0.91, 0.89), tone(d, 0.78, 0.16, 0.13), bands)
    stone = mix(stone, painted, light[:, None])
    facing = flat(c.light.side) * u / half
    # Round towers turn gradually out of the light, a square one at its corner.
    shade = 0.50 + 0.40 * mix(facing.clamp(-1, 1), torch.tanh((facing + 0.3) * 9), church)
    depth = EYE / (flat(foot) - flat(s.horizon))
    ids = CLASS_IDS["tower"]
    c.paint((body / pixel + 0.5).clamp(0, 1) * on, c.lit(stone, shade), ids, depth)
    slit = torch.minimum(0.03 - u.abs(), torch.minimum(0.07 - (v - 0.70).abs(), 0.07 + 0.0 * u))
    low = torch.minimum(0.045 - u.abs(), _within(v, -0.1, 0.20))
    lamp = mix(tone(d, 0.15, 0.16, 0.20), tone(d, 1.0, 0.78, 0.40), _evening(s))
    openings = torch.maximum(slit, low - 0.3 * (v > 0.3).float())
    c.picture.copy_(mix(c.picture, lamp, ((openings / pixel + 0.5).clamp(0, 1) * on)[:, None]))
    # Spire of slate, lantern of a lighthouse.
    spire = torch.minimum(0.21 * (1.0 - (v - 0.97) / 0.68) - u.abs(), v - 0.97) - 9.0 * (1 - church)
    slate = mix(
        tone(d, 0.30, 0.33, 0.38), tone(d, 0.93, 0.95, 0.99), flat((s.white > 0.5).float())[:, None] * 0.5
    )
    c.paint((spire / pixel + 0.5).clamp(0, 1) * on, c.lit(slate, shade), ids, depth)
    glazed = torch.minimum(0.075 - u.abs(), _within(v, 0.99, 1.14)) - 9.0 * (1 - light)
    cap = torch.minimum(0.11 * (1.26 - v) / 0.12 - u.abs(), _within(v, 1.13, 1.26)) - 9.0 * (1 - light)
    shine = mix(tone(d, 0.75, 0.82, 0.85), tone(d, 1.0, 0.92, 0.62), _evening(s)).expand_as(c.picture)
    c.paint((glazed / pixel + 0.5).clamp(0, 1) * on, shine, ids, None)
    c.paint((cap / pixel + 0.5).clamp(0, 1) * on, c.lit(tone(d, 0.62, 0.16, 0.13), shade), ids, depth)


def _boat(s: Scenes, index: int, spread: float) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    present, x, row, size = (s.boats[:, index, k] for k in range(4))
    below = 0.014 + row**1.6 * (1.0 - s.horizon) * 0.55
    return present, x * spread, s.horizon + below, size * (0.045 + below * 0.42)


def boats(canvas: Canvas, s: Scenes) -> None:
    """Sailing and rowing boats with their reflections, only where there is water."""
    host = s.host or s
    for index in range(BOATS):
        there = _boat(host, index, canvas.spread)
        tall = there[3]
        c = frame(canvas, *there[:3], tall * 0.75, tall * 1.25, tall * 0.95)
        if c is None:
            continue
        d = c.y.device
        present, x, foot, height = _boat(s, index, canvas.spread)
        reach = 0.4 * height
        afloat = (
            covers_water(canvas, x, foot)
            * covers_water(canvas, x - reach, foot)
            * covers_water(canvas, x + reach, foot)
        )
        on, unit = flat(present * afloat), flat(height)
        tint = s.boats[:, index, 4]
        sails = flat((tint < 0.65).float())
        heading = flat(torch.where((tint * 10).remainder(1.0) < 0.5, -1.0, 1.0))
        u, v = (c.x - flat(x)) / unit * heading, (flat(foot) - c.y) / unit
        pixel = 1.0 / (unit * c.size[0])
        depth = EYE / (flat(foot) - flat(s.horizon))
        water_only = ((c.classes >= CLASS_IDS["sea"]) & (c.classes <= CLASS_IDS["river"])).float()
        paint = rgb(d, (0.62, 0.20, 0.15), (0.20, 0.30, 0.42), (0.45, 0.30, 0.18), (0.88, 0.87, 0.82))
        hull_colour = paint[(tint * 4).long().clamp(max=3)][:, :, None, None]
        cloth = paint[torch.where(tint < 0.2, 0, 3)][:, :, None, None] * 1.05
        lean = flat(c.light.side) * heading

        def parts(v: Tensor, u: Tensor = u, sails: Tensor = sails) -> tuple[Tensor, Tensor]:
            hull = torch.minimum(0.40 + 0.35 * v - u.abs(), _within(v, -0.05, 0.13 + 0.10 * u * u + 0.05 * u))
            main = torch.minimum(u + 0.02, torch.minimum(v - 0.20, 0.36 * (1.0 - (v - 0.2) / 0.92) - u))
            jib = torch.minimum(-u - 0.03, torch.minimum(v - 0.22, 0.27 * (1.0 - (v - 0.2) / 0.72) + u))
            mast = torch.minimum(0.014 - u.abs(), _within(v, 0.0, 1.16))
            return hull, torch.maximum(torch.maximum(main, jib), mast) - 9.0 * (1 - sails)

        hull, sail = parts(-v * 1.1)
        wet = (
            (torch.maximum(hull, sail) / pixel + 0.5).clamp(0, 1) * on * water_only * (v < 0).float()
        ) * 0.45
        c.picture.copy_(
            mix(
                c.picture,
                c.lit(mix(hull_colour, cloth, (v < -0.18).float()[:, None]), 0.3 + 0 * v),
                wet[:, None],
            )
        )
        hull, sail = parts(v)
        sail_shade = (0.62 + 0.26 * lean * torch.sign(u + 0.01)).clamp(0.1, 1.0)
        c.paint((sail / pixel + 0.5).clamp(0, 1) * on, c.lit(cloth, sail_shade), CLASS_IDS["boat"], depth)
        hull_shade = 0.45 + 0.30 * lean * u / 0.4
        c.paint(
            (hull / pixel + 0.5).clamp(0, 1) * on, c.lit(hull_colour, hull_shade), CLASS_IDS["boat"], depth
        )


def bridge(canvas: Canvas, s: Scenes) -> None:
    """A bridge across the river: of stone with an arch, or of timber on posts."""
    host = s.host or s
    present_host = host.bridge[:, 0] * (host.water == STREAM).float()
    if not bool((present_host > 0).any()):
        return

    def place(scenes: Scenes) -> tuple[Tensor, Tensor, Tensor]:
        t = 0.035 + 0.10 * flat(scenes.bridge[:, 1])
        z = EYE / t
        return t, river_centre(scenes, z) / z, river_half_width(scenes) / z

    t_host, x_host, half_host = (v[:, 0, 0] for v in place(host))
    c = frame(
        canvas,
        present_host,
        x_host,
        host.horizon + t_host,
        half_host * 2.2,
        half_host * 1.4 + 0.02,
        half_host * 0.3,
    )
    if c is None:
        return
    d = c.y.device
    t, x, half = place(s)
    on = flat(s.bridge[:, 0] * (s.water == STREAM).float())
    timber = flat((s.bridge[:, 2] < 0.4).float())
    u, v = (c.x - x) / half, (flat(s.horizon) + t - c.y) / half
    pixel = 1.0 / (half * c.size[0])
    (rough,) = c.lookup("rough", u * 0.2, v * 0.2)
    hump = 0.78 - 0.16 * u * u * (1 - timber)
    long = 1.9
    deck = torch.minimum(torch.minimum(long - u.abs(), v + 0.12), hump - v)
    arch = 1.0 - torch.sqrt((u / 0.92) ** 2 + ((v + 0.1) / 0.66) ** 2)
    gaps = torch.minimum(0.56 - v, ((u * 1.55 + 0.5).remainder(1.0) - 0.5).abs() - 0.10)
    opening = torch.where(timber > 0, gaps, arch)
    body = torch.minimum(deck, -opening)
    rail = torch.minimum(0.05 - (v - 1.02).abs(), long - u.abs())
    posts = torch.minimum(0.10 - ((u * 3.0).remainder(1.0) - 0.5).abs() * 0.5, _within(v, 0.7, 1.04))
    fence = torch.maximum(rail, torch.minimum(posts - 0.05, long - u.abs())) - 9.0 * (1 - timber)
    stone = mix(tone(d, 0.62, 0.57, 0.50), tone(d, 0.46, 0.33, 0.22), timber[:, None])
    ring = torch.exp(-((arch * 9.0) ** 2)) * (1 - timber) * 0.18
    kerb = torch.exp(-(((hump - v - 0.16) * 16.0) ** 2)) * 0.22
    stone = stone * (1.0 + 0.06 * rough + ring - kerb)[:, None]
    stone = mix(stone, tone(d, 0.92, 0.95, 0.99), (flat(s.white) * step(0.20, 0.10, hump - v))[:, None])
    depth = EYE / t
    gloom = torch.exp(-((v + 0.22) ** 2) * 30.0) * (1.2 - u.abs()).clamp(0, 1) * on
    c.darken(gloom * 0.5)
    shade = (0.55 + 0.15 * flat(c.light.side) * u).clamp(0.1, 1.0)
    c.paint((body / pixel + 0.5).clamp(0, 1) * on, c.lit(stone, shade), CLASS_IDS["bridge"], depth)
    c.paint((fence / pixel + 0.5).clamp(0, 1) * on, c.lit(stone, shade + 0.1), CLASS_IDS["bridge"], depth)
