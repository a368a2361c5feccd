"""client.py HOST:PORT: reads commands, one a line; answers each with one line of JSON."""
import json
import os
import sys

import cases
import probes
from calls import connect

target = sys.argv[1]
with connect(target) as stub:
    for line in sys.stdin:
        name, *words = line.split()
        command = getattr(cases, name, None) or getattr(probes, name)
        try:
            told = command(stub, target, *words)
            answer = {"ok": True, **({"cannot": told} if isinstance(told, str) else told or {})}
        except Exception as error:  # whatever it is, the tests are to see it
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    os._exit(0)
