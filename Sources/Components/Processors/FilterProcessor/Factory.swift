public import CollectorAPI
public import Pdata
internal import PropertyMatching

/// Makes filter processors.
public struct FilterProcessorFactory: ProcessorFactory {
    /// What users write under `filter`.
    public typealias Config = FilterSettings

    /// `filter`.
    public var type: ComponentType { "filter" }

    /// Every signal.
    public var stability: [Signal: Stability] {
        [.traces: .alpha, .metrics: .alpha, .logs: .alpha, .profiles: .development]
    }

    /// The factory.
    public init() {}

    /// A processor that drops spans, their events, or all of a resource.
    public func traces(
        _ config: FilterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let matcher = try SpanMatcher(include: config.spans.include, exclude: config.spans.exclude)
        return try FilterProcessor(config, context, next) { traces in
            if !matcher.passesAll { traces.removeSpans { !matcher.passes($0) } }
        }
    }

    /// A processor that drops metrics, data points, or all of a resource.
    public func metrics(
        _ config: FilterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Metrics>
    ) throws -> any Processor<Metrics> {
        let blocks = try config.metricMatchers
        return try FilterProcessor(config, context, next) { metrics in
            if !blocks.passesAll { metrics.removeMetrics { !blocks.passes($0) } }
        }
    }

    /// A processor that drops log records, or all of a resource.
    public func logs(
        _ config: FilterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        let matcher = try config.logMatcher
        return try FilterProcessor(config, context, next) { logs in
            if !matcher.passesAll { logs.removeLogRecords { !matcher.passes($0) } }
        }
    }

    /// A processor that drops profiles, or all of a resource.
    public func profiles(
        _ config: FilterSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Profiles>
    ) throws -> any Processor<Profiles> {
        try FilterProcessor(config, context, next)
    }
}
