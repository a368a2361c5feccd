"""Answers every message with itself, as Google's own Python library has read it. Prints "PORT n" when it serves.

Usage: mirror_service.py DESCRIPTOR_SET INTERFACE
"""
import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

pool = descriptor_pool.DescriptorPool()
with open(sys.argv[1], "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def handler(method):
    message = factory.GetPrototype(method.input_type)
    return grpc.unary_unary_rpc_method_handler(lambda request, context: request, message.FromString, lambda answer: answer.SerializeToString())


server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
handlers = {method.name: handler(method) for method in pool.FindServiceByName(sys.argv[2]).methods}
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(sys.argv[2], handlers),))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print("PORT %d" % port, flush=True)
server.wait_for_termination()
