/// The version of the tool, and of ocb whose manifests it reads.
package enum BuilderVersion {
    package static let current = "0.1.0"
    package static let upstream = "v0.159.0"
}
