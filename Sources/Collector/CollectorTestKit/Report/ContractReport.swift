/// What the contract suite found of a component, check by check, for people.
struct ContractReport: Sendable {
    /// Something that was looked at.
    struct Check: Sendable {
        var name: String
        /// What is wrong, a sentence each; nothing when all is well.
        var violations: [String] = []
        /// What could be better.
        var note: String?
    }

    /// Whose report it is, such as `tenant processor (TenantProcessor)`.
    var title: String
    var checks: [Check] = []

    var failures: Int { checks.filter { !$0.violations.isEmpty }.count }

    /// A line for each check, with what is wrong below it, and a line on the whole.
    var text: String {
        var text = title + "\n"
        for check in checks {
            let isFine = check.violations.isEmpty
            text += "  \(isFine ? "ok  " : "FAIL")  \(check.name)" + (check.note.map { ": \($0)" } ?? "") + "\n"
            for violation in check.violations {
                text += violation.split(separator: "\n").map { "          \($0)\n" }.joined()
            }
        }
        let count = "\(checks.count) checks"
        return text + (failures == 0 ? "\(count), all is well\n" : "\(failures) of \(count) failed\n")
    }

    /// Adds a check of the settings called `name` for each of `names`, with those of `violations` that begin with it; what
    /// is left concerns the factory as a whole.
    mutating func add(_ violations: [String], of names: [String]) {
        var rest = violations
        for name in names {
            var own: [String] = []
            for heading in ["\(name): ", "\(name), "] {
                own += rest.filter { $0.hasPrefix(heading) }.map { String($0.dropFirst(heading.count)) }
                rest.removeAll { $0.hasPrefix(heading) }
            }
            checks.append(Check(name: name, violations: own))
        }
        checks.append(Check(name: "the factory", violations: rest))
    }
}
