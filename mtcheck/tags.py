"""HTML tags, by what they do to a text."""

from __future__ import annotations

from mtcheck.word_lists import word_set

INLINE = word_set(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr
    """
)
"""Those that end no block."""
