internal import CLibUV
internal import Glibc

/// Tells when a file changes, is replaced or comes to be.
///
/// The folder is watched rather than the file, because files are replaced by renaming another one over them; and where
/// the file is reached through links, as Kubernetes mounts secrets, the folder of what they lead to as well. Changes
/// close together are told once. Uses the system's notifications, which network file systems do not send.
public final class FileWatch: @unchecked Sendable {
    // Sendable because everything but the constants is used on `loop` only.

    /// How long further changes are awaited.
    private static let settling = Duration.milliseconds(50)

    /// How long until a folder that cannot be watched any more is tried again.
    private static let pause = Duration.seconds(5)

    private let path: String
    private let loop = LoopGroup.shared.next()
    private let changed: @Sendable () -> Void
    private var folders: [FolderWatch] = []
    private var timer: LoopTimer?
    private var isPending = false
    private var isClosed = false

    /// A watch of the file at `path` that has not begun; `changed` is called on a loop.
    public init(_ path: String, changed: @escaping @Sendable () -> Void) {
        self.path = path
        self.changed = changed
    }

    /// Begins to watch; what changes after this is told.
    ///
    /// - Throws: when the file's folder cannot be watched.
    public func start() async throws(FileError) {
        let code = await loop.run { self.arm() }
        guard code == 0 else { throw FileError(errno: -code, "watch \(path)") }
    }

    /// Ends the watch; nothing is told after it returns.
    public func close() async {
        await loop.run {
            self.isClosed = true
            self.disarm()
            self.timer?.close()
            self.timer = nil
        }
    }

    private func arm() -> Int32 {
        disarm()
        guard !isClosed else { return 0 }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let wanted = Self.folders(on: path)
        for (index, folder) in wanted.enumerated() {
            let watch = FolderWatch(loop, folder) { [weak self] changedName in
                // Behind a link, any name may be a part of the way.
                guard wanted.count > 1 || changedName.map({ $0 == name }) ?? true else { return }
                self?.noticed()
            }
            let code = watch.start()
            guard code == 0 else {
                watch.close()
                guard index == 0 else { continue }
                return code
            }
            folders.append(watch)
        }
        return 0
    }

    private func disarm() {
        for folder in folders { folder.close() }
        folders = []
    }

    private func noticed() {
        guard !isPending, !isClosed else { return }
        isPending = true
        wake(after: Self.settling)
    }

    private func wake(after delay: Duration) {
        let timer = timer ?? LoopTimer(loop) { [weak self] in self?.tell() }
        self.timer = timer
        timer.start(after: delay)
    }

    private func tell() {
        guard !isClosed else { return }
        isPending = false
        // What the way to the file leads over may be another folder now.
        if arm() != 0 { wake(after: Self.pause) }
        changed()
    }

    /// The folders in which a change can change what the file at `path` holds, its own first.
    private static func folders(on path: String) -> [String] {
        var folders = [folder(of: path)]
        var prefix = path.first == "/" ? "" : "."
        for part in path.split(separator: "/") {
            let parent = prefix.isEmpty ? "/" : prefix
            prefix += "/\(part)"
            if isLink(prefix) { folders.append(parent) }
        }
        if folders.count > 1, let real = realPath(path) { folders.append(folder(of: real)) }
        return folders
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

/// The system's notifications of what changes in one folder; used on its loop only.
private final class FolderWatch {
    private let handle: UnsafeMutablePointer<uv_fs_event_t>
    private let folder: String
    private var changed: ((String?) -> Void)?

    init(_ loop: EventLoop, _ folder: String, _ changed: @escaping (_ name: String?) -> Void) {
        self.folder = folder
        self.changed = changed
        handle = .allocate(capacity: 1)
        uv_fs_event_init(loop.uv, handle)
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    deinit {
        handle.deallocate()
    }

    func start() -> Int32 {
        uv_fs_event_start(
            handle,
            { handle, name, _, _ in
                guard let data = handle?.pointee.data else { return }
                let watch = Unmanaged<FolderWatch>.fromOpaque(data).takeUnretainedValue()
                watch.changed?(name.map { String(cString: $0) })
            },
            folder,
            0
        )
    }

    func close() {
        guard changed != nil else { return }
        changed = nil
        uv_close(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<FolderWatch>.fromOpaque(data).release()
        }
    }
}
