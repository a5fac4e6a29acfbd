"""`zhouji rerun`: does a published generation come out again?"""

from __future__ import annotations

from typing import Annotated

import typer

from zhouji.cli.output import (
    DataOption,
    JsonOption,
    console,
    errors,
    escape,
    open_pool,
    print_json,
    speaks_plainly,
)


@speaks_plainly
def rerun(
    data: DataOption,
    generation: Annotated[int, typer.Option(help="The generation's number, as 12.")],
    as_json: JsonOption = False,
) -> None:
    """Compute a published generation again from its receipt, and compare what it says.

    It uses the batches of the receipt and no other, the content that was in force, and the day
    that the generation looked at. Nothing is published. Ends with exit status 1 when something
    else comes out.

    Example: zhouji rerun --data var/pinghu --generation 12
    """
    from zhouji.pipeline.rerun import rerun as run_again

    again = run_again(open_pool(data), generation)
    if again.engine != again.published.engine:
        errors.print(
            f"generation {again.published.generation} was computed by engine "
            f"{escape(again.published.engine)}, this is {escape(again.engine)}",
            highlight=False,
        )
    if as_json:
        print_json(again.as_json())
    elif again.same:
        console.print(f"same: {again.digest}", highlight=False)
    else:
        console.print(f"{', '.join(again.differing)} differ from what was published:")
        console.print(f"  published {again.published.digest}", highlight=False)
        console.print(f"  now       {again.digest}", highlight=False)
    if not again.same:
        raise typer.Exit(1)
