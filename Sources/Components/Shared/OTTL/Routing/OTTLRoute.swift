package import CollectorAPI
package import Pdata

/// What decides which telemetry takes a route, and what is done to what does.
package struct OTTLRoute: Sendable {
    /// What it is decided for.
    package let context: OTTLContext
    private let matches: @Sendable (Evaluation) throws(EvaluationError) -> Bool
    private let edit: (@Sendable (Evaluation) throws(EvaluationError) -> Void)?
    private let text: String

    /// Whether it is decided by what is known of a request.
    package var readsCallMetadata: Bool { text.contains("otelcol.") }

    /// The route that telemetry takes of which the condition `text` is true.
    ///
    /// - Parameter context: as for conditions; when it is nil and cannot be inferred, the condition is one of resources.
    /// - Returns: nil when anything is wrong.
    package init?(
        condition text: String,
        of signal: Signal,
        context: OTTLContext?,
        into diagnostics: inout [OTTLDiagnostic]
    ) {
        let parser = OTTLParser(signal, includingEditors: false)
        var list = parser.conditions([text], context: context, into: &diagnostics)
        if list == nil, context == nil {
            var again: [OTTLDiagnostic] = []
            list = parser.conditions([text], context: .resource, into: &again)
            if list != nil { diagnostics = again }
        }
        guard let list, let condition = list.conditions.first else { return nil }
        self.context = list.context
        self.text = text
        matches = condition.predicate
        edit = nil
    }

    /// The route of the statement `text`: `route()`, `delete_key(…)` or `delete_matching_keys(…)`, with or without a
    /// condition. The other two are done to what takes the route.
    package init?(
        statement text: String,
        of signal: Signal,
        context: OTTLContext?,
        into diagnostics: inout [OTTLDiagnostic]
    ) {
        let parser = OTTLParser(signal, functions: Self.editors, includingEditors: false)
        var group = parser.statements([text], context: context, into: &diagnostics)
        if group == nil, context == nil {
            var again: [OTTLDiagnostic] = []
            group = parser.statements([text], context: .resource, into: &again)
            if group != nil { diagnostics = again }
        }
        guard let group, let statement = group.statements.first else { return nil }
        self.context = group.context
        self.text = text
        let condition = statement.condition
        matches = { (evaluation) throws(EvaluationError) in try condition?(evaluation) ?? true }
        let editor = statement.editor
        edit = { (evaluation) throws(EvaluationError) in _ = try editor(evaluation) }
    }

    private static let editors: [OTTLFunction] =
        [OTTLFunction("route") { _ in { _ in .none } }]
        + ["delete_key", "delete_matching_keys"].compactMap { FunctionTable.standard[$0] }

    /// What of `data` takes the route; nil when nothing does.
    ///
    /// - Parameters:
    ///   - rest: gets what does not.
    ///   - errorMode: what becomes of an error; what cannot be told does not take the route.
    package func take<Data: RecordTelemetry>(
        from data: Data,
        leaving rest: inout Data,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) -> Data? {
        rest = data
        let outcomes = try outcomes(in: &rest, errorMode, logger) { $0 != .taken }
        guard let matched = try takes(outcomes, of: data, errorMode, logger) else {
            rest = data
            return nil
        }
        return matched
    }

    /// Whether each record of `data` takes the route, in order.
    ///
    /// - Parameter errorMode: what becomes of an error.
    package func outcomes<Data: RecordTelemetry>(
        for data: Data,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) -> [RouteOutcome] {
        var unchanged = data
        return try outcomes(in: &unchanged, errorMode, logger) { _ in true }
    }

    private func outcomes<Data: RecordTelemetry>(
        in data: inout Data,
        _ errorMode: ErrorMode,
        _ logger: Logger,
        stays: (RouteOutcome) -> Bool
    ) throws(EvaluationError) -> [RouteOutcome] {
        var outcomes: [RouteOutcome] = []
        try context.forEachRecord(in: &data) { (evaluation) throws(EvaluationError) in
            evaluation.cache = []
            var outcome = RouteOutcome.unknown
            do throws(EvaluationError) {
                outcome = try matches(evaluation) ? .taken : .left
            } catch {
                try errorMode.handle(error, "failed to eval condition", text, logger)
            }
            outcomes.append(outcome)
            return stays(outcome)
        }
        return outcomes
    }

    /// What of `data` takes the route by `outcomes`, changed as the route's statement says; nil when nothing does.
    package func takes<Data: RecordTelemetry>(
        _ outcomes: [RouteOutcome],
        of data: Data,
        _ errorMode: ErrorMode,
        _ logger: Logger
    ) throws(EvaluationError) -> Data? {
        guard outcomes.contains(.taken) else { return nil }
        guard edit != nil || outcomes.contains(where: { $0 != .taken }) else { return data }
        var matched = data
        var index = 0
        try context.forEachRecord(in: &matched) { (evaluation) throws(EvaluationError) in
            defer { index += 1 }
            guard outcomes.indices.contains(index), outcomes[index] == .taken else { return false }
            do throws(EvaluationError) {
                try edit?(evaluation)
            } catch {
                try errorMode.handle(error, "failed to execute statement", text, logger)
            }
            return true
        }
        return matched
    }
}

/// Whether a record takes a route.
package enum RouteOutcome: Sendable {
    /// It does.
    case taken
    /// It does not.
    case left
    /// It could not be told.
    case unknown
}

extension RecordTelemetry {
    /// The resources for which `stays` is true of their places.
    package func resources(where stays: (Int) -> Bool) -> Self {
        var rest = self
        var index = 0
        rest.forEachRecord(.resource) { _ in
            defer { index += 1 }
            return stays(index)
        }
        return rest
    }
}
