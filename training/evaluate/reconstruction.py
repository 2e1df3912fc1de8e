"""What the autoencoder loses, on pictures of its world and far from it, and what it costs."""

from pathlib import Path

import torch
from torch import Tensor

from training.autoencoder import Autoencoder
from training.evaluate.judge import Seen, seconds_of
from training.evaluate.painter import load_autoencoder, restore
from training.metrics import frechet_distance, gradient_energy_ratio, psnr, ssim
from training.observer import Observer
from training.run import best_device
from training.world.__main__ import sheet


def measure_restored(restored: Tensor, originals: Tensor, observer: Observer | None) -> dict[str, float]:
    """PSNR, SSIM, gradient energy and Fréchet distance of restored pictures [N, 3, H, W] in 0..1."""
    result = {
        "n": len(originals),
        "psnr": float(psnr(restored, originals).mean()),
        "ssim": float(ssim(restored, originals).mean()),
        "gradient_energy": gradient_energy_ratio(restored, originals),
    }
    if observer is not None and len(originals) > 1:
        seen, real = Seen(observer, restored), Seen(observer, originals)
        result["frechet"] = frechet_distance(seen.features, real.features)
    return result


@torch.no_grad()
def measure_cost(autoencoder: Autoencoder, size: int = 256) -> dict[str, float]:
    """Parameters, and the time for one picture of size x size in float32."""
    picture = torch.zeros(1, 3, size, size, device=best_device())
    latent = autoencoder.encode(picture)
    return {
        "encoder_parameters": sum(p.numel() for p in autoencoder.encoder.parameters()),
        "decoder_parameters": sum(p.numel() for p in autoencoder.decoder.parameters()),
        "encode_ms": 1000 * seconds_of(lambda: autoencoder.encode(picture)),
        "decode_ms": 1000 * seconds_of(lambda: autoencoder.decoder(latent)),
    }


def measure_autoencoder(
    run: Path, sets: dict[str, Tensor], observer: Observer | None, out: Path
) -> dict[str, object]:
    """Every set of pictures [N, 3, H, W] in 0..1, restored; a sheet of each goes to `out`."""
    autoencoder = load_autoencoder(run)
    config = autoencoder.config
    result: dict[str, object] = {"factor": config.factor, "channels": config.channels}
    result["cost"] = measure_cost(autoencoder)
    measured = {}
    for name, originals in sets.items():
        restored = restore(autoencoder, originals)
        measured[name] = measure_restored(restored, originals, observer)
        sheet([originals[:8], restored[:8]]).save(out / f"autoencoder-{name.replace(' ', '-')}.png")
    return result | {"sets": measured}
