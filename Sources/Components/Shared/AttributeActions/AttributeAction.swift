internal import CollectorConfig
internal import Pdata
internal import RegularExpressions

/// One action, ready to be done.
enum AttributeAction: Sendable {
    /// Where a value is written.
    enum Target: Sendable {
        case absent, present, any
    }

    /// Where a value comes from.
    enum Source: Sendable {
        case literal(AttributeValue)
        case attribute(String)
        case client(ClientSource)
    }

    /// What a value is converted to.
    enum ConvertedType: String, Sendable {
        case int, double, string
    }

    case write(Target, key: String, Source, default: AttributeValue?)
    case delete(key: String, RegularExpression?)
    case hash(key: String, RegularExpression?)
    case extract(key: String, RegularExpression, names: [String])
    case convert(key: String, ConvertedType)

    /// The action that `settings`, the one at `index`, describe.
    init(_ settings: ActionSettings, at index: Int) throws(AttributeActionError) {
        let name = settings.action.lowercased()
        let keyIsOptional = name == "delete" || name == "hash"
        if keyIsOptional, settings.key.isEmpty, settings.pattern.isEmpty {
            throw AttributeActionError(
                "error creating AttrProc due to missing required field (at least one of \"key\" and \"pattern\" have to "
                    + "be used) at the \(index)-th actions"
            )
        }
        if !keyIsOptional, settings.key.isEmpty {
            throw AttributeActionError(
                "error creating AttrProc due to missing required field \"key\" at the \(index)-th actions"
            )
        }
        switch name {
        case "insert": self = try Self.write(.absent, name, settings, index)
        case "update": self = try Self.write(.present, name, settings, index)
        case "upsert": self = try Self.write(.any, name, settings, index)
        case "delete": self = .delete(key: settings.key, try Self.keyPattern(name, settings, index))
        case "hash": self = .hash(key: settings.key, try Self.keyPattern(name, settings, index))
        case "extract": self = try Self.extraction(name, settings, index)
        case "convert": self = try Self.conversion(name, settings, index)
        default:
            throw AttributeActionError(
                "error creating AttrProc due to unsupported action \"\(name)\" at the \(index)-th actions"
            )
        }
    }

    private static func write(
        _ target: Target,
        _ name: String,
        _ settings: ActionSettings,
        _ index: Int
    ) throws(AttributeActionError) -> AttributeAction {
        guard settings.sourceCount > 0 || settings.defaultValue.isWritten else {
            throw AttributeActionError(
                "error creating AttrProc. Either field \"value\", \"from_attribute\" or \"from_context\" setting must be "
                    + "specified for \(index)-th action"
            )
        }
        guard settings.sourceCount <= 1 else {
            throw AttributeActionError(
                "error creating AttrProc due to multiple value sources being set at the \(index)-th actions"
            )
        }
        try refuse(settings.pattern, "pattern", name, index)
        try refuse(settings.convertedType, "converted_type", name, index)
        let fallback = settings.defaultValue.map { AttributeValue($0) }
        let source: Source
        if let value = settings.value, !value.isNull {
            source = .literal(AttributeValue(value))
        } else if !settings.fromAttribute.isEmpty {
            source = .attribute(settings.fromAttribute)
        } else if !settings.fromContext.isEmpty {
            source = .client(ClientSource(settings.fromContext))
        } else {
            source = .literal(fallback ?? .empty)
        }
        return .write(target, key: settings.key, source, default: fallback)
    }

    private static func keyPattern(
        _ name: String,
        _ settings: ActionSettings,
        _ index: Int
    ) throws(AttributeActionError) -> RegularExpression? {
        if settings.value.isWritten || !settings.fromAttribute.isEmpty || settings.defaultValue.isWritten {
            throw AttributeActionError(
                "error creating AttrProc. Action \"\(name)\" does not use \"value\" or \"from_attribute\" field. These "
                    + "must not be specified for \(index)-th action"
            )
        }
        let pattern = settings.pattern.isEmpty ? nil : try compile(settings.pattern, index)
        try refuse(settings.convertedType, "converted_type", name, index)
        return pattern
    }

    private static func extraction(
        _ name: String,
        _ settings: ActionSettings,
        _ index: Int
    ) throws(AttributeActionError) -> AttributeAction {
        guard settings.sourceCount == 0, !settings.defaultValue.isWritten else {
            throw AttributeActionError(
                "error creating AttrProc. Action \"\(name)\" does not use a value source field. These must not be "
                    + "specified for \(index)-th action"
            )
        }
        guard !settings.pattern.isEmpty else {
            throw AttributeActionError(
                "error creating AttrProc due to missing required field \"pattern\" for action \"\(name)\" at the "
                    + "\(index)-th action"
            )
        }
        try refuse(settings.convertedType, "converted_type", name, index)
        let pattern = try compile(settings.pattern, index)
        guard !pattern.groupNames.isEmpty else {
            throw AttributeActionError(
                "error creating AttrProc. Field \"pattern\" contains no named matcher groups at the \(index)-th actions"
            )
        }
        let names = pattern.groupNames.compactMap(\.self)
        guard names.count == pattern.groupNames.count else {
            throw AttributeActionError(
                "error creating AttrProc. Field \"pattern\" contains at least one unnamed matcher group at the "
                    + "\(index)-th actions"
            )
        }
        return .extract(key: settings.key, pattern, names: names)
    }

    private static func conversion(
        _ name: String,
        _ settings: ActionSettings,
        _ index: Int
    ) throws(AttributeActionError) -> AttributeAction {
        guard settings.sourceCount == 0, settings.pattern.isEmpty, !settings.defaultValue.isWritten else {
            throw AttributeActionError(
                "error creating AttrProc. Action \"\(name)\" does not use value sources or \"pattern\" field. These must "
                    + "not be specified for \(index)-th action"
            )
        }
        guard !settings.convertedType.isEmpty else {
            throw AttributeActionError(
                "error creating AttrProc due to missing required field \"converted_type\" for action \"\(name)\" at the "
                    + "\(index)-th action"
            )
        }
        guard let type = ConvertedType(rawValue: settings.convertedType) else {
            throw AttributeActionError(
                "error creating AttrProc due to invalid value \"\(settings.convertedType)\" in field \"converted_type\" "
                    + "for action \"\(name)\" at the \(index)-th action"
            )
        }
        return .convert(key: settings.key, type)
    }

    private static func refuse(
        _ value: String,
        _ field: String,
        _ name: String,
        _ index: Int
    ) throws(AttributeActionError) {
        guard !value.isEmpty else { return }
        throw AttributeActionError(
            "error creating AttrProc. Action \"\(name)\" does not use the \"\(field)\" field. This must not be specified "
                + "for \(index)-th action"
        )
    }

    private static func compile(_ pattern: String, _ index: Int) throws(AttributeActionError) -> RegularExpression {
        do throws(RegularExpressionError) {
            return try RegularExpression(pattern)
        } catch {
            throw AttributeActionError(
                "error creating AttrProc. Field \"pattern\" has invalid pattern: \"\(pattern)\" to be set at the "
                    + "\(index)-th actions: \(error.reason)"
            )
        }
    }
}

extension ActionSettings {
    fileprivate var sourceCount: Int {
        (value.isWritten ? 1 : 0) + (fromAttribute.isEmpty ? 0 : 1) + (fromContext.isEmpty ? 0 : 1)
    }
}

extension ConfigNode? {
    /// Whether there is a value other than null.
    fileprivate var isWritten: Bool { self.map { !$0.isNull } ?? false }
}
