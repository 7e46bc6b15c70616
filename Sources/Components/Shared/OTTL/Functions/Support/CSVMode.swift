/// How strictly quotes in a row of comma-separated values are taken. Source: RFC 4180.
enum CSVMode: String, Sendable {
    case strict, lazyQuotes, ignoreQuotes

    /// The fields of `row`.
    func fields(of row: String, _ delimiter: String) throws(EvaluationError) -> [String] {
        if self == .ignoreQuotes { return row.components(separatedBy: delimiter) }
        let delimiter = delimiter.unicodeScalars.first ?? ","
        var fields: [String] = []
        var field = String.UnicodeScalarView()
        var scalars = Array(row.unicodeScalars)[...]
        var isAtStart = true
        func failure(_ message: String) -> EvaluationError { EvaluationError("parse error: \(message)") }
        while let scalar = scalars.popFirst() {
            if scalar == delimiter {
                fields.append(String(field))
                field = String.UnicodeScalarView()
                isAtStart = true
                continue
            }
            if scalar == "\"", isAtStart {
                try takeQuoted(&scalars, into: &field, delimiter)
                isAtStart = false
                continue
            }
            if scalar == "\"", self == .strict { throw failure("bare \" in non-quoted field") }
            if scalar == "\n" { throw failure("more than one row") }
            field.append(scalar)
            isAtStart = false
        }
        fields.append(String(field))
        return fields
    }

    /// Takes the rest of a quoted field.
    private func takeQuoted(
        _ scalars: inout ArraySlice<Unicode.Scalar>,
        into field: inout String.UnicodeScalarView,
        _ delimiter: Unicode.Scalar
    ) throws(EvaluationError) {
        while let scalar = scalars.popFirst() {
            guard scalar == "\"" else {
                field.append(scalar)
                continue
            }
            switch scalars.first {
            case "\"":
                field.append("\"")
                scalars.removeFirst()
            case nil, delimiter:
                return
            default:
                guard self == .lazyQuotes else {
                    throw EvaluationError("parse error: extraneous or missing \" in quoted-field")
                }
                field.append("\"")
            }
        }
        guard self == .lazyQuotes else {
            throw EvaluationError("parse error: extraneous or missing \" in quoted-field")
        }
    }
}
