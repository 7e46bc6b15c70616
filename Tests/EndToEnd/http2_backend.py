"""A backend that speaks HTTP/2 by a library that is not ours: `http2_backend.py FD CERTIFICATE KEY`.

It serves the listening socket FD, and prints a line of JSON for each request: its HTTP version and spans.
"""

import asyncio
import gzip
import json
import sys

from hypercorn.asyncio import serve
from hypercorn.config import Config
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2


async def application(scope, receive, send):
    if scope["type"] != "http":
        return
    body = b""
    more = True
    while more:
        event = await receive()
        body += event.get("body", b"")
        more = event.get("more_body", False)
    if (b"content-encoding", b"gzip") in scope["headers"]:
        body = gzip.decompress(body)
    request = trace_service_pb2.ExportTraceServiceRequest.FromString(body)
    spans = [s.name for r in request.resource_spans for scoped in r.scope_spans for s in scoped.spans]
    print(json.dumps({"version": scope["http_version"], "client": scope["client"][1], "spans": spans}), flush=True)
    headers = [(b"content-type", b"application/x-protobuf")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


config = Config()
config.bind = [f"fd://{sys.argv[1]}"]
config.certfile, config.keyfile = sys.argv[2:4]
config.loglevel = "ERROR"
asyncio.run(serve(application, config))
