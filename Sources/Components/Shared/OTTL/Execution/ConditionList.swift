package import CollectorAPI
package import Pdata

/// A condition, ready to be asked.
struct Condition: Sendable {
    let text: String
    let predicate: Predicate
}

/// Conditions of which one must be true.
package struct ConditionList: Sendable {
    /// What they are asked for.
    package let context: OTTLContext
    let conditions: [Condition]

    /// Whether there are none.
    package var isEmpty: Bool { conditions.isEmpty }

    /// Whether one of them is true for the record.
    ///
    /// - Throws: when one cannot be told, and errors are propagated.
    package func hold(
        _ evaluation: Evaluation,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) -> Bool {
        for condition in conditions {
            do throws(EvaluationError) {
                if try condition.predicate(evaluation) { return true }
            } catch {
                try errorMode.handle(error, "failed to eval condition", condition.text, logger)
            }
        }
        return false
    }

    /// Calls `body` with each record of the context for which one of them is true; it says whether the record stays.
    ///
    /// - Throws: what goes wrong, when errors are propagated: after all records were asked, together.
    package func forEachMatch<Data: RecordTelemetry>(
        in data: inout Data,
        _ errorMode: ErrorMode,
        _ logger: Logger,
        _ body: (Evaluation) -> Bool
    ) throws(EvaluationError) {
        var errors: [EvaluationError] = []
        context.forEachRecord(in: &data) { evaluation in
            evaluation.cache = []
            do throws(EvaluationError) {
                guard try hold(evaluation, errorMode, logger) else { return true }
            } catch {
                if errors.count < Self.maxErrors { errors.append(error) }
                return true
            }
            return body(evaluation)
        }
        guard let first = errors.first else { return }
        let messages = errors.count == 1 ? first.message : errors.map(\.message).joined(separator: "; ")
        throw EvaluationError(messages)
    }

    /// The most errors that are told: a batch may have one for each record.
    private static let maxErrors = 10
}

extension ErrorMode {
    /// Logs, ignores or throws `error`.
    func handle(
        _ error: EvaluationError,
        _ what: String,
        _ text: String,
        _ logger: Logger
    ) throws(EvaluationError) {
        switch self {
        case .silent:
            return
        case .ignore:
            logger.warn(what, [LogField("error", .string(error.message)), LogField("statement", .string(text))])
        case .propagate:
            throw EvaluationError("\(what): \(text), \(error.message)")
        }
    }
}
