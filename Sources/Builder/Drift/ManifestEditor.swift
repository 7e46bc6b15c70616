internal import CollectorConfig

/// Adds and removes entries of a manifest's text, line by line, so that all else stays as it is.
struct ManifestEditor {
    /// Lines to put in place of others.
    private struct Edit {
        var lines: Range<Int>
        var replacement: [String]
    }

    private let lines: [String]
    private let root: ConfigNode?
    private var edits: [Edit] = []
    /// What is appended for sections that are not there, in order.
    private var newSections: [(section: Section, entries: [String])] = []

    init(_ file: ManifestFile) {
        // By bytes: a carriage return stays at the end of its line.
        lines = file.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        root = ConfigNode.read(yaml: file.text, source: file.name).node
    }

    /// Removes the entry of `section` whose component is named at `location`.
    ///
    /// - Returns: whether that is possible.
    mutating func remove(at location: SourcePosition, _ section: Section) -> Bool {
        let items = root?[section.rawValue]?.elements ?? []
        let item = items.first { item in
            item.entries.contains { $0.value.position == location || $0.keyPosition == location }
        }
        guard let item, let extent = extent(of: item) else { return false }
        edits.append(Edit(lines: extent.lines, replacement: []))
        return true
    }

    /// Adds an entry at the end of `section`.
    ///
    /// - Returns: whether that is possible.
    mutating func add(_ entry: String, to section: Section) -> Bool {
        guard let present = root?.entries.first(where: { $0.key == section.rawValue }) else {
            if let index = newSections.firstIndex(where: { $0.section == section }) {
                newSections[index].entries.append(entry)
            } else {
                newSections.append((section, [entry]))
            }
            return true
        }
        if let last = present.value.elements.last {
            guard let extent = extent(of: last) else { return false }
            let ending = lines[extent.lines.lowerBound].hasSuffix("\r") ? "\r" : ""
            let indent = String(repeating: " ", count: extent.indent)
            insert("\(indent)- \(entry)\(ending)", at: extent.lines.upperBound)
            return true
        }
        guard present.value.isEmpty, let line = present.keyPosition.map({ $0.line - 1 }), lines.indices.contains(line)
        else { return false }
        let ending = lines[line].hasSuffix("\r") ? "\r" : ""
        if !present.value.isNull {
            // An empty list in brackets, which gives way to lines.
            guard let range = lines[line].firstRange(of: /[ \t]*\[[ \t]*\]/) else { return false }
            guard !edits.contains(where: { $0.lines == line..<line + 1 }) else {
                insert("  - \(entry)\(ending)", at: line + 1)
                return true
            }
            edits.append(Edit(lines: line..<line + 1, replacement: [lines[line].replacingCharacters(in: range)]))
        }
        insert("  - \(entry)\(ending)", at: line + 1)
        return true
    }

    /// The text with all edits done.
    var text: String {
        var result = lines
        // From the end, so that the numbers of lines before stay; additions after a removal at the same place.
        let ordered = edits.enumerated().sorted {
            ($0.element.lines.upperBound, $0.element.lines.lowerBound, $0.offset)
                > ($1.element.lines.upperBound, $1.element.lines.lowerBound, $1.offset)
        }
        for edit in ordered.map(\.element) { result.replaceSubrange(edit.lines, with: edit.replacement) }
        var text = result.joined(separator: "\n")
        let ending = lines.first?.hasSuffix("\r") == true ? "\r\n" : "\n"
        for (section, entries) in newSections {
            if let last = text.utf8.last, last != UInt8(ascii: "\n") { text += ending }
            text += "\(ending)\(section.rawValue):\(ending)" + entries.map { "  - \($0)\(ending)" }.joined()
        }
        return text
    }

    private mutating func insert(_ line: String, at index: Int) {
        if let present = edits.firstIndex(where: { $0.lines == index..<index }) {
            edits[present].replacement.append(line)
        } else {
            edits.append(Edit(lines: index..<index, replacement: [line]))
        }
    }

    // MARK: Places

    /// The lines of a list's item, and how far its dash is indented; nil for one that shares its line with others.
    private func extent(of item: ConfigNode) -> (lines: Range<Int>, indent: Int)? {
        guard let position = item.position, lines.indices.contains(position.line - 1) else { return nil }
        var first = position.line - 1
        let head = lines[first].prefix(position.column - 1)
        var indent = head.prefix { $0 == " " }.count
        let marker = head.dropFirst(indent)
        if marker.isEmpty {
            // The dash stands alone on a line above.
            repeat { first -= 1 } while first >= 0 && Self.isBlank(lines[first])
            guard first >= 0 else { return nil }
            indent = lines[first].prefix { $0 == " " }.count
            guard lines[first].trimmingWhitespace == "-" else { return nil }
        } else if marker.first != "-" || !marker.dropFirst().allSatisfy(\.isWhitespace) {
            return nil
        }
        var end = position.line
        var next = end
        while next < lines.count {
            let line = lines[next]
            if !Self.isBlank(line) {
                guard line.prefix(while: { $0 == " " }).count > indent else { break }
                end = next + 1
            }
            next += 1
        }
        return (first..<end, indent)
    }

    private static func isBlank(_ line: String) -> Bool { line.allSatisfy(\.isWhitespace) }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>) -> String {
        String(self[..<range.lowerBound] + self[range.upperBound...])
    }
}
