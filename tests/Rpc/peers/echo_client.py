"""Calls the test service by grpcio and prints what it saw: one JSON object {scenario: observation}.

Usage: echo_client.py DESCRIPTOR_SET HOST:PORT [TLS_FOLDER]
"""
import base64
import json
import queue
import sys

import grpc

from protos import ECHO, Messages, tls_file

messages = Messages(sys.argv[1])
if len(sys.argv) > 3:
    files = (tls_file(sys.argv[3], name) for name in ("ca.pem", "client.key", "client.pem"))
    channel = grpc.secure_channel(sys.argv[2], grpc.ssl_channel_credentials(*files))
else:
    channel = grpc.insecure_channel(sys.argv[2])
Request = messages.get(ECHO + ".EchoRequest")
Response = messages.get(ECHO + ".EchoResponse")
METADATA = (("echo-text", "a value"), ("echo-bytes-bin", bytes([0, 255, 10])))


def stub(kind, method, service=ECHO + ".Echo", request=Request, response=Response):
    return getattr(channel, kind)("/%s/%s" % (service, method), request.SerializeToString, response.FromString)


UNARY = stub("unary_unary", "Unary")
SERVER_STREAM = stub("unary_stream", "ServerStream")
CLIENT_STREAM = stub("stream_unary", "ClientStream")
DUPLEX = stub("stream_stream", "Duplex")


def encoded(metadata, key):
    return [base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in metadata or () if k == key]


def seen(call, received):
    trailers = call.trailing_metadata()
    return {
        "messages": [{"text": m.text, "index": m.index, "size": len(m.payload)} for m in received],
        "headers": {"text": encoded(call.initial_metadata(), "echo-text"), "bytes": encoded(call.initial_metadata(), "echo-bytes-bin")},
        "trailers": {"text": encoded(trailers, "trailer-echo-text"), "bytes": encoded(trailers, "trailer-echo-bytes-bin")},
        "code": call.code().value[0],
        "message": call.details(),
        "details": encoded(trailers, "grpc-status-details-bin"),
    }


def unary(request, timeout=20, compression=None, by=UNARY):
    try:
        response, call = by.with_call(request, timeout=timeout, metadata=METADATA, compression=compression)
        return seen(call, [response])
    except grpc.RpcError as error:
        return seen(error, [])


def stream(call, on_message=lambda message: None):
    received = []
    try:
        for message in call:
            received.append(message)
            on_message(message)
    except grpc.RpcError:
        pass
    return seen(call, received)


def client_stream():
    response, call = CLIENT_STREAM.with_call((Request(text=text) for text in "abc"), timeout=20, metadata=METADATA)
    return seen(call, [response])


def duplex():
    requests = queue.Queue()
    requests.put(Request(text="0"))
    call = DUPLEX(iter(requests.get, None), timeout=20, metadata=METADATA)
    return stream(call, lambda m: requests.put(Request(text=str(m.index + 1)) if m.index < 9 else None))


def cancel():
    call = SERVER_STREAM(Request(text="py-cancel", count=1, hang=True), timeout=20)
    return stream(call, lambda message: call.cancel())


def health():
    service = "grpc.health.v1"
    check = stub("unary_unary", "Check", service + ".Health", messages.get(service + ".HealthCheckRequest"), messages.get(service + ".HealthCheckResponse"))
    return {"status": check(messages.get(service + ".HealthCheckRequest")(service=""), timeout=20).status}


def reflection():
    service = "grpc.reflection.v1"
    ask = messages.get(service + ".ServerReflectionRequest")
    info = stub("stream_stream", "ServerReflectionInfo", service + ".ServerReflection", ask, messages.get(service + ".ServerReflectionResponse"))
    answers = list(info(iter([ask(list_services=""), ask(file_containing_symbol=ECHO + ".Echo.Unary"), ask(file_by_filename="no.such")]), timeout=20))
    return {
        "services": [one.name for one in answers[0].list_services_response.service],
        "files": len(answers[1].file_descriptor_response.file_descriptor_proto),
        "error": answers[2].error_response.error_code,
    }


SCENARIOS = {
    "unary": lambda: unary(Request(text="hello")),
    "serverStream": lambda: stream(SERVER_STREAM(Request(text="s", count=100), timeout=20, metadata=METADATA)),
    "clientStream": client_stream,
    "duplex": duplex,
    "failure": lambda: unary(Request(fail_code=5, fail_message="näher: 100 % gone\n")),
    "failureDetails": lambda: unary(Request(fail_code=3, fail_message="must not be empty")),
    "failureLong": lambda: unary(Request(fail_code=3, fail_message="\ufffd" * 30000)),
    "failureAfterResponses": lambda: stream(SERVER_STREAM(Request(count=2, fail_code=15, fail_message="late"), timeout=20)),
    "deadline": lambda: unary(Request(text="py-deadline", hang=True), timeout=0.3),
    "cancel": cancel,
    "gzip": lambda: unary(Request(text="x" * 100000), compression=grpc.Compression.Gzip),
    "large": lambda: unary(Request(payload=b"\x07" * 4000000)),
    "tooLarge": lambda: unary(Request(payload=bytes(5000000))),
    "unimplemented": lambda: unary(Request(), by=stub("unary_unary", "Nothing")),
    "health": health,
    "reflection": reflection,
}


def observe(run):
    try:
        return run()
    except Exception as error:  # told to the test, which fails on it
        return {"error": repr(error)}


print(json.dumps({name: observe(run) for name, run in SCENARIOS.items()}))
