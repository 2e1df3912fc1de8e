"""The renderer, layouts and captions."""

import random

import pytest
import torch

from training.palette import CLASS_IDS, CLASS_NAMES, SCENES
from training.world.captions import Facts, write_caption
from training.world.layouts import CLASSES, area_fractions, hand_like
from training.world.other import dead_leaves
from training.world.render import render
from training.world.scene import HOURS, MEDIA, NIGHT, SEASONS, WEATHERS, draw_scenes


def test_the_same_seed_gives_the_same_picture_alone_and_in_a_batch():
    alone = render(draw_scenes([7]), 64, 64)
    batch = render(draw_scenes([3, 7, 11]), 64, 64)
    assert torch.equal(alone.picture, render(draw_scenes([7]), 64, 64).picture)
    # Patches of an even colour may fall the other way by rounding, so a few pixels may differ.
    assert ((alone.picture[0] - batch.picture[1]).abs() > 1e-3).float().mean() < 0.01
    assert (alone.classes[0] == batch.classes[1]).float().mean() > 0.999


@pytest.mark.parametrize("medium", range(len(MEDIA)))
def test_a_batch_paints_each_picture_in_its_own_medium(medium: int):
    scenes = draw_scenes([21, 22])
    scenes.medium = torch.tensor([0, medium])
    both = render(scenes, 64, 64)
    single = draw_scenes([22])
    single.medium = torch.tensor([medium])
    assert (both.picture[1] - render(single, 64, 64).picture[0]).abs().mean() < 1e-3
    single.medium = torch.tensor([0])
    photograph = render(single, 64, 64)
    assert torch.equal(photograph.classes[0], both.classes[1])
    assert medium == 0 or (photograph.picture[0] - both.picture[1]).abs().mean() > 0.01


def test_pictures_are_finite_in_range_and_every_pixel_has_a_class():
    for seed in range(24):
        rendering = render(draw_scenes([seed]), 48, 96 if seed % 2 else 36)
        assert rendering.picture.shape == (1, 3, 48, 96 if seed % 2 else 36)
        assert rendering.picture.isfinite().all()
        assert rendering.picture.min() >= 0
        assert rendering.picture.max() <= 1
        assert (rendering.classes > 0).all()
        assert rendering.classes.max() < CLASSES


def test_the_world_shows_every_class():
    missing = set(range(1, len(CLASS_NAMES)))
    for seed in range(260):
        missing -= set(render(draw_scenes([seed]), 64, 64).classes.unique().tolist())
        if not missing:
            break
    assert not {CLASS_NAMES[i] for i in missing}


def test_every_scene_hour_weather_season_and_medium_is_drawn():
    scenes = draw_scenes(list(range(400)))
    for drawn, values in (
        (scenes.scene, SCENES),
        (scenes.hour, HOURS),
        (scenes.weather, WEATHERS),
        (scenes.season, SEASONS),
        (scenes.medium, MEDIA),
    ):
        counts = torch.bincount(drawn, minlength=len(values))
        assert len(counts) == len(values)
        assert (counts > 8).all()
    assert (scenes.medium == 0).float().mean() > 0.5


def test_night_is_darker_than_day():
    def brightness(hour: int) -> float:
        scenes = draw_scenes(list(range(12)))
        scenes.hour = torch.full_like(scenes.hour, hour)
        scenes.medium = torch.zeros_like(scenes.medium)
        return float(render(scenes, 32, 32).picture.mean())

    assert brightness(NIGHT) < 0.5 * brightness(1)


def test_the_sky_is_above_the_ground():
    for seed in range(20):
        classes = render(draw_scenes([seed]), 64, 64).classes[0]
        ground = torch.isin(classes, torch.tensor([8, 10, 12, 13, 14, 20], dtype=torch.uint8))
        assert not ground[:8].any()


def test_area_fractions_count_pixels_and_leave_out_the_unlabelled():
    classes = torch.zeros(1, 16, 16, dtype=torch.uint8)
    classes[0, :8, :4] = 3
    fractions = area_fractions(classes, 8)
    assert fractions.shape == (1, CLASSES - 1, 2, 2)
    assert fractions[0, 2, 0, 0] == 0.5
    assert fractions.sum() == 0.5


def test_hand_like_layouts_keep_the_scene_but_lose_its_detail():
    generator = torch.Generator().manual_seed(0)
    agreement, edges, exact_edges = [], [], []
    for seed in (5, 6, 9, 12):
        classes = render(draw_scenes([seed]), 256, 256).classes[0, ::4, ::4]
        exact_edges.append(float((classes[:, 1:] != classes[:, :-1]).float().mean()))
        for _ in range(12):
            layout = hand_like(classes, generator)
            assert layout.shape == classes.shape
            assert set(layout.unique().tolist()) <= {0, *classes.unique().tolist()}
            agreement.append(float((layout == classes).float().mean()))
            edges.append(float((layout[:, 1:] != layout[:, :-1]).float().mean()))
    assert sum(agreement) / len(agreement) > 0.6
    assert sum(edges) / len(edges) < sum(exact_edges) / len(exact_edges)


def test_hand_like_layouts_of_rectangles_keep_their_shape():
    classes = render(draw_scenes([2]), 128, 256).classes[0, ::4, ::4]
    generator = torch.Generator().manual_seed(1)
    assert all(hand_like(classes, generator).shape == (32, 64) for _ in range(20))
    # Sides that blocks of no power of two do not divide.
    tall = classes.repeat(3, 1)[:96, :64]
    assert all(hand_like(tall, generator).shape == (96, 64) for _ in range(60))


def test_captions_vary_and_name_what_they_are_given():
    facts = Facts("lake", 2, 0, 1, 0, ["house", "tree"])
    captions = {write_caption(facts, random.Random(i)) for i in range(200)}
    assert len(captions) > 120
    assert all(captions)
    assert (
        sum(any(w in c for w in ("sunset", "dusk", "evening", "golden", "twilight")) for c in captions) > 80
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts("forest", 1, 0, 1, 1, []), ("watercolo", "aquarelle")),
        (Facts("forest", 1, 0, 1, 2, []), ("ink", "drawing", "sketch")),
        (Facts("forest", 1, 0, 1, 3, []), ("oil", "painting", "brush")),
        (Facts("forest", 1, 0, 1, 4, []), ("pastel",)),
        (Facts("river", 1, 3, 1, 0, []), ("rain", "wet", "downpour")),
        (Facts("river", 1, 4, 3, 0, []), ("snow",)),
        (Facts("river", 1, 0, 0, 0, []), ("spring", "bloom", "blossom", "fresh")),
    ],
)
def test_captions_tell_of_medium_weather_and_season(facts: Facts, words: tuple[str, ...]):
    captions = [write_caption(facts, random.Random(i)) for i in range(100)]
    assert sum(any(word in caption for word in words) for caption in captions) > 50


def test_every_class_has_its_words():
    for name in set(CLASS_IDS) - {"unlabelled", "sky"}:
        captions = {write_caption(Facts("desert", 1, 0, 1, 0, [name]), random.Random(i)) for i in range(40)}
        without = {write_caption(Facts("desert", 1, 0, 1, 0, []), random.Random(i)) for i in range(40)}
        assert captions != without, name


def test_dead_leaves_are_reproducible_and_in_range():
    picture = dead_leaves(3, 64, leaves=20)
    assert torch.equal(picture, dead_leaves(3, 64, leaves=20))
    assert picture.shape == (3, 64, 64)
    assert picture.min() >= 0
    assert picture.max() <= 1
