/// Go's way to write boolean flags, which scripts written for ocb use: `--verbose=true`.
enum GoFlags {
    private static let names: Set<String> = [
        "--skip-generate", "--skip-get-modules", "--skip-compilation", "--skip-strict-versioning", "--verbose",
        "--dry-run",
        "--skip-unavailable",
    ]

    /// `arguments` with each `--flag=true` as `--flag` and each `--flag=false` left out.
    static func normalized(_ arguments: [String]) -> [String] {
        arguments.compactMap { argument in
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, names.contains(parts[0]) else { return argument }
            switch parts[1].lowercased() {
            case "true", "t", "1": return parts[0]
            case "false", "f", "0": return nil
            default: return argument
            }
        }
    }
}
