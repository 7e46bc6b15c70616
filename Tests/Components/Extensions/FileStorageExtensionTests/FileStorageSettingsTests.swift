import CollectorConfig
import Foundation
import Testing

@testable import FileStorageExtension

@Suite("Settings of a file storage") struct FileStorageSettingsTests {
    private func errors(_ yaml: String) -> String {
        do throws(ConfigErrors) {
            _ = try FileStorageSettings.decode(yaml: yaml)
            return ""
        } catch {
            return error.description
        }
    }

    @Test("the defaults are upstream's")
    func defaults() {
        let settings = FileStorageSettings()
        #expect(settings.directory == "/var/lib/otelcol/file_storage")
        #expect(settings.timeout == .seconds(1))
        #expect(settings.maxSize == 0)
        #expect(!settings.fsync && !settings.createDirectory && !settings.recreate)
        #expect(settings.permissions == 0o750)
        #expect(settings.compaction.maxTransactionSize == 65536)
        #expect(settings.compaction.reboundNeeded == 100)
        #expect(settings.compaction.reboundTrigger == 10)
        #expect(settings.compaction.checkInterval == .seconds(5))
        #expect(FileStorageSettings.declarationProblems() == [])
        #expect(CompactionSettings.declarationProblems() == [])
    }

    @Test(
        "settings that cannot work are refused, in upstream's words",
        arguments: [
            ("directory: /nowhere/at/all", "directory must exist: stat /nowhere/at/all: No such file or directory"),
            ("directory: /nowhere", "You can enable the create_directory option to automatically create it"),
            ("directory: /etc/hostname", "/etc/hostname is not a directory"),
            ("directory_permissions: \"0888\"", "directory_permissions value must be a valid octal representation"),
            ("directory_permissions: \"01777\"", "directory_permissions contain invalid bits for file access"),
            ("max_size: -1", "max size cannot be less than 0"),
            ("max_size: 99999999999999999999", "max_size"),
            (
                "compaction: {max_transaction_size: -1}",
                "max transaction size for compaction cannot be less than 0"
            ),
            (
                "compaction: {on_rebound: true, check_interval: 0s}",
                "compaction check interval must be positive when rebound compaction is set"
            ),
            ("max_size: 1048576", "compaction rebound needed threshold cannot be greater than max size"),
            (
                "{max_size: 1048576, compaction: {rebound_needed_threshold_mib: 1}}",
                "compaction rebound trigger threshold cannot be greater than max size"
            ),
            ("compaction: {on_start: true, directory: /nowhere}", "compaction directory must exist"),
        ]
    )
    func refuses(yaml: String, message: String) {
        let text = errors(yaml.hasPrefix("{") || yaml.hasPrefix("directory:") ? yaml : "{directory: /tmp, \(yaml)}")
        #expect(text.contains(message), "\(text)")
    }
}
