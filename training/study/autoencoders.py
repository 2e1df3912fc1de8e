"""Compare autoencoders: `python -m training.study.autoencoders --cache CACHE --out FOLDER --minutes 5`.

Every variant learns for the same minutes from the same crops in the same order, at about equal cost of one
picture, by the losses of training.train_autoencoder alone (the decoder is sharpened later and alike). They
are measured on held-out renders, on other pictures and, with --photos, on photographs; Fréchet distances
need --observer RUN. Writes autoencoders.json, autoencoders.md and sheets of pictures, and each variant's
run to a folder of its name; started again, it goes on where it stopped.
"""

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.autoencoder import Autoencoder, AutoencoderConfig
from training.data import WorldCache
from training.evaluate.__main__ import machine
from training.evaluate.painter import load_autoencoder, restore
from training.evaluate.reconstruction import measure_cost, measure_restored
from training.evaluate.report import Row, table
from training.evaluate.subjects import held_out, other_pictures, read_photographs
from training.observer import Observer, load_observer
from training.run import best_device, need_checkpoint
from training.study.cost import gflop, is_spent
from training.train_autoencoder import train
from training.world.__main__ import sheet


@dataclass(frozen=True)
class Variant:
    """An autoencoder to try; `equivariance` is the share of steps that decode rescaled latents."""

    config: AutoencoderConfig
    equivariance: float = 0.0


# At f=4 the widths are such that encoding and decoding cost what they cost at f=8.
F4 = AutoencoderConfig(3, (96,), (5,), (96, 32), (2, 2))
VARIANTS = {
    "f4c3": Variant(F4),
    "f8c4": Variant(AutoencoderConfig(4)),
    "f8c8": Variant(AutoencoderConfig(8)),
    "f8c16": Variant(AutoencoderConfig(16)),
    "f8c4-vq": Variant(AutoencoderConfig(4, codebook=4096)),
    "f8c8-scaled": Variant(AutoencoderConfig(8), equivariance=0.25),
}


def high_frequencies(latents: Tensor) -> float:
    """Share of the spectral power of latents [N, C, h, w] that is above half of the highest frequency.

    Above it along either axis, so white noise has about 3/4. Channels count alike however strong they are;
    a Hann window keeps the edges from counting.
    """
    z = latents.double()
    height, width = z.shape[2:]
    down, across = (torch.hann_window(n, periodic=False, dtype=z.dtype) for n in (height, width))
    power = torch.fft.fft2((z - z.mean((2, 3), keepdim=True)) * down[:, None] * across).abs().pow(2).mean(0)
    y, x = torch.fft.fftfreq(height).abs(), torch.fft.fftfreq(width).abs()
    is_high = torch.maximum(y[:, None], x[None]) > 0.25
    return float((power[:, is_high].sum(1) / power.sum((1, 2)).clamp(min=1e-12)).mean())


@torch.no_grad()
def encode_all(autoencoder: Autoencoder, pictures: Tensor) -> Tensor:
    """Latents [N, C, h, w] of pictures [N, 3, H, W] in 0..1, on the CPU."""
    parts = [autoencoder.encode(x.to(best_device()) * 2 - 1).cpu() for x in pictures.split(8)]
    return torch.cat(parts)


def measure_variant(
    run: Path, sets: dict[str, Tensor], observer: Observer | None
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """All numbers of a trained variant, and every set as it comes back.

    `codes` counts the codebook entries that the renders use.
    """
    autoencoder, saved = load_autoencoder(run), need_checkpoint(run / "autoencoder.pt", "train_autoencoder")
    picture = torch.zeros(1, 3, 256, 256, device=best_device())
    with torch.no_grad():
        latent = autoencoder.encode(picture)
    cost = measure_cost(autoencoder)
    cost["encode_gflop"] = gflop(lambda: autoencoder.encode(picture))
    cost["decode_gflop"] = gflop(lambda: autoencoder.decoder(latent))
    restored = {name: restore(autoencoder, originals) for name, originals in sets.items()}
    z = encode_all(autoencoder, sets["renders"])
    result = {
        "config": asdict(autoencoder.config),
        "factor": autoencoder.config.factor,
        "steps": saved["step"],
        "seconds": saved["seconds"],
        "cost": cost,
        "high_frequencies": high_frequencies(z),
        "sets": {name: measure_restored(restored[name], sets[name], observer) for name in sets},
    }
    if autoencoder.codebook is not None:
        entries, cells = autoencoder.codebook.entries.detach().cpu(), z.permute(0, 2, 3, 1).flatten(0, 2)
        nearest = [torch.cdist(part, entries).argmin(1) for part in cells.split(4096)]
        result["codes"] = len(torch.cat(nearest).unique())
    return result, restored


def markdown(study: dict[str, Any]) -> str:
    """One table a set of pictures, and one of costs."""
    variants = study["variants"]
    parts = []
    for name in next(iter(variants.values()))["sets"]:
        rows: list[Row] = []
        for variant, measured in variants.items():
            s = measured["sets"][name]
            rows.append([variant, s["n"], s["psnr"], s["ssim"], s["gradient_energy"], s.get("frechet", "")])
        head = ["variant", "n", "PSNR dB", "SSIM", "gradient energy", "Fréchet"]
        parts.append(f"{name.capitalize()}:\n\n" + table(head, rows))
    costs: list[Row] = []
    for variant, measured in variants.items():
        cost = measured["cost"]
        parameters = cost["encoder_parameters"] + cost["decoder_parameters"]
        spent = [cost[f"{what}_{unit}"] for unit in ("ms", "gflop") for what in ("encode", "decode")]
        learned = [measured["steps"], measured["high_frequencies"], measured.get("codes", "")]
        costs.append([variant, parameters, *spent, *learned])
    head = ["variant", "parameters", "encode ms", "decode ms", "encode GFLOP", "decode GFLOP"]
    parts.append("Costs, at 256 x 256:\n\n" + table([*head, "steps", "high frequencies", "codes"], costs))
    parts.append(
        f"Each trained for {study['minutes']:g} minutes in batches of {study['batch']}; {study['machine']}, "
        "times in float32. High frequencies: share of the latent's spectral power above half of the highest "
        "frequency, about 0.75 for white noise. Codes: entries of the codebook that the renders use."
    )
    return "\n\n".join(parts) + "\n"


def compare(
    world: Tensor,
    out: Path,
    minutes: float,
    sets: dict[str, Tensor],
    observer: Observer | None = None,
    variants: dict[str, Variant] = VARIANTS,
    batch: int = 16,
    crop: int = 128,
    others: int = 1500,
    max_steps: int | None = None,
) -> dict[str, Any]:
    """Train what is not trained yet, measure everything and return it, as written to `out`.

    world: uint8 pictures [N, 3, H, W]; sets: pictures [N, 3, H, W] in 0..1 by name, `renders` among them.
    """
    measured: dict[str, Any] = {}
    rows = {name: [originals[:8]] for name, originals in sets.items()}
    for name, variant in variants.items():
        run = out / name
        if not is_spent(run / "autoencoder.pt", minutes, max_steps):
            print(f"== {name}", flush=True)
            train(
                world,
                run,
                minutes,
                variant.config,
                batch=batch,
                crop=crop,
                equivariance=variant.equivariance,
                others=others,
                max_steps=max_steps,
            )
        result, restored = measure_variant(run, sets, observer)
        measured[name] = {"equivariance": variant.equivariance, **result}
        for title, pictures in restored.items():
            rows[title].append(pictures[:8])
    study = {"minutes": minutes, "batch": batch, "machine": machine(), "variants": measured}
    for title, pictures in rows.items():
        sheet(pictures).save(out / f"autoencoders-{title.replace(' ', '-')}.png")
    (out / "autoencoders.json").write_text(json.dumps(study, indent=2, ensure_ascii=False) + "\n")
    (out / "autoencoders.md").write_text(markdown(study))
    return study


def main() -> None:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=5, help="for each variant")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--photos", type=Path, help="folder of photographs that nothing was trained on")
    parser.add_argument("--observer", type=Path, help="run folder with a trained observer")
    parser.add_argument("--variants", default=",".join(VARIANTS), help="names, separated by commas")
    parser.add_argument("--count", type=int, default=64, help="held-out renders, and other pictures")
    arguments = parser.parse_args()
    names = arguments.variants.split(",")
    if unknown := set(names) - set(VARIANTS):
        parser.error(f"no variant named {', '.join(sorted(unknown))}; there are {', '.join(VARIANTS)}")
    world, _ = WorldCache.sizes(arguments.cache)[0].load()
    size = world.shape[-1]
    sets = {
        "renders": held_out(arguments.count, size).pictures,
        "other pictures": other_pictures(arguments.count, size),
    }
    if arguments.photos:
        sets["photographs"] = read_photographs(arguments.photos, size)
    observer = load_observer(arguments.observer).to(best_device()) if arguments.observer else None
    variants = {name: VARIANTS[name] for name in names}
    result = compare(world, arguments.out, arguments.minutes, sets, observer, variants, arguments.batch)
    print(markdown(result))


if __name__ == "__main__":
    main()
