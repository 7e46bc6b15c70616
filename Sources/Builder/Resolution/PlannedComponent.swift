/// A component of the Go ecosystem that the library is to have and has not yet.
package struct PlannedComponent: Sendable, Equatable {
    package var kind: ComponentKind
    package var type: String
    package var importPath: String

    /// All of them; a component that has arrived is removed here.
    package static let all: [PlannedComponent] = rows.split(separator: "\n").compactMap { row in
        let parts = row.split(separator: " ")
        guard parts.count == 3, let kind = ComponentKind(rawValue: String(parts[0])) else { return nil }
        let path = String(parts[2])
            .replacing("contrib:", with: "github.com/open-telemetry/opentelemetry-collector-contrib/")
            .replacing("core:", with: "go.opentelemetry.io/collector/")
        return PlannedComponent(kind: kind, type: String(parts[1]), importPath: path)
    }

    /// Kind, type and import path, where `core:` and `contrib:` stand for upstream's two repositories.
    private static let rows = """
        connector failover contrib:connector/failoverconnector
        connector servicegraph contrib:connector/servicegraphconnector
        connector span_metrics contrib:connector/spanmetricsconnector
        exporter awscloudwatchlogs contrib:exporter/awscloudwatchlogsexporter
        exporter awsemf contrib:exporter/awsemfexporter
        exporter awsxray contrib:exporter/awsxrayexporter
        exporter datadog contrib:exporter/datadogexporter
        exporter elasticsearch contrib:exporter/elasticsearchexporter
        exporter file contrib:exporter/fileexporter
        exporter kafka contrib:exporter/kafkaexporter
        exporter load_balancing contrib:exporter/loadbalancingexporter
        exporter loki contrib:exporter/lokiexporter
        exporter opensearch contrib:exporter/opensearchexporter
        exporter prometheus contrib:exporter/prometheusexporter
        exporter prometheus_remote_write contrib:exporter/prometheusremotewriteexporter
        exporter splunk_hec contrib:exporter/splunkhecexporter
        exporter syslog contrib:exporter/syslogexporter
        exporter zipkin contrib:exporter/zipkinexporter
        extension ack contrib:extension/ackextension
        extension healthcheckv2 contrib:extension/healthcheckv2extension
        extension oauth2client contrib:extension/oauth2clientauthextension
        extension docker_observer contrib:extension/observer/dockerobserver
        extension ecs_observer contrib:extension/observer/ecsobserver
        extension host_observer contrib:extension/observer/hostobserver
        extension k8s_observer contrib:extension/observer/k8sobserver
        extension oidc contrib:extension/oidcauthextension
        extension opamp contrib:extension/opampextension
        extension sigv4auth contrib:extension/sigv4authextension
        extension zpages core:extension/zpagesextension
        processor cumulative_to_delta contrib:processor/cumulativetodeltaprocessor
        processor deltatocumulative contrib:processor/deltatocumulativeprocessor
        processor interval contrib:processor/intervalprocessor
        processor k8s_attributes contrib:processor/k8sattributesprocessor
        processor resource_detection contrib:processor/resourcedetectionprocessor
        processor tail_sampling contrib:processor/tailsamplingprocessor
        processor queuebatch core:processor/queuebatchprocessor
        receiver awscontainerinsightreceiver contrib:receiver/awscontainerinsightreceiver
        receiver awsecscontainermetrics contrib:receiver/awsecscontainermetricsreceiver
        receiver awsxray contrib:receiver/awsxrayreceiver
        receiver file_log contrib:receiver/filelogreceiver
        receiver fluent_forward contrib:receiver/fluentforwardreceiver
        receiver host_metrics contrib:receiver/hostmetricsreceiver
        receiver influxdb contrib:receiver/influxdbreceiver
        receiver jaeger contrib:receiver/jaegerreceiver
        receiver k8s_cluster contrib:receiver/k8sclusterreceiver
        receiver k8s_events contrib:receiver/k8seventsreceiver
        receiver kafka contrib:receiver/kafkareceiver
        receiver loki contrib:receiver/lokireceiver
        receiver prometheus contrib:receiver/prometheusreceiver
        receiver statsd contrib:receiver/statsdreceiver
        receiver syslog contrib:receiver/syslogreceiver
        receiver tcp_log contrib:receiver/tcplogreceiver
        receiver udp_log contrib:receiver/udplogreceiver
        receiver zipkin contrib:receiver/zipkinreceiver
        """
}
