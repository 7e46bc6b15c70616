internal import CollectorAPI
internal import Pdata

/// Decides on spans.
struct SpanSampler: Sendable {
    private let sampler: Sampler
    private let seed: UInt32
    private let report: SamplingReport

    init(_ settings: ProbabilisticSamplerSettings, _ report: SamplingReport) {
        sampler = Sampler(settings)
        seed = settings.hashSeed
        self.report = report
    }

    /// Drops what is not sampled, and tells the rest's trace state of the sampling.
    func sample(_ traces: inout Traces) {
        var tally = SamplingTally()
        // Of the spans that stay, in order.
        var traceStates: [String?] = []
        traces.removeSpans { entry in
            let decision = decide(entry.span)
            tally.add(decision)
            report.note(decision.problem)
            guard decision.isSampled else { return true }
            traceStates.append(decision.update.flatMap { Self.traceState(of: entry.span, $0) })
            return false
        }
        report.count(tally)
        guard traceStates.contains(where: { $0 != nil }) else { return }
        var index = 0
        traces.editSpans { span in
            if let traceState = traceStates[index] { span.traceState = traceState }
            index += 1
        }
    }

    private static func traceState(of span: SpanView, _ update: Sampler.Arrival) -> String? {
        (try? TraceState(span.traceState.string)).map { $0.with(update.randomness, update.threshold) }
    }

    private func decide(_ span: SpanView) -> Sampler.Decision {
        var arrival = Sampler.Arrival()
        if !span.traceState.isEmpty {
            do throws(SamplingProblem) {
                let state = try TraceState(span.traceState.string)
                arrival.randomness = state.randomness
                arrival.threshold = state.threshold
            } catch {
                arrival.problem = error
            }
        }
        return sampler.decide(arrival, Self.priority(of: span), source: source(span.traceID))
    }

    private func source(_ id: TraceID) -> (randomness: Randomness, policy: Sampler.Policy)? {
        guard !id.isEmpty else { return nil }
        guard sampler.hashes else { return (Randomness(id), .traceIDW3C) }
        var hash = SeededHash(seed: seed)
        hash.combine(id)
        return (hash.randomness, .traceIDHash)
    }

    /// What OpenTracing's attribute asks for: 0 to drop the span, more to keep it.
    private static func priority(of span: SpanView) -> Sampler.Priority {
        let number = span.attributes.value(of: "sampling.priority") { value -> Double? in
            switch value.kind {
            case .int: Double(value.int)
            case .double: value.double
            case .string: Double(value.string.string)
            case .empty, .bool, .array, .map, .bytes, .stringIndex: nil
            }
        }
        guard let asked = number, let asked else { return .none }
        if asked == 0 { return .threshold(.never) }
        return asked > 0 ? .threshold(.always) : .none
    }
}
