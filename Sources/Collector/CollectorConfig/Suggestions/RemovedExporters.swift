/// Types of exporters that upstream removed, each with what it says to use instead.
public let removedExporters = [
    "logging": "the logging exporter was removed; use debug",
    "loki": "the loki exporter was removed; use otlp_http, and Loki's own endpoint http://<host>:3100/otlp",
    "jaeger": "the jaeger exporter was removed; use otlp_grpc, which Jaeger takes",
]
