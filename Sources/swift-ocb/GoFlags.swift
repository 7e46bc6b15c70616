/// Go's ways to write flags, which scripts written for ocb use: `--verbose=true`, `--output-path=`.
enum GoFlags {
    private static let switches: Set<String> = [
        "--skip-generate", "--skip-get-modules", "--skip-compilation", "--skip-strict-versioning", "--verbose",
        "--dry-run", "--skip-unavailable", "--locked", "--static", "--bill",
    ]

    private static let options: Set<String> = [
        "--config", "--ldflags", "--gcflags", "--output-path", "--library", "--format", "--check-config", "--max-size",
        "--target", "--sysroot",
    ]

    /// `arguments` with each `--flag=true` as `--flag`, each `--flag=false` left out, and the value of an `--option=`
    /// as the empty word that it is.
    static func normalized(_ arguments: [String]) -> [String] {
        arguments.flatMap { argument -> [String] in
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { return [argument] }
            if options.contains(parts[0]) { return parts[1].isEmpty ? [parts[0], ""] : [argument] }
            guard switches.contains(parts[0]) else { return [argument] }
            switch parts[1].lowercased() {
            case "true", "t", "1": return [parts[0]]
            case "false", "f", "0": return []
            default: return [argument]
            }
        }
    }
}
