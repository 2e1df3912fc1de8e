"""Line charts as a picture, drawn with Pillow alone."""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

COLOURS = ("#1b6ca8", "#c2571a", "#3a7d34", "#8a4fa0", "#8c2f39", "#54606b")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 560, 400, 70, 20, 56, 60
_INK, _GRID = "#202428", "#d9dcdf"


@dataclass
class Chart:
    """Points (x, y) of each named line, x > 0 on a logarithmic axis; `levels` are lines to reach."""

    title: str
    across: str
    lines: dict[str, list[tuple[float, float]]]
    levels: dict[str, float]


def _plain(text: str) -> str:
    """Without accents, which the built-in font lacks."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _ticks(low: float, high: float) -> list[float]:
    """A few round numbers from low to high."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step)
    return [step * number for number in range(first, math.floor(high / step + 1e-9) + 1)]


def draw_chart(chart: Chart) -> Image.Image:
    """One chart of WIDTH x HEIGHT pixels."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, small, font = ImageDraw.Draw(image), ImageFont.load_default(12), ImageFont.load_default(14)
    points = [point for line in chart.lines.values() for point in line]
    xs = [math.log10(x) for x, _ in points]
    ys = [y for _, y in points] + list(chart.levels.values())
    x_low, x_high = min(xs), max(max(xs), min(xs) + 1e-3)
    y_low, y_high = min(0.0, *ys), max(*ys, 1e-6) * 1.05

    def at(x: float, y: float) -> tuple[float, float]:
        right = (math.log10(x) - x_low) / (x_high - x_low)
        up = (y - y_low) / (y_high - y_low)
        return LEFT + right * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    draw.text((LEFT, 10), _plain(chart.title), _INK, font)
    draw.text((WIDTH / 2, HEIGHT - 22), chart.across, _INK, small, anchor="mm")
    for tick in _ticks(y_low, y_high):
        _, y = at(10**x_low, tick)
        draw.line([(LEFT, y), (WIDTH - RIGHT, y)], _GRID)
        draw.text((LEFT - 6, y), f"{tick:g}", _INK, small, anchor="rm")
    for x_tick in sorted({x for x, _ in max(chart.lines.values(), key=len)}):
        x, y = at(x_tick, y_low)
        draw.line([(x, TOP), (x, y)], _GRID)
        draw.text((x, y + 12), f"{x_tick:.3g}", _INK, small, anchor="mm")
    for name, level in chart.levels.items():
        _, y = at(10**x_low, level)
        for x in range(LEFT, WIDTH - RIGHT, 8):
            draw.line([(x, y), (x + 4, y)], _INK)
        draw.text((WIDTH - RIGHT, y - 8), name, _INK, small, anchor="rm")
    for number, (name, line) in enumerate(chart.lines.items()):
        colour, places = COLOURS[number % len(COLOURS)], [at(*point) for point in line]
        draw.line(places, colour, 2)
        for x, y in places:
            draw.ellipse([x - 3, y - 3, x + 3, y + 3], colour)
        draw.text((LEFT + 90 * number, TOP - 14), name, colour, small, anchor="lm")
    return image


def draw_charts(rows: Sequence[Sequence[Chart]]) -> Image.Image:
    """Charts in rows."""
    image = Image.new("RGB", (WIDTH * max(len(row) for row in rows), HEIGHT * len(rows)), "white")
    for top, row in enumerate(rows):
        for left, chart in enumerate(row):
            image.paste(draw_chart(chart), (left * WIDTH, top * HEIGHT))
    return image
