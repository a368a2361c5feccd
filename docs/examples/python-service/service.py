#!/usr/bin/python3
"""A service in Python behind the gateway: a laboratory's samples, kept in memory.

Usage: service.py DESCRIPTOR_SET GATEWAY TOKEN      for example: service.py samples.pb http://localhost:8080 "$TOKEN"

Prints "PORT n" when it is registered. Needs grpcio and protobuf (Debian: python3-grpcio python3-protobuf).
"""
import queue
import signal
import sys
import threading
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from registration import Registration

INTERFACE = "laboratory.samples.v1.Samples"

with open(sys.argv[1], "rb") as file:
    CONTRACT = file.read()
pool = descriptor_pool.DescriptorPool()
for proto in descriptor_pb2.FileDescriptorSet.FromString(CONTRACT).file:
    pool.Add(proto)
factory = message_factory.MessageFactory(pool)
service = pool.FindServiceByName(INTERFACE)
Message = {each.name: factory.GetPrototype(each) for method in service.methods for each in (method.input_type, method.output_type)}


class Samples:
    """One method for each of the contract's; `context` is grpcio's."""

    def __init__(self):
        self._lock = threading.Lock()
        self._samples = {}
        self._watchers = set()

    def CreateSample(self, request, context):
        sample = request.sample
        if not sample.name.startswith("samples/"):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "sample.name: must be samples/{sample}.")
        with self._lock:
            if sample.name in self._samples:
                context.abort(grpc.StatusCode.ALREADY_EXISTS, "'%s' exists already." % sample.name)
        return self._put(sample)

    def GetSample(self, request, context):
        return self._find(request.name, context)

    def ListSamples(self, request, context):
        with self._lock:
            names = sorted(name for name, each in self._samples.items() if name > request.page_token and (not request.states or each.state in request.states))
            page = names[: request.page_size or 50]
            more = page[-1] if len(page) < len(names) else ""
            return Message["ListSamplesResponse"](samples=[self._samples[name] for name in page], next_page_token=more)

    def UpdateSample(self, request, context):
        sample = Message["Sample"]()
        sample.CopyFrom(self._find(request.sample.name, context))
        request.update_mask.MergeMessage(request.sample, sample, replace_repeated_field=True)
        return self._put(sample)

    def DeleteSample(self, request, context):
        self._find(request.name, context)
        with self._lock:
            self._samples.pop(request.name, None)
        return Message["Empty"]()

    def WatchSamples(self, request, context):
        changes = queue.Queue()
        with self._lock:
            for name in sorted(self._samples):
                changes.put(self._samples[name])
            self._watchers.add(changes)
        # The caller's end ends the loop.
        context.add_callback(lambda: changes.put(None))
        try:
            yield from iter(changes.get, None)
        finally:
            with self._lock:
                self._watchers.discard(changes)

    def ImportSamples(self, requests, context):
        return Message["ImportSamplesResponse"](samples=sum(1 for sample in map(self._put, requests)))

    def _find(self, name, context):
        with self._lock:
            found = self._samples.get(name)
        if found is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "'%s' does not exist." % name)
        return found

    def _put(self, sample):
        with self._lock:
            self._samples[sample.name] = sample
            for watcher in self._watchers:
                watcher.put(sample)
        return sample


def handler(method, implementation):
    """The handler that grpcio wants for a method of this kind. Generated stubs do this for you."""
    kinds = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }
    kind = descriptor_pb2.MethodDescriptorProto()
    method.CopyToProto(kind)
    return kinds[kind.client_streaming, kind.server_streaming](
        getattr(implementation, method.name), Message[method.input_type.name].FromString, lambda message: message.SerializeToString()
    )


def main():
    samples = Samples()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32))
    handlers = {method.name: handler(method, samples) for method in service.methods}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(INTERFACE, handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    registration = Registration(sys.argv[2], sys.argv[3], {
        "service": "laboratory",
        "version": "1.0",
        "owner": "Laboratory",
        "description": "What the laboratory took and found.",
        "address": "http://127.0.0.1:%d" % port,
        "interfaces": [INTERFACE],
    }, CONTRACT)
    signal.signal(signal.SIGTERM, lambda *_: registration.stop())
    signal.signal(signal.SIGINT, lambda *_: registration.stop())
    registration.run(on_registered=lambda: print("PORT %d" % port, flush=True))
    server.stop(grace=5).wait()


main()
