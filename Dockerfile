# syntax=docker/dockerfile:1
# mtcheck in a container that can do nothing but read articles and write its report:
#   docker build -t mtcheck .
#   docker run --rm --read-only --tmpfs /tmp --network none --cap-drop ALL --security-opt no-new-privileges \
#     -v "$PWD:/work:ro" mtcheck scan articles/
# What is computed is kept where a volume is mounted at /cache: -v mtcheck-cache:/cache

FROM python:3.12-slim-bookworm AS build
RUN python -m venv /opt/mtcheck && /opt/mtcheck/bin/python -m pip install --no-cache-dir "uv>=0.8,<1"
WORKDIR /src
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY mtcheck ./mtcheck
# In this folder uv reads which dependencies to leave out, and the versions that were tested.
RUN /opt/mtcheck/bin/uv pip install --no-cache --compile-bytecode --python /opt/mtcheck/bin/python . \
    && /opt/mtcheck/bin/uv pip uninstall --python /opt/mtcheck/bin/python uv

FROM python:3.12-slim-bookworm
# git is for --changed-since; a mounted repository belongs to somebody else, which git would refuse. No version is
# pinned: a security fix must not wait for this file.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*' \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin mtcheck \
    && install -d -o mtcheck -g mtcheck /cache
COPY --from=build /opt/mtcheck /opt/mtcheck
ENV PATH=/opt/mtcheck/bin:$PATH \
    HOME=/nonexistent \
    MTCHECK_CACHE_DIR=/cache \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /work
ENTRYPOINT ["mtcheck"]
CMD ["--help"]
