package import CollectorAPI
package import Pdata

/// What a statement is evaluated for: one record after another of a batch.
///
/// Lives as long as the call that a batch is consumed in, and is not shared.
package final class Evaluation {
    /// The record.
    package internal(set) var target: RecordTarget

    /// Who sent it.
    let client: ClientContext

    /// The map that statements keep things in; empty again for each record.
    var cache: [Attribute] = []

    /// The place of the event, link or exemplar among those of its record.
    var index = 0

    /// What a function is applied to by another.
    var argument: Value = .none

    /// The metrics that functions have made of the current ones.
    package var made: [MadeMetric] = []

    package init(_ target: RecordTarget, client: ClientContext) {
        self.target = target
        self.client = client
    }
}

/// A metric that a function has made, as a message, with what it belongs to.
package struct MadeMetric {
    /// The resource and its schema, without scopes.
    package let resource: Bytes
    /// The scope and its schema, without metrics.
    package let scope: Bytes
    package let metric: Bytes

    package init(resource: Bytes, scope: Bytes, metric: Bytes) {
        self.resource = resource
        self.scope = scope
        self.metric = metric
    }
}

/// Finds a value for a record.
package typealias Getter = @Sendable (Evaluation) throws(EvaluationError) -> Value

/// Gives something in or around a record a value.
package typealias Setter = @Sendable (Evaluation, Value) throws(EvaluationError) -> Void

/// Finds out whether something is true of a record.
package typealias Predicate = @Sendable (Evaluation) throws(EvaluationError) -> Bool
