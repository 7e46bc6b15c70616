import Foundation

/// What each part of a distribution costs: bytes in the binary, and the CPU time of compiling it.
package struct SizeBill: Codable, Sendable, Equatable {
    package struct Row: Codable, Sendable, Equatable {
        package enum Kind: String, Codable, Sendable {
            case component
            /// A library of the collector, or of several components.
            case module
            /// A C library of the system.
            case library
            case runtime
            /// Tables of the linker, headers and padding.
            case rest
        }

        package var name: String
        package var kind: Kind
        /// In bytes.
        package var text: Int
        package var data: Int
        /// CPU time of the compiler; nil for what was not compiled.
        package var seconds: Double?

        package var bytes: Int { text + data }
    }

    /// The largest first.
    package var rows: [Row]
    /// The binary's size.
    package var bytes: Int

    package init(map: LinkMap, bytes: Int, components: Set<String>, costs: CompilerCosts) {
        self.bytes = bytes
        var rows: [Row] = []
        var linker = LinkMap.Part()
        for (origin, part) in map.parts {
            func add(_ name: String, _ kind: Row.Kind) {
                let seconds = kind == .component || kind == .module ? costs.modules[name]?.seconds : nil
                rows.append(Row(name: name, kind: kind, text: part.text, data: part.data, seconds: seconds))
            }
            switch origin {
            case .module(let name): add(name, components.contains(name) ? .component : .module)
            case .library(let name): add(name, .library)
            case .swiftRuntime: add("Swift's runtime", .runtime)
            case .compilerRuntime: add("C and C++ runtime", .runtime)
            case .linker: linker = part
            }
        }
        let attributed = rows.reduce(0) { $0 + $1.bytes } + linker.text
        rows.append(Row(name: "linker's tables", kind: .rest, text: linker.text, data: max(0, bytes - attributed)))
        self.rows = rows.sorted { ($0.bytes, $1.name) > ($1.bytes, $0.name) }
    }

    /// A table of the rows that are at least `share` of the whole; the others are summed up in one.
    package func table(atLeast share: Double = 0) -> String {
        let least = Int(Double(bytes) * share)
        let shown = rows.filter { $0.bytes >= least }
        var cells = shown.map { row in
            [
                Self.size(row.text), Self.size(row.data), row.seconds.map(CompilerCosts.text) ?? "",
                row.kind == .component || row.kind == .library ? "\(row.name) (\(row.kind.rawValue))" : row.name,
            ]
        }
        let others = rows.filter { $0.bytes < least }
        if !others.isEmpty {
            let seconds = others.compactMap(\.seconds)
            cells.append([
                Self.size(others.reduce(0) { $0 + $1.text }), Self.size(others.reduce(0) { $0 + $1.data }),
                seconds.isEmpty ? "" : CompilerCosts.text(seconds.reduce(0, +)), "\(others.count) others",
            ])
        }
        return TextTable.rows([["text", "data", "CPU s", "part"]] + cells, rightAligned: [0, 1, 2])
    }

    /// The names of the largest parts, with their sizes.
    package func largest(_ count: Int) -> String {
        rows.prefix(count).map { "\($0.name) \(Self.size($0.bytes))" }.joined(separator: ", ")
    }

    private static func size(_ bytes: Int) -> String { "\(ByteCount(bytes))" }

    // MARK: Keeping

    package static func read(_ path: String) -> SizeBill? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(SizeBill.self, from: $0) }
    }

    func write(_ path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
