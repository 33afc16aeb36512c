"""Small notebooks with planted faults, for the tests of the policy and of the rules."""

import base64
import io
import random

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image


def png(side=1):
    """A picture of noise with a palette, as figures are stored, in base64: about side² bytes."""
    held, noise = io.BytesIO(), random.Random(0).randbytes(side**2)
    image = Image.frombytes("P", (side, side), noise)
    image.putpalette(bytes(range(256)) * 3)
    image.save(held, "PNG")
    return base64.b64encode(held.getvalue()).decode()


def text(source, id="text", tags=()):
    return new_markdown_cell(source, id=id, metadata={"tags": list(tags)} if tags else {})


def code(
    source, id, *, shows=None, prints=None, warns=None, png=None, tags=(), count=1, **metadata
):
    """A code cell with stored outputs: `shows` a value, `prints` to stdout, `warns` to stderr, `png` as base64."""
    outputs = []
    if prints is not None:
        outputs.append(new_output("stream", name="stdout", text=prints))
    if warns is not None:
        outputs.append(new_output("stream", name="stderr", text=warns))
    if shows is not None:
        outputs.append(
            new_output("execute_result", data={"text/plain": shows}, execution_count=count)
        )
    if png is not None:
        data = {"image/png": png, "text/plain": "<Figure size 1x1 with 0 Axes>"}
        outputs.append(new_output("display_data", data=data))
    if tags:
        metadata["tags"] = list(tags)
    return new_code_cell(source, id=id, outputs=outputs, execution_count=count, metadata=metadata)


def notebook(*cells, **about):
    """Code cells are counted 1…n."""
    count = 0
    for cell in cells:
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
    kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(
        cells=list(cells),
        metadata={"kernelspec": kernelspec, "language_info": {"name": "python"}, "dlkit": about},
    )


def write(path, *cells, **about):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(*cells, **about), path)
    return path
