/// The process that the tool runs in.
package struct ProcessContext: Sendable {
    package var environment: [String: String]
    package var currentFolder: String
    /// The tool's own file.
    package var executable: String

    package init(environment: [String: String], currentFolder: String, executable: String) {
        self.environment = environment
        self.currentFolder = currentFolder
        self.executable = executable
    }
}
