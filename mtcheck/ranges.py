"""Numbers with their bounds, which hold wherever results are read."""

from __future__ import annotations

from sys import float_info
from typing import Annotated

from msgspec import Meta

Share = Annotated[float, Meta(ge=0, le=1)]
"""A quality or a probability."""
Amount = Annotated[float, Meta(ge=0, le=float_info.max)]
Offset = Annotated[int, Meta(ge=0)]
"""Also a count: of characters, from 0."""
Ordinal = Annotated[int, Meta(ge=1)]
"""A line or a column."""
