internal import CollectorConfig
package import Pdata

/// Compiles the statements and conditions of one signal.
///
/// All that is wrong is reported, not just the first of it. Compiled once, programs may be run from any thread.
package struct OTTLParser: Sendable {
    /// The contexts that there are to choose from, from the outermost on.
    private let contexts: [OTTLContext]
    private let functions: FunctionTable
    /// What the conditions of a group of statements can call.
    private let conditionFunctions: FunctionTable

    /// A parser for `signal`.
    ///
    /// - Parameters:
    ///   - functions: what there is beside the standard functions.
    ///   - isStandardIncluded: whether statements can call the standard editors.
    package init(_ signal: Signal, functions: [OTTLFunction] = [], includingEditors: Bool = true) {
        contexts = OTTLContext.all(of: signal)
        self.functions = (includingEditors ? FunctionTable.standard : .converters).adding(functions)
        conditionFunctions = FunctionTable.converters
    }

    /// The context that users call `name`, of the signal's.
    package func context(_ name: String, into diagnostics: inout [OTTLDiagnostic]) -> OTTLContext? {
        if let context = OTTLContext(name), contexts.contains(context) { return context }
        var diagnostic = OTTLDiagnostic(.statement, name, "unknown context \"\(name)\"")
        diagnostic.isWhole = true
        let names = contexts.map(\.rawValue)
        diagnostic.fix =
            nearestMatch(name, in: names).map { "did you mean \($0)?" } ?? "allowed: \(names.joined(separator: ", "))"
        diagnostics.append(diagnostic)
        return nil
    }

    // MARK: Compiling

    /// The group of `statements`, which is run where one of `conditions` is true, or everywhere without any.
    ///
    /// - Parameter context: what paths without a context's name belong to; nil when each must have one, and the context
    ///   is inferred.
    /// - Returns: nil when anything is wrong but what `diagnostics` tell as warnings.
    package func statements(
        _ statements: [String],
        conditions: [String] = [],
        context: OTTLContext? = nil,
        into diagnostics: inout [OTTLDiagnostic]
    ) -> StatementGroup? {
        let errors = diagnostics.count { !$0.isWarning }
        let parsedStatements = parse(statements, .statement, into: &diagnostics) { (text) throws(SyntaxError) in
            try Parser.statement(text)
        }
        let parsedConditions = parse(conditions, .condition, into: &diagnostics) { (text) throws(SyntaxError) in
            try Parser.condition(text)
        }
        guard diagnostics.count(where: { !$0.isWarning }) == errors else { return nil }
        var names = SyntaxNames()
        for statement in parsedStatements { names.add(statement.syntax) }
        for condition in parsedConditions { names.add(condition.syntax) }
        guard let target = self.context(context, names, statements + conditions, .statement, into: &diagnostics) else {
            return nil
        }
        let compiledStatements = compile(
            parsedStatements,
            .statement,
            target,
            context == nil,
            functions,
            into: &diagnostics
        ) { (syntax, text, compiler) throws(SyntaxError) in
            let editor = try compiler.editor(syntax.editor)
            let condition: Predicate? =
                if let condition = syntax.condition { try compiler.predicate(condition) } else { nil }
            return Statement(text: text, condition: condition, editor: editor)
        }
        let compiledConditions = compile(
            parsedConditions,
            .condition,
            target,
            context == nil,
            conditionFunctions,
            into: &diagnostics
        ) { (syntax, text, compiler) throws(SyntaxError) in
            Condition(text: text, predicate: try compiler.predicate(syntax))
        }
        guard diagnostics.count(where: { !$0.isWarning }) == errors else { return nil }
        return StatementGroup(
            context: target,
            statements: compiledStatements,
            conditions: ConditionList(context: target, conditions: compiledConditions)
        )
    }

    /// The list of `conditions`, of which one must be true.
    ///
    /// - Parameter context: as for statements.
    /// - Returns: nil when anything is wrong but what `diagnostics` tell as warnings.
    package func conditions(
        _ conditions: [String],
        context: OTTLContext? = nil,
        into diagnostics: inout [OTTLDiagnostic]
    ) -> ConditionList? {
        let errors = diagnostics.count { !$0.isWarning }
        let parsed = parse(conditions, .condition, into: &diagnostics) { (text) throws(SyntaxError) in
            try Parser.condition(text)
        }
        guard diagnostics.count(where: { !$0.isWarning }) == errors else { return nil }
        var names = SyntaxNames()
        for condition in parsed { names.add(condition.syntax) }
        guard let target = self.context(context, names, conditions, .condition, into: &diagnostics) else { return nil }
        let compiled = compile(parsed, .condition, target, context == nil, functions, into: &diagnostics) {
            (syntax, text, compiler) throws(SyntaxError) in
            Condition(text: text, predicate: try compiler.predicate(syntax))
        }
        guard diagnostics.count(where: { !$0.isWarning }) == errors else { return nil }
        return ConditionList(context: target, conditions: compiled)
    }

    /// Warns, once for all of `statements` and `conditions`, of paths that leave out the name of `context`, which they were
    /// compiled for.
    func warnOfBarePaths(
        statements: [String] = [],
        conditions: [String],
        _ context: OTTLContext,
        into diagnostics: inout [OTTLDiagnostic]
    ) {
        func warn(_ subject: OTTLDiagnostic.Subject, _ text: String, _ names: SyntaxNames) -> Bool {
            guard let path = names.bare else { return false }
            let message = "paths without the name of their context are an older form"
            let error = SyntaxError(message, at: path.offset, fix: "write \(context.rawValue).\(path.text)")
            diagnostics.append(OTTLDiagnostic(subject, text, error, isWarning: true))
            return true
        }
        for text in statements {
            var names = SyntaxNames()
            if let statement = try? Parser.statement(text) { names.add(statement) }
            if warn(.statement, text, names) { return }
        }
        for text in conditions {
            var names = SyntaxNames()
            if let condition = try? Parser.condition(text) { names.add(condition) }
            if warn(.condition, text, names) { return }
        }
    }

    /// What finds the value of the expression `text`.
    package func value(
        _ text: String,
        context: OTTLContext,
        into diagnostics: inout [OTTLDiagnostic]
    ) -> Getter? {
        let parsed = parse([text], .value, into: &diagnostics) { (text) throws(SyntaxError) in try Parser.value(text) }
        return compile(parsed, .value, context, false, functions, into: &diagnostics) {
            (syntax, _, compiler) throws(SyntaxError) in
            try compiler.operand(syntax).get
        }.first
    }

    // MARK: Steps

    private struct Parsed<Syntax> {
        let text: String
        let syntax: Syntax
    }

    private func parse<Syntax>(
        _ texts: [String],
        _ subject: OTTLDiagnostic.Subject,
        into diagnostics: inout [OTTLDiagnostic],
        _ parse: (String) throws(SyntaxError) -> Syntax
    ) -> [Parsed<Syntax>] {
        var parsed: [Parsed<Syntax>] = []
        for text in texts {
            do throws(SyntaxError) {
                parsed.append(Parsed(text: text, syntax: try parse(text)))
            } catch {
                diagnostics.append(OTTLDiagnostic(subject, text, error))
            }
        }
        return parsed
    }

    private func compile<Syntax, Result>(
        _ parsed: [Parsed<Syntax>],
        _ subject: OTTLDiagnostic.Subject,
        _ context: OTTLContext,
        _ requiresPrefixes: Bool,
        _ functions: FunctionTable,
        into diagnostics: inout [OTTLDiagnostic],
        _ compile: (Syntax, String, inout Compiler) throws(SyntaxError) -> Result
    ) -> [Result] {
        var results: [Result] = []
        for item in parsed {
            var compiler = Compiler(context, requiresPrefixes: requiresPrefixes, functions)
            do throws(SyntaxError) {
                results.append(try compile(item.syntax, item.text, &compiler))
            } catch {
                diagnostics.append(OTTLDiagnostic(subject, item.text, error))
            }
            diagnostics += compiler.warnings.map { OTTLDiagnostic(subject, item.text, $0, isWarning: true) }
        }
        return results
    }

    /// The context that was stated, or else the one that `names` belong to.
    private func context(
        _ stated: OTTLContext?,
        _ names: SyntaxNames,
        _ texts: [String],
        _ subject: OTTLDiagnostic.Subject,
        into diagnostics: inout [OTTLDiagnostic]
    ) -> OTTLContext? {
        if let stated { return stated }
        if let inferred = names.context(of: contexts, functions) { return inferred }
        // Nothing that depends on a context.
        if names.contexts.isEmpty, names.bare == nil, let last = contexts.last(where: { $0.isRecord }),
            names.functions.isEmpty || texts.isEmpty
        {
            return last
        }
        var message = "unable to infer context from statements, path's first segment must be a valid context name"
        if let bare = names.bare {
            let options = contexts.map { "\"\($0.rawValue).\(bare.text)\"" }.joined(separator: ", ")
            message =
                "missing context name for path \"\(bare.text)\", possibly valid options are: \(options)"
        } else if let foreign = names.contexts.first(where: { !contexts.contains($0) }) {
            let options = contexts.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            message = "context \"\(foreign.rawValue)\" is not valid here, it must be replaced by one of: \(options)"
        }
        let text = texts.joined(separator: "\", \"")
        diagnostics.append(
            OTTLDiagnostic(subject, text, message + ", please review: [\(texts.joined(separator: ", "))]")
        )
        return nil
    }
}

extension OTTLContext {
    /// Whether it is that of a signal's records.
    fileprivate var isRecord: Bool { place.level == 3 }
}
