"""Argos' public package index: the one place where mtcheck uses the network, and only when asked to."""

from __future__ import annotations

import logging
import re
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mtcheck.argos.upstream import argos_package
from mtcheck.errors import MtcheckError

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT_SECONDS = 60


def download(from_code: str, to_code: str) -> Path:
    """Fetch the newest package of a pair; the file lies in a temporary folder until the process ends.

    MtcheckError if the index cannot be reached, has no such pair, or the download fails.
    """
    package = argos_package()
    offline = "check the network, or install from a .argosmodel file you downloaded elsewhere"
    # Argos logs the raw failure; what to do about it is said below.
    logging.getLogger("argostranslate.utils").setLevel(logging.CRITICAL)
    with _timeout():
        package.update_package_index()
        # Argos swallows the failure, then asks again for ever: look before asking.
        if not Path(package.settings.local_package_index).exists():
            raise MtcheckError(f"The Argos package index cannot be reached: {offline}.")
        try:
            offers = package.get_available_packages()
        except (ValueError, TypeError, AttributeError):
            raise MtcheckError("The Argos package index is not readable: try again later.") from None
        matching = [offer for offer in offers if (offer.from_code, offer.to_code) == (from_code, to_code)]
        if not matching:
            into = sorted({str(offer.to_code) for offer in offers if offer.from_code == from_code})
            known = f"from {from_code} it goes to {', '.join(into)}" if into else f"it knows no language {from_code}"
            raise MtcheckError(f"The Argos index has no package {from_code}-{to_code}: {known}.")
        newest = max(matching, key=lambda offer: [int(n) for n in re.findall(r"\d+", offer.package_version)])
        try:
            return Path(newest.download())
        except Exception as error:  # Argos raises plain Exception
            raise MtcheckError(f"Downloading {from_code}-{to_code} failed ({error}): {offline}.") from error


@contextmanager
def _timeout() -> Iterator[None]:
    """Argos gives its connections no timeout; without one a silent server would hang the command."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
