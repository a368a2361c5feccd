"""The contract's generated modules, and what server and client share."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bin", "python"))

from interop_testing import empty_pb2, messages_pb2, test_pb2_grpc  # noqa: E402,F401

ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"


def option(name):
    """The number of "--name=number" among the arguments, or None."""
    prefix = f"--{name}="
    return next((int(argument[len(prefix):]) for argument in sys.argv if argument.startswith(prefix)), None)


def payload(size):
    return messages_pb2.Payload(body=bytes(size))
