"""Matrices of an ONNX model as int8."""

from __future__ import annotations

import numpy as np
import onnx

SMALLEST = 4096


def with_packed_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its matrices as int8 and a scale a row or column; computation stays in floating point.

    Quantizing activations too would be faster, but their scale depends on what else is in the batch: the same
    sentence would read differently in other company.
    """
    gathered = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    for tensor in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim != 2 or values.size < SMALLEST:
            continue
        axis = 0 if tensor.name in gathered else 1
        scale = np.maximum(np.abs(values).max(axis=1 - axis), 1e-8) / 127
        packed = np.rint(values / np.expand_dims(scale, 1 - axis)).astype(np.int8)
        model.graph.initializer.remove(tensor)
        names = (f"{tensor.name}_int8", f"{tensor.name}_scale")
        model.graph.initializer.append(onnx.numpy_helper.from_array(packed, names[0]))
        model.graph.initializer.append(onnx.numpy_helper.from_array(scale.astype(np.float32), names[1]))
        model.graph.node.insert(0, onnx.helper.make_node("DequantizeLinear", names, [tensor.name], axis=axis))
    del model.graph.value_info[:]
    for part in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.initializer):
        part.ClearField("metadata_props")  # where in PyTorch each came from: megabytes, in a network of two directions
        part.ClearField("doc_string")
    onnx.checker.check_model(model)
    return model
