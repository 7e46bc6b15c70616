internal import CollectorConfig

extension Compiler {
    /// What reads and writes the place that `path` leads to.
    mutating func operand(_ path: PathSyntax) throws(SyntaxError) -> Operand {
        let access = try access(path)
        return Operand(at: path.offset, path: access, access.get)
    }

    private mutating func access(_ path: PathSyntax) throws(SyntaxError) -> PathAccess {
        let first = path.fields[0]
        if first.name == "otelcol", path.fields.count > 1 {
            let fields = path.fields.dropFirst()
            let keys = try keys(fields.flatMap(\.keys))
            guard let access = PathAccess.request(fields.map(\.name), keys) else {
                throw SyntaxError(
                    "\"\(path.text)\" is not a valid path of otelcol",
                    at: path.offset,
                    fix: "use otelcol.client.addr, otelcol.client.metadata[…], otelcol.client.auth.attributes[…] or "
                        + "otelcol.grpc.metadata[…]"
                )
            }
            return access
        }
        guard path.fields.count > 1, first.keys.isEmpty, let named = OTTLContext(first.name) else {
            guard !requiresPrefixes else { throw missingContext(path) }
            return try access(path, path.fields[...], in: context)
        }
        guard context.visible.contains(named) else {
            let options = context.visible.map { "\"\($0.rawValue).\(path.text(from: 1))\"" }.joined(separator: ", ")
            throw SyntaxError(
                "context \"\(first.name)\" from path \"\(path.text)\" is not valid, it must be replaced by one of: \(options)",
                at: path.offset
            )
        }
        if first.name != named.rawValue {
            warn(SyntaxError("\(first.name) is an older name", at: first.offset, fix: "write \(named.rawValue)"))
        }
        return try access(path, path.fields.dropFirst(), in: named)
    }

    private func missingContext(_ path: PathSyntax) -> SyntaxError {
        let options = context.visible.map { "\"\($0.rawValue).\(path.text)\"" }.joined(separator: ", ")
        return SyntaxError(
            "missing context name for path \"\(path.text)\", possibly valid options are: \(options)",
            at: path.offset
        )
    }

    private mutating func access(
        _ path: PathSyntax,
        _ fields: ArraySlice<PathSyntax.Field>,
        in owner: OTTLContext
    ) throws(SyntaxError) -> PathAccess {
        guard let first = fields.first else { throw unknown(path, path.fields[0], in: owner) }
        if first.name == "cache" {
            guard owner == context else {
                throw SyntaxError(
                    "access to the cache of a higher context, \"\(path.text)\", is not possible",
                    at: path.offset,
                    fix: "use \"\(context.rawValue).cache\""
                )
            }
            if fields.count > 1 { throw unusedSection(fields[fields.startIndex + 1]) }
            return .cache(try keys(first.keys))
        }
        // The entry that takes the most of the fields.
        let names = fields.map(\.name)
        let entry = owner.fields.filter { names.starts(with: $0.path.split(separator: ".").map(String.init)) }
            .max { $0.path.utf8.count < $1.path.utf8.count }
        guard let entry else { throw unknown(path, first, in: owner) }
        let length = entry.path.split(separator: ".").count
        if fields.count > length {
            let rest = fields[fields.startIndex + length]
            let near = nearestMatch(path.text(from: path.fields.count - fields.count), in: owner.fields.map(\.path))
            throw unusedSection(rest, fix: near.map { "did you mean \(owner.rawValue).\($0)?" })
        }
        for field in fields.prefix(length - 1) where !field.keys.isEmpty { throw unusedKeys(field) }
        let last = fields[fields.startIndex + length - 1]
        if !last.keys.isEmpty, !entry.isIndexable { throw unusedKeys(last) }
        if let deprecated = entry.deprecated {
            warn(SyntaxError("the path \(entry.path) is deprecated", at: first.offset, fix: "use \(deprecated)"))
        }
        return entry.access(owner.place, try keys(last.keys), ignoresMismatches: context.ignoresMismatches)
    }

    private func unknown(_ path: PathSyntax, _ field: PathSyntax.Field, in owner: OTTLContext) -> SyntaxError {
        let near = nearestMatch(field.name, in: owner.fields.map(\.path) + ["cache"])
        return SyntaxError(
            "segment \"\(field.name)\" from path \"\(path.text)\" is not a valid path nor a valid OTTL keyword for the "
                + "\(owner.rawValue) context",
            at: field.offset,
            fix: near.map { "did you mean \($0)?" }
        )
    }

    private func unusedSection(_ field: PathSyntax.Field, fix: String? = nil) -> SyntaxError {
        SyntaxError(
            "the path section \"\(field.name)\" was not used by the context - this likely means you are using extra path "
                + "sections",
            at: field.offset,
            fix: fix
        )
    }

    private func unusedKeys(_ field: PathSyntax.Field) -> SyntaxError {
        SyntaxError(
            "the keys indexing \"\(field.name)\" were not used by the context - this likely means you are trying to index a "
                + "path that does not support indexing",
            at: field.offset
        )
    }
}

extension PathSyntax {
    /// The path without its keys.
    var text: String { text(from: 0) }

    /// The path without its keys, from a field on.
    func text(from index: Int) -> String { fields.dropFirst(index).map(\.name).joined(separator: ".") }
}
