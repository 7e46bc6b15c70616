/// What the command line asks for.
struct Arguments {
    static let usage = """
        Usage: bench --collector FILE [option…] [SCENARIO…]

        Runs the scenarios named (all when none is; `*` stands for any text) against a collector, and prints a table.

          --collector FILE      the collector
          --configs FOLDER      its configurations (Benchmarks/Configs)
          --scenarios FOLDER    the scenarios (Benchmarks/Scenarios)
          --peer FILE           another collector, which takes turns with it
          --peer-configs FOLDER configurations for the other one where it needs its own
          --repetitions N       how often each scenario runs (3)
          --share X             the share of each scenario's items and time that is run, for a quick look (1)
          --json                print JSON instead of the table
          --list                list the scenarios
        """

    var collector = ""
    var configs = "Benchmarks/Configs"
    var scenarios = "Benchmarks/Scenarios"
    var peer = ""
    var peerConfigs = ""
    var repetitions = 3
    var share = 1.0
    var isJSON = false
    var isList = false
    var names: [String] = []

    /// Reads the arguments after the program's name.
    ///
    /// - Throws: ``Mistake``.
    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--json": isJSON = true
            case "--list": isList = true
            case "--collector": collector = try value(of: argument, &rest)
            case "--configs": configs = try value(of: argument, &rest)
            case "--scenarios": scenarios = try value(of: argument, &rest)
            case "--peer": peer = try value(of: argument, &rest)
            case "--peer-configs": peerConfigs = try value(of: argument, &rest)
            case "--repetitions":
                guard let number = Int(try value(of: argument, &rest)), (1...1000).contains(number) else {
                    throw Mistake("--repetitions takes a number between 1 and 1000")
                }
                repetitions = number
            case "--share":
                guard let number = Double(try value(of: argument, &rest)), number > 0, number <= 100 else {
                    throw Mistake("--share takes a number above 0, up to 100")
                }
                share = number
            case _ where argument.hasPrefix("-"): throw Mistake("unknown option \(argument)\n\n\(Self.usage)")
            default: names.append(argument)
            }
        }
        guard isList || !collector.isEmpty else { throw Mistake("--collector is missing\n\n\(Self.usage)") }
    }

    private func value(of option: String, _ rest: inout ArraySlice<String>) throws(Mistake) -> String {
        guard let value = rest.popFirst() else { throw Mistake("\(option) takes a value") }
        return value
    }
}

/// What the user wrote that cannot be done.
struct Mistake: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
