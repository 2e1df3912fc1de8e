"""Sharpening a decoder with painted latents, and giving it to packs."""

import json
import shutil
from pathlib import Path

import pytest
import torch

from training.autoencoder import Autoencoder
from training.data import WorldCache
from training.denoiser import Denoiser
from training.export import export_pack
from training.flow import noisy, sample_euler
from training.load_pack import write_student
from training.manifest import PackDescription, Precision, hash_files
from training.painted import Painted, paint_again
from training.recipes.sizes import TINY
from training.recipes.tiny import train_tiny
from training.replace_part import replace_decoder, replace_segmenter
from training.run import load_checkpoint, need_checkpoint
from training.train_decoder import grid_loss, train
from training.trained import load_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train_tiny(folder, observer=2, autoencoder=3, decoder=1, unet=2, student=1)
    return folder


def test_a_flow_is_followed_from_wherever_each_picture_is():
    z, noise = torch.randn(3, 4, 6, 6), torch.randn(3, 4, 6, 6)
    start, asked = torch.tensor([0.3, 0.6, 1.0]), []

    def straight(_: torch.Tensor, time: torch.Tensor) -> torch.Tensor:
        asked.append(time)
        return noise - z

    assert torch.allclose(sample_euler(straight, noisy(z, noise, start), 4, start), z, atol=1e-5)
    assert torch.allclose(asked[0], 1000 * start)


def test_crops_of_painted_pictures_and_of_their_latents_are_of_the_same_place():
    latents = torch.arange(2 * 6 * 5).reshape(2, 1, 6, 5).float()
    pictures = latents.repeat_interleave(8, 2).repeat_interleave(8, 3).expand(-1, 3, -1, -1).byte()
    x, z = Painted(pictures, latents).crops(7, 24, torch.Generator().manual_seed(1))
    assert z.shape == (7, 1, 3, 3)
    shown = ((x + 1) / 2 * 255).round()[:, :1, ::8, ::8]
    assert torch.equal(shown, z)


def test_painting_again_keeps_the_place_and_the_size_of_a_latent(run: Path):
    cache = WorldCache(run / "world", 128, 128)
    pictures, classes = cache.load()
    first, again = (paint_again(run, pictures[:3], classes[:3], cache.seeds[:3], batch=2) for _ in range(2))
    assert first.latents.shape == (3, 4, 16, 16)
    assert torch.isfinite(first.latents).all()
    assert torch.equal(first.latents, again.latents)


def test_a_decoder_learns_from_painted_latents_and_its_encoder_stays(run: Path, tmp_path: Path):
    for name in ("autoencoder.pt", "observer.pt"):
        shutil.copy(run / name, tmp_path)
    pictures = torch.randint(256, (4, 3, 64, 64), dtype=torch.uint8)
    painted = Painted(pictures, torch.randn(4, 4, 8, 8))
    before = need_checkpoint(tmp_path / "autoencoder.pt", "train_autoencoder")["weights"]
    train(pictures, tmp_path, 1, crop=32, others=4, max_steps=2, painted=painted)
    sharpened = load_checkpoint(tmp_path / "decoder.pt")
    assert sharpened is not None
    assert all(torch.isfinite(value).all() for value in sharpened["weights"].values())
    changed = [
        name
        for name, value in sharpened["weights"].items()
        if not torch.equal(value, before[f"decoder.{name}"])
    ]
    assert changed
    after = need_checkpoint(tmp_path / "autoencoder.pt", "train_autoencoder")["weights"]
    assert all(torch.equal(after[name], value) for name, value in before.items())


def test_a_run_has_a_decoder_between_the_plain_and_the_sharpened_one(run: Path):
    plain = need_checkpoint(run / "autoencoder.pt", "train_autoencoder")["weights"]
    sharpened = need_checkpoint(run / "decoder.pt", "train_decoder")["weights"]
    for name, value in load_run(run).autoencoder.decoder.state_dict().items():
        assert torch.allclose(value, (plain[f"decoder.{name}"] + sharpened[name]) / 2, atol=1e-6)


@pytest.mark.parametrize("precision", ["fp16", "int8"])
def test_a_pack_is_given_another_decoder_and_nothing_else(run: Path, tmp_path: Path, precision: Precision):
    trained = load_run(run)
    export_pack(trained, tmp_path, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), precision)
    before = json.loads((tmp_path / "umber.json").read_text())
    with torch.no_grad():
        for value in trained.autoencoder.decoder.parameters():
            value.add_(0.05)
    replace_decoder(trained, tmp_path)
    after = json.loads((tmp_path / "umber.json").read_text())
    differing = [name for name, entry in after["files"].items() if entry != before["files"][name]]
    assert differing == ["vae_decoder/model.onnx"]
    assert after["files"] == hash_files(tmp_path)
    size = after["files"]["vae_decoder/model.onnx"]["bytes"]
    assert size == pytest.approx(before["files"]["vae_decoder/model.onnx"]["bytes"], rel=0.02)
    assert after["training"]["decoder"]["steps"] == 2 * before["training"]["decoder"]["steps"]
    rest = ("files", "training")
    assert {k: v for k, v in after.items() if k not in rest} == {
        k: v for k, v in before.items() if k not in rest
    }


def test_a_pack_is_given_another_segmenter_and_nothing_else(run: Path, tmp_path: Path):
    trained = load_run(run)
    assert trained.observer is not None
    export_pack(trained, tmp_path, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), "fp16")
    before = json.loads((tmp_path / "umber.json").read_text())
    with torch.no_grad():
        for value in trained.observer.parameters():
            value.add_(0.05)
    replace_segmenter(trained, tmp_path)
    after = json.loads((tmp_path / "umber.json").read_text())
    differing = [name for name, entry in after["files"].items() if entry != before["files"][name]]
    assert differing == ["segmenter/model.onnx"]
    assert after["files"] == hash_files(tmp_path)
    assert after["training"]["observer"]["steps"] == 2 * before["training"]["observer"]["steps"]
    del after["components"]["segmenter"]
    (tmp_path / "umber.json").write_text(json.dumps(after))
    with pytest.raises(ValueError, match="no segmenter"):
        replace_segmenter(trained, tmp_path)


def test_a_student_in_eight_bits_reads_back_as_it_was_rounded(run: Path, tmp_path: Path):
    trained = load_run(run, student=True)
    with torch.no_grad():
        # What is alike after so little training is stored once, under one name.
        for value in trained.denoiser.parameters():
            value.add_(0.01 * torch.randn_like(value))
    export_pack(trained, tmp_path, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), "int8")
    shutil.copy(run / "unet.pt", tmp_path)
    write_student(tmp_path, tmp_path)
    restored = Denoiser.load(need_checkpoint(tmp_path / "student.pt", "train_student")).state_dict()
    for name, value in trained.denoiser.state_dict().items():
        # Seven bits for each output channel, and the ranges are those of the largest weights.
        assert torch.allclose(restored[name], value, atol=float(value.abs().max()) / 63), name
    teacher = need_checkpoint(run / "unet.pt", "train_unet")
    torch.save(teacher | {"mean": teacher["mean"] + 1}, tmp_path / "unet.pt")
    with pytest.raises(ValueError, match="not of this teacher"):
        write_student(tmp_path, tmp_path)


def test_a_decoder_of_another_encoder_is_refused(run: Path, tmp_path: Path):
    trained = load_run(run)
    export_pack(trained, tmp_path, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), "fp16")
    trained.autoencoder = Autoencoder(TINY.autoencoder)
    with pytest.raises(ValueError, match="another encoder"):
        replace_decoder(trained, tmp_path)


def test_a_grid_of_the_latent_is_seen_and_other_roughness_is_not():
    flat = torch.zeros(2, 3, 64, 96)
    cell = torch.randn(1, 3, 8, 8)
    rough = torch.randn(2, 3, 64, 96, generator=torch.Generator().manual_seed(2))
    repeating = grid_loss(cell.repeat(2, 1, 8, 12), flat)
    assert repeating > 0.7
    assert grid_loss(rough, flat) < repeating / 3
    assert grid_loss(flat + 0.5, flat) == 0
