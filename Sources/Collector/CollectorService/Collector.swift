public import CollectorAPI
internal import Glibc

/// The program that a distribution is.
public enum Collector {
    /// Runs the command line of `distribution`, and ends the process.
    ///
    /// Generated code calls it from the main thread, before it starts any other.
    public static func main(_ distribution: Distribution) -> Never {
        ProcessTuning.apply()
        exit(CommandLineProgram(distribution).run(ProcessArguments.words))
    }
}
