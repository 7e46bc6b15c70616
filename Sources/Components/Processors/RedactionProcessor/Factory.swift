public import CollectorAPI
public import Pdata

/// Makes redaction processors.
public struct RedactionProcessorFactory: ProcessorFactory {
    /// What users write under `redaction`.
    public typealias Config = RedactionSettings

    /// `redaction`.
    public var type: ComponentType { "redaction" }

    /// Every signal but profiles, of which upstream has none either.
    public var stability: [Signal: Stability] { [.traces: .beta, .metrics: .alpha, .logs: .alpha] }

    /// The factory.
    public init() {}

    /// A processor that redacts resources, scopes, spans and their events.
    public func traces(
        _ config: RedactionSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let redaction = try Redaction(config)
        let exemptions = try Exemptions<Traces>(config, context.logger)
        return RedactionProcessor(next) { redaction.redact(&$0, but: exemptions.records(of: $0)) }
    }

    /// A processor that redacts resources, scopes and data points.
    public func metrics(
        _ config: RedactionSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        let redaction = try Redaction(config)
        let exemptions = try Exemptions<Metrics>(config, context.logger)
        return RedactionProcessor(next) { redaction.redact(&$0, but: exemptions.records(of: $0)) }
    }

    /// A processor that redacts resources, scopes and log records.
    public func logs(
        _ config: RedactionSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        let redaction = try Redaction(config)
        let exemptions = try Exemptions<Logs>(config, context.logger)
        return RedactionProcessor(next) { redaction.redact(&$0, but: exemptions.records(of: $0)) }
    }
}
