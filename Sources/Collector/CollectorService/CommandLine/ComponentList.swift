internal import CollectorAPI
internal import CollectorConfig
internal import Pdata

/// What `components` prints: upstream's YAML, four spaces a level.
struct ComponentList {
    private let distribution: Distribution

    init(_ distribution: Distribution) {
        self.distribution = distribution
    }

    var yaml: String {
        let build = distribution.build
        var text = "buildinfo:\n"
        for (key, value) in [
            ("command", build.command), ("description", build.description), ("version", build.version),
        ] {
            text += "    \(key): \(Self.scalar(value))\n"
        }
        text += section(
            .receiver,
            distribution.receivers.map { ($0.factory, $0.module, Self.rows($0.factory.stability)) }
        )
        text += section(
            .processor,
            distribution.processors.map { ($0.factory, $0.module, Self.rows($0.factory.stability)) }
        )
        text += section(
            .exporter,
            distribution.exporters.map { ($0.factory, $0.module, Self.rows($0.factory.stability)) }
        )
        text += section(
            .connector,
            distribution.connectors.map { ($0.factory, $0.module, Self.rows($0.factory.stability)) }
        )
        text += section(
            .extension,
            distribution.extensions.map { ($0.factory, $0.module, [("extension", $0.factory.stability.description)]) }
        )
        text += providers
        return text
    }

    private func section(
        _ kind: ComponentKind,
        _ entries: [(factory: any Factory, module: String, stability: [(String, String)])]
    ) -> String {
        guard !entries.isEmpty else { return "" }
        var text = "\(kind.section):\n"
        for entry in entries.sorted(by: { $0.factory.type < $1.factory.type }) {
            text += "    - name: \(entry.factory.type)\n      module: \(Self.scalar(entry.module))\n"
            guard !entry.stability.isEmpty else { continue }
            text += "      stability:\n"
            for (key, value) in entry.stability { text += "        \(key): \(value)\n" }
        }
        return text
    }

    private var providers: String {
        guard !distribution.providers.isEmpty else { return "" }
        let sorted = distribution.providers.sorted { $0.factory.type < $1.factory.type }
        return sorted.reduce(into: "providers:\n") { text, entry in
            text += "    - scheme: \(entry.factory.type)\n      module: \(Self.scalar(entry.module))\n"
        }
    }

    /// The signals of a receiver, processor or exporter; upstream does not list profiles.
    private static func rows(_ stability: [Signal: Stability]) -> [(String, String)] {
        [Signal.logs, .metrics, .traces].map { ($0.rawValue, (stability[$0] ?? .undefined).description) }
    }

    /// The pairs of a connector, upstream's in upstream's order.
    private static func rows(_ stability: [SignalPair: Stability]) -> [(String, String)] {
        let signals = [Signal.logs, .metrics, .traces]
        return signals.flatMap { from in
            signals.compactMap { to in stability[SignalPair(from, to)].map { ("\(from)-to-\(to)", $0.description) } }
        }
    }

    /// `text` as a YAML scalar, in quotes where it needs them.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.first?.isLetter == true && text.last != " " && !text.contains(text: ": ")
            && !text.contains(text: " #") && !text.contains(text: "\n") && text.last != ":"
            && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        guard !isPlain else { return text }
        return "'" + text.replacing(text: "'", with: "''").replacing(text: "\n", with: " ") + "'"
    }
}
