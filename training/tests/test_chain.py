"""The whole chain at toy size: render, train, stop, go on, export, read back, run."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from training.export import export_pack, unet_inputs
from training.export_golden import golden
from training.load_pack import load_denoiser, write_run
from training.manifest import PackDescription
from training.palette import REPOSITORY
from training.recipes.sizes import TINY
from training.recipes.tiny import train_tiny
from training.trained import Trained, load_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train_tiny(folder, autoencoder=30, unet=55)
    return folder


@pytest.fixture(scope="module")
def pack(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    export_pack(
        load_run(run), folder, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), "fp16"
    )
    return folder


def session(pack: Path, component: str) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(
        str(pack / component / "model.onnx"), providers=["CPUExecutionProvider"]
    )


def relative_error(actual: np.ndarray, expected: torch.Tensor) -> float:
    wanted = expected.detach().numpy()
    return float(np.abs(actual - wanted).max() / np.abs(wanted).max())


def test_training_lowers_the_loss(run: Path):
    lines = [json.loads(line) for line in (run / "autoencoder.jsonl").read_text().splitlines()]
    assert lines[-1]["psnr"] > 9
    assert json.loads((run / "unet.jsonl").read_text().splitlines()[-1])["loss"] < 2.1


def test_a_finished_run_is_not_trained_further(run: Path):
    before = (run / "unet.jsonl").read_text()
    train_tiny(run, autoencoder=30, unet=55)
    assert (run / "unet.jsonl").read_text() == before


def test_exported_graphs_agree_with_pytorch_at_other_sizes_than_traced(run: Path, tmp_path: Path):
    trained = load_run(run)
    export_pack(trained, tmp_path, PackDescription("tiny", "Tiny", "For a test.", "two CPU cores"), "fp32")
    inputs = unet_inputs(trained.denoiser, batch=3, size=10)
    (out,) = session(tmp_path, "unet").run(None, {k: v.numpy() for k, v in inputs.items()})
    assert relative_error(np.asarray(out), trained.denoiser.unet(*inputs.values())) < 1e-3
    z = torch.randn(1, 4, 5, 9)
    (picture,) = session(tmp_path, "vae_decoder").run(None, {"latent_sample": z.numpy()})
    assert relative_error(np.asarray(picture), trained.autoencoder.decoder(z)) < 1e-3


def test_half_precision_weights_are_half_the_size_and_nearly_as_good(run: Path, pack: Path):
    trained = load_run(run)
    inputs = unet_inputs(trained.denoiser)
    (out,) = session(pack, "unet").run(None, {k: v.numpy() for k, v in inputs.items()})
    assert relative_error(np.asarray(out), trained.denoiser.unet(*inputs.values())) < 2e-2
    parameters = sum(p.numel() for p in trained.denoiser.unet.parameters())
    graph_bytes = 250_000
    assert (pack / "unet" / "model.onnx").stat().st_size < parameters * 2 + graph_bytes


def test_the_manifest_pins_every_file(pack: Path):
    manifest = json.loads((pack / "umber.json").read_text())
    on_disk = {p.relative_to(pack).as_posix() for p in pack.rglob("*") if p.is_file()} - {"umber.json"}
    assert set(manifest["files"]) == on_disk
    for name, entry in manifest["files"].items():
        content = (pack / name).read_bytes()
        assert entry == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def test_a_pack_reads_back_as_the_model_that_was_exported(run: Path, pack: Path):
    restored, trained = load_denoiser(pack).state_dict(), load_run(run).denoiser.state_dict()
    assert restored.keys() == trained.keys()
    for key, value in trained.items():
        assert torch.allclose(restored[key], value, atol=1e-3, rtol=1e-3), key


def test_training_goes_on_from_a_pack(pack: Path, run: Path, tmp_path: Path):
    write_run(pack, tmp_path)
    before = load_run(tmp_path)
    pictures = torch.rand(1, 3, 32, 32) * 2 - 1
    with torch.no_grad():
        assert torch.allclose(
            before.autoencoder.encode(pictures), load_run(run).autoencoder.encode(pictures), atol=2e-2
        )
    shutil.copytree(run / "world", tmp_path / "world")
    replace(TINY, steps={"unet": 1}, peak={"unet": 1e-6}).run(tmp_path, ["unet"])
    after = load_run(tmp_path).denoiser.state_dict()
    for name, value in before.denoiser.state_dict().items():
        assert torch.allclose(after[name], value, atol=1e-4), name


def test_golden_vectors_are_the_same_every_time(run: Path):
    trained: Trained = load_run(run)
    first = golden(trained, size=64, steps=2)
    assert first == golden(trained, size=64, steps=2)
    assert len(first["prompts"]) > 5


STAGES = {
    "autoencoder": "train_autoencoder(WorldCache(run / 'world', 128, 128).load()[0], run, 1e6,"
    " TINY.autoencoder, batch=4, crop=32, others=4, max_steps=steps, save_seconds=0)",
    "unet": "train_unet([WorldCache(run / 'world', 128, 128)], run, 1e6,"
    " TINY.unet, batch=4, others=4, text_layers=1, caption_steps=2, max_steps=steps, save_seconds=0)",
}


def train_stage(stage: str, folder: Path, steps: int | None) -> subprocess.Popen:
    """Start one stage in a process of its own; it saves after every step."""
    script = (
        "from pathlib import Path\n"
        "import torch; torch.set_num_threads(1)\n"
        "from training.data import WorldCache\n"
        "from training.recipes.sizes import TINY\n"
        "from training.train_autoencoder import train as train_autoencoder\n"
        "from training.train_unet import train as train_unet\n"
        f"run, steps = Path({str(folder)!r}), {steps}\n{STAGES[stage]}"
    )
    return subprocess.Popen([sys.executable, "-c", script], cwd=REPOSITORY, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_at_any_moment_ends_with_the_weights_of_an_unbroken_one(
    stage: str, run: Path, tmp_path: Path
):
    killed, unbroken = tmp_path / "killed", tmp_path / "unbroken"
    for folder in (killed, unbroken):
        shutil.copytree(run / "world", folder / "world")
        if stage == "unet":
            shutil.copy(run / "autoencoder.pt", folder)
    process = train_stage(stage, killed, None)
    checkpoint, deadline = killed / f"{stage}.pt", time.monotonic() + 120
    while not checkpoint.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.7)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reached = torch.load(checkpoint, weights_only=True)["step"]
    assert reached > 0
    assert train_stage(stage, killed, reached + 3).wait() == 0
    assert train_stage(stage, unbroken, reached + 3).wait() == 0
    after, expected = (torch.load(f / f"{stage}.pt", weights_only=True) for f in (killed, unbroken))
    assert after["step"] == expected["step"] == reached + 3
    assert after["followed"] == pytest.approx(expected["followed"], rel=1e-6)
    for name, value in expected["weights"].items():
        assert torch.allclose(after["weights"][name], value, atol=1e-6), name
