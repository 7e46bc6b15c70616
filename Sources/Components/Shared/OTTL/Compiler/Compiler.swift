internal import CollectorConfig
internal import Pdata

/// Turns the syntax of statements for one context into what evaluates them.
struct Compiler {
    let context: OTTLContext
    /// Whether paths must name their context.
    let requiresPrefixes: Bool
    let functions: FunctionTable
    /// What works, but is on its way out.
    private(set) var warnings: [SyntaxError] = []

    init(_ context: OTTLContext, requiresPrefixes: Bool, _ functions: FunctionTable) {
        self.context = context
        self.requiresPrefixes = requiresPrefixes
        self.functions = functions
    }

    // MARK: Conditions

    /// What finds out whether `syntax` is true.
    mutating func predicate(_ syntax: ConditionSyntax) throws(SyntaxError) -> Predicate {
        switch syntax {
        case .literal(let bool):
            return { _ in bool }
        case .call(let call):
            let get = try operand(call).get
            return { (evaluation) throws(EvaluationError) in
                let value = try get(evaluation)
                guard case .bool(let bool) = value else {
                    throw EvaluationError(
                        "value returned from a constant expression must be bool but got \(value.typeName)"
                    )
                }
                return bool
            }
        case .comparison(let left, let comparison, let right):
            return try predicate(left, comparison, right)
        case .not(let inner):
            let inner = try predicate(inner)
            return { (evaluation) throws(EvaluationError) in try !inner(evaluation) }
        case .and(let terms):
            let terms = try predicates(terms)
            return { (evaluation) throws(EvaluationError) in
                for term in terms {
                    guard try term(evaluation) else { return false }
                }
                return true
            }
        case .or(let terms):
            let terms = try predicates(terms)
            return { (evaluation) throws(EvaluationError) in
                for term in terms {
                    if try term(evaluation) { return true }
                }
                return false
            }
        }
    }

    private mutating func predicates(_ terms: [ConditionSyntax]) throws(SyntaxError) -> [Predicate] {
        var predicates: [Predicate] = []
        for term in terms { predicates.append(try predicate(term)) }
        return predicates
    }

    private mutating func predicate(
        _ left: ExpressionSyntax,
        _ comparison: ComparisonOperator,
        _ right: ExpressionSyntax
    ) throws(SyntaxError) -> Predicate {
        let left = try operand(left)
        let right = try operand(right)
        let getLeft = left.get
        if let constant = right.constant {
            return { (evaluation) throws(EvaluationError) in
                Value.compare(try getLeft(evaluation), comparison, constant)
            }
        }
        let getRight = right.get
        return { (evaluation) throws(EvaluationError) in
            Value.compare(try getLeft(evaluation), comparison, try getRight(evaluation))
        }
    }

    // MARK: Values

    /// What finds the value of `syntax`.
    mutating func operand(_ syntax: ExpressionSyntax) throws(SyntaxError) -> Operand {
        let offset = syntax.offset
        switch syntax.kind {
        case .none: return Operand(constant: .none, at: offset)
        case .bool(let bool): return Operand(constant: .bool(bool), at: offset)
        case .int(let int): return Operand(constant: .int(int), at: offset)
        case .float(let float): return Operand(constant: .double(float), at: offset)
        case .string(let text): return Operand(constant: .string(text), at: offset)
        case .bytes(let bytes): return Operand(constant: .bytes(Bytes(bytes)), at: offset)
        case .symbol(let name): return try symbol(name, offset)
        case .path(let path): return try operand(path)
        case .call(let call): return try operand(call)
        case .negation(let inner):
            let inner = try operand(inner)
            if let negated = try? inner.constant?.negated() { return Operand(constant: negated, at: offset) }
            let get = inner.get
            return Operand(at: offset) { (evaluation) throws(EvaluationError) in try get(evaluation).negated() }
        case .math(let left, let operation, let right):
            return try math(left, operation, right, offset)
        case .list(let elements):
            return try list(elements, offset)
        case .map(let entries):
            return try map(entries, offset)
        }
    }

    private mutating func math(
        _ left: ExpressionSyntax,
        _ operation: MathOperator,
        _ right: ExpressionSyntax,
        _ offset: Int
    ) throws(SyntaxError) -> Operand {
        let left = try operand(left)
        let right = try operand(right)
        if let a = left.constant, let b = right.constant {
            // What fails does so for each record, as upstream's does.
            if let result = try? Value.calculate(a, operation, b) { return Operand(constant: result, at: offset) }
        }
        return Operand(at: offset) { (evaluation) throws(EvaluationError) in
            try Value.calculate(try left.get(evaluation), operation, try right.get(evaluation))
        }
    }

    private mutating func list(_ syntax: [ExpressionSyntax], _ offset: Int) throws(SyntaxError) -> Operand {
        var elements: [Operand] = []
        for element in syntax { elements.append(try operand(element)) }
        let constants = elements.compactMap(\.constant)
        if constants.count == elements.count {
            var operand = Operand(constant: .array(constants.map(\.attributeValue)), at: offset)
            operand.elements = elements
            return operand
        }
        let getters = elements.map(\.get)
        return Operand(at: offset, elements: elements) { (evaluation) throws(EvaluationError) in
            var values: [AttributeValue] = []
            for get in getters { values.append(try get(evaluation).attributeValue) }
            return .array(values)
        }
    }

    private mutating func map(
        _ syntax: [(key: String, value: ExpressionSyntax)],
        _ offset: Int
    ) throws(SyntaxError) -> Operand {
        var entries: [(key: String, operand: Operand)] = []
        for entry in syntax {
            entries.removeAll { $0.key == entry.key }
            entries.append((entry.key, try operand(entry.value)))
        }
        let constants = entries.compactMap { entry in
            entry.operand.constant.map { Attribute(entry.key, $0.attributeValue) }
        }
        if constants.count == entries.count { return Operand(constant: .map(constants), at: offset) }
        let getters = entries.map { (key: $0.key, get: $0.operand.get) }
        return Operand(at: offset) { (evaluation) throws(EvaluationError) in
            var values: [Attribute] = []
            for entry in getters { values.append(Attribute(entry.key, try entry.get(evaluation).attributeValue)) }
            return .map(values)
        }
    }

    private func symbol(_ name: String, _ offset: Int) throws(SyntaxError) -> Operand {
        if let value = Symbols.value(name, in: context) { return Operand(constant: .int(value), at: offset) }
        let near = nearestMatch(name, in: Symbols.names(in: context).sorted())
        throw SyntaxError(
            "enum symbol, \(name), not found",
            at: offset,
            fix: near.map { "did you mean \($0)?" } ?? (functions[name] == nil ? nil : "call it: \(name)(…)")
        )
    }

    // MARK: Calls

    /// The editor that `call` calls.
    mutating func editor(_ call: CallSyntax) throws(SyntaxError) -> Getter { try bound(call) }

    private mutating func operand(_ call: CallSyntax) throws(SyntaxError) -> Operand {
        let get = try bound(call)
        guard !call.keys.isEmpty else { return Operand(at: call.offset, get) }
        let keys = try keys(call.keys)
        return Operand(at: call.offset) { (evaluation) throws(EvaluationError) in
            let value = try get(evaluation)
            let found = try value.attributeValue.element(at: try keys.resolved(evaluation))
            return Value(found)
        }
    }

    private mutating func bound(_ call: CallSyntax) throws(SyntaxError) -> Getter {
        guard let function = functions[call.name], function.isAvailable(in: context) else {
            let near = functions.nearest(call.name, in: context)
            throw SyntaxError(
                "undefined function \"\(call.name)\"",
                at: call.offset,
                fix: near.map { "did you mean \($0)?" }
            )
        }
        if let deprecated = function.deprecated {
            warnings.append(SyntaxError("\(call.name) is deprecated", at: call.offset, fix: "use \(deprecated)"))
        }
        let arguments = try arguments(call, of: function)
        do throws(FunctionError) {
            return try function.make(arguments)
        } catch {
            throw SyntaxError(
                error.message.hasPrefix("invalid argument at position")
                    ? "error while parsing arguments for call to \"\(call.name)\": \(error.message)"
                    : "couldn't create function: \(call.name): \(error.message)",
                at: call.offset
            )
        }
    }

    /// The keys that `syntax` are.
    mutating func keys(_ syntax: [ExpressionSyntax]) throws(SyntaxError) -> [PathKey] {
        var keys: [PathKey] = []
        for key in syntax {
            let operand = try operand(key)
            switch operand.constant {
            case .string(let text)?: keys.append(.string(text))
            case .int(let int)?: keys.append(.int(int))
            case nil: keys.append(.dynamic(operand.get))
            default: throw SyntaxError("a key must be a string or an int", at: key.offset)
            }
        }
        return keys
    }

    mutating func warn(_ warning: SyntaxError) { warnings.append(warning) }
}

extension AttributeValue {
    /// What `keys` lead to in a converter's result, where something must be.
    fileprivate func element(at keys: [PathKey]) throws(EvaluationError) -> AttributeValue {
        var value = self
        for key in keys {
            if case .map(let entries) = value, case .string(let name) = key {
                guard entries.contains(where: { $0.key == name }) else { throw EvaluationError("key not found in map") }
            }
            if value == .empty { throw EvaluationError("type nil cannot be indexed") }
            value = try value.value(at: [key])
        }
        return value
    }
}
