"""Pictures that are not landscapes."""

import pytest
import torch

from training.world.kinds import KINDS
from training.world.other import other_picture
from training.world.patterns import Dice, palette


def test_the_same_seed_gives_the_same_picture():
    for seed in range(8):
        assert torch.equal(other_picture(seed, 64), other_picture(seed, 64))


def test_pictures_are_in_range_and_of_any_size():
    for seed in range(16):
        for size in (50, 64):
            picture = other_picture(seed, size)
            assert picture.shape == (3, size, size)
            assert picture.isfinite().all()
            assert picture.min() >= 0
            assert picture.max() <= 1


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
def test_every_kind_differs_from_seed_to_seed(kind):
    pictures = torch.stack([kind(Dice(seed), 64) for seed in range(6)])
    assert pictures.isfinite().all()
    distances = torch.pdist(pictures.clamp(0, 1).flatten(1)) / (3 * 64 * 64) ** 0.5
    assert distances.min() > 0.02


def test_pictures_are_dark_and_light_smooth_and_detailed():
    pictures = torch.stack([other_picture(seed, 64) for seed in range(40)])
    means = pictures.flatten(1).mean(1)
    detail = (pictures[..., 1:] - pictures[..., :-1]).abs().flatten(1).mean(1)
    assert means.min() < 0.3
    assert means.max() > 0.6
    assert detail.min() < 0.02
    assert detail.max() > 0.08


def test_palettes_run_from_dark_to_light():
    for seed in range(8):
        luminance = palette(Dice(seed), 4).amax(1)
        assert luminance[0] < luminance[-1]
