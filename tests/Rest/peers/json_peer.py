"""Google's own JSON mapping (python3-protobuf), asked line by line.

usage: json_peer.py DESCRIPTOR_SET MESSAGE
stdin:  {"print": base64, "names": bool, "defaults": bool} or {"parse": text}
stdout: {"json": text} | {"wire": base64} | {"error": text}
"""
import base64
import json
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

pool = descriptor_pool.DescriptorPool()
with open(sys.argv[1], "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
kind = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(sys.argv[2]))

for line in sys.stdin:
    ask = json.loads(line)
    try:
        if "print" in ask:
            text = json_format.MessageToJson(
                kind.FromString(base64.b64decode(ask["print"])), descriptor_pool=pool, indent=None,
                preserving_proto_field_name=ask["names"], including_default_value_fields=ask["defaults"])
            answer = {"json": text}
        else:
            message = json_format.Parse(ask["parse"], kind(), descriptor_pool=pool)
            answer = {"wire": base64.b64encode(message.SerializeToString()).decode()}
    except Exception as fault:
        answer = {"error": f"{type(fault).__name__}: {fault}"}
    print(json.dumps(answer), flush=True)
