"""The interop TestService on Python's grpcio. Prints "PORT n"; ends with its standard input, and drains at the line "drain".

Its API shows no message's compression: expect_compressed goes unread.
"""
import os
import sys
import threading
import time
from concurrent import futures

import grpc

from contract import ECHO_INITIAL, ECHO_TRAILING, empty_pb2, messages_pb2, option, payload, test_pb2_grpc, tls


def echo_metadata(context):
    """Echoes what the contract wants; "x-seen-" trailers tell what the server saw of the call."""
    trailers = []
    for key, value in context.invocation_metadata():
        if key == ECHO_INITIAL:
            context.send_initial_metadata(((key, value),))
        if key == ECHO_TRAILING:
            trailers.append((key, value))
        if key == "traceparent":
            trailers.append(("x-seen-traceparent", value))
    left = context.time_remaining()
    if left is not None and left < 86400:
        trailers.append(("x-seen-timeout-ms", str(int(left * 1000))))
    context.set_trailing_metadata(trailers)


def fail(request, context):
    code = next(code for code in grpc.StatusCode if code.value[0] == request.response_status.code)
    context.abort(code, request.response_status.message)


def answers(request, context):
    for parameters in request.response_parameters:
        if parameters.interval_us:
            time.sleep(parameters.interval_us / 1e6)
        if not parameters.compressed.value:
            context.disable_next_message_compression()
        yield messages_pb2.StreamingOutputCallResponse(payload=payload(parameters.size))
    if request.HasField("response_status"):
        fail(request, context)


class Service(test_pb2_grpc.TestServiceServicer):
    def EmptyCall(self, request, context):
        echo_metadata(context)
        return empty_pb2.Empty()

    def UnaryCall(self, request, context):
        if request.response_compressed.value:
            context.set_compression(grpc.Compression.Gzip)
        echo_metadata(context)
        if request.HasField("response_status"):
            fail(request, context)
        return messages_pb2.SimpleResponse(payload=payload(request.response_size))

    def CacheableUnaryCall(self, request, context):
        context.send_initial_metadata((("cache-control", "max-age=60, public"),))
        return messages_pb2.SimpleResponse(payload=messages_pb2.Payload(body=str(time.time_ns()).encode()))

    def StreamingOutputCall(self, request, context):
        if any(parameters.compressed.value for parameters in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        yield from answers(request, context)

    def StreamingInputCall(self, request_iterator, context):
        return messages_pb2.StreamingInputCallResponse(aggregated_payload_size=sum(len(request.payload.body) for request in request_iterator))

    def FullDuplexCall(self, request_iterator, context):
        echo_metadata(context)
        for request in request_iterator:
            yield from answers(request, context)

    def HalfDuplexCall(self, request_iterator, context):
        for request in list(request_iterator):
            yield from answers(request, context)


def drain(server):
    server.stop(grace=60).wait()
    print("DRAINED", flush=True)


options = [("grpc.so_reuseport", 0)]
if option("keepalive-ms"):
    options += [("grpc.keepalive_time_ms", option("keepalive-ms")), ("grpc.http2.max_pings_without_data", 0)]
if option("min-ping-ms"):
    options += [("grpc.http2.min_ping_interval_without_data_ms", option("min-ping-ms"))]
server = grpc.server(futures.ThreadPoolExecutor(max_workers=16), options=options)
test_pb2_grpc.add_TestServiceServicer_to_server(Service(), server)
if tls("ca.pem"):
    pair = (tls("server.key"), tls("server.pem"))
    credentials = grpc.ssl_server_credentials([pair], tls("ca.pem"), require_client_auth=bool(option("mutual")))
    port = server.add_secure_port("127.0.0.1:0", credentials)
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("PORT", port, flush=True)
for line in sys.stdin:
    if line.strip() == "drain":
        threading.Thread(target=drain, args=(server,), daemon=True).start()
os._exit(0)
