/// The names that statements use, by which their context is inferred.
struct SyntaxNames {
    /// The contexts that paths begin with.
    private(set) var contexts: [OTTLContext] = []
    private(set) var functions: Set<String> = []
    private(set) var symbols: Set<String> = []
    /// The first path that names no context.
    private(set) var bare: PathSyntax?

    mutating func add(_ statement: StatementSyntax) {
        add(statement.editor)
        if let condition = statement.condition { add(condition) }
    }

    mutating func add(_ condition: ConditionSyntax) {
        switch condition {
        case .literal: return
        case .call(let call): add(call)
        case .comparison(let left, _, let right):
            add(left)
            add(right)
        case .not(let inner): add(inner)
        case .and(let terms), .or(let terms):
            for term in terms { add(term) }
        }
    }

    mutating func add(_ expression: ExpressionSyntax) {
        switch expression.kind {
        case .none, .bool, .int, .float, .string, .bytes: return
        case .symbol(let name): symbols.insert(name)
        case .path(let path): add(path)
        case .call(let call): add(call)
        case .math(let left, _, let right):
            add(left)
            add(right)
        case .negation(let inner): add(inner)
        case .list(let elements):
            for element in elements { add(element) }
        case .map(let entries):
            for entry in entries { add(entry.value) }
        }
    }

    private mutating func add(_ call: CallSyntax) {
        functions.insert(call.name)
        for argument in call.arguments { add(argument.value) }
        for key in call.keys { add(key) }
    }

    private mutating func add(_ path: PathSyntax) {
        for field in path.fields {
            for key in field.keys { add(key) }
        }
        let first = path.fields[0]
        guard first.name != "otelcol" else { return }
        if path.fields.count > 1, first.keys.isEmpty, let context = OTTLContext(first.name) {
            if !contexts.contains(context) { contexts.append(context) }
        } else if bare == nil {
            bare = path
        }
    }

    /// The context that has all the names, of those of a signal; nil when there is none.
    ///
    /// The first that paths name, by priority; when it lacks a function or symbol, the first of those below it that does
    /// not.
    func context(of candidates: [OTTLContext], _ functions: FunctionTable) -> OTTLContext? {
        let named = OTTLContext.allCases.first { contexts.contains($0) }
        guard let named, candidates.contains(named) else { return nil }
        return ([named] + named.lower).first { has(everythingIn: $0, functions) && candidates.contains($0) }
    }

    /// What no context has does not count: it is reported better when the statement that uses it is compiled.
    private func has(everythingIn context: OTTLContext, _ table: FunctionTable) -> Bool {
        functions.allSatisfy { table[$0]?.isAvailable(in: context) ?? true }
            && symbols.allSatisfy { symbol in
                Symbols.value(symbol, in: context) != nil
                    || !OTTLContext.allCases.contains { Symbols.value(symbol, in: $0) != nil }
            }
            && contexts.allSatisfy { context.visible.contains($0) }
    }
}
