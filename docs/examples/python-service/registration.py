"""Keeps a service registered at the gateway's directory: by REST, with nothing but the standard library."""
import base64
import datetime
import json
import sys
import threading
import urllib.error
import urllib.request

RETRY_SECONDS = 1


class Registration:
    def __init__(self, gateway, token, entry, contract):
        """`entry`: the fields of RegisterServiceRequest; `contract`: the bytes of the FileDescriptorSet."""
        self._gateway = gateway
        self._token = token
        self._entry = dict(entry, fileDescriptorSet=base64.b64encode(contract).decode())
        self._stopped = threading.Event()

    def run(self, on_registered):
        """Registers, and again when a third of the lease is over, until `stop`; then takes its leave."""
        registered = False
        while not self._stopped.is_set():
            wait = RETRY_SECONDS
            try:
                answer = self._post("/v1/directory/services:register", self._entry)
                wait = max(RETRY_SECONDS / 4, self._seconds_until(answer["expireTime"]) / 3)
                if not registered:
                    on_registered()
                registered = True
            except urllib.error.HTTPError as refused:
                # 400: the contract or a field is wrong. 409: a route is another's. The body says which; trying again is for the 5xx.
                print("refused: " + refused.read().decode(), file=sys.stderr, flush=True)
                if refused.code < 500:
                    sys.exit(1)
            except OSError as away:
                print("the gateway is away: %s" % away, file=sys.stderr, flush=True)
            self._stopped.wait(wait)
        if registered:
            self._leave()

    def stop(self):
        self._stopped.set()

    def _leave(self):
        try:
            self._post("/v1/directory/services/%s:unregister" % self._entry["service"], {"address": self._entry["address"]})
        except OSError as away:
            print("the lease will end by itself: %s" % away, file=sys.stderr, flush=True)

    def _post(self, path, body):
        headers = {"Content-Type": "application/json", "Authorization": "Bearer " + self._token}
        request = urllib.request.Request(self._gateway + path, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    @staticmethod
    def _seconds_until(text):
        time = datetime.datetime.strptime(text.split(".")[0].rstrip("Z"), "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
        return (time - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
