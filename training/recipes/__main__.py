"""Train by recipe: `python -m training.recipes cpu --run RUN`, or `gpu`, or `tiny`.

`--stage` names one stage (again and again, to choose what is trained), `--minutes` overrides its budget.
Afterwards `python -m training.export` writes packs.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from training.recipes.recipe import STAGES
from training.recipes.sizes import RECIPES


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", choices=RECIPES)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--minutes", type=float, help="the budget of the named stage")
    arguments = parser.parse_args()
    recipe = RECIPES[arguments.recipe]
    if arguments.minutes and arguments.stage:
        recipe = replace(recipe, minutes=recipe.minutes | {arguments.stage: arguments.minutes})
    recipe.run(arguments.run, [arguments.stage] if arguments.stage else [])


if __name__ == "__main__":
    main()
