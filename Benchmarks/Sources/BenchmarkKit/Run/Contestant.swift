internal import Foundation

/// A collector that is measured.
public struct Contestant: Sendable {
    /// Its name in reports.
    public var name: String

    /// Its program.
    public var binary: String

    /// Folders that are searched for a scenario's configuration, the first that has it first.
    public var configFolders: [String]

    /// A collector.
    public init(name: String, binary: String, configFolders: [String]) {
        self.name = name
        self.binary = binary
        self.configFolders = configFolders
    }

    /// The path of the configuration `file`.
    func config(_ file: String) throws -> String {
        let paths = configFolders.map { "\($0)/\(file)" }
        guard let path = paths.first(where: FileManager.default.fileExists(atPath:)) else {
            throw WireFailure("no configuration \(file) in \(configFolders.joined(separator: " or "))")
        }
        return path
    }
}
