"""ONNX Runtime as every model here uses it: batches of one length, without padding, side by side, one thread each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnxruntime


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """A model ready to run on the CPU, one thread a run."""
    # Some builds of ONNX Runtime report to their maker; it reads this when imported, its own call comes too late.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime  # noqa: PLC0415  slow to import, and `--help` needs none of it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # batches side by side share the CPUs better, and nobody spins waiting
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # unpack the weights once, when loading
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run_batches(look: Callable[[list[int]], None], lengths: Sequence[int], tokens: int, threads: int) -> None:
    """Call `look` with the numbers of all sequences, in groups of one length and of at most `tokens` tokens.

    No padding: what a sequence reads like does not hang on its company.
    """
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(look, _batches(lengths, tokens)))


def _batches(lengths: Sequence[int], tokens: int) -> Iterator[list[int]]:
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        full = (len(batch) + 1) * lengths[index] > tokens
        if batch and (full or lengths[batch[0]] != lengths[index]):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
