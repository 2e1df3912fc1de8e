"""What hangs in the air: banks of mist, rain and falling snow."""

import torch

from training.palette import CLASS_IDS
from training.world.canvas import Canvas, flat, mix, step, tone
from training.world.scene import RAIN, SNOWFALL, Scenes


def mist(canvas: Canvas, s: Scenes) -> None:
    """A bank of mist in the valley or over the water."""
    host = s.host or s
    there = host.bank[:, 0] > 0
    if not bool(there.any()):
        return
    middle = (host.horizon - host.bank[:, 1])[there]
    c = canvas.window(float(middle.min()) - 0.18, float(middle.max()) + 0.18)
    if c is None:
        return
    strength, height, thick = (flat(s.bank[:, k]) for k in range(3))
    phase = flat(s.cloud_phase)
    wave, curl = c.lookup("cloud rough", c.x * 0.16 + phase, c.y * 0.55 + phase)
    level = c.y - (flat(s.horizon) - height) + 0.022 * wave + 0.006 * curl
    # Sharper below than above, where it frays.
    body = torch.exp(-((level / thick) ** 2)) * step(-1.7, -0.3, wave + 0.15 * curl)
    alpha = (1.25 * body).clamp(0.0, 1.0) * strength
    white = c.light.ambient * 0.95 + c.light.sun * 0.50
    colour = mix(c.light.low, white, torch.full_like(white, 0.5)) * (1.0 + 0.03 * wave[:, None])
    c.paint(alpha, colour, CLASS_IDS["fog"], None)


def falling(c: Canvas, s: Scenes) -> None:
    """Streaks of rain and flakes of snow in front of everything."""
    host = s.host or s
    weathers = set(host.weather.tolist())
    phase = flat(s.cloud_phase)
    if RAIN in weathers:
        rain = flat((s.weather == RAIN).float())
        slant = 0.10 * flat(s.hue)
        near, _ = c.lookup("grain rough", c.x * 0.50 + slant * c.y * 1.5 + phase, c.y * 0.050 + phase)
        far, _ = c.lookup("grain rough", c.x * 0.95 + slant * c.y * 2.5 + phase * 3, c.y * 0.11)
        streak = 0.9 * step(0.9, 2.2, near) + 0.5 * step(1.0, 2.2, far)
        light = c.light.ambient * 1.1 + c.light.sun * 0.55
        veil = mix(c.picture, c.light.low.expand_as(c.picture), (0.14 * rain)[:, None])
        grey = veil.mean(1, keepdim=True)
        veil = mix(veil, grey.expand_as(veil), (0.25 * rain)[:, None])
        c.picture.copy_(mix(veil, light.expand_as(veil), (0.30 * streak * rain)[:, None]))
    if SNOWFALL in weathers:
        snow = flat((s.weather == SNOWFALL).float())
        drift = 0.03 * torch.sin(c.y * 9.0 + phase * 6)
        near, _ = c.lookup("dots rough", c.x * 0.26 + drift + phase, c.y * 0.26 + phase * 3)
        middle, _ = c.lookup("dots rough", c.x * 0.45 + drift * 1.6 + phase * 5, c.y * 0.45)
        far, _ = c.lookup("dots rough", c.x * 0.75 - drift + phase * 7, c.y * 0.75)
        flakes = torch.maximum(0.95 * near, torch.maximum(0.75 * middle, 0.45 * far)) * snow
        white = tone(c.y.device, 0.97, 0.98, 1.0) * (c.light.ambient * 0.9 + c.light.sun * 0.65)
        white = white.clamp(max=1.0)
        veil = mix(c.picture, c.light.low.expand_as(c.picture), (0.10 * snow)[:, None])
        c.picture.copy_(mix(veil, white.expand_as(veil), (0.9 * flakes)[:, None]))
