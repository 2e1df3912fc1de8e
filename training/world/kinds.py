"""The kinds of pictures besides landscapes, each drawn from dice: [3, S, S], about 0..1.

They stand for what photographs hold: surfaces, shaded bodies, fur, stones, brick, wood, cloth, drawing
and writing, all in soft light.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from training.world.patterns import (
    Dice,
    blurred,
    bricks,
    cells,
    coloured,
    coordinates,
    field,
    palette,
    power_law,
    smooth_noise,
    strokes,
)


def _surface(dice: Dice, size: int) -> Tensor:
    """A textured surface, mostly of gentle contrast, in soft light."""
    contrast = dice.random.choice([0.15, 0.4, 0.7, 1.0])
    value = 0.5 + (field(dice, size) - 0.5) * contrast + dice.between(-0.35, 0.35) * (1 - contrast)
    return coloured(value, palette(dice, dice.random.randint(2, 5))) * _light(dice, size)


def _light(dice: Dice, size: int) -> Tensor:
    """Uneven light, [S, S], about 1."""
    return 1 + smooth_noise(dice, size, dice.random.randint(1, 3))[0] * dice.between(0.05, 0.45)


def _gradient(dice: Dice, size: int) -> Tensor:
    """Skies, walls and skin: smooth colour, at times with faint mottling."""
    value = smooth_noise(dice, size, dice.random.choice([1, 1, 2, 3, 5]))[0] * 0.5 + 0.5
    if dice.chance(0.5):
        value = value + power_law(dice, size, dice.between(0.5, 1.6)) * dice.scale(0.004, 0.05)
    return coloured(value, palette(dice, 3))


def _leaves(dice: Dice, size: int) -> Tensor:
    """Textured shapes over one another, far ones out of focus, each lit from one side."""
    picture = _surface(dice, size)
    texture = field(dice, size)
    colours = torch.cat([palette(dice, 4), palette(dice, 4)])
    count = int(dice.scale(8, 90))
    focus = dice.between(0.2, 1.0)
    axis = (torch.arange(size) + 0.5) / size
    largest = dice.between(0.15, 0.5)
    for i in range(count):
        if dice.chance(6 / count) and dice.chance(0.4):
            picture = blurred(picture, dice.scale(0.5, 1 + 5 * abs(focus - i / count)))
        # Radii with density r^-3 between the smallest and the largest.
        radius = (0.02**-2 + dice.between(0, 1) * (largest**-2 - 0.02**-2)) ** -0.5
        if dice.chance(0.3):
            radius = dice.between(0.08, largest)
        cx, cy, angle = dice.between(0, 1), dice.between(0, 1), dice.between(0, math.pi)
        slim, corners = dice.between(0.25, 1), dice.random.choice([0, 0, 2, 3, 4, 5, 6, 8])
        reach = radius * 1.5
        left, right = max(0, int((cx - reach) * size)), min(size, int((cx + reach) * size) + 1)
        top, bottom = max(0, int((cy - reach) * size)), min(size, int((cy + reach) * size) + 1)
        x, y = axis[None, left:right] - cx, axis[top:bottom, None] - cy
        u = (x * math.cos(angle) + y * math.sin(angle)) / radius
        v = (y * math.cos(angle) - x * math.sin(angle)) / (radius * slim)
        if corners == 0:
            inside = 1 - torch.sqrt(u * u + v * v)
        elif corners == 2:
            inside = torch.minimum(0.12 - v.abs() * slim, 1.4 - u.abs())
        else:
            inside = torch.full_like(u, 9.0)
            for k in range(corners):
                side = 2 * math.pi * k / corners
                inside = torch.minimum(inside, 0.85 - u * math.cos(side) - v * math.sin(side))
        edge = 2.5 if dice.chance(0.2) else 0.8
        alpha = (inside * radius * size / edge).clamp(0, 1)
        own = texture[top:bottom, left:right] if dice.chance(0.5) else texture[left:right, top:bottom].T
        shade = 1 + dice.between(-0.35, 0.35) * u + dice.between(-0.35, 0.35) * v
        shade = shade + (own - 0.5) * dice.random.choice([0, 0.1, 0.3, 0.7])
        colour = colours[dice.random.randrange(8)][:, None, None]
        part = picture[:, top:bottom, left:right]
        if dice.chance(0.3):
            # A soft shadow on what lies below.
            part = part * (1 - 0.5 * ((inside + 0.25) * 3).clamp(0, 1) * dice.between(0.3, 1))
        part = part + (colour * shade - part) * alpha
        picture[:, top:bottom, left:right] = part
    return picture


def _bodies(dice: Dice, size: int) -> Tensor:
    """Balls, eggs and rings on a surface, with shadows, highlights and the reflection of a window."""
    picture = _surface(dice, size)
    if dice.chance(0.5):
        picture = blurred(picture, dice.scale(0.8, 5))
    light = F.normalize(
        torch.tensor([dice.between(-1, 1), dice.between(-1.2, -0.2), dice.between(0.4, 1.2)]), dim=0
    )
    axis = (torch.arange(size) + 0.5) / size
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    for _ in range(dice.random.randint(1, 7)):
        radius, slim = dice.scale(0.05, 0.42), dice.between(0.5, 1.0)
        cx, cy, angle = dice.between(0, 1), dice.between(0, 1), dice.between(0, math.pi)
        u = ((x - cx) * math.cos(angle) + (y - cy) * math.sin(angle)) / radius
        v = ((y - cy) * math.cos(angle) - (x - cx) * math.sin(angle)) / (radius * slim)
        hole = dice.random.choice([0.0, 0.0, 0.0, 0.5, 0.7])
        distance = torch.sqrt(u * u + v * v)
        # A ball bulges once from rim to rim, a ring from its hole to its rim.
        across = (distance - hole) / (1 - hole) * (2 if hole else 1) - (1 if hole else 0)
        bulge = torch.sqrt((1 - across * across).clamp(min=0))
        scale = across / distance.clamp(min=1e-3)
        nx, ny = u * scale, v * scale
        nx, ny = nx * math.cos(angle) - ny * math.sin(angle), nx * math.sin(angle) + ny * math.cos(angle)
        lit = nx * light[0] + ny * light[1] + bulge * light[2]
        gloss = dice.scale(4, 90)
        shine = (2 * lit * bulge - light[2]).clamp(0, 1) ** gloss * dice.random.choice([0, 0.3, 0.8, 1.2])
        shade = 0.25 + 0.85 * lit.clamp(min=0) + 0.2 * (1 - bulge) * dice.between(0, 1)
        skin = (
            coloured(0.5 + (field(dice, size) - 0.5) * dice.between(0, 0.7), palette(dice, 3))
            if dice.chance(0.5)
            else palette(dice, 3)[1][:, None, None]
        )
        shadow = (1.5 - ((u + light[0] * 0.4) ** 2 + (v + light[1] * 0.4) ** 2)).clamp(0, 1)
        alpha = ((1 - across.abs()) * radius * size * 0.5 * (1 - hole)).clamp(0, 1)
        picture = picture * (1 - 0.5 * shadow)
        picture = picture + (skin * shade + shine - picture) * alpha
    return picture


def _stones(dice: Dice, size: int) -> Tensor:
    """Gravel, scales, leather or a mosaic: cells with walls, each with its own tone and tilt."""
    wall, number, tilt = cells(dice, size, dice.scale(4, 45))
    colours = palette(dice, 4)
    value = 0.2 + 0.6 * number * dice.between(0.2, 1) + tilt * dice.between(0, 0.8)
    value = value + power_law(dice, size, dice.between(0.5, 1.4)) * dice.between(0, 0.12)
    gap = (wall / dice.between(0.03, 0.5)).clamp(0, 1)
    picture = coloured(value, colours)
    mortar = colours[-1 if dice.chance(0.3) else 0][:, None, None] * dice.between(0.3, 1)
    return torch.lerp(mortar, picture, gap) * _light(dice, size)


def _bricks(dice: Dice, size: int) -> Tensor:
    """Bricks, tiles and planks with mortar."""
    wall, number = bricks(dice, size)
    value = 0.5 + (number - 0.5) * dice.between(0, 0.6) + (field(dice, size) - 0.5) * dice.between(0, 0.5)
    value = value + power_law(dice, size, dice.between(0.3, 1.2)) * dice.between(0, 0.06)
    mortar = palette(dice, 2)[int(dice.chance(0.6))][:, None, None]
    mortar = mortar * (1 + power_law(dice, size, 0.7) * dice.between(0, 0.1))
    gap = ((wall - dice.between(0.01, 0.06)) * dice.scale(8, 60)).clamp(0, 1)
    # The upper edge of each brick catches the light.
    relief = (gap - gap.roll((1, 1), (0, 1))) * dice.between(0, 0.3)
    return (torch.lerp(mortar, coloured(value, palette(dice, 4)), gap) + relief) * _light(dice, size)


def _hair(dice: Dice, size: int) -> Tensor:
    """Fur, hair or grass: many curved strokes along a flow, over darker undergrowth."""
    colours = palette(dice, 4)
    under = coloured(field(dice, size), colours if dice.chance(0.7) else palette(dice, 3))
    under = blurred(under, 3) * dice.between(0.3, 0.9)
    reach, thick = dice.scale(0.04, 0.5), dice.between(1, 4)
    length = max(8, int(reach * size * 2.2))
    # As many as cover the picture (at twice its size) a little or several times.
    count = min(4000, max(20, int(dice.scale(0.25, 1.8) * 4 * size * size / (length * thick))))
    flow = smooth_noise(dice, 64, dice.random.randint(1, 4), 2) + dice.randn(2)[:, None, None]
    position = dice.rand(count, 2) * 1.3 - 0.15
    position = position[position[:, 1].argsort()]
    path = [position]
    stray = dice.randn(count) * dice.between(0.05, 0.35)
    curl = dice.randn(count) * dice.between(0, 0.6) / length
    for _ in range(0, length, 4):
        # Every fourth point follows the flow, those between lie on the line.
        at = (path[-1].clamp(0, 0.999) * 64).long()
        direction = torch.atan2(flow[1, at[:, 1], at[:, 0]], flow[0, at[:, 1], at[:, 0]]) + stray
        stray = stray + curl * 4
        path.append(path[-1] + torch.stack([direction.cos(), direction.sin()], -1) * (reach * 4 / length))
    joints = torch.stack(path).permute(1, 2, 0)
    paths = F.interpolate(joints, (len(path) - 1) * 4 + 1, mode="linear", align_corners=True).transpose(1, 2)
    along = torch.linspace(0, 1, paths.shape[1])
    width = thick * (1 - along * dice.between(0.3, 1))
    number, place = strokes(paths, width.expand(count, -1), size)
    root = (position.clamp(0, 0.999) * size).long()
    spots = power_law(dice, size, dice.between(1.4, 2.2), dice.random.choice([1, 3]))[root[:, 1], root[:, 0]]
    tone = 0.5 + spots * dice.between(0, 0.3) + dice.randn(count) * dice.between(0.03, 0.15)
    value = tone[number.clamp(min=0)] + (place - 0.6) * dice.between(0, 0.7)
    top = coloured(value, colours)
    below = F.interpolate(under[None], scale_factor=2.0, mode="nearest")[0]
    return F.avg_pool2d(torch.where(number < 0, below, top), 2) * _light(dice, size)


def _drawing(dice: Dice, size: int) -> Tensor:
    """Pen lines, whiskers, wires, lattices and hatching over a surface or paper."""
    ground = _gradient(dice, size) if dice.chance(0.6) else _surface(dice, size)
    count, length = int(dice.scale(5, 120)), 2 * size
    joints = dice.random.choice([2, 3, 4, 7])
    knots = (
        dice.rand(count, 1, 2) * 1.2 - 0.1 + dice.randn(count, joints, 2).cumsum(1) * dice.scale(0.03, 0.4)
    )
    if dice.chance(0.3):
        knots[:, 1:] = knots[:, :1] + (knots[:1, 1:] - knots[:1, :1]) * (0.8 + 0.4 * dice.rand(count, 1, 1))
    mode = "linear" if joints < 4 else "bicubic"
    flat = knots.permute(0, 2, 1)
    if mode == "linear":
        paths = F.interpolate(flat, length, mode="linear", align_corners=True)
    else:
        paths = F.interpolate(flat[:, :, None], (1, length), mode="bicubic", align_corners=True)[:, :, 0]
    width = torch.full((count, length), dice.scale(1, 7))
    number, _ = strokes(paths.transpose(1, 2), width, size)
    colours = palette(dice, 5)
    ink = colours[dice.random.choice([0, 0, 0, 4])] * (1 if dice.chance(0.7) else dice.rand(count, 1) + 0.3)
    ink = ink.expand(count, 3)[number.clamp(min=0)].permute(2, 0, 1)
    alpha = F.avg_pool2d((number >= 0).float()[None], 2)
    picture = torch.lerp(ground, F.avg_pool2d(ink, 2), alpha * dice.between(0.5, 1))
    if dice.chance(0.3):
        u, _ = coordinates(dice, size, 0.01)
        lines = torch.sin(u * dice.scale(80, 400))
        tone = smooth_noise(dice, size, 3)[0]
        picture = torch.lerp(colours[0][:, None, None], picture, ((lines - tone) * 3 + 1).clamp(0.1, 1))
    return picture


def _glyphs(dice: Dice, height: int) -> list[Tensor]:
    """An alphabet of its own: ink coverage [height, width] of letters made of bars and arcs."""
    slim, bold, slant = dice.between(0.45, 0.9), dice.between(0.03, 0.09), dice.between(0, 0.3)
    letters = []
    for _ in range(20):
        width = max(3, int(height * slim * dice.between(0.5, 1.1)))
        y = ((torch.arange(height) + 0.5) / height)[:, None]
        x = ((torch.arange(width) + 0.5) / height)[None] + slant * (y - 0.5) * dice.random.choice([0, 1])
        wide = width / height
        nearest = torch.full((height, width), 9.0)
        for _ in range(dice.random.randint(1, 4)):
            kind = dice.random.choice(["stem", "bar", "bowl", "bowl", "line"])
            if kind == "bowl":
                r = dice.between(0.25, 0.45) * min(wide, 0.75)
                cy = dice.random.choice([0.35, 0.5, 0.62])
                d = (torch.sqrt((x - wide / 2) ** 2 + ((y - cy) * 0.8) ** 2) - r).abs()
                d = torch.where((x - wide / 2) * dice.random.choice([-1, 0, 1]) > r * 0.5, 9.0, d)
            else:
                rows, columns = (0.12, 0.35, 0.5, 0.8), (0.15 * wide, 0.5 * wide, 0.8 * wide)
                ax, ay, bx, by = (dice.random.choice(c) for c in (columns, rows, columns, rows))
                ax, ay, bx, by = {
                    "stem": (ax, 0.1, ax, 0.8),
                    "bar": (columns[0], ay, columns[2], ay),
                    "line": (ax, ay, bx, by),
                }[kind]
                dx, dy = bx - ax, by - ay
                t = (((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-4)).clamp(0, 1)
                d = torch.sqrt((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
            nearest = torch.minimum(nearest, d)
        letters.append(((bold - nearest) * height + 0.5).clamp(0, 1))
    return letters


def _writing(dice: Dice, size: int) -> Tensor:
    """Lines of letters of one or several sizes, on paper, signs or pictures."""
    ground = _gradient(dice, size) if dice.chance(0.7) else _surface(dice, size)
    ink = torch.zeros(size, size)
    several = dice.chance(0.4)
    height = int(dice.scale(7, 70))
    letters = _glyphs(dice, height)
    top = dice.random.randrange(0, max(1, size // 8))
    margin = dice.random.randrange(0, max(1, size // 5))
    while top < size:
        row, used = [torch.zeros(height, margin)], margin
        stop = size if dice.chance(0.7) else dice.random.randrange(margin, size)
        while used < stop:
            gap = dice.chance(0.18)
            letter = torch.zeros(height, height // 3 + 1) if gap else dice.random.choice(letters)
            row.append(letter)
            used += letter.shape[1]
        line = torch.cat(row, 1)[: size - top, :size]
        ink[top : top + line.shape[0], : line.shape[1]] = line
        top += int(height * dice.between(1.0, 1.3)) + 1
        if several and dice.chance(0.3):
            height = int(dice.scale(7, 70))
            letters = _glyphs(dice, height)
    if dice.chance(0.3):
        turn = dice.between(-0.5, 0.5)
        affine = torch.tensor([[[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0]]])
        grid = F.affine_grid(affine * dice.between(0.7, 1), [1, 1, size, size], align_corners=False)
        ink = F.grid_sample(ink[None, None], grid, align_corners=False)[0, 0]
    colours = palette(dice, 3)
    dark = float(ground.mean()) > 0.45
    colour = colours[0] * 0.6 if dark else colours[2] * 0.3 + 0.7
    return torch.lerp(ground, colour[:, None, None].expand_as(ground), ink * dice.between(0.6, 1))


KINDS: list[tuple[Callable[[Dice, int], Tensor], float]] = [
    (_leaves, 3.0),
    (_bodies, 2.0),
    (_hair, 1.5),
    (_surface, 1.5),
    (_stones, 1.0),
    (_bricks, 1.0),
    (_drawing, 1.0),
    (_writing, 1.0),
    (_gradient, 0.5),
]


def any_kind(dice: Dice, size: int) -> Tensor:
    """A picture [3, S, S] of a kind that the dice choose; may leave 0..1 a little."""
    kinds, weights = zip(*KINDS, strict=True)
    return dice.random.choices(kinds, weights)[0](dice, size)
