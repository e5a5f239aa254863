import os

from celery import Celery

url = os.environ["REDIS_PROXY_URL"]
app = Celery("tasks", broker=url, backend=url)
if "REDIS_CA_FILE" in os.environ:
    tls = {"ssl_cert_reqs": "required", "ssl_ca_certs": os.environ["REDIS_CA_FILE"]}
    app.conf.broker_use_ssl = app.conf.redis_backend_use_ssl = tls


@app.task
def double(number):
    return 2 * number
