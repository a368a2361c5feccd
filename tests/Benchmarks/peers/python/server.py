"""The benchmark's service by grpcio. Usage: server.py PORT DESCRIPTOR_SET"""
import sys
import threading
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "factorytwin.bench.v1"

pool = descriptor_pool.DescriptorPool()
with open(sys.argv[2], "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))


Reading, EchoResponse, PushResponse, Stats = map(message, ["Reading", "EchoReadingsResponse", "PushReadingsResponse", "Stats"])
lock = threading.Lock()
counts = {"calls": 0, "readings": 0}


def count(readings):
    with lock:
        counts["calls"] += 1
        counts["readings"] += readings


def reading(name, sequence):
    return Reading(name=name, event_time={"seconds": 1767225600, "nanos": 250000000}, value=42.5, unit="kPa", quality=1, sequence=sequence)


def echo(request, context):
    count(len(request.readings))
    return EchoResponse(sequence=request.sequence, readings=request.readings)


def get(request, context):
    count(1)
    return reading(request.name, request.sequence)


def listen(request, context):
    for i in range(request.count):
        yield reading(request.name, 1000000 + i)
    count(request.count)


def push(requests, context):
    taken = sum(1 for _ in requests)
    count(taken)
    return PushResponse(count=taken)


def stats(request, context):
    return Stats(**counts)


def codec(request):
    return {"request_deserializer": message(request).FromString, "response_serializer": lambda response: response.SerializeToString()}


server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(f"{PACKAGE}.Bench", {
    "EchoReadings": grpc.unary_unary_rpc_method_handler(echo, **codec("EchoReadingsRequest")),
    "GetReading": grpc.unary_unary_rpc_method_handler(get, **codec("GetReadingRequest")),
    "ListenReadings": grpc.unary_stream_rpc_method_handler(listen, **codec("ListenReadingsRequest")),
    "PushReadings": grpc.stream_unary_rpc_method_handler(push, **codec("Reading")),
    "GetStats": grpc.unary_unary_rpc_method_handler(stats, **codec("GetStatsRequest")),
}),))
server.add_insecure_port("127.0.0.1:" + sys.argv[1])
server.start()
print("READY", flush=True)
server.wait_for_termination()
