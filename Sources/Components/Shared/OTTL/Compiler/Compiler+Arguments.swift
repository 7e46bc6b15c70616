internal import CollectorConfig

extension Compiler {
    /// The arguments of `call`, each at the place of its parameter.
    mutating func arguments(_ call: CallSyntax, of function: OTTLFunction) throws(SyntaxError) -> Arguments {
        let parameters = function.parameters
        func failure(_ message: String, at offset: Int? = nil, fix: String? = nil) -> SyntaxError {
            SyntaxError(
                "error while parsing arguments for call to \"\(call.name)\": \(message)",
                at: offset ?? call.offset,
                fix: fix
            )
        }
        var operands: [Operand?] = Array(repeating: nil, count: parameters.count)
        var named: [OTTLFunction?] = Array(repeating: nil, count: parameters.count)
        var sawName = false
        guard call.arguments.count <= parameters.count else {
            throw failure(
                "incorrect number of arguments. Expected: \(parameters.count) Received: \(call.arguments.count)",
                fix: function.signature
            )
        }
        for (position, argument) in call.arguments.enumerated() {
            var place = position
            if let name = argument.name {
                sawName = true
                guard let found = parameters.firstIndex(where: { $0.isNamed(name) }) else {
                    let near = nearestMatch(name, in: parameters.map(\.name))
                    throw failure(
                        "no such parameter: \(name)",
                        at: argument.value.offset,
                        fix: near.map { "did you mean \($0)?" } ?? function.signature
                    )
                }
                place = found
            } else if sawName {
                throw failure("unnamed argument used after named argument", at: argument.value.offset)
            }
            guard operands[place] == nil, named[place] == nil else {
                throw failure("parameter \(parameters[place].name) is given twice", at: argument.value.offset)
            }
            if parameters[place].kind == .function {
                guard case .symbol(let name) = argument.value.kind else {
                    throw failure(
                        "invalid argument at position \(place): must be a function's name",
                        at: argument.value.offset
                    )
                }
                guard let function = functions[name], !function.isEditor else {
                    throw failure(
                        "undefined function \(name)",
                        at: argument.value.offset,
                        fix: functions.nearest(name, in: context).map { "did you mean \($0)?" }
                    )
                }
                named[place] = function
                continue
            }
            let operand = try operand(argument.value)
            if let expected = parameters[place].kind.mismatch(operand) {
                throw failure("invalid argument at position \(place): must be \(expected)", at: operand.offset)
            }
            operands[place] = operand
        }
        for (place, parameter) in parameters.enumerated() where !parameter.isOptional {
            guard operands[place] != nil || named[place] != nil else {
                throw failure(
                    "incorrect number of arguments. Expected: \(parameters.count) Received: \(call.arguments.count)",
                    fix: function.signature
                )
            }
        }
        return Arguments(parameters: parameters, operands: operands, functions: named)
    }
}

extension OTTLFunction {
    /// How it is called, such as `set(target, value)`.
    fileprivate var signature: String {
        let names = parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }
        return "it is called as \(name)(\(names.joined(separator: ", ")))"
    }
}

extension Parameter.Kind {
    /// What an argument must be, where `operand` cannot be one; what is known for a record only is checked then.
    fileprivate func mismatch(_ operand: Operand) -> String? {
        switch self {
        case .target:
            return operand.path == nil ? "a path" : nil
        case .value, .function:
            return nil
        case .string:
            return operand.constant.map { $0.string == nil } ?? false ? "a string" : nil
        case .list:
            guard operand.elements == nil, let constant = operand.constant else { return nil }
            if case .array = constant { return nil }
            return "a list"
        case .int:
            if case .int? = operand.constant { return nil }
            return operand.constant == nil ? nil : "an int"
        case .float:
            if case .double? = operand.constant { return nil }
            return operand.constant == nil ? nil : "a float"
        case .bool:
            if case .bool? = operand.constant { return nil }
            return operand.constant == nil ? nil : "a bool"
        }
    }
}
