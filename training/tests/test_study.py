"""Both comparisons at toy size: every variant and space is trained, measured and written down."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from training.autoencoder import AutoencoderConfig
from training.data import WorldCache, fill_cache
from training.evaluate.report import study_table
from training.evaluate.subjects import held_out, other_pictures
from training.observer import Observer, ObserverConfig
from training.study import latent_against_pixel
from training.study.autoencoders import VARIANTS, Variant, compare, high_frequencies, markdown
from training.study.curve import Chart, draw_charts
from training.study.latent_against_pixel import Plan, compared, study
from training.unet import UNet, UNetConfig

TOY = {
    "f4c3": Variant(AutoencoderConfig(3, (16,), (1,), (16, 16), (1, 1))),
    "f8c4-vq": Variant(AutoencoderConfig(4, (16, 16), (1, 1), (16, 16, 16), (1, 1, 1), codebook=32)),
    "f8c4": Variant(AutoencoderConfig(4, (16, 16), (1, 1), (16, 16, 16), (1, 1, 1)), equivariance=1.0),
}
PLAN = Plan(
    minutes=0.02,
    size=32,
    spaces=("pixels", "f4c3", "f8c4"),
    widths={1: (16, 16), 4: (16, 16), 8: (16, 16)},
    marks=(0.5, 1.0),
    context=16,
    batch=2,
    steps=2,
    count=4,
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> WorldCache:
    return fill_cache(tmp_path_factory.mktemp("world"), 50, 5, 64, 64, workers=1)


@pytest.fixture(scope="module")
def observer() -> Observer:
    torch.manual_seed(0)
    config = ObserverConfig(widths=(16, 16, 16, 16), blocks=(1, 1, 1))
    return Observer(config).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def autoencoders(
    world: WorldCache, observer: Observer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("autoencoders")
    sets = {"renders": held_out(3, 64).pictures, "other pictures": other_pictures(2, 64)}
    pictures, _ = world.load()
    options: dict[str, Any] = {"batch": 2, "crop": 32, "others": 2, "max_steps": 3}
    compare(pictures, out, 5.0, sets, observer, TOY, **options)
    # Started again, it measures what is there.
    logs = [(out / name / "autoencoder.jsonl").read_text() for name in TOY]
    again = compare(pictures, out, 5.0, sets, observer, TOY, **options)
    assert logs == [(out / name / "autoencoder.jsonl").read_text() for name in TOY]
    return out, again


def test_every_autoencoder_is_measured_on_every_set(autoencoders: tuple[Path, dict[str, Any]]):
    out, result = autoencoders
    assert json.loads((out / "autoencoders.json").read_text()) == json.loads(json.dumps(result))
    assert list(result["variants"]) == list(TOY)
    for name, measured in result["variants"].items():
        assert measured["steps"] == 3
        assert 0 < measured["high_frequencies"] < 1
        assert measured["cost"]["decode_gflop"] > 0
        assert ("codes" in measured) == name.endswith("vq")
        for numbers in measured["sets"].values():
            assert {"n", "psnr", "ssim", "gradient_energy", "frechet"} == set(numbers)
    assert Image.open(out / "autoencoders-renders.png").size == (3 * 64, 4 * 64)


def test_the_tables_name_every_autoencoder(autoencoders: tuple[Path, dict[str, Any]]):
    text = markdown(autoencoders[1])
    assert text == (autoencoders[0] / "autoencoders.md").read_text()
    for words in ("Renders:", "Other pictures:", "| f8c4-vq |", "decode GFLOP", "high frequencies"):
        assert words in text


def test_the_real_autoencoders_are_those_of_the_question():
    shapes = {name: (v.config.factor, v.config.channels) for name, v in VARIANTS.items()}
    assert shapes == {
        "f4c3": (4, 3),
        "f8c4": (8, 4),
        "f8c8": (8, 8),
        "f8c16": (8, 16),
        "f8c4-vq": (8, 4),
        "f8c8-scaled": (8, 8),
    }
    assert {name for name, v in VARIANTS.items() if v.equivariance} == {"f8c8-scaled"}


def test_smooth_latents_have_less_power_in_high_frequencies_than_noise():
    noise = torch.randn(8, 2, 32, 32, generator=torch.Generator().manual_seed(0))
    smooth = torch.nn.functional.interpolate(noise[:, :, :4, :4], (32, 32), mode="bicubic")
    assert high_frequencies(noise) == pytest.approx(0.75, abs=0.05)
    assert high_frequencies(smooth) < 0.05


def test_pixels_and_latents_are_compared_at_every_mark(
    world: WorldCache,
    observer: Observer,
    autoencoders: tuple[Path, dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    result = study(world, observer, autoencoders[0], tmp_path, PLAN)
    rows = result["rows"]
    assert len({tuple(row) for row in rows}) == 1
    measured = rows[:6]
    assert [row["space"] for row in measured] == [n for n in PLAN.spaces for _ in PLAN.marks]
    assert [row["latent"] for row in measured[::2]] == ["3x32x32", "3x8x8", "4x4x4"]
    for first, last in zip(measured[::2], measured[1::2], strict=True):
        assert 0 < first["samples"] <= last["samples"]
        assert first["minutes"] <= last["minutes"]
        assert min(last[what] for what in ("PFLOP", "samples/s", "pictures/s", "Fréchet")) > 0
        assert 0 <= last["layout mIoU"] <= 1
    assert [row["space"] for row in rows[6:]] == [
        "f4c3, autoencoder alone",
        "f8c4, autoencoder alone",
        "renders",
        "other renders",
    ]
    assert json.loads((tmp_path / "study.json").read_text()) == json.loads(json.dumps(result))
    assert "| pixels | 3x32x32 |" in study_table(result)
    assert Image.open(tmp_path / "study.png").size == (2 * 560, 2 * 400)

    # Started again, it neither trains nor paints.
    for name in ("train", "paint"):
        monkeypatch.delattr(latent_against_pixel, name)
    assert study(world, observer, autoencoders[0], tmp_path, PLAN)["rows"] == rows


def test_throughput_is_compared_with_that_of_pixels_at_the_same_mark():
    def row(space: str, speed: float) -> dict[str, Any]:
        return {"space": space, "samples/s": speed, "pictures/s": 2 * speed}

    rows = compared([row("pixels", 1.0), row("pixels", 2.0), row("f8c8", 4.0), row("f8c8", 6.0)], 2)
    assert [r["samples/s over pixels"] for r in rows] == [1.0, 1.0, 4.0, 3.0]
    assert compared([row("f8c8", 4.0)], 1)[0]["pictures/s over pixels"] == ""


def test_the_networks_of_the_spaces_have_nearly_equal_numbers_of_weights():
    channels = {1: 3, 4: 3, 8: 8}
    with torch.device("meta"):
        sizes = [
            sum(p.numel() for p in UNet(config).parameters())
            for config in (
                UNetConfig(latent=channels[f], context=128, widths=w, blocks=(1,) * len(w))
                for f, w in Plan(1.0).widths.items()
            )
        ]
    assert max(sizes) < 1.06 * min(sizes)


def test_a_chart_draws_its_lines_in_their_colours():
    lines = {"pixels": [(1.0, 5.0), (2.0, 4.0)], "f8c8": [(1.0, 3.0), (2.0, 1.0)]}
    image = draw_charts([[Chart("Fréchet", "minutes", lines, {"other renders": 0.5})]])
    colours = {colour for _, colour in image.getcolors(1 << 20) or []}
    assert {(0x1B, 0x6C, 0xA8), (0xC2, 0x57, 0x1A)} <= colours
