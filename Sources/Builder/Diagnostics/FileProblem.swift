import Foundation

/// What went wrong with a file, in the system's words.
package struct FileProblem: Sendable, Equatable, CustomStringConvertible {
    package var description: String

    /// `/a/b: Permission denied` from whatever `error` wraps.
    package init(_ error: any Error) {
        if let error = error as? Subprocess.StartError {
            description = error.description
            return
        }
        let outer = error as NSError
        let path = (outer.userInfo[NSFilePathErrorKey] as? String).map { "\($0): " } ?? ""
        var inner = outer
        while let next = inner.userInfo[NSUnderlyingErrorKey] as? NSError { inner = next }
        let words = inner.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(inner.code))) : nil
        description = path + (words ?? Self.words(of: outer) ?? Self.obstacle(on: outer) ?? outer.localizedDescription)
    }

    /// Some errors come without the system's.
    private static func words(of error: NSError) -> String? {
        switch CocoaError.Code(rawValue: error.code) {
        case .fileWriteFileExists: String(cString: strerror(EEXIST))
        case .fileWriteNoPermission, .fileReadNoPermission: String(cString: strerror(EACCES))
        case .fileWriteOutOfSpace: String(cString: strerror(ENOSPC))
        case .fileWriteVolumeReadOnly: String(cString: strerror(EROFS))
        case .fileNoSuchFile, .fileReadNoSuchFile: String(cString: strerror(ENOENT))
        default: nil
        }
    }

    /// A file on the way to a folder that was to be made.
    private static func obstacle(on error: NSError) -> String? {
        guard var path = error.userInfo[NSFilePathErrorKey] as? String else { return nil }
        var isFolder: ObjCBool = false
        while !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard parent != path else { return nil }
            path = parent
        }
        return isFolder.boolValue ? nil : "\(path) is not a folder"
    }
}
