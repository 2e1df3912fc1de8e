"""The tiny pack of the tests, the whole chain in under a minute.

`python -m training.recipes.tiny --out tests/fixtures/packs/tiny --golden tests/golden/tiny-pack.json`
Its pictures are nothing to look at; every part is real.
"""

import argparse
import tempfile
from pathlib import Path

from training.autoencoder import AutoencoderConfig
from training.data import fill_cache
from training.export import PackDescription, export_pack, load_run
from training.export_golden import write_golden
from training.train_autoencoder import train as train_autoencoder
from training.train_decoder import train as train_decoder
from training.train_unet import train as train_unet
from training.unet import UNetConfig

AUTOENCODER = AutoencoderConfig(channels=4, encoder=(24, 24), decoder=(32, 16, 16), blocks=(1, 1, 1))
UNET = UNetConfig(latent=4, context=32, widths=(32, 32), blocks=1, head=32)


def train_tiny(run: Path, autoencoder_steps: int = 60, unet_steps: int = 60, decoder_steps: int = 5) -> None:
    """A whole run at toy size: 50 pictures, a few seconds a stage."""
    cache = fill_cache(run / "world", count=50, minutes=5, size=128, workers=1)
    train_autoencoder(cache, run, 1.0, AUTOENCODER, batch=8, crop=64, leaves=8, max_steps=autoencoder_steps)
    train_decoder(cache, run, 1.0, batch=4, crop=64, leaves=4, max_steps=decoder_steps)
    train_unet(cache, run, 1.0, UNET, batch=8, peak=2e-3, text_layers=1, max_steps=unet_steps)


def main() -> None:
    """Train and export from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--golden", type=Path, help="write what PyTorch computes with it here")
    parser.add_argument("--run", type=Path, help="keep the run here; a temporary folder otherwise")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = arguments.run or Path(folder)
        train_tiny(run)
        description = PackDescription(
            "tiny",
            "Test fixture",
            "A toy model for tests; its pictures mean nothing.",
            "two CPU cores",
            steps=8,
        )
        trained = load_run(run)
        export_pack(trained, arguments.out, description, half=False)
        if arguments.golden:
            write_golden(trained, arguments.golden)


if __name__ == "__main__":
    main()
