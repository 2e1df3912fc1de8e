"""Give a pack another decoder or segmenter.

`python -m training.replace_part --part decoder --run RUN --pack PACK`, after `training.train_decoder`, for
packs whose encoder and latents are those of the run; or `--part segmenter` after `training.train_observer`.
Everything else in the pack stays as it is, to the byte. Eight-bit packs get an eight-bit decoder. The run is
one that went on from the pack (`training.load_pack`): what it has trained is added to the pack's record.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jsonschema
import torch

from training.calibration import record_painting
from training.data import HELD_OUT_SEED, render_uint8
from training.examples import encode_pictures
from training.export import (
    export_decoder,
    export_segmenter,
    store_decoder_in_eight_bits,
    unet_inputs,
)
from training.load_pack import load_autoencoder
from training.manifest import SCHEMA, hash_files, write_json
from training.run import to_unit
from training.trained import Trained, load_run

SEED = HELD_OUT_SEED + 600


def replace_decoder(trained: Trained, pack: Path) -> None:
    """Write the run's decoder into a pack, and its hash and its training into the pack's manifest.

    Raises ValueError where the pack's encoder is not the run's.
    """
    manifest = _manifest(pack)
    _check_encoder(trained, pack)
    export_decoder(trained.autoencoder, pack, half=manifest["precision"] != "fp32")
    if manifest["precision"] == "int8":
        factor, names = trained.autoencoder.config.factor, list(unet_inputs(trained.denoiser))
        _, painted = record_painting(trained.denoiser, trained.tokenizer, factor, names)
        pictures = to_unit(render_uint8(list(range(SEED, SEED + 8)), 256, 256)[0])
        encoded = encode_pictures(trained.autoencoder, pictures) - trained.mean[:, None, None]
        encoded = encoded / trained.std[:, None, None]
        store_decoder_in_eight_bits(trained, [*painted, *encoded.split(1)], pack)
    _describe(manifest, "decoder", trained, pack)


def replace_segmenter(trained: Trained, pack: Path) -> None:
    """Write the run's segmenter into a pack, and its hash and its training into the pack's manifest.

    Raises ValueError where the run or the pack has none.
    """
    manifest = _manifest(pack)
    if trained.observer is None or "segmenter" not in manifest["components"]:
        raise ValueError(f"there is no segmenter in the run, or none in {pack} that it could replace")
    export_segmenter(trained.observer, pack, half=manifest["precision"] != "fp32")
    manifest["training"]["architecture"]["observer"] = asdict(trained.observer.config)
    _describe(manifest, "observer", trained, pack)


def _manifest(pack: Path) -> dict[str, Any]:
    return json.loads((pack / "umber.json").read_text())


def _describe(manifest: dict[str, Any], part: str, trained: Trained, pack: Path) -> None:
    """Write the manifest with new hashes, and what the part was trained added to what it had been."""
    manifest["files"] = hash_files(pack)
    before, now = manifest["training"].get(part, {}), trained.record[part]
    manifest["training"][part] = {key: round(before.get(key, 0) + value, 1) for key, value in now.items()}
    jsonschema.validate(manifest, json.loads(SCHEMA.read_text()))
    write_json(pack / "umber.json", manifest)


def _check_encoder(trained: Trained, pack: Path) -> None:
    stored = load_autoencoder(pack).encoder.state_dict()
    for name, value in trained.autoencoder.encoder.state_dict().items():
        if not torch.allclose(value, stored[name], rtol=1e-2, atol=1e-3):
            raise ValueError(f"{pack} has another encoder than the one this decoder was trained for ({name})")


PARTS = {"decoder": replace_decoder, "segmenter": replace_segmenter}


def main() -> None:
    """Replace from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=list(PARTS), required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True, action="append")
    arguments = parser.parse_args()
    trained = load_run(arguments.run)
    for pack in arguments.pack:
        PARTS[arguments.part](trained, pack)


if __name__ == "__main__":
    main()
