"""How well pictures are painted: against steps and guidance, from layouts, from words, from a category."""

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from training.denoiser import PLAIN, Guidance
from training.evaluate.judge import Seen, measure_observer, seconds_of
from training.evaluate.painter import Painter
from training.evaluate.subjects import OTHER_DRAW, Subjects, render_pictures
from training.observer import Observer
from training.world.__main__ import colour_classes, sheet
from training.world.layouts import area_fractions


@dataclass(frozen=True)
class Setting:
    """One way to paint: `guided` scales what guidance adds, 0 is none, 1 the default.

    told: "exact" or "hand" for the layout of that kind with caption and category, "words" or "scene" for
    that alone.
    """

    network: str
    steps: int
    guided: float
    told: str

    @property
    def guidance(self) -> Guidance:
        """Strength of each condition."""
        usual = Guidance()
        scaled = {k: 1 + self.guided * (v - 1) for k, v in vars(usual).items()}
        return Guidance(**scaled) if self.guided else PLAIN


@dataclass(frozen=True)
class Plan:
    """Steps to compare; the `usual` of a network are those that other questions are asked with."""

    teacher: tuple[int, ...] = (4, 16, 50)
    teacher_usual: int = 16
    guided: tuple[float, ...] = (0.0, 2.0)
    student: tuple[int, ...] = (1, 2, 4)
    student_usual: int = 4

    def settings(self, available: list[str]) -> list[Setting]:
        """Everything to paint with the networks that a run has."""
        chosen = []
        if "teacher" in available:
            usual = self.teacher_usual
            chosen += [Setting("teacher", steps, 1.0, "hand") for steps in self.teacher]
            chosen += [Setting("teacher", usual, guided, "hand") for guided in self.guided]
            chosen += [Setting("teacher", usual, 1.0, told) for told in ("exact", "words", "scene")]
        if "student" in available:
            usual = self.student_usual
            chosen += [Setting("student", steps, 0.0, "hand") for steps in self.student]
            chosen += [Setting("student", usual, 0.0, told) for told in ("exact", "words", "scene")]
        return chosen


def paint(painter: Painter, setting: Setting, subjects: Subjects) -> Tensor:
    """The subjects as a network paints them from what it is told, [N, 3, H, W] in 0..1."""
    count, height, width = subjects.classes.shape
    factor = painter.autoencoder.config.factor
    if setting.told == "words":
        given = painter.conditions(count, height, width, prompts=subjects.prompts)
    elif setting.told == "scene":
        given = painter.conditions(count, height, width, scenes=subjects.labels.scene)
    else:
        exact = setting.told == "exact"
        layout = area_fractions(subjects.classes, factor) if exact else _hand_fractions(subjects, factor)
        given = painter.conditions(count, height, width, subjects.captions, subjects.labels.scene, layout)
    return painter.paint(given, setting.steps, setting.guidance)


def _hand_fractions(subjects: Subjects, factor: int) -> Tensor:
    # Hand-like maps are a quarter of the picture's size; a finer latent has them enlarged.
    hands = subjects.hands
    if factor < 4:
        hands = hands.repeat_interleave(4 // factor, 1).repeat_interleave(4 // factor, 2)
    return area_fractions(hands, max(1, factor // 4))


def measure_setting(setting: Setting, seen: Seen, real: Seen, subjects: Subjects) -> dict[str, object]:
    """The numbers that what was told allows to ask for."""
    result: dict[str, object] = {"n": len(subjects), **vars(setting), **seen.distance(real)}
    if setting.told in {"exact", "hand"}:
        classes = subjects.classes if setting.told == "exact" else subjects.hands
        result["miou"] = seen.layout(classes).mean_iou()
    names = {"scene": ["scene"], "words": ["scene", "hour", "weather", "season", "medium"]}
    result["accuracy"] = seen.accuracies(subjects, *names.get(setting.told, []))
    return result


def measure_generation(
    run: Path, subjects: Subjects, observer: Observer, plan: Plan, out: Path
) -> dict[str, object]:
    """Every setting of the plan, with what real renders score beside it; a sheet goes to `out`."""
    real = Seen(observer, subjects.pictures)
    others, _ = render_pictures(OTHER_DRAW, len(subjects), subjects.pictures.shape[-1])
    result: dict[str, object] = {
        "observer": measure_observer(real, subjects),
        "other_renders": Seen(observer, others).distance(real),
    }
    hands = subjects.hands[:8].repeat_interleave(4, 1).repeat_interleave(4, 2)
    rows, measured = [subjects.pictures[:8], colour_classes(subjects.classes[:8]), colour_classes(hands)], []
    painters: dict[str, Painter] = {}
    for setting in plan.settings(Painter.available(run)):
        if setting.network not in painters:
            painters[setting.network] = Painter.load(run, setting.network)
        pictures = paint(painters[setting.network], setting, subjects)
        measured.append(measure_setting(setting, Seen(observer, pictures), real, subjects))
        rows.append(pictures[:8])
        print(f"painted {setting}", flush=True)
    sheet(rows).save(out / "generation.png")
    result["settings"] = measured
    result["seconds_per_picture"] = {
        network: _seconds(painter, plan, subjects) for network, painter in painters.items()
    }
    return result


def _seconds(painter: Painter, plan: Plan, subjects: Subjects) -> dict[str, float]:
    """Time of one picture with everything told, at the usual steps."""
    student = painter.network == "student"
    steps = plan.student_usual if student else plan.teacher_usual
    setting = Setting(painter.network, steps, 0.0 if student else 1.0, "exact")
    count, height, width = 1, *subjects.classes.shape[1:]
    layout = area_fractions(subjects.classes[:1], painter.autoencoder.config.factor)
    given = painter.conditions(count, height, width, subjects.captions[:1], subjects.labels.scene[:1], layout)
    seconds = seconds_of(lambda: painter.paint(given, steps, setting.guidance), repeats=3)
    return {"steps": steps, "seconds": seconds}
