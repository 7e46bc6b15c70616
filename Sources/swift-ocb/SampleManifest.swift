/// The manifest that `--help` shows.
enum SampleManifest {
    static let text = """
        dist:
          name: my-collector            # the binary
          description: Our gateway
          version: 1.0.0
          output_path: ./build          # sources and binary land here
        receivers:
          - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v0.159.0
        processors:
          - gomod: go.opentelemetry.io/collector/processor/batchprocessor v0.159.0
        exporters:
          - module: DebugExporter       # by its Swift name
          - path: ../acme-exporter      # a Swift package of your own
          - package: https://github.com/acme/other-exporter
            from: 1.2.0                 # or exact:, branch:, revision:
        """
}
