package import CollectorAPI
package import Pdata

/// A statement, ready to be run.
struct Statement: Sendable {
    let text: String
    let condition: Predicate?
    let editor: Getter
}

/// Statements that are run one after the other for each record of a context.
package struct StatementGroup: Sendable {
    /// What they are run for.
    package let context: OTTLContext
    let statements: [Statement]
    let conditions: ConditionList

    /// Runs the statements for the record, where the group's conditions allow it.
    ///
    /// - Throws: the first error, when errors are propagated.
    package func run(
        _ evaluation: Evaluation,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) {
        evaluation.cache = []
        if !conditions.isEmpty {
            guard try conditions.hold(evaluation, errorMode, logger) else { return }
        }
        for statement in statements {
            do throws(EvaluationError) {
                if let condition = statement.condition {
                    guard try condition(evaluation) else { continue }
                }
                _ = try statement.editor(evaluation)
            } catch {
                try errorMode.handle(error, "failed to execute statement", statement.text, logger)
            }
        }
    }

    /// Runs the statements for each record of the context in `data`.
    ///
    /// - Returns: the metrics that functions have made.
    /// - Throws: the first error, when errors are propagated; then nothing has changed.
    package func run<Data: RecordTelemetry>(
        over data: inout Data,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) -> [MadeMetric] {
        var made: [MadeMetric] = []
        try context.forEachRecord(in: &data) { (evaluation) throws(EvaluationError) in
            try run(evaluation, errorMode, logger)
            if !evaluation.made.isEmpty {
                made += evaluation.made
                evaluation.made = []
            }
            return true
        }
        return made
    }
}
