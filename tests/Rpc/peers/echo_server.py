"""The test service by grpcio. Prints "PORT n" when it serves. Usage: echo_server.py DESCRIPTOR_SET"""
import sys
import threading
from concurrent import futures

import grpc

from protos import ECHO, Messages

messages = Messages(sys.argv[1])
Request = messages.get(ECHO + ".EchoRequest")
Response = messages.get(ECHO + ".EchoResponse")


def echo_metadata(context):
    """Metadata whose keys begin with "echo-" goes back, in the headers and, with "trailer-" before the key, in the trailers."""
    sent = [(key, value) for key, value in context.invocation_metadata() if key.startswith("echo-")]
    context.send_initial_metadata(sent)
    trailers = [("trailer-" + key, value) for key, value in sent]
    context.set_trailing_metadata(trailers)
    return trailers


def answer(request, index):
    return Response(text=request.text, payload=bytes(request.response_size) or request.payload, index=index)


def fail(request, context, trailers):
    if not request.fail_code:
        return
    if request.payload:
        context.set_trailing_metadata(trailers + [("grpc-status-details-bin", request.payload)])
    code = next(code for code in grpc.StatusCode if code.value[0] == request.fail_code)
    context.abort(code, request.fail_message)


def hang(request, context):
    if request.hang:
        ended = threading.Event()
        context.add_callback(ended.set)
        ended.wait(20)


def unary(request, context):
    trailers = echo_metadata(context)
    hang(request, context)
    fail(request, context, trailers)
    return answer(request, 0)


def server_stream(request, context):
    trailers = echo_metadata(context)
    for index in range(request.count):
        yield answer(request, index)
    hang(request, context)
    fail(request, context, trailers)


def client_stream(requests, context):
    trailers = echo_metadata(context)
    texts = []
    for request in requests:
        fail(request, context, trailers)
        texts.append(request.text)
    return Response(text=",".join(texts), index=len(texts))


def duplex(requests, context):
    trailers = echo_metadata(context)
    for index, request in enumerate(requests):
        fail(request, context, trailers)
        yield answer(request, index)


codec = {"request_deserializer": Request.FromString, "response_serializer": Response.SerializeToString}
server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), compression=grpc.Compression.Gzip)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(ECHO + ".Echo", {
    "Unary": grpc.unary_unary_rpc_method_handler(unary, **codec),
    "ServerStream": grpc.unary_stream_rpc_method_handler(server_stream, **codec),
    "ClientStream": grpc.stream_unary_rpc_method_handler(client_stream, **codec),
    "Duplex": grpc.stream_stream_rpc_method_handler(duplex, **codec),
}),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("PORT", port, flush=True)
sys.stdin.read()  # ends with the test that started it
server.stop(0)
