public import CollectorAPI

/// Makes storages in files.
public struct FileStorageExtensionFactory: ExtensionFactory {
    /// What users write under `file_storage`.
    public typealias Config = FileStorageSettings

    /// `file_storage`.
    public var type: ComponentType { "file_storage" }

    /// Beta, as upstream.
    public var stability: Stability { .beta }

    /// The factory.
    public init() {}

    /// A storage that has not touched its directory yet.
    public func make(_ config: FileStorageSettings, _ context: ComponentContext) throws -> any Extension {
        FileStorageExtension(config, context)
    }
}
