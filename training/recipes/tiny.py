"""The tiny pack of the tests, the whole chain in under a minute.

`python -m training.recipes.tiny --out tests/fixtures/packs/tiny --golden tests/golden/tiny-pack.json`
Its pictures are nothing to look at; every part is real.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from training.export import export_pack
from training.export_golden import write_golden
from training.manifest import PackDescription
from training.recipes.sizes import TINY
from training.trained import load_run


def train_tiny(run: Path, **steps: int) -> None:
    """A whole run at toy size: 50 pictures, a few seconds a stage; `steps` by stage."""
    replace(TINY, steps=TINY.steps | steps).run(run)


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
        export_pack(trained, arguments.out, description, "fp32")
        if arguments.golden:
            write_golden(trained, arguments.golden)


if __name__ == "__main__":
    main()
