"""The test service by grpcio. Prints "PORT n" when it serves.

Usage: echo_server.py DESCRIPTOR_SET [TLS_FOLDER [MAX_CONNECTION_AGE_MS]]   with TLS, it asks for a client certificate; "" for none
"""
import sys
import threading
from concurrent import futures

import grpc

from protos import ECHO, Messages, tls_file

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


def special(request, context):
    """What tests ask of the server itself, by the request's text; None where it is an ordinary call."""
    what, _, argument = request.text.partition("=")
    attempts = int(dict(context.invocation_metadata()).get("grpc-previous-rpc-attempts", 0))
    if what == "port":
        return Response(text=str(port))
    if what == "peer":
        return Response(text=context.peer())
    if what == "who":
        names = context.auth_context().get("x509_common_name", [b"nobody"])
        return Response(text=names[0].decode())
    if what == "flaky":  # fails so many times
        if attempts < int(argument):
            context.abort(grpc.StatusCode.UNAVAILABLE, "not yet")
        return Response(text=str(attempts))
    return None


def hang(request, context):
    if request.hang:
        ended = threading.Event()
        context.add_callback(ended.set)
        ended.wait(20)


def unary(request, context):
    asked = special(request, context)
    if asked:
        return asked
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
tls = sys.argv[2] if len(sys.argv) > 2 else ""
options = [("grpc.max_connection_age_ms", int(sys.argv[3]))] if len(sys.argv) > 3 else []
server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), compression=grpc.Compression.Gzip, options=options)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(ECHO + ".Echo", {
    "Unary": grpc.unary_unary_rpc_method_handler(unary, **codec),
    "ServerStream": grpc.unary_stream_rpc_method_handler(server_stream, **codec),
    "ClientStream": grpc.stream_unary_rpc_method_handler(client_stream, **codec),
    "Duplex": grpc.stream_stream_rpc_method_handler(duplex, **codec),
}),))
if tls:
    pair = (tls_file(tls, "server.key"), tls_file(tls, "server.pem"))
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair], tls_file(tls, "ca.pem"), require_client_auth=True))
else:
    port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("PORT", port, flush=True)
sys.stdin.read()  # ends with the test that started it
server.stop(0)
