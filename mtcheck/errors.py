"""The one exception users meet."""

from __future__ import annotations


class MtcheckError(Exception):
    """Something the user can mend. The message is one sentence that says what is wrong and names the fix."""
