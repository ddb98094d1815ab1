"""What exit statuses mean, in every command."""

from __future__ import annotations

CLEAN = 0
FLAGGED = 1
"""Something is flagged, or in a baseline stale."""
NOT_DONE = 2
"""Not all of the work could be done; that outranks what was found."""
BUG = 3
INTERRUPTED = 130
