"""The observer as the judge of sets of pictures."""

import time
from collections.abc import Callable
from statistics import median

import torch
from torch import Tensor
from torch.nn import functional as F

from training.evaluate.subjects import Subjects
from training.metrics import Confusion, accuracy, frechet_distance, precision_recall
from training.observer import ATTRIBUTES, Observer
from training.palette import CLASS_NAMES
from training.run import best_device


class Seen:
    """What the observer sees in pictures [N, 3, H, W] in 0..1, on the CPU."""

    def __init__(self, observer: Observer, pictures: Tensor, batch: int = 16):
        with torch.no_grad():
            parts = [observer(x.to(best_device()) * 2 - 1) for x in pictures.split(batch)]
        self.classes = torch.cat([part.classes.cpu() for part in parts])  # [N, K + 1, H/4, W/4]
        self.features = torch.cat([part.features.cpu() for part in parts])  # [N, D]
        self._attributes = {
            name: torch.cat([getattr(part, name).cpu() for part in parts]) for name in ATTRIBUTES
        }

    def distance(self, other: "Seen") -> dict[str, float]:
        """Fréchet distance to other pictures, and precision and recall with them as the real ones."""
        precision, recall = precision_recall(self.features, other.features)
        distance = frechet_distance(self.features, other.features)
        return {"frechet": distance, "precision": precision, "recall": recall}

    def layout(self, classes: Tensor) -> Confusion:
        """How the class maps seen compare with maps [N, h, w], at the resolution of those."""
        confusion = Confusion(self.classes.shape[1])
        for logits, true in zip(self.classes.split(16), classes.split(16), strict=True):
            sized = F.interpolate(logits, true.shape[1:], mode="bilinear", align_corners=False)
            confusion.add(sized.argmax(1), true)
        return confusion

    def accuracies(self, subjects: Subjects, *names: str) -> dict[str, float]:
        """Share of pictures in which the named attributes are seen to be what they should be."""
        return {name: accuracy(self._attributes[name], subjects.attribute(name)) for name in names}


def measure_observer(seen: Seen, subjects: Subjects) -> dict[str, object]:
    """The judge judged, on renders it has never seen: the ceiling of what painted pictures can reach."""
    confusion = seen.layout(subjects.classes)
    names = list(ATTRIBUTES)
    return {
        "n": len(subjects),
        "miou": confusion.mean_iou(),
        "pixel_accuracy": confusion.accuracy(),
        "iou": {CLASS_NAMES[c]: value for c, value in confusion.iou().items()},
        "accuracy": seen.accuracies(subjects, *names),
        # What always guessing the most frequent answer would reach.
        "guessing": {n: float(subjects.attribute(n).bincount().max()) / len(subjects) for n in names},
    }


def seconds_of(call: Callable[[], object], repeats: int = 5) -> float:
    """Median wall-clock seconds of a call, after one to warm up."""
    times = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        call()
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        times.append(time.perf_counter() - begin)
    return median(times[1:])
