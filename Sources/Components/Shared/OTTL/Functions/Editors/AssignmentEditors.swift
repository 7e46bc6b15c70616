internal import Pdata

extension FunctionTable {
    /// Editors that assign to a place.
    static let assignmentEditors: [OTTLFunction] = [
        OTTLFunction("set", [Parameter("target", .target), Parameter("value", .value)]) {
            (arguments) throws(FunctionError) in
            let set = try arguments.setter(0)
            let get = arguments[1].get
            return { (evaluation) throws(EvaluationError) in
                try set(evaluation, try get(evaluation))
                return .none
            }
        },
        OTTLFunction(
            "append",
            [Parameter("target", .target), .optional("value", .value), .optional("values", .list)]
        ) { (arguments) throws(FunctionError) in
            guard arguments.has(1) || arguments.has(2) else {
                throw FunctionError("at least one of the optional arguments (value, values) must be provided")
            }
            let target = try arguments.target(0)
            let set = try arguments.setter(0)
            let value = arguments.has(1) ? arguments[1].get : nil
            let values = arguments.has(2) ? arguments.values(2) : nil
            return { (evaluation) throws(EvaluationError) in
                var elements: [AttributeValue] = []
                switch try target.get(evaluation) {
                case .none: break
                case .array(let existing): elements = existing
                case let scalar: elements = [scalar.attributeValue]
                }
                if let value = try value?(evaluation) {
                    if case .array(let more) = value { elements += more } else { elements.append(value.attributeValue) }
                }
                for value in try values?(evaluation) ?? [] { elements.append(value.attributeValue) }
                try set(evaluation, .array(elements))
                return .none
            }
        },
        OTTLFunction(
            "delete_index",
            [Parameter("target", .target), Parameter("start_index", .int), .optional("end_index", .int)]
        ) { (arguments) throws(FunctionError) in
            let target = try arguments.target(0)
            let set = try arguments.setter(0)
            let start = arguments.int(1)
            let end = arguments.has(2) ? arguments.int(2) : nil
            return { (evaluation) throws(EvaluationError) in
                let value = try target.get(evaluation)
                guard case .array(var elements) = value else { throw value.unexpected("pcommon.Slice") }
                let first = try start(evaluation)
                let last = try end?(evaluation) ?? (first == .max ? first : first + 1)
                guard first >= 0, first <= last, last <= elements.count else {
                    throw EvaluationError("indexes \(first) to \(last) are out of the slice's bounds")
                }
                guard first < last else { return .none }
                elements.removeSubrange(Int(first)..<Int(last))
                try set(evaluation, .array(elements))
                return .none
            }
        },
    ]
}
