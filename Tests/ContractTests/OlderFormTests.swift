import CollectorAPI
import CollectorConfig
import Testing

/// Older forms of settings: each works, and its warning names the newer one.
@Suite struct OlderFormTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let type: String
        let yaml: String
        let warning: String

        init(_ type: String, _ yaml: String, _ warning: String) {
            self.type = type
            self.yaml = yaml
            self.warning = warning
        }

        var testDescription: String { "\(type): \(yaml)" }
    }

    @Test(arguments: [
        Form(
            "transform",
            "trace_statements: [{context: span, statements: ['set(attributes[\"a\"], 1)']}]",
            "column 5: paths without the name of their context are an older form; write span.attributes"
        ),
        Form(
            "transform",
            "metric_statements: [{context: metric, conditions: ['type == 1'], statements: ['set(metric.unit, \"s\")']}]",
            "write metric.type"
        ),
        Form(
            "transform",
            "log_statements: ['set(log.attributes[\"n\"], instrumentation_scope.name)']",
            "instrumentation_scope is an older name; write scope"
        ),
        Form(
            "transform",
            "metric_statements: ['set(metric.unit, \"s\") where metric.data_type == METRIC_DATA_TYPE_SUM']",
            "the path data_type is deprecated; use type"
        ),
        Form(
            "transform",
            "log_statements: ['set(log.body, Base64Decode(\"YQ==\"))']",
            "Base64Decode is deprecated; use Decode"
        ),
        Form("filter", "traces: {span: ['name == \"a\"']}", "'traces' is deprecated; write `trace_conditions`"),
        Form("filter", "metrics: {datapoint: ['value_int > 1']}", "'metrics' is deprecated; write `metric_conditions`"),
        Form("filter", "logs: {log_record: ['IsString(body)']}", "'logs' is deprecated; write `log_conditions`"),
        Form("filter", "profiles: {resource: ['true']}", "'profiles' is deprecated; write `profile_conditions`"),
        Form(
            "filter",
            "spans: {exclude: {match_type: regexp, attributes: [{key: http.target, value: '^/health.*'}]}}",
            "'spans' is deprecated; write `trace_conditions`"
        ),
        Form(
            "filter",
            "metrics: {exclude: {match_type: regexp, metric_names: ['^go_']}}",
            "'metrics' is deprecated; write `metric_conditions`"
        ),
        Form(
            "filter",
            "logs: {include: {match_type: strict, severity_number: {min: WARN}}}",
            "'logs' is deprecated; write `log_conditions`"
        ),
        Form(
            "filter",
            "metrics: {include: {match_type: strict, resource_attributes: [{Key: a, Value: b}]}}",
            "the key 'Value' is an older spelling; write 'value'"
        ),
        Form("filter", "trace_conditions: [{context: span, conditions: ['kind == 1']}]", "write span.kind"),
        Form(
            "metricstransform",
            "transforms: [{metric_name: a, action: update, new_name: b}]",
            "'metric_name' is deprecated; use `include`"
        ),
        Form(
            "routing",
            "{from_attribute: X, table: [{value: v, exporters: [otlp/a]}]}",
            "the connector \"routing\" replaces it"
        ),
        Form(
            "connector routing",
            "{match_once: true, table: [{condition: 'true', pipelines: [traces]}]}",
            "'match_once' is deprecated; remove it"
        ),
        Form(
            "connector routing",
            "table: [{context: request, condition: 'request[\"X\"] == \"a\"', pipelines: [traces]}]",
            "'otelcol.client.metadata[\"x\"][0] == \"a\"'"
        ),
    ])
    func worksWithAWarning(form: Form) throws {
        let name = form.type.split(separator: " ").last.map(String.init) ?? ""
        let factories: [any Factory] =
            form.type.hasPrefix("connector ")
            ? Components.connectors.map(\.factory) : Components.processors.map(\.factory)
        let factory = try #require(factories.first { $0.type.name == name })
        let found = try diagnostics(factory, form.yaml)
        #expect(!found.contains { $0.severity == .error }, "\(found)")
        #expect(found.contains { $0.description.contains(form.warning) }, "\(found.map(\.description))")
    }

    /// The newer forms, which nothing is said about.
    @Test(arguments: [
        Form("transform", "trace_statements: ['set(span.attributes[\"a\"], scope.name)']", ""),
        Form("filter", "trace_conditions: ['IsMatch(span.attributes[\"http.target\"], \"^/health\")']", ""),
        Form("metricstransform", "transforms: [{include: a, action: update, new_name: b}]", ""),
    ])
    func theNewerFormHasNone(form: Form) throws {
        let factory = try #require(Components.processors.map(\.factory).first { $0.type.name == form.type })
        #expect(try diagnostics(factory, form.yaml).map(\.description) == [])
    }

    /// Older names of types.
    @Test(arguments: [("groupbyattrs", "group_by_attrs"), ("metricstransform", "metrics_transform")])
    func typesHaveOlderNames(type: String, older: String) throws {
        let factory = try #require(Components.processors.map(\.factory).first { $0.type.name == type })
        #expect(factory.deprecatedAliases.map(\.name) == [older])
    }

    private func diagnostics<F: Factory>(_ factory: F, _ yaml: String) throws -> [ConfigDiagnostic] {
        var found: [ConfigDiagnostic] = []
        _ = F.Config.decode(try ConfigNode(yaml: yaml, source: "c.yaml"), at: [factory.type.name], into: &found)
        return found
    }
}
