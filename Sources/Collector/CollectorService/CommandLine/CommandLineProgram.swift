internal import CollectorAPI
internal import CollectorConfig
internal import CollectorNet

/// A distribution's command line.
struct CommandLineProgram: Sendable {
    private let distribution: Distribution

    init(_ distribution: Distribution) {
        self.distribution = distribution
    }

    /// Does what `arguments` ask.
    ///
    /// - Returns: the exit status. Errors were printed.
    func run(_ arguments: [String]) -> Int32 {
        do throws(ServiceError) {
            let (command, rest) = try command(in: arguments)
            let parsed = try Arguments(rest, flags: command.flags)
            if parsed.has("help") {
                StandardStreams.out(HelpText(distribution.build).text(for: command))
                return 0
            }
            if parsed.has("version") {
                StandardStreams.out("\(distribution.build.command) version \(distribution.build.version)\n")
                return 0
            }
            let words = parsed.words
            if let extra = words.dropFirst(command.mostOperands).first {
                throw ServiceError("unexpected argument \"\(extra)\"")
            }
            return try perform(command, parsed)
        } catch {
            StandardStreams.error("Error: \(error)\n")
            return 1
        }
    }

    /// The command that the first word names, and everything but that word.
    private func command(in arguments: [String]) throws(ServiceError) -> (Command, [String]) {
        if arguments.first == "help" { return (.run, ["--help"]) }
        let everyFlag = Command.allCases.flatMap(\.flags)
        let takesValue = Set(everyFlag.filter { $0.arity != .none }.map { "--\($0.name)" })
        var index = arguments.startIndex
        while index < arguments.endIndex, arguments[index].hasPrefix("-") {
            guard arguments[index] != "--" else { return (.run, arguments) }
            index += takesValue.contains(arguments[index]) ? 2 : 1
        }
        guard index < arguments.endIndex else { return (.run, arguments) }
        let word = arguments[index]
        guard let command = Command(name: word), command != .run else {
            let near = nearestMatch(word, in: Command.allCases.map(\.rawValue).filter { !$0.isEmpty })
            throw ServiceError(
                "unknown command \"\(word)\" for \"\(distribution.build.command)\""
                    + (near.map { "; did you mean \"\($0)\"?" } ?? "")
            )
        }
        var rest = arguments
        rest.remove(at: index)
        return (command, rest)
    }

    private func perform(_ command: Command, _ arguments: Arguments) throws(ServiceError) -> Int32 {
        var gates = FeatureGates()
        for list in arguments.values("feature-gates") {
            for notice in try gates.apply(list) { StandardStreams.error("\(notice)\n") }
        }
        switch command {
        case .run:
            return RunCommand(loader: try loader(arguments, gates)).run()
        case .components where arguments.has("provenance"):
            guard !distribution.provenance.isEmpty else {
                throw ServiceError("this binary does not tell what it was built from: swift-ocb did not compile it")
            }
            StandardStreams.out(distribution.provenance)
        case .components:
            StandardStreams.out(ComponentList(distribution).yaml)
        case .validate:
            try ValidateCommand(loader: loader(arguments, gates)).run()
        case .printConfig:
            StandardStreams.out(try PrintConfigCommand(arguments).run(loader(arguments, gates)))
        case .healthcheck:
            try HealthcheckCommand(arguments).run()
        case .featureGate:
            StandardStreams.out(try FeatureGateTable(gates).text(for: arguments.words.first))
        case .test:
            let paths = arguments.words.isEmpty ? ["Cases"] : arguments.words
            return try TestCommand(
                loader: loader(arguments, gates),
                paths: paths,
                records: arguments.has("record")
            ).run()
        case .bench:
            return try BenchCommand(loader: loader(arguments, gates), settings: BenchSettings(arguments)).run()
        }
        return 0
    }

    private func loader(_ arguments: Arguments, _ gates: FeatureGates) throws(ServiceError) -> ConfigurationLoader {
        var locations = arguments.values("config")
        for setting in arguments.values("set") {
            do throws(ConfigErrors) {
                locations.append(try configOverride(setting))
            } catch {
                throw ServiceError(error.diagnostics.map(\.text).joined(separator: "\n"))
            }
        }
        guard !arguments.values("config").isEmpty else {
            throw ServiceError("at least one config flag must be provided")
        }
        return ConfigurationLoader(distribution: distribution, locations: locations, gates: gates)
    }
}
