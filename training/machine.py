"""What the machine that trains has."""

from __future__ import annotations

from pathlib import Path

import torch

FAST_BFLOAT = any(name in Path("/proc/cpuinfo").read_text() for name in ("avx512_bf16", "amx_bf16"))
"""Whether this processor has instructions for bfloat16: where it has none, float32 is ten times faster."""
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
IN_BFLOAT = DEVICE == "cuda" or FAST_BFLOAT
