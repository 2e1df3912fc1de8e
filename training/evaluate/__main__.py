"""Measure a run: `python -m training.evaluate --run RUN --photos FOLDER --out FOLDER`.

Writes evaluation.json, evaluation.md and sheets of pictures to the folder, and prints the tables. Sections
named by --only are measured again; what the folder knows of others stays. Fréchet distances are in the
observer's own features, of as many pictures as n says: compare only numbers of equal n.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import torch

from training.evaluate.generation import Plan, measure_generation
from training.evaluate.judge import Seen, measure_observer
from training.evaluate.reconstruction import measure_autoencoder
from training.evaluate.report import TABLES, markdown
from training.evaluate.restoring import measure_restoring
from training.evaluate.subjects import Subjects, held_out, other_pictures, read_photographs
from training.observer import load_observer
from training.run import best_device

SECTIONS = list(TABLES)


def machine() -> str:
    """What the times were measured on."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{torch.get_num_threads()} CPU threads"


def evaluate(
    run: Path,
    out: Path,
    photos: Path | None = None,
    only: list[str] | None = None,
    count: int = 64,
    size: int = 256,
    plan: Plan | None = None,
) -> dict[str, Any]:
    """Measure the named sections of a run and return all that `out` knows of it, as written there."""
    out.mkdir(parents=True, exist_ok=True)
    stored, wanted = out / "evaluation.json", only or SECTIONS
    result: dict[str, Any] = json.loads(stored.read_text()) if stored.exists() else {}
    judged = {"observer", "generation"} & set(wanted) or (run / "observer.pt").exists()
    observer = load_observer(run).to(best_device()) if judged else None
    subjects: Subjects = held_out(count, size)
    sets = {"renders": subjects.pictures}
    photographs = {"photographs": read_photographs(photos, size)} if photos else {}
    result |= {"size": size, "machine": machine()}
    if observer and "observer" in wanted:
        result["observer"] = measure_observer(Seen(observer, subjects.pictures), subjects)
    if "autoencoder" in wanted:
        everything = {**sets, "other pictures": other_pictures(count, size), **photographs}
        result["autoencoder"] = measure_autoencoder(run, everything, observer, out)
    if observer and "generation" in wanted:
        result["generation"] = measure_generation(run, subjects, observer, plan or Plan(), out)
    if "restoring" in wanted:
        result["restoring"] = measure_restoring(run, {**sets, **photographs}, observer, out)
    study = run / "study.json"
    if "study" in wanted and study.exists():
        result["study"] = json.loads(study.read_text())
    stored.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    (out / "evaluation.md").write_text(markdown(result))
    return result


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photos", type=Path, help="folder of photographs that nothing was trained on")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, separated by commas")
    parser.add_argument("--count", type=int, default=64, help="held-out scenes")
    parser.add_argument("--size", type=int, default=256, help="pixels along each side")
    parser.add_argument("--teacher-steps", default=",".join(map(str, Plan.teacher)))
    arguments = parser.parse_args()
    only = arguments.only.split(",")
    if unknown := set(only) - set(SECTIONS):
        parser.error(f"no section named {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    plan = Plan(teacher=tuple(int(steps) for steps in arguments.teacher_steps.split(",")))
    result = evaluate(
        arguments.run, arguments.out, arguments.photos, only, arguments.count, arguments.size, plan
    )
    print(markdown(result))


if __name__ == "__main__":
    main()
