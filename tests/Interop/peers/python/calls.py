"""What the cases assert with."""
import contextlib

import grpc

from contract import option, test_pb2_grpc, tls

DEADLINE = 20


@contextlib.contextmanager
def connect(target, stub=test_pb2_grpc.TestServiceStub):
    """A stub on a connection of its own."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    if option("keepalive-ms"):
        interval = option("keepalive-ms")
        options += [("grpc.keepalive_time_ms", interval), ("grpc.http2.min_time_between_pings_ms", interval), ("grpc.http2.max_pings_without_data", 0)]
    with open_channel(target, options) as channel:
        yield stub(channel)


def open_channel(target, options):
    if not tls("ca.pem"):
        return grpc.insecure_channel(target, options=options)
    pair = (tls("client.key"), tls("client.pem")) if option("mutual") else (None, None)
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(tls("ca.pem"), *pair), options=options)


def check(holds, what):
    if not holds:
        raise AssertionError(what)


def check_body(payload, size):
    check(payload.body == bytes(size), f"payload of {len(payload.body)} bytes instead of {size} zeros")


def check_code(call, code):
    """Waits for the call's end."""
    check(call.code() == code, f"status {call.code()} instead of {code}: {call.details()}")


def failure(work):
    """The error that the work must raise."""
    try:
        work()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call did not fail")
