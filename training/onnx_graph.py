"""One module to one ONNX graph, shaped as the engine wants it."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn


def export_graph(
    module: nn.Module,
    inputs: dict[str, Tensor],
    output: str,
    dynamic: dict[str, dict[int, str]],
    path: Path,
    half: bool,
) -> None:
    """Trace one module to ONNX opset 17 with the named dynamic axes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        traced = Path(folder) / "model.onnx"
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(traced),
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes=dynamic,
            opset_version=17,
            # Unfolded, weights keep their names and shapes, so that `load_pack` can read them back.
            do_constant_folding=False,
            dynamo=False,
        )
        model = onnx.load(str(traced))
    pin_resize_scales(model)
    if half:
        store_half(model)
    model.producer_name, model.producer_version, model.doc_string = "umber", "", ""
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def pin_resize_scales(model: onnx.ModelProto) -> None:
    """Give every doubling its scales as one constant; the engine refuses scales made at run time."""
    graph = model.graph
    constants = []
    for node in graph.node:
        if node.op_type == "Resize":
            name = f"{node.output[0]}_scales"
            scales = helper.make_tensor(name, TensorProto.FLOAT, [4], [1.0, 1.0, 2.0, 2.0])
            constants.append(helper.make_node("Constant", [], [name], value=scales))
            node.input[2] = name
    nodes = constants + list(graph.node)
    while True:
        used = {name for node in nodes for name in node.input} | {output.name for output in graph.output}
        needed = [node for node in nodes if used.intersection(node.output)]
        if len(needed) == len(nodes):
            break
        nodes = needed
    del graph.node[:]
    graph.node.extend(nodes)


def store_half(model: onnx.ModelProto, smallest: int = 256) -> None:
    """Keep large float32 weights as float16 with a Cast in front; arithmetic stays in float32."""
    graph, casts = model.graph, []
    for index, tensor in enumerate(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if tensor.data_type != TensorProto.FLOAT or values.size < smallest:
            continue
        stored = numpy_helper.from_array(values.astype(np.float16), tensor.name + "_half")
        casts.append(helper.make_node("Cast", [stored.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer[index].CopyFrom(stored)
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
