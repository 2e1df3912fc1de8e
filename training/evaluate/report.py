"""The evaluation as Markdown: one table a question, and the targets with what was measured."""

from typing import Any

Row = list[object]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _columns(row: dict[str, Any], *names: str) -> Row:
    return [row.get(name, "") for name in names]


def table(head: list[str], rows: list[Row]) -> str:
    """A Markdown table of the columns that are not empty; numbers stand to the right."""
    columns = [(name, column) for name, *column in zip(head, *rows, strict=True) if set(column) != {""}]
    numeric = [{type(value) for value in column if value != ""} <= {int, float} for _, column in columns]
    lines = [[name for name, _ in columns], ["--:" if right else "---" for right in numeric]]
    lines += [[_shown(column[row]) for _, column in columns] for row in range(len(rows))]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def autoencoder_tables(measured: dict[str, Any]) -> str:
    """Quality on every set, and cost."""
    rows = [
        [name, s["n"], s["psnr"], s["ssim"], s["gradient_energy"], s.get("frechet", "")]
        for name, s in measured["sets"].items()
    ]
    cost = measured["cost"]
    parameters = cost["encoder_parameters"] + cost["decoder_parameters"]
    words = (
        f"f={measured['factor']}, {measured['channels']} channels, {parameters:,} parameters; "
        f"encodes in {cost['encode_ms']:.0f} ms, decodes in {cost['decode_ms']:.0f} ms (256 x 256, float32)."
    )
    head = ["pictures", "n", "PSNR dB", "SSIM", "gradient energy", "Fréchet"]
    return table(head, rows) + "\n\n" + words


def observer_tables(measured: dict[str, Any]) -> str:
    """What the judge itself gets right on held-out renders."""
    attributes = [[k, v, measured["guessing"][k]] for k, v in measured["accuracy"].items()]
    rows = [["class maps, mean IoU", measured["miou"], ""], *attributes]
    rows.insert(1, ["class maps, pixels right", measured["pixel_accuracy"], ""])
    classes = sorted(measured["iou"].items(), key=lambda item: -item[1])
    each = ", ".join(f"{name} {value:.2f}" for name, value in classes)
    head = [f"on {measured['n']} renders", "right", "by guessing"]
    return table(head, rows) + f"\n\nIoU by class: {each}."


def generation_tables(measured: dict[str, Any]) -> str:
    """Painting against steps and guidance, from layouts, and from words or a category alone."""
    settings = measured["settings"]
    painted = [s for s in settings if s["told"] in {"hand", "exact"}]
    told = {"hand": "hand-like", "exact": "exact"}
    other, ceiling = measured["other_renders"], measured["observer"]
    scores = ("frechet", "precision", "recall", "miou")
    head = ["painted by", "steps", "guidance", "layout", "Fréchet", "precision", "recall", "layout mIoU"]
    rows: list[Row] = [
        [*_columns(s, "network", "steps", "guided"), told[s["told"]], *_columns(s, *scores)] for s in painted
    ]
    rows.append(["the renderer", "", "", "its own", 0.0, 1.0, 1.0, ceiling["miou"]])
    rows.append(["other renders", "", "", "none", *_columns(other, "frechet", "precision", "recall"), ""])
    names = ["scene", "hour", "weather", "season", "medium"]
    attributes: list[Row] = [
        [*_columns(s, "network", "steps", "told", "frechet"), *_columns(s["accuracy"], *names)]
        for s in settings
        if s["told"] in {"words", "scene"}
    ]
    attributes.append(["the renderer", "", "", 0.0, *_columns(ceiling["accuracy"], *names)])
    attributes.append(["guessing", "", "", "", *_columns(ceiling["guessing"], *names)])
    speed: list[Row] = [
        [network, value["steps"], value["seconds"]]
        for network, value in measured["seconds_per_picture"].items()
    ]
    return "\n\n".join(
        [
            table(head, rows),
            table(["painted by", "steps", "told", "Fréchet", *names], attributes),
            table(["painted by", "steps", "seconds a picture, PyTorch"], speed),
        ]
    )


def restoring_tables(measured: dict[str, Any]) -> str:
    """One table a set of pictures."""
    names = {"damaged": "as damaged (bicubic when upscaling)", "latent": "undamaged through the latent"}
    parts = []
    for title, damages in measured.items():
        rows: list[Row] = [
            [damage, names.get(who, who), v["n"], v["psnr"], v["ssim"], v.get("frechet", "")]
            for damage, restored in damages.items()
            for who, v in restored.items()
        ]
        head = ["damage", "undone by", "n", "PSNR dB", "SSIM", "Fréchet"]
        parts.append(f"{title.capitalize()}:\n\n" + table(head, rows))
    return "\n\n".join(parts)


def study_table(measured: dict[str, Any]) -> str:
    """Latent against pixel space, as the study wrote it: a list of rows with equal keys."""
    rows = measured["rows"]
    return table(list(rows[0]), [list(row.values()) for row in rows]) if rows else "nothing measured"


def target_table(evaluation: dict[str, Any]) -> str:
    """The targets that this evaluation can answer."""
    rows: list[Row] = []
    photographs = evaluation.get("autoencoder", {}).get("sets", {}).get("photographs")
    if photographs:
        rows.append(["PSNR on photographs", "at least 29 dB", photographs["psnr"]])
        rows.append(["SSIM on photographs", "at least 0.86", photographs["ssim"]])
        rows.append(["gradient energy on photographs", "0.9 to 1.1", photographs["gradient_energy"]])
    generation = evaluation.get("generation", {})
    hands = [s for s in generation.get("settings", []) if s["told"] == "hand"]
    student = next((s for s in hands if s["network"] == "student" and s["steps"] == 4), None)
    teacher = next((s for s in hands if s["network"] == "teacher" and s["steps"] == 50), None)
    if student:
        share = student["miou"] / max(generation["observer"]["miou"], 1e-9)
        rows.append(["layout fidelity of the 4-step student over the ceiling", "at least 0.85", share])
    if student and teacher:
        ratio = student["frechet"] / max(teacher["frechet"], 1e-9)
        rows.append(["Fréchet of the student at 4 steps over the teacher at 50", "at most 1.25", ratio])
    upscaled = evaluation.get("restoring", {}).get("renders", {}).get("upscaling x4", {})
    for who in ("teacher", "student"):
        if who in upscaled and "regression" in upscaled:
            ours, plain, rival = upscaled[who], upscaled["damaged"], upscaled["regression"]
            loss = rival["psnr"] - ours["psnr"]
            rows.append([f"x4 by the {who}, PSNR below regression's", "at most 1.5 dB", loss])
            if "frechet" in ours:
                ratio = ours["frechet"] / max(min(plain["frechet"], rival["frechet"]), 1e-9)
                rows.append([f"x4 by the {who}, Fréchet over the better rival's", "below 1", ratio])
    return table(["what", "target", "measured"], rows) if rows else ""


TABLES = {
    "autoencoder": ("Autoencoder", autoencoder_tables),
    "observer": ("Observer", observer_tables),
    "generation": ("Painting", generation_tables),
    "restoring": ("Restoring and upscaling", restoring_tables),
    "study": ("Latent against pixel space", study_table),
}


def markdown(evaluation: dict[str, Any]) -> str:
    """Everything measured so far, in the order of the model card."""
    sections = [
        f"### {title}\n\n{write(evaluation[name])}"
        for name, (title, write) in TABLES.items()
        if name in evaluation
    ]
    targets = target_table(evaluation)
    if targets:
        sections.insert(0, f"### Targets\n\n{targets}")
    return "\n\n".join(sections) + "\n"
