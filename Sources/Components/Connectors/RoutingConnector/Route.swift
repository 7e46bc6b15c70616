internal import CollectorAPI
internal import OTTL
internal import Pdata

/// One route, ready to be taken.
struct Route<Data: RecordTelemetry>: Sendable {
    enum Condition: Sendable {
        case records(OTTLRoute)
        /// All of a request, or nothing.
        case request(RequestCondition)
    }

    let condition: Condition
    let isCopying: Bool
    let pipelines: [PipelineID]
    /// What tells it from other routes: its context and text.
    let identity: String

    /// Whether it is decided by a request's metadata.
    var readsCallMetadata: Bool {
        switch condition {
        case .request: true
        case .records(let route): route.readsCallMetadata
        }
    }

    /// The route that `settings` describe.
    ///
    /// - Throws: what is wrong with its condition, for this signal.
    init(_ settings: RouteSettings) throws {
        isCopying = settings.action == .copy
        pipelines = settings.pipelines.map(\.id)
        guard settings.context != "request" else {
            let text = settings.condition?.text ?? ""
            condition = .request(try RequestCondition(text))
            identity = "request \(text)"
            return
        }
        var diagnostics: [OTTLDiagnostic] = []
        var context: OTTLContext?
        // What is known of a request is there in every context.
        let name = settings.context == "otelcol" ? "resource" : settings.context
        if !name.isEmpty {
            context = OTTLParser(Data.signal).context(name, into: &diagnostics)
            if let diagnostic = diagnostics.first { throw diagnostic }
        }
        let route: OTTLRoute?
        let text: String
        if let statement = settings.statement, !statement.text.isEmpty {
            text = statement.text
            route = OTTLRoute(statement: text, of: Data.signal, context: context, into: &diagnostics)
        } else {
            text = settings.condition?.text ?? ""
            route = OTTLRoute(condition: text, of: Data.signal, context: context, into: &diagnostics)
        }
        guard let route else {
            if let diagnostic = diagnostics.first(where: { !$0.isWarning }) { throw diagnostic }
            throw UnsupportedSignal()
        }
        condition = .records(route)
        identity = "\(route.context) \(text)"
    }
}
