/// What a new component is called in each of the places that name it, all from the one name that its author gives.
package struct ComponentName: Sendable, Equatable {
    package var kind: ComponentKind
    /// What users write in their configuration, such as `acme_sampler`.
    package var type: String
    /// The Swift product and module, such as `AcmeSamplerProcessor`.
    package var product: String
    /// The package's folder, such as `acme-sampler-processor`.
    package var folder: String

    /// Words that YAML takes for something other than text, so that no key can be called so.
    private static let yamlWords: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// Types of the collector's own libraries that a component's module would hide.
    package static let reservedProducts: Set<String> = ["SendingExporter", "StorageExtension"]

    private static let maximumLength = 63

    /// The names of a component of `kind` that its author calls `name`, as `acme_sampler`, `AcmeSampler` or
    /// `acme-sampler-processor`; reports a name that cannot be, or is taken in `catalog`.
    package static func derive(
        from name: String,
        _ kind: ComponentKind,
        catalog: Catalog,
        into diagnostics: inout Diagnostics
    ) -> ComponentName? {
        guard name.unicodeScalars.allSatisfy({ $0.isASCII && ($0.value >= 0x20) }) else {
            diagnostics.error(
                "the name \"\(SwiftLiteral.comment(name))\" has characters that no component type may have",
                fix: "use ASCII letters, digits and underscores, such as acme_sampler"
            )
            return nil
        }
        let words = withoutKind(words(in: name), kind)
        guard let first = words.first?.first else {
            diagnostics.error(
                "the name \"\(name)\" says nothing beside the kind",
                fix: "say what the \(kind) does, such as acme_sampler"
            )
            return nil
        }
        guard first.isLetter else {
            diagnostics.error(
                "the name \"\(name)\" begins with a digit, and a component type begins with a letter",
                fix: "put a word before it, such as acme_\(words.joined(separator: "_").lowercased())"
            )
            return nil
        }
        let type = words.joined(separator: "_").lowercased()
        let product = (words + [kind.rawValue]).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        let derived = ComponentName(
            kind: kind,
            type: type,
            product: product,
            folder: (words + [kind.rawValue]).joined(separator: "-").lowercased()
        )
        return derived.isFree(in: catalog, into: &diagnostics) ? derived : nil
    }

    private func isFree(in catalog: Catalog, into diagnostics: inout Diagnostics) -> Bool {
        if type.utf8.count > Self.maximumLength {
            diagnostics.error(
                "the type \"\(type)\" has \(type.utf8.count) characters, of which \(Self.maximumLength) are allowed",
                fix: "choose a shorter name"
            )
            return false
        }
        if Self.yamlWords.contains(type) || Self.reservedProducts.contains(product) {
            let reason =
                Self.yamlWords.contains(type)
                ? "YAML does not take it for text" : "it would hide the collector's own type \(product)"
            diagnostics.error(
                "the name \"\(type)\" is reserved: \(reason)",
                fix: "choose another, such as acme_\(type)"
            )
            return false
        }
        let known = catalog.components + catalog.neighbours.map(\.component)
        let taken = known.first { component in
            component.product == product
                || component.kind == kind && ([component.type] + component.aliases).contains(type)
        }
        guard let taken else { return true }
        diagnostics.error(
            "there is \(taken.kind.withArticle) \"\(taken.type)\" already, in the module \(taken.product)",
            fix: "choose another name, such as acme_\(type), or build that one in by \"module: \(taken.product)\""
        )
        return false
    }

    /// The words of `name`: parted by whatever is no letter or digit, and where a capital follows a small letter or ends
    /// a run of capitals.
    private static func words(in name: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                words.append(word)
                word = ""
                continue
            }
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            let follows = word.last.map { $0.isLowercase || $0.isNumber } ?? false
            let endsRun = (word.last?.isUppercase ?? false) && (next?.isLowercase ?? false)
            if character.isUppercase, follows || endsRun {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        return (words + [word]).filter { !$0.isEmpty }
    }

    /// `tenant` from `tenant-processor`, `TenantProcessor` and `tenantprocessor`.
    private static func withoutKind(_ words: [String], _ kind: ComponentKind) -> [String] {
        guard let last = words.last, last.lowercased().hasSuffix(kind.rawValue) else { return words }
        let rest = String(last.dropLast(kind.rawValue.count))
        return words.dropLast() + (rest.isEmpty ? [] : [rest])
    }
}
