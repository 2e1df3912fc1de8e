"""The picture in another medium: watercolour, ink, oil or pastel. A few blurs and lookups each."""

import torch
from torch import Tensor
from torch.nn import functional as F

from training.world.canvas import mix, step, tone
from training.world.scene import MEDIA, NIGHT, Scenes
from training.world.textures import lookup, texture_atlas

_LUMA = (0.30, 0.59, 0.11)


class _Sheet:
    """The pictures of one medium in a batch, with the paper's coordinates in periods of 256 pixels."""

    def __init__(self, picture: Tensor, classes: Tensor, s: Scenes, rows: list[int]):
        index = torch.tensor(rows, device=picture.device)
        self.picture = picture[index]
        self.classes = classes[index]
        b, _, self.height, self.width = self.picture.shape
        self.scale = self.height / 256
        y = (torch.arange(self.height, device=picture.device) + 0.5) / self.height
        x = (torch.arange(self.width, device=picture.device) + 0.5) / self.height
        self.y = y[None, :, None].expand(b, self.height, self.width)
        self.x = x[None, None, :].expand(b, self.height, self.width)
        self.phase = s.ground_phase[index][:, None, None]
        self.hue = s.hue[index][:, None, None]
        self.night = (s.hour[index] == NIGHT).float()[:, None, None]
        self._atlas = texture_atlas(str(picture.device))

    def lookup(self, names: str, x: Tensor, y: Tensor) -> list[Tensor]:
        return lookup(self._atlas, names, x + self.phase, y + self.phase * 3)

    def blur(self, image: Tensor, radius: float) -> Tensor:
        """Box blur of [B, C, H, W], radius in pixels of a 256 picture."""
        r = max(1, round(radius * self.scale))
        padded = F.pad(image, [r] * 4, mode="replicate")
        size = 2 * r + 1
        return F.avg_pool2d(F.avg_pool2d(padded, (1, size), stride=1), (size, 1), stride=1)

    def displaced(self, image: Tensor, dx: Tensor, dy: Tensor) -> Tensor:
        """The image moved by dx, dy [B, H, W] picture heights."""
        column = (self.x + dx) * self.height / self.width * 2.0 - 1.0
        row = (self.y + dy) * 2.0 - 1.0
        grid = torch.stack([column, row], -1)
        return F.grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)

    def flattened(self, image: Tensor, radius: float) -> Tensor:
        """Patches of even colour with sharp edges: of four windows around a pixel, the calmest one's mean."""
        r = max(1, round(radius * self.scale))
        luma = _luma(image)
        stats = self.blur(torch.cat([image, luma, luma * luma], 1), radius)
        spread = stats[:, 4:5] - stats[:, 3:4] ** 2
        best, least = stats[:, :3], spread + 1.0
        h, w = self.height, self.width
        stats = F.pad(torch.cat([stats[:, :3], spread], 1), [r] * 4, mode="replicate")
        for top in (0, 2 * r):
            for left in (0, 2 * r):
                there = stats[:, :, top : top + h, left : left + w]
                calmer = there[:, 3:] < least
                best = torch.where(calmer, there[:, :3], best)
                least = torch.where(calmer, there[:, 3:], least)
        return best


def _luma(image: Tensor) -> Tensor:
    """[B, 3, H, W] -> [B, 1, H, W]."""
    weights = torch.tensor(_LUMA, device=image.device)[None, :, None, None]
    return (image * weights).sum(1, keepdim=True)


def _saturated(image: Tensor, amount: float) -> Tensor:
    grey = _luma(image)
    return grey + (image - grey) * amount


def _watercolour(p: _Sheet) -> Tensor:
    """Pale washes that run over their outlines, darker where a wash dried, on white paper."""
    wander, drift = p.lookup("rough cloud", p.x * 0.55, p.y * 0.55)
    (across, pool) = p.lookup("rough billow", p.x * 0.55 + 0.4, p.y * 0.55 + 0.2)
    moved = p.displaced(p.picture, 0.0045 * wander + 0.002 * drift, 0.0045 * across)
    wash = p.flattened(moved, 2.5)
    wash = _saturated(wash, 1.25)
    # A wash is thin: its darkness is a share of what was there, and pigment settles in clouds.
    ink = (1.0 - wash).clamp(0.0, 1.0)
    settled = 0.80 + 0.13 * drift + 0.16 * (pool - 0.45)
    edges = (p.blur(_luma(wash), 2.5) - _luma(wash)).clamp(min=0.0, max=0.25)
    ink = ink * settled[:, None].clamp(0.4, 1.15) * 0.80 * (1.0 + 2.4 * edges)
    # Lights stay bare paper.
    light = step(0.60, 0.95, _luma(wash) + 0.06 * drift[:, None])
    ink = ink * (1.0 - 0.55 * light)
    paper = tone(wash.device, 0.985, 0.975, 0.945)
    grain, _ = p.lookup("grain rough", p.x * 0.55, p.y * 0.55)
    result = paper * (1.0 - ink) * (1.0 + 0.012 * grain[:, None])
    return _bare_margin(p, result, paper.expand_as(result), drift, wander)


def _bare_margin(p: _Sheet, painted: Tensor, paper: Tensor, slow: Tensor, fast: Tensor) -> Tensor:
    """Some sheets are not painted to their edges: white paper shows in an uneven rim."""
    beside = torch.minimum(p.x, p.width / p.height - p.x)
    rim = torch.minimum(beside, torch.minimum(p.y, 1.0 - p.y)) - 0.018 + 0.010 * slow + 0.005 * fast
    shown = (rim * p.height * 0.5 + 0.5).clamp(0.0, 1.0)
    has_rim = (p.hue > 0.5).float()
    return mix(painted, paper, ((1.0 - shown) * has_rim)[:, None])


def _ink(p: _Sheet) -> Tensor:
    """Pen lines along outlines, hatching in the darks, and a few grey washes."""
    calm = p.flattened(p.picture, 2.0)
    luma = _luma(calm)
    # Outlines: of things by their classes, of forms by the change of tone.
    ids = p.classes[:, None].float()
    change = (F.max_pool2d(ids, 3, 1, 1) - ids).clamp(max=1.0)
    tone_edge = (p.blur(luma, 2.0) - luma).abs() * 9.0
    fine = (p.blur(_luma(p.picture), 1.0) - p.blur(_luma(p.picture), 3.0)).clamp(max=0.0).abs() * 10.0
    pressure, wobble = p.lookup("rough cloud", p.x * 0.7, p.y * 0.7)
    lines = torch.maximum(
        p.blur(change, 1.0) * 1.6, torch.maximum(step(0.25, 0.9, tone_edge), step(0.2, 0.9, fine))
    )
    lines = lines * (0.80 + 0.18 * pressure[:, None]).clamp(0.3, 1.0)
    slant = torch.sin(((p.x + p.y * 0.8) * 120 + 0.5 * wobble) * 2.0)[:, None]
    cross = torch.sin(((p.x - p.y * 0.9) * 112 + 0.5 * pressure) * 2.0)[:, None]
    # A pen needs white paper: a dark picture is drawn lighter, though night stays darker than day.
    mean = luma.mean((1, 2, 3), keepdim=True)
    lift = (0.62 / mean.clamp(min=0.05)).clamp(0.85, 3.2) ** 0.75
    dark = (1.0 - luma * lift).clamp(0.0, 1.0)
    hatch = step(0.2, 0.95, slant) * step(0.46, 0.64, dark) * 0.55
    hatch = torch.maximum(hatch, step(0.2, 0.95, cross) * step(0.68, 0.84, dark) * 0.55)
    # Three washes with soft borders.
    wet = dark + 0.03 * pressure[:, None]
    wash = 0.09 * step(0.30, 0.36, wet) + 0.15 * step(0.48, 0.54, wet) + 0.26 * step(0.68, 0.74, wet)
    cover = 1.0 - (1.0 - wash) * (1.0 - hatch) * (1.0 - 0.92 * lines.clamp(0, 1))
    pen = mix(
        tone(p.x.device, 0.11, 0.11, 0.14),
        tone(p.x.device, 0.26, 0.16, 0.09),
        (p.hue > 0.35).float()[:, None],
    )
    paper = tone(p.x.device, 0.965, 0.95, 0.91)
    return mix(paper.expand_as(calm), pen.expand_as(calm), cover)


def _oil(p: _Sheet) -> Tensor:
    """Thick strokes that follow the forms, with the light on their ridges, and full colours."""
    calm = p.flattened(p.picture, 2.5)
    luma = p.blur(_luma(calm), 3.0)
    gy = F.pad(luma[:, :, 2:] - luma[:, :, :-2], [0, 0, 1, 1])[:, 0]
    gx = F.pad(luma[:, :, :, 2:] - luma[:, :, :, :-2], [1, 1])[:, 0]
    slow, turn = p.lookup("cloud rough", p.x * 0.45, p.y * 0.45)
    # Strokes run along the outlines; where nothing is, they lie loosely level.
    along_x, along_y = -gy + 0.020, gx + 0.008 * slow
    length = torch.sqrt(along_x**2 + along_y**2) + 1e-4
    along_x, along_y = along_x / length, along_y / length
    # Bristles: noise smeared with the paint, so that it lies along the strokes, lit from above.
    bristle, ridge = p.lookup("grain rough", p.x * 0.52, p.y * 0.52)
    wet = torch.cat([calm, (bristle + 0.3 * ridge)[:, None]], 1)
    smear, reach = wet, 0.024
    for part in (-1.0, -0.66, -0.33, 0.33, 0.66, 1.0):
        smear = smear + p.displaced(wet, along_x * reach * part, along_y * reach * part)
    smear = smear / 7.0
    relief = 0.085 * smear[:, 3:] + 0.02 * turn[:, None]
    rich = _saturated(smear[:, :3], 1.30)
    rich = rich + 0.10 * (rich - 0.45)
    return rich * (1.0 + relief) + 0.02 * smear[:, 3:]


def _pastel(p: _Sheet) -> Tensor:
    """Chalk on toned, rough paper: soft light colours, and paper in the gaps of the strokes."""
    slow, wander = p.lookup("cloud rough", p.x * 0.6, p.y * 0.6)
    moved = p.displaced(p.picture, 0.004 * wander, 0.004 * slow)
    calm = p.blur(p.flattened(moved, 3.0), 1.0)
    # A box of chalks has few tones.
    steps = 7.0
    level = calm * steps
    banded = (level.floor() + step(0.25, 0.75, level - level.floor())) / steps
    chalk = _saturated(0.17 - 0.07 * p.night[:, None] + 0.86 * banded, 1.15)
    tooth, stroke = p.lookup("grain rough", p.x * 0.42 + p.y * 0.42, (p.y - p.x) * 0.16)
    grit, _ = p.lookup("grain rough", p.x * 0.60, p.y * 0.60)
    cover = step(-2.2, 1.0, 0.75 * grit + 0.65 * tooth + 0.35 * stroke + 0.35)
    warm = tone(p.x.device, 0.74, 0.62, 0.50)
    cool = tone(p.x.device, 0.56, 0.60, 0.66)
    paper = mix(warm, cool, (p.hue < 0.0).float()[:, None])
    # Night is drawn on dark blue paper.
    paper = mix(paper, tone(p.x.device, 0.10, 0.12, 0.22), p.night[:, None]).expand_as(chalk)
    # Chalk lies thicker in the darks.
    thick = 0.52 + 0.30 * (1.0 - _luma(chalk)[:, 0])
    return mix(paper, chalk, (thick + (1.0 - thick) * cover)[:, None])


_PAINTERS = {"watercolour": _watercolour, "ink": _ink, "oil": _oil, "pastel": _pastel}


def to_medium(picture: Tensor, classes: Tensor, s: Scenes) -> Tensor:
    """picture [B, 3, H, W] as its scene's medium shows it; the class map stays as it is."""
    media = (s.host or s).medium.tolist()
    for name, paint in _PAINTERS.items():
        rows = [row for row, medium in enumerate(media) if medium == MEDIA.index(name)]
        if rows:
            painted = paint(_Sheet(picture, classes, s, rows)).clamp(0.0, 1.0)
            picture = picture.index_copy(0, torch.tensor(rows, device=picture.device), painted)
    return picture
