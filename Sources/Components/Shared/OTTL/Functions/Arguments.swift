package import Pdata

/// Finds a value of a certain type for a record.
package typealias TypedGetter<Result> = @Sendable (Evaluation) throws(EvaluationError) -> Result

/// What a function is called with: an argument, or none, for each parameter.
package struct Arguments: Sendable {
    package let parameters: [Parameter]
    package let operands: [Operand?]
    /// The functions that arguments name.
    package let functions: [OTTLFunction?]

    /// Whether the parameter at `index` was given an argument.
    package func has(_ index: Int) -> Bool { operands[index] != nil || functions[index] != nil }

    /// The argument at `index`; none for an optional one that is not there.
    package subscript(index: Int) -> Operand { operands[index] ?? Operand(constant: .none, at: 0) }

    // MARK: Targets

    /// How the path at `index` is read and written.
    func target(_ index: Int) throws(FunctionError) -> PathAccess {
        guard let path = self[index].path else {
            throw FunctionError("invalid argument at position \(index): must be a path")
        }
        return path
    }

    /// How the path at `index` is written.
    func setter(_ index: Int) throws(FunctionError) -> Setter {
        guard let set = try target(index).set else {
            throw FunctionError("invalid argument at position \(index): the path can only be read")
        }
        return set
    }

    /// The map that the path at `index` leads to.
    func map(_ index: Int) throws(FunctionError) -> MapPlace { try target(index).mapPlace }

    // MARK: Values

    /// The string at `index`, copied; `fallback` when there is no argument.
    package func string(_ index: Int, default fallback: String? = nil) -> TypedGetter<String> {
        if let fallback, !has(index) { return { _ in fallback } }
        if let text = self[index].constant?.string { return { _ in text } }
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard let text = value.string else { throw value.unexpected("string") }
            return text
        }
    }

    /// The text at `index`, of whatever is like a string; nil for no value.
    package func textLike(_ index: Int) -> TypedGetter<String?> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in try get(evaluation).textLike() }
    }

    /// The whole number at `index`; `fallback` when there is no argument.
    package func int(_ index: Int, default fallback: Int64? = nil) -> TypedGetter<Int64> {
        if let fallback, !has(index) { return { _ in fallback } }
        if case .int(let int)? = self[index].constant { return { _ in int } }
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .int(let int) = value else { throw value.unexpected("int64") }
            return int
        }
    }

    /// The double at `index`.
    package func double(_ index: Int) -> TypedGetter<Double> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .double(let double) = value else { throw value.unexpected("float64") }
            return double
        }
    }

    /// The number at `index`, of whatever is like one; nil for no value.
    package func doubleLike(_ index: Int) -> TypedGetter<Double?> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in try get(evaluation).doubleLike() }
    }

    /// The truth at `index`; `fallback` when there is no argument.
    package func bool(_ index: Int, default fallback: Bool? = nil) -> TypedGetter<Bool> {
        if let fallback, !has(index) { return { _ in fallback } }
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .bool(let bool) = value else { throw value.unexpected("bool") }
            return bool
        }
    }

    /// The time at `index`.
    package func time(_ index: Int) -> TypedGetter<Int64> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .time(let time) = value else { throw value.unexpected("time.Time") }
            return time
        }
    }

    /// The duration at `index`.
    package func duration(_ index: Int) -> TypedGetter<Int64> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .duration(let duration) = value else { throw value.unexpected("time.Duration") }
            return duration
        }
    }

    /// The entries of the map at `index`.
    package func entries(_ index: Int) -> TypedGetter<[Attribute]> {
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .map(let entries) = value else { throw value.unexpected("pcommon.Map") }
            return entries
        }
    }

    /// The elements of the list at `index`, whatever they are; none when there is no argument.
    package func values(_ index: Int) -> TypedGetter<[Value]> {
        guard has(index) else { return { _ in [] } }
        if let elements = self[index].elements {
            let getters = elements.map(\.get)
            return { (evaluation) throws(EvaluationError) in
                var values: [Value] = []
                for get in getters { values.append(try get(evaluation)) }
                return values
            }
        }
        let get = self[index].get
        return { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            guard case .array(let elements) = value else { throw value.unexpected("pcommon.Slice") }
            return elements.map { Value($0) }
        }
    }

    /// The strings of the list at `index`; none when there is no argument.
    package func strings(_ index: Int) -> TypedGetter<[String]> {
        guard has(index) else { return { _ in [] } }
        if let constants = constantStrings(index) { return { _ in constants } }
        let values = values(index)
        return { (evaluation) throws(EvaluationError) in
            var texts: [String] = []
            for value in try values(evaluation) {
                guard let text = value.string else { throw value.unexpected("string") }
                texts.append(text)
            }
            return texts
        }
    }

    // MARK: Constants

    /// The string at `index`, where it is the same for every record; `fallback` when there is no argument.
    package func constantString(_ index: Int, default fallback: String? = nil) throws(FunctionError) -> String {
        if let fallback, !has(index) { return fallback }
        guard let text = self[index].constant?.string else { throw mustBe("a string", index) }
        return text
    }

    /// The whole number at `index`, where it is the same for every record; nil when there is no argument.
    package func constantInt(_ index: Int) throws(FunctionError) -> Int64? {
        guard has(index) else { return nil }
        guard case .int(let int)? = self[index].constant else { throw mustBe("an int", index) }
        return int
    }

    /// The number at `index`, whole or not, where it is the same for every record; nil when it is not.
    package func constantDouble(_ index: Int) -> Double? { self[index].constant?.number }

    /// The numbers of the list at `index`, where they are the same for every record.
    package func constantDoubles(_ index: Int) throws(FunctionError) -> [Double] {
        let numbers = self[index].elements?.map { $0.constant?.number }
        guard let numbers, !numbers.contains(nil) else { throw mustBe("a list of numbers", index) }
        return numbers.compactMap(\.self)
    }

    /// The truth at `index`, where it is the same for every record; `fallback` when there is no argument.
    package func constantBool(_ index: Int, default fallback: Bool? = nil) throws(FunctionError) -> Bool {
        if let fallback, !has(index) { return fallback }
        guard case .bool(let bool)? = self[index].constant else { throw mustBe("a bool", index) }
        return bool
    }

    /// The strings of the list at `index`, where they are the same for every record.
    package func constantStrings(_ index: Int) -> [String]? {
        guard let elements = self[index].elements else { return nil }
        let texts = elements.compactMap { $0.constant?.string }
        return texts.count == elements.count ? texts : nil
    }

    private func mustBe(_ what: String, _ index: Int) -> FunctionError {
        FunctionError("invalid argument at position \(index): must be \(what)")
    }
}

extension Value {
    /// The number, of an int or a double.
    fileprivate var number: Double? {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        default: nil
        }
    }

    /// The error of a value that a function does not take.
    func unexpected(_ expected: String) -> EvaluationError {
        EvaluationError("expected \(expected) but got \(typeName)")
    }
}
