/// Runs scenarios against one collector, or against two in turn.
public struct Benchmark {
    private let contestants: [Contestant]
    private let repetitions: Int
    private let share: Double
    private let progress: (String) -> Void

    /// A benchmark of `contestants`.
    ///
    /// - Parameters:
    ///   - repetitions: how often each scenario runs that does not say so itself.
    ///   - share: the share of each scenario's items and time that is run.
    ///   - progress: is told what happens, a line at a time.
    public init(
        _ contestants: [Contestant],
        repetitions: Int,
        share: Double,
        progress: @escaping (String) -> Void
    ) {
        self.contestants = contestants
        self.repetitions = repetitions
        self.share = share
        self.progress = progress
    }

    /// Runs `variant`; the contestants take turns, so that what else the machine does meets all of them.
    public func run(_ variant: ScenarioVariant) throws -> [Outcome] {
        let certificate = variant.scenario.load.tls ? try Certificate() : nil
        let count = variant.scenario.repetitions > 0 ? variant.scenario.repetitions : repetitions
        var outcomes = contestants.map { Outcome(variant: variant, contestant: $0.name) }
        for repetition in 1...count {
            for (index, contestant) in contestants.enumerated() where outcomes[index].obstacle == nil {
                progress("\(variant.name): \(contestant.name), run \(repetition) of \(count)")
                do {
                    let trial = Trial(
                        variant: variant,
                        binary: contestant.binary,
                        config: try contestant.config(variant.scenario.config),
                        certificate: certificate,
                        share: share
                    )
                    outcomes[index].measurements.append(try trial.run())
                } catch let failure as CollectorProcess.Failure where !failure.missing.isEmpty {
                    outcomes[index].obstacle = .missing(failure.missing)
                } catch {
                    outcomes[index].obstacle = .failed("\(error)")
                }
            }
        }
        return outcomes
    }
}
