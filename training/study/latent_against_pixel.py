"""Diffusion on pixels against diffusion on latents, the paper's claim at our scale.

`python -m training.study.latent_against_pixel --cache CACHE --run RUN --out FOLDER --minutes 10` trains the
same kind of UNet for the same minutes on the same pictures in every space: their pixels, and the latents of
autoencoders that `training.study.autoencoders` has left in --autoencoders (RUN/autoencoders). The networks
have nearly equal numbers of weights and as many levels as lead down to the same coarsest size, where alone
they attend. Layout and category are told, without guidance. RUN holds the observer, which judges pictures
enlarged to the size it was trained at. Training the autoencoders is not counted, as in the paper.

Writes study.json (which training.evaluate reads from a run's folder, so --out RUN is a good place), study.md
and study.png; a space's run goes to a folder of its name. Started again, it goes on where it stopped.
Source: Rombach et al. 2022, 4.1, figures 6 and 7.
"""

import argparse
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from training.data import World, WorldCache
from training.evaluate.__main__ import machine
from training.evaluate.report import study_table
from training.flow import draw_sigmas, flow_loss
from training.observer import Observer, load_observer
from training.run import (
    Loop,
    MovingAverage,
    as_tuples,
    best_device,
    channels_last,
    half_precision,
    need_checkpoint,
    save_checkpoint,
)
from training.study.cost import gflop, is_spent
from training.study.curve import Chart, draw_charts
from training.study.judging import Judge, paint, through
from training.study.spaces import (
    PIXELS,
    Lesson,
    SmallWorld,
    Space,
    velocity_under,
)
from training.unet import UNet, UNetConfig
from training.world.__main__ import colour_classes, sheet

# Widths by the factor of the space: 5.3 to 5.6 million weights, and all end at 8 x 8 for pictures of 128.
WIDTHS: dict[int, tuple[int, ...]] = {
    1: (32, 48, 64, 112, 192),
    4: (64, 112, 192),
    8: (112, 192),
}
MARKS = (0.125, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Plan:
    """Pictures of `size` pixels; `count` of them painted in `steps` at every mark, a share of the minutes."""

    minutes: float
    size: int = 128
    spaces: tuple[str, ...] = (PIXELS, "f4c3", "f8c8")
    widths: dict[int, tuple[int, ...]] = field(default_factory=lambda: WIDTHS)
    marks: tuple[float, ...] = MARKS
    context: int = 128
    batch: int = 8
    peak: float = 6e-4
    steps: int = 16
    count: int = 128

    def network(self, space: Space) -> UNetConfig:
        """The network for a space."""
        widths = self.widths[space.factor]
        blocks = (1,) * len(widths)
        return UNetConfig(latent=space.channels, context=self.context, widths=widths, blocks=blocks)


def snapshot(folder: Path, seconds: float) -> Path:
    """Where the network of a space is kept as it was after so many seconds of training."""
    return folder / f"at-{seconds:07.1f}.pt"


def train(lesson: Lesson, folder: Path, config: UNetConfig, plan: Plan) -> None:
    """Train for the plan's minutes; leaves the averaged weights of every mark."""
    torch.manual_seed(0)
    device = best_device()
    model = channels_last(UNet(config)).to(device)
    average = MovingAverage(model, 0.999)
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=plan.peak, betas=(0.9, 0.99), weight_decay=0.01, fused=True
    )
    generator = torch.Generator().manual_seed(1)
    kept = {"model": model, "optimizer": optimizer}
    described = {"config": asdict(config), "mean": lesson.mean.cpu(), "std": lesson.std.cpu()}
    path = folder / "unet.pt"
    loop = Loop(path, plan.minutes, None, kept, average, generator, described)
    marks = [
        mark
        for mark in plan.marks
        if mark < 1 and (mark > loop.progress or not snapshot(folder, mark * loop.seconds).exists())
    ]
    for _ in loop:
        loop.set_rate(plan.peak, optimizer)
        x0, layout, scenes = lesson.batch(plan.batch, generator)
        loop.samples += len(x0)
        noise = torch.randn(x0.shape, generator=generator).to(device)
        sigmas = draw_sigmas(len(x0), generator).to(device)
        with half_precision(device):
            loss = flow_loss(velocity_under(model, layout, scenes), x0, noise, sigmas)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loop.follow(loss=loss.item())
        if loop.is_due(50):
            loop.log()
        while marks and loop.progress >= marks[0]:
            spent = {"samples": loop.samples, "seconds": loop.progress * loop.seconds}
            reached = snapshot(folder, marks.pop(0) * loop.seconds)
            save_checkpoint(reached, {"weights": average.weights, **spent, **described})
    last = need_checkpoint(path, "study.latent_against_pixel")
    told = {name: last[name] for name in ("weights", "samples", "seconds", *described)}
    for mark in (*marks, 1.0):
        save_checkpoint(snapshot(folder, mark * loop.seconds), told)


def measure_space(name: str, space: Space, folder: Path, judge: Judge, plan: Plan) -> list[dict[str, Any]]:
    """A row for each mark. What was measured stays beside its weights and is not measured again."""
    rows = []
    for path in (snapshot(folder, mark * plan.minutes * 60) for mark in plan.marks):
        measured = path.with_suffix(".json")
        # A new observer or a new renderer sees another ceiling.
        asked = {"n": plan.count, "steps": plan.steps, "ceiling": judge.ceiling}
        stored: dict[str, Any] = json.loads(measured.read_text()) if measured.exists() else {}
        if stored.get("asked") != asked or measured.stat().st_mtime < path.stat().st_mtime:
            state = need_checkpoint(path, "study.latent_against_pixel")
            config = UNetConfig(**as_tuples(state["config"]))
            unet = channels_last(UNet(config)).to(best_device())
            unet.load_state_dict(state["weights"])
            unet.eval()
            painted, seconds = paint(space, unet, state, judge, plan.steps)
            sheet([judge.pictures[:8], colour_classes(judge.classes[:8]), painted[:8]]).save(
                path.with_suffix(".png")
            )
            row = {
                "space": name,
                "latent": "x".join(str(n) for n in (space.channels, *[plan.size // space.factor] * 2)),
                "parameters": sum(p.numel() for p in unet.parameters()),
                "minutes": state["seconds"] / 60,
                "PFLOP": 3e-6 * gflop_of(unet, space, plan.size) * state["samples"],
                "samples": state["samples"],
                "samples/s": state["samples"] / state["seconds"],
                "pictures/s": len(painted) / seconds,
                **judge.look(painted),
            }
            stored = {"asked": asked, "row": row}
            measured.write_text(json.dumps(stored, indent=2, ensure_ascii=False) + "\n")
            print(f"measured {row}", flush=True)
        rows.append(stored["row"])
    # Others may have used the machine at one mark or another: the network is the same at all of them.
    fastest = max(row["pictures/s"] for row in rows)
    return [row | {"pictures/s": fastest} for row in rows]


def gflop_of(unet: UNet, space: Space, size: int) -> float:
    """Billions of operations of one network call for one picture; a training step takes three times that."""
    device, side = best_device(), size // space.factor
    layout = torch.zeros(1, unet.config.layout, side, side, device=device)
    x, timestep = torch.zeros(1, space.channels, side, side, device=device), torch.ones(1, device=device)
    velocity = velocity_under(unet, layout, torch.zeros(1, dtype=torch.int64, device=device))
    return gflop(lambda: velocity(x, timestep))


def compared(rows: list[dict[str, Any]], marks: int) -> list[dict[str, Any]]:
    """The rows, `marks` of them a space, with their throughput over that of pixels at the same mark."""
    pixels = [row for row in rows if row["space"] == PIXELS]
    result = []
    for number, row in enumerate(rows):
        rival = pixels[number % marks] if pixels else {}
        names = ("samples/s", "pictures/s")
        result.append(row | {f"{n} over pixels": row[n] / rival[n] if rival else "" for n in names})
    return result


def charts(rows: list[dict[str, Any]], levels: dict[str, dict[str, float]]) -> list[list[Chart]]:
    """Quality against minutes, and against arithmetic; `levels` of each quality are drawn across."""
    units = {"minutes": "minutes of training", "PFLOP": "training compute, PFLOP"}

    def chart(what: str, across: str) -> Chart:
        lines: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            lines.setdefault(row["space"], []).append((row[across], row[what]))
        return Chart(what, units[across], lines, levels[what])

    return [[chart(what, across) for across in units] for what in levels]


def study(world: World, observer: Observer, autoencoders: Path, out: Path, plan: Plan) -> dict[str, Any]:
    """Train what is not trained yet, measure everything and return it, as written to `out`."""
    small: SmallWorld | None = None
    spaces = {name: Space.open(name, autoencoders) for name in plan.spaces}
    for name, space in spaces.items():
        folder = out / name
        done = snapshot(folder, plan.minutes * 60).exists()
        if not done or not is_spent(folder / "unet.pt", plan.minutes):
            print(f"== {name}", flush=True)
            small = small or SmallWorld.open(world, plan.size)
            train(Lesson(space, small), folder, plan.network(space), plan)
    judge = Judge(observer, plan.count, world.width, plan.size)
    rows: list[dict[str, Any]] = []
    for name, space in spaces.items():
        rows += measure_space(name, space, out / name, judge, plan)
    rows = compared(rows, len(plan.marks))
    other_draw = judge.other_draw()
    best = {
        f"{name}, autoencoder alone": judge.look(through(space, judge.pictures))
        for name, space in spaces.items()
        if name != PIXELS
    }
    best |= {"renders": {"layout mIoU": judge.ceiling}, "other renders": {"Fréchet": other_draw}}
    blank = dict.fromkeys(rows[0], "")
    reachable = [blank | {"space": name, **values} for name, values in best.items()]
    result = {
        "minutes": plan.minutes,
        "size": plan.size,
        "n": plan.count,
        "steps": plan.steps,
        "batch": plan.batch,
        "machine": machine(),
        "rows": [*rows, *reachable],
    }
    levels = {"Fréchet": {"other renders": other_draw}, "layout mIoU": {"renders": judge.ceiling}}
    draw_charts(charts(rows, levels)).save(out / "study.png", optimize=True)
    (out / "study.md").write_text(study_table(result) + "\n")
    (out / "study.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    return result


def main() -> None:
    """Compare from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True, help="run folder with a trained observer")
    parser.add_argument("--autoencoders", type=Path, help="what training.study.autoencoders wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=10, help="for each space")
    parser.add_argument("--spaces", default=",".join(Plan.spaces), help="pixels, or names of autoencoders")
    parser.add_argument("--size", type=int, default=Plan.size, help="side of the pictures in pixels")
    parser.add_argument("--batch", type=int, default=Plan.batch)
    parser.add_argument("--count", type=int, default=Plan.count, help="pictures painted at every mark")
    arguments = parser.parse_args()
    plan = Plan(
        arguments.minutes,
        arguments.size,
        tuple(arguments.spaces.split(",")),
        batch=arguments.batch,
        count=arguments.count,
    )
    autoencoders = arguments.autoencoders or arguments.run / "autoencoders"
    observer = load_observer(arguments.run).to(best_device())
    world = WorldCache.sizes(arguments.cache)[0]
    print(study_table(study(world, observer, autoencoders, arguments.out, plan)))


if __name__ == "__main__":
    main()
