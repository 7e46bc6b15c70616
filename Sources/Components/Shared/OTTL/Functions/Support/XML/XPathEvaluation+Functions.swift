extension XPathEvaluation {
    /// The value of `function` for `arguments`, of which there are as many as it takes.
    func call(_ function: XPathFunction, _ arguments: [XPathExpression], _ context: Context) -> XPathValue {
        switch function {
        case .last: return .number(Double(context.size))
        case .position: return .number(Double(context.position))
        case .isTrue: return .bool(true)
        case .isFalse: return .bool(false)
        default: break
        }
        // Without an argument it is about the node itself.
        let values = arguments.isEmpty ? [.nodes([context.node])] : arguments.map { value($0, context) }
        switch function {
        case .last, .position, .isTrue, .isFalse: return .bool(false)
        case .count: return .number(Double(nodes(values[0]).count))
        case .name: return .string(nodes(values[0]).first.map { name(of: $0).qualified } ?? "")
        case .localName: return .string(nodes(values[0]).first.map { name(of: $0).local } ?? "")
        case .string: return .string(string(values[0]))
        case .concat: return .string(values.map { string($0) }.joined())
        case .boolean: return .bool(bool(values[0]))
        case .not: return .bool(!bool(values[0]))
        case .number: return .number(number(values[0]))
        case .sum: return .number(nodes(values[0]).reduce(0) { $0 + number(.string(text(of: $1))) })
        case .floor: return .number(number(values[0]).rounded(.down))
        case .ceiling: return .number(number(values[0]).rounded(.up))
        case .round: return .number((number(values[0]) + 0.5).rounded(.down))
        case .contains, .startsWith, .endsWith, .substringBefore, .substringAfter:
            return Self.searched(function, Array(string(values[0]).utf8), Array(string(values[1]).utf8))
        case .stringLength: return .number(Double(string(values[0]).unicodeScalars.count))
        case .normalizeSpace:
            let words = string(values[0]).unicodeScalars.split { $0.properties.isWhitespace }
            return .string(words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " "))
        case .lowerCase: return .string(string(values[0]).lowercased())
        case .substring:
            let length = values.count > 2 ? number(values[2]) : .infinity
            return .string(Self.substring(string(values[0]), number(values[1]), length))
        case .translate: return .string(Self.translated(string(values[0]), string(values[1]), string(values[2])))
        }
    }

    private func nodes(_ value: XPathValue) -> [XPathNode] {
        guard case .nodes(let nodes) = value else { return [] }
        return nodes
    }

    private static func searched(_ function: XPathFunction, _ text: [UInt8], _ part: [UInt8]) -> XPathValue {
        if function == .startsWith { return .bool(text.starts(with: part)) }
        if function == .endsWith { return .bool(text.reversed().starts(with: part.reversed())) }
        let place =
            part.count <= text.count
            ? (0...(text.count - part.count)).first { text[$0...].starts(with: part) } : nil
        switch function {
        case .substringBefore:
            return .string(String(decoding: text[..<(place ?? 0)], as: UTF8.self))
        case .substringAfter:
            return .string(place.map { String(decoding: text[($0 + part.count)...], as: UTF8.self) } ?? "")
        default:
            return .bool(place != nil)
        }
    }

    /// The characters from `start` on, counted from 1, as many as `length`; both are rounded.
    private static func substring(_ text: String, _ start: Double, _ length: Double) -> String {
        let first = (start + 0.5).rounded(.down)
        let end = first + (length + 0.5).rounded(.down)
        let scalars = text.unicodeScalars.enumerated().filter {
            Double($0.offset + 1) >= first && Double($0.offset + 1) < end
        }
        return String(String.UnicodeScalarView(scalars.map(\.element)))
    }

    /// `text` with the characters of `from` replaced by those of `to` in the same places, or left out.
    private static func translated(_ text: String, _ from: String, _ to: String) -> String {
        let replacements = Array(to.unicodeScalars)
        var places: [Unicode.Scalar: Int] = [:]
        for (index, scalar) in from.unicodeScalars.enumerated() where places[scalar] == nil { places[scalar] = index }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard let place = places[scalar] else {
                result.append(scalar)
                continue
            }
            if replacements.indices.contains(place) { result.append(replacements[place]) }
        }
        return String(result)
    }
}
