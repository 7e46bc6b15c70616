public import Pdata

/// An extension that keeps values for components over restarts, such as `file_storage`.
///
/// A component that is configured with a storage's id asks its host for the extension in `start`, and for a client of
/// its own:
///
/// ```swift
/// guard let storage = host.extension_(id) as? any StorageExtension else { throw … }
/// let client = try await storage.client(kind: context.kind, id: context.id, name: "offsets")
/// ```
public protocol StorageExtension: Extension {
    /// A client for the component `id` of `kind`, with a key space of its own.
    ///
    /// - Parameter name: what tells apart several clients of one component; empty for the only one.
    /// - Throws: ``StorageError`` when the storage cannot be opened, or another client holds it.
    func client(kind: ComponentKind, id: ComponentID, name: String) async throws -> any StorageClient
}

/// A map from keys to values that survives restarts, owned by one component.
///
/// May be called from several tasks at once. Calls take effect one after the other, each as a whole.
public protocol StorageClient: Sendable {
    /// Carries out `operations` in order, all of them or none, and returns once the result is as safe as the storage's
    /// settings promise.
    ///
    /// - Returns: for each operation the value that it found, which only ``StorageOperation/get(_:)`` does.
    /// - Throws: ``StorageError`` when nothing was changed.
    func perform(_ operations: [StorageOperation]) async throws -> [Bytes?]

    /// Every key that has a value, in no particular order.
    ///
    /// - Throws: ``StorageError``.
    func keys() async throws -> [String]

    /// Gives the client back; what was set stays. Later calls fail.
    func close() async
}

extension StorageClient {
    /// The value of `key`; nil when it has none.
    ///
    /// - Throws: ``StorageError``.
    public func get(_ key: String) async throws -> Bytes? {
        try await perform([.get(key)]).first ?? nil
    }

    /// Gives `key` a value, in place of any other.
    ///
    /// - Throws: ``StorageError`` when the value was not kept.
    public func set(_ key: String, _ value: Bytes) async throws {
        _ = try await perform([.set(key, value)])
    }

    /// Takes away the value of `key`, if it has one.
    ///
    /// - Throws: ``StorageError``.
    public func delete(_ key: String) async throws {
        _ = try await perform([.delete(key)])
    }
}

/// One step of ``StorageClient/perform(_:)``.
public enum StorageOperation: Sendable {
    /// Reads a key's value.
    case get(String)
    /// Gives a key a value, in place of any other.
    case set(String, Bytes)
    /// Takes away a key's value, if it has one.
    case delete(String)
}

/// Why a storage did not do what it was asked.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// What the caller may do about it.
    public enum Kind: Sendable, Hashable {
        /// There is no room for more: later there may be.
        case full
        /// Another client, of this process or another, holds the storage.
        case inUse
        /// The value was kept, and can no longer be read.
        case damaged
        /// The client was closed.
        case closed
        /// The system failed.
        case failed
    }

    /// What the caller may do about it.
    public var kind: Kind

    /// What happened, and to which file, without a full stop.
    public var message: String

    /// An error of `kind`, explained by `message`.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
