"""The evaluation at toy size: everything it promises is measured, and the same every time."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.denoiser import PLAIN, Guidance
from training.evaluate.__main__ import SECTIONS, evaluate
from training.evaluate.generation import Plan, Setting
from training.evaluate.painter import Painter
from training.evaluate.report import markdown, table
from training.evaluate.subjects import full_prompt, held_out, read_photographs
from training.recipes.sizes import TINY
from training.recipes.tiny import train_tiny
from training.train_regression import train as train_regression

PLAN = Plan(teacher=(2,), teacher_usual=2, guided=(0.0,), student=(4,), student_usual=4)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train_tiny(folder, observer=2, autoencoder=3, decoder=1, unet=2, student=1)
    train_regression(TINY.open_worlds(folder), folder, 1.0, batch=4, others=TINY.others, max_steps=2)
    (folder / "study.json").write_text(json.dumps({"rows": [{"space": "pixels", "Fréchet": 2.5}]}))
    return folder


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for number, shape in enumerate([(90, 70, 3), (64, 100, 3)]):
        pixels = np.random.default_rng(number).integers(0, 256, shape, dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
    (folder / "README.md").write_text("not a picture")
    return folder


@pytest.fixture(scope="module")
def measured(
    run: Path, photos: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Path]:
    out = tmp_path_factory.mktemp("out")
    return evaluate(run, out, photos, count=4, size=64, plan=PLAN), out


def test_every_section_is_measured_and_written(measured: tuple[dict[str, Any], Path]):
    result, out = measured
    assert set(SECTIONS) <= set(result)
    assert json.loads((out / "evaluation.json").read_text()) == json.loads(json.dumps(result))
    sheets = {p.name for p in out.glob("*.png")}
    assert {"autoencoder-renders.png", "generation.png", "restoring-photographs.png"} <= sheets
    assert set(result["autoencoder"]["sets"]) == {"renders", "other pictures", "photographs"}
    assert result["autoencoder"]["sets"]["photographs"]["n"] == 2


def test_painting_is_measured_for_teacher_and_student_in_every_way(measured: tuple[dict[str, Any], Path]):
    settings = measured[0]["generation"]["settings"]
    told = {(s["network"], s["told"]) for s in settings}
    assert told == {(n, t) for n in ("teacher", "student") for t in ("hand", "exact", "words", "scene")}
    for s in settings:
        assert s["frechet"] > 0
        assert ("miou" in s) == (s["told"] in {"hand", "exact"})
        expected = {"words": 5, "scene": 1}.get(s["told"], 0)
        assert len(s["accuracy"]) == expected


def test_restoring_stands_beside_interpolation_and_regression(measured: tuple[dict[str, Any], Path]):
    upscaled = measured[0]["restoring"]["renders"]["upscaling x4"]
    assert set(upscaled) == {"damaged", "latent", "teacher", "student", "regression"}
    assert upscaled["damaged"]["psnr"] > 10


def test_a_section_measured_again_gives_the_same_and_keeps_the_others(
    run: Path, measured: tuple[dict[str, Any], Path]
):
    before, out = measured
    after = evaluate(run, out, only=["generation"], count=4, size=64, plan=PLAN)
    assert after["generation"]["settings"] == before["generation"]["settings"]
    assert after["restoring"] == before["restoring"]


def test_the_tables_hold_what_was_measured(measured: tuple[dict[str, Any], Path]):
    text = markdown(measured[0])
    for title in ("Targets", "Autoencoder", "Observer", "Painting", "Restoring and upscaling", "Latent"):
        assert f"### {title}" in text
    assert "| pixels | 2.5 |" in text
    lines = table(["a", "b", "empty"], [["x", 1, ""], ["y", "", ""]]).splitlines()
    assert lines == ["| a | b |", "| --- | --: |", "| x | 1 |", "| y |  |"]


def test_a_picture_does_not_depend_on_the_batch_it_is_painted_in(run: Path):
    painter, subjects = Painter.load(run, "teacher"), held_out(3, 64)
    given = painter.conditions(3, 64, 64, subjects.captions, subjects.labels.scene)
    together, apart = (painter.paint(given, 2, Guidance(), batch=batch) for batch in (3, 2))
    assert torch.allclose(together, apart, atol=0.02)


def test_guidance_scales_between_none_and_the_usual():
    assert Setting("teacher", 4, 0.0, "hand").guidance == PLAIN
    assert Setting("teacher", 4, 1.0, "hand").guidance == Guidance()


def test_photographs_are_cut_square_and_sized(photos: Path):
    assert read_photographs(photos, 48).shape == (2, 3, 48, 48)


def test_a_full_prompt_names_every_attribute():
    prompt = full_prompt(1, 2, 3, 0, 1)
    assert prompt == "a watercolour of a lake at dusk, in the rain, in spring"
