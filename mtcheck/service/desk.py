"""One thread judges what all requests bring: their sentences go through the models together."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from mtcheck.overrides import given_for_all
from mtcheck.pipeline import Options, results_of, scan_articles
from mtcheck.results import Results
from mtcheck.service.posted import Posted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtcheck.judge import Judge

TOGETHER = 16
"""Articles judged at once: more make nobody faster, and the first wait for the last."""


@dataclass(frozen=True, slots=True)
class _Job:
    posted: Posted
    answer: Future[Results]


class Desk:
    """Judges articles in the order they come, some of them together. `close` ends its thread."""

    def __init__(self, judge: Judge, options: Options) -> None:
        self._judge, self._options = judge, options
        self._jobs: deque[_Job] = deque()
        self._arrived = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="mtcheck-desk", daemon=True)
        self._thread.start()

    def submit(self, posted: Posted) -> Future[Results]:
        """Judge an article; the results hold it alone."""
        job = _Job(posted, Future())
        with self._arrived:
            if self._closed:
                raise RuntimeError("the desk is closed")
            self._jobs.append(job)
            self._arrived.notify()
        return job.answer

    def close(self) -> None:
        """Finish what is being judged, and take nothing more."""
        with self._arrived:
            self._closed = True
            self._arrived.notify()
        self._thread.join()

    def _work(self) -> None:
        while jobs := self._next():
            for _, group in groupby(jobs, key=lambda job: (job.posted.language, job.posted.threshold)):
                self._judge_together(list(group))

    def _next(self) -> list[_Job]:
        """The next jobs; none once the desk is closed. Those whose client has left are passed over."""
        with self._arrived:
            while True:
                jobs: list[_Job] = []
                while self._jobs and len(jobs) < TOGETHER and not self._closed:
                    job = self._jobs.popleft()
                    if job.answer.set_running_or_notify_cancel():
                        jobs.append(job)
                if jobs or self._closed:
                    return jobs
                self._arrived.wait()

    def _judge_together(self, jobs: Sequence[_Job]) -> None:
        """Answer jobs of one language and threshold; one that fails keeps back none of the others."""
        first = jobs[0].posted
        options = replace(
            self._options,
            language=first.language or self._options.language,
            threshold=self._options.threshold if first.threshold is None else first.threshold,
            overrides=given_for_all(
                self._options.overrides, threshold=first.threshold is not None, lang=first.language is not None
            ),
        )
        try:
            judged = list(scan_articles([job.posted.article for job in jobs], self._judge, options))
            answers = [results_of((article,), self._judge, options) for article in judged]
        except Exception as error:  # noqa: BLE001  whatever it is, its request is answered, and the desk goes on
            if len(jobs) == 1:
                jobs[0].answer.set_exception(error)
            else:
                for job in jobs:
                    self._judge_together([job])
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.answer.set_result(answer)
