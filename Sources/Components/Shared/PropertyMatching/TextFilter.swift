internal import Pdata
internal import RegularExpressions

/// A list of texts or regular expressions, of which one must match.
enum TextFilter: Sendable {
    case strict([String])
    case regexp([RegularExpression])

    /// The filter for `texts`; nil when there are none, and so nothing to match.
    ///
    /// - Parameter subject: what is matched, for the message about a bad pattern.
    init?(_ texts: [String], _ matchType: String, _ subject: String) throws(MatchError) {
        guard !texts.isEmpty else { return nil }
        switch matchType {
        case "strict":
            self = .strict(texts)
        case "regexp":
            var patterns: [RegularExpression] = []
            for text in texts {
                do throws(RegularExpressionError) {
                    patterns.append(try RegularExpression(text))
                } catch {
                    throw MatchError("error creating \(subject) filters: \"\(text)\" \(error)")
                }
            }
            self = .regexp(patterns)
        default:
            throw MatchError("unrecognized match_type: '\(matchType)', valid types are: [regexp strict]")
        }
    }

    func matches(_ text: borrowing TextView) -> Bool {
        switch self {
        case .strict(let texts):
            for candidate in texts where text == candidate { return true }
            return false
        case .regexp(let patterns):
            for pattern in patterns where pattern.matches(text) { return true }
            return false
        }
    }

    func matches(_ text: String) -> Bool {
        switch self {
        case .strict(let texts): texts.contains(text)
        case .regexp(let patterns): patterns.contains { $0.matches(text) }
        }
    }
}
