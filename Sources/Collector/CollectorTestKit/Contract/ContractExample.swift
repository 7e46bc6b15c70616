internal import Glibc
internal import Pdata

/// One of a component's example configurations.
public struct ContractExample: Sendable {
    /// The name that violations are reported under.
    public var name: String

    /// The settings as YAML: what users write below the component's id.
    public var text: String

    /// The example `text`, called `name`.
    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }

    /// Whether the example called `name` is for `signal`: one whose name begins with a signal, as in
    /// `logs-severity.yaml`, is for that signal only.
    static func applies(_ name: String, to signal: Signal) -> Bool {
        let named = Signal.allCases.first { name.hasPrefix("\($0)-") }
        return named == nil || named == signal
    }

    /// Every `.yaml` file in `directory`, by name.
    public static func all(in directory: String) -> [ContractExample] {
        guard let handle = opendir(directory) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".yaml") { names.append(name) }
        }
        return names.sorted().map { ContractExample($0, TextFile.read("\(directory)/\($0)") ?? "") }
    }
}
