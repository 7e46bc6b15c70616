public import CollectorConfig
internal import Glibc

/// The settings of a storage in files.
public struct FileStorageSettings: Settings {
    /// The directory that holds the files.
    public var directory = "/var/lib/otelcol/file_storage"

    /// How long a client waits for another process to let go of its files.
    public var timeout = Duration.seconds(1)

    /// The most bytes that one client's files may take; 0 for no limit.
    public var maxSize = 0

    /// Whether what is kept is forced to the disk before it is acknowledged.
    public var fsync = false

    /// Whether a missing directory is made.
    public var createDirectory = false

    /// The permissions of a directory that is made, in octal digits.
    public var directoryPermissions = "0750"

    /// Whether damaged files are put aside.
    public var recreate = false

    /// When files are written anew without what was deleted.
    public var compaction = CompactionSettings()

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("directory", \.directory, "The directory that holds the files."),
        Setting(
            "timeout",
            \.timeout,
            "How long a component waits for another process to let go of its files.",
            .atLeast(.zero)
        ),
        Setting(
            "max_size",
            \.maxSize,
            "The most bytes that one component's files may take; 0 for no limit.",
            .atLeast(0, message: "max size cannot be less than 0")
        ),
        Setting(
            "fsync",
            \.fsync,
            "Whether data is forced to the disk before it is acknowledged, so that it survives a power failure too."
        ),
        Setting("create_directory", \.createDirectory, "Whether a missing directory is made."),
        Setting(
            "directory_permissions",
            \.directoryPermissions,
            "The permissions of a directory that is made, in octal digits."
        ),
        Setting(
            "recreate",
            \.recreate,
            "Whether a damaged file is put aside as a `.backup`, once what is whole in it was copied."
        ),
        Setting("compaction", \.compaction, "When files are written anew without what was deleted."),
    ]

    /// The permissions as the system has them; nil when they are no octal digits.
    var permissions: mode_t? { mode_t(directoryPermissions, radix: 8) }

    /// Judges the directory and the permissions.
    public func validate(_ report: inout ValidationReport) {
        if let permissions {
            if permissions & ~0o777 != 0 {
                report.error(
                    "directory_permissions contain invalid bits for file access",
                    at: "directory_permissions",
                    fix: "write up to 0777"
                )
            }
        } else {
            report.error(
                "directory_permissions value must be a valid octal representation",
                at: "directory_permissions",
                fix: "write digits from 0 to 7, such as \"0750\""
            )
        }
        checkDirectory(&report)
        guard maxSize > 0 else { return }
        if compaction.reboundNeeded > maxSize >> 20 {
            report.error(
                "compaction rebound needed threshold cannot be greater than max size",
                at: "compaction",
                "rebound_needed_threshold_mib"
            )
        }
        if compaction.reboundTrigger > maxSize >> 20 {
            report.error(
                "compaction rebound trigger threshold cannot be greater than max size",
                at: "compaction",
                "rebound_trigger_threshold_mib"
            )
        }
    }

    private func checkDirectory(_ report: inout ValidationReport) {
        if let problem = Directory(directory).problem, !(problem.isMissing && createDirectory) {
            report.error(
                problem.isMissing
                    ? "directory must exist: \(problem). You can enable the create_directory option to automatically create it"
                    : "\(problem)",
                at: "directory"
            )
        }
        let other = compaction.directory
        guard compaction.onStart || compaction.onRebound, !other.isEmpty, other != directory else { return }
        guard let problem = Directory(other).problem, !(problem.isMissing && createDirectory) else { return }
        report.error("compaction directory must exist: \(problem)", at: "compaction", "directory")
    }
}

/// The block `compaction`.
public struct CompactionSettings: Settings {
    /// Whether files are written anew when a component opens them.
    public var onStart = false

    /// Whether files are written anew when a large backlog is gone.
    public var onRebound = false

    /// Whether what other programs left in the middle of a compaction is removed.
    public var cleanupOnStart = false

    /// Where other programs compact; empty for the storage's directory.
    public var directory = ""

    /// How many values are copied at a time.
    public var maxTransactionSize = 65536

    /// The size from which on a backlog is large, in MiB.
    public var reboundNeeded = 100

    /// The size below which a large backlog is gone, in MiB.
    public var reboundTrigger = 10

    /// How often that is looked at.
    public var checkInterval = Duration.seconds(5)

    /// Upstream's defaults.
    public init() {}

    /// The keys.
    public static let fields: [Setting<Self>] = [
        Setting("on_start", \.onStart, "Whether files are written anew when a component opens them."),
        Setting("on_rebound", \.onRebound, "Whether files are written anew when a large backlog is gone."),
        Setting(
            "cleanup_on_start",
            \.cleanupOnStart,
            "Whether leftovers (`tempdb*`) of the Go collector's compaction are removed."
        ),
        Setting(
            "directory",
            \.directory,
            "Where the Go collector compacts: only cleanup_on_start looks there; empty for the storage's directory."
        ),
        Setting(
            "max_transaction_size",
            \.maxTransactionSize,
            "How many values are copied at a time; 0 for no limit.",
            .atLeast(0, message: "max transaction size for compaction cannot be less than 0")
        ),
        Setting(
            "rebound_needed_threshold_mib",
            \.reboundNeeded,
            "From how many MiB of files on a backlog is large.",
            .atLeast(0)
        ),
        Setting(
            "rebound_trigger_threshold_mib",
            \.reboundTrigger,
            "Below how many MiB of data a large backlog is gone.",
            .atLeast(0)
        ),
        Setting("check_interval", \.checkInterval, "How often that is looked at."),
    ]

    /// Judges the interval, if it is used.
    public func validate(_ report: inout ValidationReport) {
        guard onRebound, checkInterval <= .zero else { return }
        report.error(
            "compaction check interval must be positive when rebound compaction is set",
            at: "check_interval"
        )
    }
}
