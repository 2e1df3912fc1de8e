"""Sample a pack's weights with PyTorch on the CPU, as a yardstick for the engine.

`python training/bench_pytorch.py --pack-weights PACK --size 256 --steps 20 --json` prints one line of JSON.
The guidance and so the number of network calls is the engine's: one batched call a step.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from training.export import unet_inputs
from training.flow import sample_euler
from training.load_pack import load_denoiser
from training.run import channels_last


def measure(pack: Path, size: int, steps: int, mode: str) -> tuple[float, float]:
    """Load and sampling time in milliseconds, after one warm-up, with the pack's default guidance."""
    begin = time.perf_counter()
    model = load_denoiser(pack)
    if mode == "bf16":
        model = channels_last(model)
    load = time.perf_counter() - begin
    strengths = json.loads((pack / "umber.json").read_text())["defaults"]["guidance"]
    chain = [strengths.get(name, 1.0) for name in ("layout", "class", "text")]
    # Passes of the chained guidance: one per change of strength along (layout, class, text, 1).
    levels = [*chain, 1.0]
    weights = [1.0 - chain[0]] + [a - b for a, b in zip(levels[:-1], [*levels[1:-1], 0.0], strict=True)]
    rows = [i for i, w in enumerate(weights) if abs(w) > 1e-9]
    inputs = unet_inputs(model, batch=1, size=size // 8)
    x, _, *conditions = inputs.values()
    conditions = [value.expand(len(rows), *value.shape[1:]) for value in conditions]
    scale = torch.tensor([weights[i] for i in rows])[:, None, None, None]

    def velocity(x: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        batch = x.expand(len(rows), -1, -1, -1)
        with torch.autocast("cpu", torch.bfloat16, enabled=mode == "bf16"):
            out = model.unet(batch, timestep.expand(len(rows)), *conditions)
        return (out.float() * scale).sum(0, keepdim=True)

    with torch.inference_mode():
        sample_euler(velocity, x, 2)
        begin = time.perf_counter()
        sample_euler(velocity, x, steps)
    return load * 1000, (time.perf_counter() - begin) * 1000


def main() -> None:
    """Measure float32 and bfloat16, and report the faster."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack-weights", type=Path, required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    results = {
        m: measure(arguments.pack_weights, arguments.size, arguments.steps, m) for m in ("fp32", "bf16")
    }
    best = min(results, key=lambda m: results[m][1])
    report = {
        "samplingMs": results[best][1],
        "loadMs": results[best][0],
        "peakMemoryMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "torchVersion": torch.__version__,
        "mode": best,
        "fp32SamplingMs": results["fp32"][1],
        "bf16SamplingMs": results["bf16"][1],
    }
    print(json.dumps(report) if arguments.json else report)


if __name__ == "__main__":
    main()
