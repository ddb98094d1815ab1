"""A bundled network's pooled states, and outputs that are linear in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

POOLED, JUDGED = "pooled", "judged"
PLACES = 1024  # of a batch; all its rows are of one length
MARK = "judgement_"  # what begins the names of all that is attached here


def without_judgement(model: onnx.ModelProto) -> onnx.ModelProto:
    """The network as its own training left it."""
    for part in (model.graph.node, model.graph.initializer, model.graph.output):
        for one in [one for one in part if one.name.startswith(MARK) or one.name == JUDGED]:
            part.remove(one)
    return model


def with_pooled(model: onnx.ModelProto) -> tuple[onnx.ModelProto, str]:
    """The network with a tensor (batch, n) of all that is known of a text as a whole, and that tensor's name.

    That is what its heads read of the whole text (mean and maximum of the last states, side by side), and where
    detectors read a language model's states, the mean of those.
    """
    graph = model.graph
    made = {name: node for node in graph.node for name in node.output}
    parts = [
        node.output[0]
        for node in graph.node
        if node.op_type == "Concat"
        and {made[i].op_type for i in node.input if i in made} == {"ReduceMean", "ReduceMax"}
    ]
    read = {
        made[i].input[0]
        for node in graph.node
        if node.op_type == "Add" and any(name.endswith(".inp.bias") for name in node.input)
        for i in node.input
        if i in made
    }
    if not parts or len(read) > 1:
        message = f"Not a network that this was made for: {len(parts)} heads over {len(read)} readings."
        raise ValueError(message)
    for name in read:
        graph.initializer.append(numpy_helper.from_array(np.array([1], np.int64), f"{MARK}axis"))
        node = helper.make_node("ReduceMean", [name, f"{MARK}axis"], [f"{MARK}read"], name=f"{MARK}mean", keepdims=0)
        graph.node.append(node)
        parts.insert(0, f"{MARK}read")
    graph.node.append(helper.make_node("Concat", parts, [MARK + POOLED], name=MARK + POOLED, axis=-1))
    return model, MARK + POOLED


def with_judgement(model: onnx.ModelProto, weights: np.ndarray, of_length: np.ndarray) -> onnx.ModelProto:
    """The network with an output (batch, k): its pooled states times `weights` (n, k), and what is due to the length.

    That is 1, the number of pieces and its logarithm times `of_length` (3, k).
    """
    model, pooled = with_pooled(without_judgement(model))

    def add(kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        model.graph.node.append(helper.make_node(kind, inputs, [output], name=f"{MARK}of_{output}", **attributes))
        return output

    arrays = {"weights": weights, "constant": of_length[0], "once": of_length[1:2], "log": of_length[2:3]}
    for name, values in arrays.items():
        model.graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), MARK + name))
    size = add("Shape", ["ids"], f"{MARK}size", start=1)
    pieces = add("Cast", [size], f"{MARK}pieces", to=TensorProto.FLOAT)
    once = add("MatMul", [pieces, f"{MARK}once"], f"{MARK}by_pieces")
    logarithm = add("Log", [pieces], f"{MARK}logarithm")
    log = add("MatMul", [logarithm, f"{MARK}log"], f"{MARK}by_logarithm")
    due = add("Sum", [once, log, f"{MARK}constant"], f"{MARK}due")
    add("Gemm", [pooled, f"{MARK}weights", due], JUDGED)
    model.graph.output.append(helper.make_tensor_value_info(JUDGED, TensorProto.FLOAT, ["batch", weights.shape[1]]))
    onnx.checker.check_model(model)
    return model


def pooled_states(model: onnx.ModelProto, rows: Sequence[Sequence[int]], threads: int) -> np.ndarray:
    """(rows, n) of float32: what `with_pooled` makes of pieces, rows of like length together."""
    model, pooled = with_pooled(without_judgement(model))
    model.graph.output.append(helper.make_tensor_value_info(pooled, TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found: np.ndarray | None = None
    for done, batch in enumerate(_batches(rows)):
        (states,) = session.run([pooled], {"ids": np.array([rows[i] for i in batch], np.int64)})
        if found is None:
            found = np.zeros((len(rows), states.shape[1]), np.float32)
        found[batch] = states
        if done % 500 == 0:
            print(f"{done} batches, {len(rows[batch[0]])} pieces", flush=True)
    if found is None:
        message = "No rows."
        raise ValueError(message)
    return found


def _batches(rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    begin = 0
    for end in range(1, len(order) + 1):
        length = len(rows[order[begin]])
        if end == len(order) or len(rows[order[end]]) != length or (end + 1 - begin) * length > PLACES:
            yield order[begin:end]
            begin = end
