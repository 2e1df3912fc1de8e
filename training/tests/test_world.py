"""The renderer, layouts and captions."""

import random

import torch

from training.palette import CLASS_NAMES, SCENES
from training.world.captions import Facts, write_caption
from training.world.layouts import CLASSES, area_fractions, hand_like
from training.world.other import dead_leaves
from training.world.render import render
from training.world.scene import draw_scenes


def test_the_same_seed_gives_the_same_picture_alone_and_in_a_batch():
    alone = render(draw_scenes([7]), 64, 64)
    batch = render(draw_scenes([3, 7, 11]), 64, 64)
    assert torch.equal(alone.picture, render(draw_scenes([7]), 64, 64).picture)
    assert (alone.picture[0] - batch.picture[1]).abs().max() < 1e-4
    assert (alone.classes[0] == batch.classes[1]).float().mean() > 0.999


def test_pictures_are_finite_in_range_and_every_pixel_has_a_class():
    for seed in range(12):
        rendering = render(draw_scenes([seed]), 48, 96)
        assert rendering.picture.shape == (1, 3, 48, 96)
        assert rendering.picture.isfinite().all()
        assert rendering.picture.min() >= 0
        assert rendering.picture.max() <= 1
        assert (rendering.classes > 0).all()
        assert rendering.classes.max() < CLASSES


def test_the_world_shows_every_class_and_every_scene():
    seeds = list(range(120))
    seen = {int(i) for s in seeds for i in render(draw_scenes([s]), 64, 64).classes.unique()}
    assert seen == set(range(1, len(CLASS_NAMES)))
    assert set(draw_scenes(seeds).scene.tolist()) == set(range(len(SCENES)))


def test_the_sky_is_above_the_ground():
    for seed in range(20):
        classes = render(draw_scenes([seed]), 64, 64).classes[0]
        ground = torch.isin(classes, torch.tensor([8, 10, 12, 13, 14], dtype=torch.uint8))
        assert not ground[:8].any()
        assert (classes[:4] <= 7).all()


def test_area_fractions_count_pixels_and_leave_out_the_unlabelled():
    classes = torch.zeros(1, 16, 16, dtype=torch.uint8)
    classes[0, :8, :4] = 3
    fractions = area_fractions(classes, 8)
    assert fractions.shape == (1, CLASSES - 1, 2, 2)
    assert fractions[0, 2, 0, 0] == 0.5
    assert fractions.sum() == 0.5


def test_hand_like_layouts_keep_the_scene_but_lose_its_detail():
    classes = render(draw_scenes([5]), 256, 256).classes[0, ::4, ::4]
    generator = torch.Generator().manual_seed(0)
    agreement, edges = [], []
    for _ in range(20):
        layout = hand_like(classes, generator)
        assert layout.shape == classes.shape
        assert set(layout.unique().tolist()) <= set(range(CLASSES))
        agreement.append(float((layout == classes).float().mean()))
        edges.append(float((layout[:, 1:] != layout[:, :-1]).float().mean()))
    assert sum(agreement) / 20 > 0.6
    assert sum(edges) / 20 < float((classes[:, 1:] != classes[:, :-1]).float().mean())


def test_captions_vary_and_name_what_they_are_given():
    captions = {
        write_caption(Facts("lake", 2, 0, 1, 0, ["house", "tree"]), random.Random(i)) for i in range(200)
    }
    assert len(captions) > 120
    assert all(captions)
    assert sum("sunset" in c or "dusk" in c or "evening" in c for c in captions) > 80


def test_dead_leaves_are_reproducible_and_in_range():
    picture = dead_leaves(3, 64, leaves=20)
    assert torch.equal(picture, dead_leaves(3, 64, leaves=20))
    assert picture.shape == (3, 64, 64)
    assert picture.min() >= 0
    assert picture.max() <= 1
