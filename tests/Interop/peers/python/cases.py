"""The interop cases. A case returns what its API cannot show, or nothing."""
import queue
import random
import time

import grpc

from calls import DEADLINE, check, check_body, check_code, connect, failure
from contract import ECHO_INITIAL, ECHO_TRAILING, empty_pb2, messages_pb2, payload, test_pb2_grpc

REQUEST_SIZE = 271828
RESPONSE_SIZE = 314159
REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
SPECIAL = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n"
CUSTOM_METADATA = ((ECHO_INITIAL, "test_initial_metadata_value"), (ECHO_TRAILING, b"\xab\xab\xab"))
NO_FLAG = "message flag"

Bool = messages_pb2.BoolValue


def large_request(**more):
    return messages_pb2.SimpleRequest(response_size=RESPONSE_SIZE, payload=payload(REQUEST_SIZE), **more)


def large(stub, compression=None, **more):
    response = stub.UnaryCall(large_request(**more), timeout=DEADLINE, compression=compression)
    check_body(response.payload, RESPONSE_SIZE)


def asking(size, request_size):
    return messages_pb2.StreamingOutputCallRequest(
        response_parameters=[messages_pb2.ResponseParameters(size=size)], payload=payload(request_size))


def empty_unary(stub, target):
    check(stub.EmptyCall(empty_pb2.Empty(), timeout=DEADLINE) == empty_pb2.Empty(), "no empty message")


def cacheable_unary(stub, target, proxy):
    request = messages_pb2.SimpleRequest(payload=messages_pb2.Payload(body=str(time.time_ns()).encode()))
    with connect(proxy) as cached:
        first, second = (cached.CacheableUnaryCall(request, timeout=DEADLINE, metadata=(("x-user-ip", "1.2.3.4"),)) for _ in range(2))
    check(first.payload.body and first == second, f"responses {first} {second}")


def large_unary(stub, target):
    large(stub)


def client_compressed_unary(stub, target):
    error = failure(lambda: large(stub, expect_compressed=Bool(value=True)))
    check_code(error, grpc.StatusCode.INVALID_ARGUMENT)
    large(stub, grpc.Compression.Gzip, expect_compressed=Bool(value=True))
    large(stub, expect_compressed=Bool(value=False))


def server_compressed_unary(stub, target):
    for value in (True, False):
        large(stub, response_compressed=Bool(value=value))
    return NO_FLAG


def client_streaming(stub, target):
    requests = (messages_pb2.StreamingInputCallRequest(payload=payload(size)) for size in REQUEST_SIZES)
    response = stub.StreamingInputCall(requests, timeout=DEADLINE)
    check(response.aggregated_payload_size == 74922, f"aggregated {response.aggregated_payload_size}")


def client_compressed_streaming(stub, target):
    """The library has no switch for one message of a client's stream, but sends as it is what gzip would make larger: random bytes."""
    expected = messages_pb2.StreamingInputCallRequest(expect_compressed=Bool(value=True), payload=payload(27182))
    plain = messages_pb2.StreamingInputCallRequest(
        expect_compressed=Bool(value=False), payload=messages_pb2.Payload(body=random.Random(1).randbytes(45904)))
    error = failure(lambda: stub.StreamingInputCall(iter([expected]), timeout=DEADLINE))
    check_code(error, grpc.StatusCode.INVALID_ARGUMENT)
    response = stub.StreamingInputCall(iter([expected, plain]), timeout=DEADLINE, compression=grpc.Compression.Gzip)
    check(response.aggregated_payload_size == 73086, f"aggregated {response.aggregated_payload_size}")
    return "write flag"


def check_stream(call, sizes):
    responses = list(call)
    check(len(responses) == len(sizes), f"{len(responses)} responses")
    for response, size in zip(responses, sizes):
        check_body(response.payload, size)
    check_code(call, grpc.StatusCode.OK)


def server_streaming(stub, target):
    parameters = [messages_pb2.ResponseParameters(size=size) for size in RESPONSE_SIZES]
    check_stream(stub.StreamingOutputCall(messages_pb2.StreamingOutputCallRequest(response_parameters=parameters), timeout=DEADLINE), RESPONSE_SIZES)


def server_compressed_streaming(stub, target):
    parameters = [messages_pb2.ResponseParameters(size=size, compressed=Bool(value=value)) for size, value in ((31415, True), (92653, False))]
    check_stream(stub.StreamingOutputCall(messages_pb2.StreamingOutputCallRequest(response_parameters=parameters), timeout=DEADLINE), (31415, 92653))
    return NO_FLAG


class Pipe:
    """Requests that are put in one after the other."""

    def __init__(self):
        self._queue = queue.Queue()

    def put(self, request):
        self._queue.put(request)

    def close(self):
        self._queue.put(None)

    def __iter__(self):
        return self

    def __next__(self):
        request = self._queue.get()
        if request is None:
            raise StopIteration
        return request


def ping_pong(stub, target):
    requests = Pipe()
    call = stub.FullDuplexCall(requests, timeout=DEADLINE)
    for size, request_size in zip(RESPONSE_SIZES, REQUEST_SIZES):
        requests.put(asking(size, request_size))
        check_body(next(call).payload, size)
    requests.close()
    check_stream(call, ())


def empty_stream(stub, target):
    check_stream(stub.FullDuplexCall(iter(()), timeout=DEADLINE), ())


def check_echoed(call):
    check(CUSTOM_METADATA[0] in [tuple(entry) for entry in call.initial_metadata()], "the initial metadata did not come back")
    check(CUSTOM_METADATA[1] in [tuple(entry) for entry in call.trailing_metadata()], "the trailing metadata did not come back")


def custom_metadata(stub, target):
    response, call = stub.UnaryCall.with_call(large_request(), timeout=DEADLINE, metadata=CUSTOM_METADATA)
    check_body(response.payload, RESPONSE_SIZE)
    check_echoed(call)
    call = stub.FullDuplexCall(iter([asking(RESPONSE_SIZE, REQUEST_SIZE)]), timeout=DEADLINE, metadata=CUSTOM_METADATA)
    check_stream(call, (RESPONSE_SIZE,))
    check_echoed(call)


def check_status(error, message):
    check_code(error, grpc.StatusCode.UNKNOWN)
    check(error.details() == message, f"message {error.details()!r}")


def status_code_and_message(stub, target):
    status = messages_pb2.EchoStatus(code=2, message="test status message")
    check_status(failure(lambda: stub.UnaryCall(messages_pb2.SimpleRequest(response_status=status), timeout=DEADLINE)), status.message)
    call = stub.FullDuplexCall(iter([messages_pb2.StreamingOutputCallRequest(response_status=status)]), timeout=DEADLINE)
    check_status(failure(lambda: next(call)), status.message)


def special_status_message(stub, target):
    status = messages_pb2.EchoStatus(code=2, message=SPECIAL)
    check_status(failure(lambda: stub.UnaryCall(messages_pb2.SimpleRequest(response_status=status), timeout=DEADLINE)), SPECIAL)


def unimplemented_method(stub, target):
    check_code(failure(lambda: stub.UnimplementedCall(empty_pb2.Empty(), timeout=DEADLINE)), grpc.StatusCode.UNIMPLEMENTED)


def unimplemented_service(stub, target):
    with connect(target, test_pb2_grpc.UnimplementedServiceStub) as other:
        check_code(failure(lambda: other.UnimplementedCall(empty_pb2.Empty(), timeout=DEADLINE)), grpc.StatusCode.UNIMPLEMENTED)


def cancel_after_begin(stub, target):
    requests = Pipe()
    call = stub.StreamingInputCall.future(requests, timeout=DEADLINE)
    call.cancel()
    requests.close()
    check_code(call, grpc.StatusCode.CANCELLED)


def cancel_after_first_response(stub, target):
    requests = Pipe()
    call = stub.FullDuplexCall(requests, timeout=DEADLINE)
    requests.put(asking(31415, 27182))
    check_body(next(call).payload, 31415)
    call.cancel()
    requests.close()
    check_code(call, grpc.StatusCode.CANCELLED)


def timeout_on_sleeping_server(stub, target):
    requests = Pipe()
    requests.put(messages_pb2.StreamingOutputCallRequest(payload=payload(27182)))
    call = stub.FullDuplexCall(requests, timeout=0.001)
    check_code(failure(lambda: next(call)), grpc.StatusCode.DEADLINE_EXCEEDED)
    requests.close()


def rpc_soak(stub, target, iterations):
    for _ in range(int(iterations)):
        large(stub)
