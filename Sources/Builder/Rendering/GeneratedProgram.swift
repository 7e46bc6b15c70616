/// What the binary of a generated package does.
package enum GeneratedProgram: Sendable, Equatable {
    /// It is a collector of the manifest's components.
    case collector
    /// It checks the component with this module by CollectorTestKit's contract suite.
    case contract(product: String)
}
