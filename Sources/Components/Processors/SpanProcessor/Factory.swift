public import CollectorAPI
public import Pdata
internal import PropertyMatching

/// Makes span processors.
public struct SpanProcessorFactory: ProcessorFactory {
    /// What users write under `span`.
    public typealias Config = SpanSettings

    /// `span`.
    public var type: ComponentType { "span" }

    /// Spans only.
    public var stability: [Signal: Stability] { [.traces: .alpha] }

    /// The factory.
    public init() {}

    /// A processor that changes names, attributes and statuses of spans.
    public func traces(
        _ config: SpanSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        let change = try SpanChange(config)
        let matcher = try SpanMatcher(include: config.include, exclude: config.exclude)
        guard !matcher.passesAll else {
            return SpanProcessor(next) { traces in traces.editSpans { change.apply(to: &$0) } }
        }
        return SpanProcessor(next) { traces in
            traces.editSpans(where: { matcher.passes($0) }) { change.apply(to: &$0) }
        }
    }
}
