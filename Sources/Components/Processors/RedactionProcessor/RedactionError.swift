/// Why settings cannot be used, in upstream's words where it has some.
struct RedactionError: Error, Sendable, CustomStringConvertible {
    let description: String
    /// The setting.
    let key: String
    /// What the user can do.
    let fix: String?

    init(_ description: String, at key: String, fix: String? = nil) {
        self.description = description
        self.key = key
        self.fix = fix
    }
}
