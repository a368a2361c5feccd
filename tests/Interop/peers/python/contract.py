"""The contract's generated modules, and what server and client share."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bin", "python"))

from interop_testing import empty_pb2, messages_pb2, test_pb2_grpc  # noqa: E402,F401

ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"


def _text(name):
    prefix = f"--{name}="
    return next((argument[len(prefix):] for argument in sys.argv if argument.startswith(prefix)), None)


def option(name):
    """The number of "--name=number" among the arguments, or None."""
    return int(_text(name)) if _text(name) else None


def tls(file):
    """The content of a file of the folder "--tls=FOLDER" (ca.pem, server.pem, server.key, client.pem, client.key); None without TLS."""
    if not _text("tls"):
        return None
    with open(os.path.join(_text("tls"), file), "rb") as content:
        return content.read()


def payload(size):
    return messages_pb2.Payload(body=bytes(size))
