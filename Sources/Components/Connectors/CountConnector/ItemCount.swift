internal import AttributeActions
internal import CollectorAPI
internal import OTTL
internal import Pdata

/// One count, ready to be taken.
struct ItemCount: Sendable {
    /// An attribute by whose values items are counted apart.
    private struct Key: Sendable {
        let name: String
        /// In the item, its scope and its resource.
        let getters: [Getter]
        let fallback: AttributeValue
    }

    let name: String
    let description: String
    let context: OTTLContext
    private let conditions: ConditionList
    private let keys: [Key]

    init(_ name: String, _ settings: CountMetricSettings, _ kind: CountedKind) throws {
        self.name = name
        description = settings.description
        context = kind.context
        let parser = OTTLParser(kind.signal)
        var found: [OTTLDiagnostic] = []
        let list = parser.conditions(settings.conditions.map(\.text), context: kind.context, into: &found)
        if let diagnostic = found.first(where: { !$0.isWarning }) { throw diagnostic }
        guard let list else { throw UnsupportedSignal() }
        conditions = list
        keys = settings.attributes.map { attribute in
            let quoted = attribute.key.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
            let getters = ["", "scope.", "resource."].compactMap { prefix in
                parser.value("\(prefix)attributes[\"\(String(quoted))\"]", context: kind.context, into: &found)
            }
            var fallback = attribute.defaultValue.map { AttributeValue($0) } ?? .empty
            if fallback == .string("") { fallback = .empty }
            return Key(name: attribute.key, getters: getters, fallback: fallback)
        }
    }

    /// The counts of the items in `data`, one for each combination of the attributes' values.
    ///
    /// - Parameter errors: gets what goes wrong; what cannot be told does not count.
    func counts<Data: RecordTelemetry>(
        of data: Data,
        _ logger: Logger,
        errors: inout [EvaluationError]
    ) -> [(attributes: [Attribute], count: Int64)] {
        var counts: [(attributes: [Attribute], count: Int64)] = []
        var places: [[Attribute]: Int] = [:]
        var data = data
        context.forEachRecord(in: &data) { evaluation in
            do throws(EvaluationError) {
                if !conditions.isEmpty {
                    guard try conditions.hold(evaluation, .propagate, logger) else { return true }
                }
                guard let attributes = try attributes(evaluation) else { return true }
                if let place = places[attributes] {
                    counts[place].count += 1
                } else {
                    places[attributes] = counts.count
                    counts.append((attributes, 1))
                }
            } catch {
                if errors.count < Self.maxErrors { errors.append(error) }
            }
            return true
        }
        return counts
    }

    /// The most errors that are told: a request may have one for each item.
    private static let maxErrors = 10

    /// The attributes of the item's count; nil when it has none of one.
    private func attributes(_ evaluation: Evaluation) throws(EvaluationError) -> [Attribute]? {
        var attributes: [Attribute] = []
        for key in keys {
            var value = AttributeValue.empty
            for getter in key.getters where value == .empty { value = try getter(evaluation).attributeValue }
            if value == .empty { value = key.fallback }
            guard value != .empty else { return nil }
            attributes.append(Attribute(key.name, value))
        }
        return attributes
    }
}
