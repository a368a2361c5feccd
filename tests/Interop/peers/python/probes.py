"""Calls by which the tests look at wire behaviour beyond the interop cases. Each answers with the status that it got."""
import grpc

from calls import DEADLINE, check_body, failure
from cases import Pipe
from contract import messages_pb2, payload


def result(call):
    trailers = {key: value if isinstance(value, str) else value.hex() for key, value in call.trailing_metadata() or ()}
    return {"code": call.code().value[0], "message": call.details() or "", "trailers": trailers}


def unary(stub, target, request_size, response_size, *rest):
    """unary REQUEST_BYTES RESPONSE_BYTES [header value] [timeout-ms n] [compress gzip|deflate] [header-bytes n]"""
    metadata, timeout, compression = [], DEADLINE, None
    for name, value in zip(rest[::2], rest[1::2]):
        if name == "timeout-ms":
            timeout = int(value) / 1000
        elif name == "compress":
            compression = grpc.Compression.Gzip if value == "gzip" else grpc.Compression.Deflate
        elif name == "header-bytes":
            metadata.append(("x-huge", "x" * int(value)))
        else:
            metadata.append((name, value))
    request = messages_pb2.SimpleRequest(payload=payload(int(request_size)), response_size=int(response_size))
    try:
        response, call = stub.UnaryCall.with_call(request, timeout=timeout, metadata=metadata, compression=compression)
    except grpc.RpcError as error:
        return result(error)
    check_body(response.payload, int(response_size))
    return result(call)


def status(stub, target, message):
    """status MESSAGE, the message's UTF-8 in hexadecimal: has the server end a call with it."""
    wanted = messages_pb2.EchoStatus(code=2, message=bytes.fromhex(message).decode())
    return result(failure(lambda: stub.UnaryCall(messages_pb2.SimpleRequest(response_status=wanted), timeout=DEADLINE)))


OPEN = {}


def stream_open(stub, target):
    """Leaves a stream for the commands after it."""
    OPEN["requests"] = Pipe()
    OPEN["call"] = stub.FullDuplexCall(OPEN["requests"], timeout=60)


def stream_echo(stub, target):
    OPEN["requests"].put(messages_pb2.StreamingOutputCallRequest(response_parameters=[messages_pb2.ResponseParameters(size=10)]))
    check_body(next(OPEN["call"]).payload, 10)


def stream_end(stub, target, wait=None):
    """Half-closes and reads the end; without the half-close where the argument "wait" is given."""
    if wait is None:
        OPEN["requests"].close()
    try:
        for _ in OPEN["call"]:
            raise AssertionError("a response came")
    except grpc.RpcError:
        pass
    OPEN["requests"].close()
    return result(OPEN["call"])
