# The hub as it runs in production: locked dependencies, nothing for development, no root.
FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --system --create-home --uid 10001 hub \
    && mkdir -m 700 -p /var/hub/data /var/hub/keys /var/hub/spool /var/hub/checkpoints \
    && chown -R hub:hub /var/hub

WORKDIR /srv/hub
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt
COPY . .

ENV HUB_MODE=production \
    HUB_DATA_FOLDER=/var/hub/data \
    HUB_KEYS_FOLDER=/var/hub/keys \
    HUB_SPOOL_FOLDER=/var/hub/spool
VOLUME ["/var/hub/data", "/var/hub/keys", "/var/hub/spool", "/var/hub/checkpoints"]
USER hub
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "hub.cli", "serve", "--host", "0.0.0.0", "--workers", "4"]
