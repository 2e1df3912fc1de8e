"""The observer: shapes, cost, locality, and that it learns."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from training.data import WorldCache, fill_cache
from training.observer import ATTRIBUTES, Observer, ObserverConfig, load_observer
from training.palette import CLASS_NAMES
from training.train_observer import Augment, class_weights, train

TINY = ObserverConfig(widths=(8, 16, 16, 24), blocks=(1, 1, 1))


def picture_of_stripes(count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """uint8 pictures [N, 3, 48, 64] whose red channel is ten times the class, and the class maps."""
    classes = (torch.arange(64) // 8).byte().expand(count, 48, 64).contiguous()
    pictures = torch.stack([classes * 10] * 3, dim=1)
    return pictures, classes


def test_an_observation_has_a_class_map_a_judgement_of_every_attribute_and_features():
    seen = Observer(TINY)(torch.randn(2, 3, 64, 96))
    assert seen.classes.shape == (2, len(CLASS_NAMES), 16, 24)
    assert seen.features.shape == (2, 16 + 16 + 24)
    for name, values in ATTRIBUTES.items():
        assert getattr(seen, name).shape == (2, len(values))


def test_the_shipped_observer_is_small():
    model, operations = Observer(ObserverConfig()), 0

    def count(layer: nn.Module, _: object, output: torch.Tensor) -> None:
        nonlocal operations
        assert isinstance(layer, nn.Conv2d)
        operations += 2 * output.numel() * layer.weight[0].numel()

    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.no_grad():
        model(torch.zeros(1, 3, 64, 64))
    assert operations * 16 < 6e9
    assert sum(p.numel() for p in model.parameters()) < 4e6


def test_a_picture_is_seen_the_same_alone_and_in_a_batch():
    torch.manual_seed(0)
    model, x = Observer(TINY).eval(), torch.randn(3, 3, 48, 32)
    together, alone = model(x), model(x[1:2])
    assert torch.allclose(together.classes[1:2], alone.classes, atol=1e-5)
    assert torch.allclose(together.features[1:2], alone.features, atol=1e-5)


def test_perceptual_maps_have_unit_length_and_pass_gradients_on():
    x = torch.randn(1, 3, 32, 32, requires_grad=True)
    maps = Observer(TINY).maps(x)
    assert [m.shape[-1] for m in maps] == [16, 8, 4, 2]
    assert torch.allclose(maps[1].norm(dim=1), torch.ones(1, 8, 8), atol=1e-4)
    sum(m[..., 0, 0].sum() for m in maps).backward()  # pyright: ignore[reportAttributeAccessIssue]
    assert x.grad is not None
    assert x.grad.abs().sum() > 0


def test_crops_keep_pictures_and_class_maps_aligned():
    pictures, classes = picture_of_stripes(8)
    augment = Augment(32, torch.Generator().manual_seed(0))
    grid = augment._grid(64, 48, 64)
    assert grid.abs().max() < 1
    _, maps = augment(pictures, classes)
    assert maps.shape == (8, 32, 32)
    assert len({int(m[0, 0]) for m in maps}) > 1
    # Stripes stay stripes, half of them mirrored.
    assert torch.equal(maps, maps[:, :1].expand_as(maps))
    x, maps = Augment(48, torch.Generator().manual_seed(1))(pictures, classes)
    red = ((x[4:, 0] + 1) * 12.75 - maps[4:]).flatten(1)
    assert red.std(dim=1).max() < 1.5


def test_rare_classes_weigh_more_and_the_average_pixel_weighs_one():
    classes = torch.ones(1, 64, 64, dtype=torch.uint8)
    classes[:, :4, :4] = 2
    weights = class_weights(classes, 4)
    assert weights[2] > 2 * weights[1]
    share = torch.tensor([0.0, 255 / 256, 1 / 256, 0.0])
    assert float((weights * share).sum()) == pytest.approx(1.0, abs=1e-3)


def test_training_lowers_the_loss_saves_and_goes_on(tmp_path: Path):
    fill_cache(tmp_path / "world", count=50, minutes=5, height=64, width=64, workers=1)
    cache = WorldCache(tmp_path / "world", 64, 64)
    options = {"batch": 8, "crop": 48, "peak": 3e-3, "held_out": 4, "log_every": 15}
    train(cache, tmp_path, 5.0, TINY, **options, max_steps=30)
    train(cache, tmp_path, 5.0, TINY, **options, max_steps=45)
    lines = [json.loads(line) for line in (tmp_path / "observer.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [15, 30, 45]
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert 0 < lines[-1]["miou"] < 1
    model = load_observer(tmp_path)
    assert not model.training
    assert float(model.feature_std.min()) > 0
