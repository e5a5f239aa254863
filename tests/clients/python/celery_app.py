import os

from celery import Celery

login = {"username": os.environ["REDIS_USERNAME"], "password": os.environ["REDIS_PASSWORD"]}
user = ":".join(login.values())
addresses = os.environ["REDIS_SENTINELS"].split(",")
url = ";".join(f"sentinel://{user}@{address}/0" for address in addresses)
# For the broker the Sentinels need the login once more, and a time limit finds a hung server.
sentinels = {"master_name": os.environ["REDIS_MASTER_NAME"], "sentinel_kwargs": login}

app = Celery("tasks", broker=url, backend=url)
app.conf.broker_transport_options = {**sentinels, "socket_timeout": 5}
app.conf.result_backend_transport_options = sentinels
app.conf.redis_socket_timeout = 5
if "REDIS_CA_FILE" in os.environ:
    tls = {"ssl_cert_reqs": "required", "ssl_ca_certs": os.environ["REDIS_CA_FILE"]}
    app.conf.broker_use_ssl = app.conf.redis_backend_use_ssl = tls
    login.update(ssl=True, **tls)


@app.task
def double(number):
    return 2 * number
