/// An editor or a converter.
package struct OTTLFunction: Sendable {
    package let name: String
    package let parameters: [Parameter]
    /// The contexts in which it can be called; nil for all.
    package var contexts: Set<OTTLContext>?
    /// What to use instead, of a function that is on its way out.
    package var deprecated: String?
    /// Makes a call of it; an editor's value is never asked for.
    package let make: @Sendable (Arguments) throws(FunctionError) -> Getter

    package init(
        _ name: String,
        _ parameters: [Parameter] = [],
        in contexts: Set<OTTLContext>? = nil,
        deprecated: String? = nil,
        _ make: @escaping @Sendable (Arguments) throws(FunctionError) -> Getter
    ) {
        self.name = name
        self.parameters = parameters
        self.contexts = contexts
        self.deprecated = deprecated
        self.make = make
    }

    /// Whether it changes telemetry rather than having a value.
    package var isEditor: Bool { name.first?.isLowercase ?? false }

    /// Whether it can be called in `context`.
    package func isAvailable(in context: OTTLContext) -> Bool { contexts?.contains(context) ?? true }
}

/// One of a function's parameters.
package struct Parameter: Sendable {
    /// What a parameter takes.
    package enum Kind: Sendable {
        /// A path that is written to.
        case target
        /// Anything.
        case value
        /// What is checked beforehand where it is a constant.
        case string, int, float, bool, list
        case function
    }

    /// The name, in small letters with underscores.
    package let name: String
    package let kind: Kind
    package var isOptional = false

    package init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    package static func optional(_ name: String, _ kind: Kind) -> Parameter {
        var parameter = Parameter(name, kind)
        parameter.isOptional = true
        return parameter
    }

    /// Whether `written` names it: in small letters with underscores, or with capitals in their place.
    package func isNamed(_ written: String) -> Bool {
        func plain(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }
        return written == name || plain(written) == plain(name)
    }
}

/// Why a function cannot be called with its arguments.
package struct FunctionError: Error, Sendable {
    package var message: String

    package init(_ message: String) {
        self.message = message
    }
}
