"""Write what PyTorch's CPU generator draws, for the TypeScript noise stream to be tested against.

Run from the repository: `python training/export_noise_golden.py`. It rewrites
tests/golden/noise-golden.json; the values depend on PyTorch's generator only, not on a model.
"""

import json
from pathlib import Path

import torch

# (seed, lengths drawn one after the other from one generator)
DRAWS = [
    (0, [1]),
    (0, [5, 2, 3]),  # short draws come in pairs: the spare value waits for the next short draw
    (0, [15]),
    (0, [16]),
    (0, [17]),  # a ragged end is drawn again
    (1, [31, 3, 16, 3]),
    (42, [100]),
    (1234567, [640, 1]),  # more than one state of the twister
    (7, [8192]),
    (2**32 - 1, [16]),
    (2**32 + 5, [16]),  # only the low 32 bits of a seed count
    (2**53 - 1, [48, 16384]),
]
KEPT = 24  # values kept of each draw, from both ends
# PyTorch takes log, sin and cos in float32 with vector instructions; the reader may use float64.
TOLERANCE = 1e-6


def describe(values: torch.Tensor) -> dict[str, object]:
    """First and last values of a draw, and its sums in float64 to cover the middle."""
    exact = values.double()
    position = torch.arange(1, len(values) + 1, dtype=torch.float64)
    return {
        "length": len(values),
        "first": values[:KEPT].tolist(),
        "last": values[-KEPT:].tolist(),
        "mean_square": float((exact * exact).mean()),
        "mean_weighted": float((exact * position).mean() / len(values)),
    }


def main() -> None:
    """Draw every case and write the golden file."""
    cases = []
    for seed, lengths in DRAWS:
        generator = torch.Generator("cpu").manual_seed(seed)
        draws = [describe(torch.randn(length, generator=generator)) for length in lengths]
        cases.append({"seed": seed, "draws": draws})
    golden = {
        "about": "torch.randn(length, generator=torch.Generator('cpu').manual_seed(seed)), float32",
        "torch": torch.__version__.split("+")[0],
        "tolerance": TOLERANCE,
        "cases": cases,
    }
    path = Path(__file__).parent.parent / "tests" / "golden" / "noise-golden.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
