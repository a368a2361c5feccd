"""Message classes from a descriptor set, so that no protoc is needed: Debian's Python has grpc and protobuf only."""
import os

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ECHO = "factorytwin.test.rpc.v1"


class Messages:
    def __init__(self, path):
        with open(path, "rb") as file:
            files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        self._pool = descriptor_pool.DescriptorPool()
        for proto in files.file:
            self._pool.Add(proto)
        self._factory = message_factory.MessageFactory(self._pool)

    def get(self, full_name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName(full_name))


def tls_file(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()
