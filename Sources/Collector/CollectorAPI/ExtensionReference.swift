public import CollectorConfig

/// A setting that names an extension, such as `auth::authenticator` or `sending_queue::storage`.
///
/// The collector checks while it reads its configuration that the extension is enabled. A component gets at it by
/// ``Host/extension_(_:)`` when it starts.
public struct ExtensionReference: Sendable, Hashable {
    /// What the extension is to the setting's owner, such as `authenticator`.
    public let role: String

    /// The extension; nil when none is named.
    public var id: ComponentID?

    /// A reference to `id`, or to nothing yet.
    public init(role: String, to id: ComponentID? = nil) {
        self.role = role
        self.id = id
    }

    /// That there is no such extension, in upstream's words.
    public var notFound: String {
        "failed to resolve \(role) \"\(id.map { "\($0)" } ?? "")\": \(role) not found"
    }
}

extension ExtensionReference: SettingValue {
    /// `extension id`.
    public static var typeName: String { "extension id" }

    /// The id of an extension; null for none.
    public static func decode(
        _ node: ConfigNode,
        default current: ExtensionReference?,
        _ context: inout DecodingContext
    ) -> ExtensionReference? {
        var reference = ExtensionReference(role: current?.role ?? "extension")
        guard !node.isNull else { return reference }
        guard let text = String.decode(node, default: nil, &context) else { return nil }
        guard !text.isEmpty else { return reference }
        do throws(IDError) {
            let id = try ComponentID(parsing: text)
            reference.id = id
            context.refers(to: .extension, "\(id)", orElse: reference.notFound, at: node)
            return reference
        } catch {
            context.error("\(context.name) \(error)", at: node)
            return nil
        }
    }

    /// The id, or empty text.
    public func encode(_ options: EncodingOptions) -> ConfigNode {
        ConfigNode(.string(id.map { "\($0)" } ?? ""))
    }

    /// A string.
    public static func schema(default current: ExtensionReference?) -> ConfigNode { String.schema(default: nil) }
}
