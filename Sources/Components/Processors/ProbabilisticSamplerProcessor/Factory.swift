public import CollectorAPI
public import Pdata

/// Makes probabilistic samplers.
public struct ProbabilisticSamplerProcessorFactory: ProcessorFactory {
    /// What users write under `probabilistic_sampler`.
    public typealias Config = ProbabilisticSamplerSettings

    /// `probabilistic_sampler`.
    public var type: ComponentType { "probabilistic_sampler" }

    /// Spans and log records, as upstream.
    public var stability: [Signal: Stability] { [.traces: .beta, .logs: .alpha] }

    /// The factory.
    public init() {}

    /// A sampler of spans.
    public func traces(
        _ config: ProbabilisticSamplerSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Traces>
    ) throws -> any Processor<Traces> {
        warn(config, context)
        let report = SamplingReport(
            context,
            name: "processor_probabilistic_sampler_count_traces_sampled",
            items: "spans",
            subject: "traces sampler"
        )
        let sampler = SpanSampler(config, report)
        return ProbabilisticSamplerProcessor(next) { sampler.sample(&$0) }
    }

    /// A sampler of log records.
    public func logs(
        _ config: ProbabilisticSamplerSettings,
        _ context: ComponentContext,
        _ next: any Consumer<Logs>
    ) throws -> any Processor<Logs> {
        warn(config, context)
        let report = SamplingReport(
            context,
            name: "processor_probabilistic_sampler_count_logs_sampled",
            items: "log records",
            subject: "logs sampler"
        )
        let sampler = LogRecordSampler(config, report)
        return ProbabilisticSamplerProcessor(next) { sampler.sample(&$0) }
    }

    private func warn(_ config: ProbabilisticSamplerSettings, _ context: ComponentContext) {
        guard Sampler(config).isRoundedToZero(config) else { return }
        context.logger.warn(
            "probability rounded to zero",
            [LogField("percent", .double(config.samplingPercentage))]
        )
    }
}
