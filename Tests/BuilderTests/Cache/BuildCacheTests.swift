import Foundation
import Testing

@testable import Builder

@Suite struct BuildCacheTests {
    private let folder: TemporaryFolder
    private let library: ComponentLibrary

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("", to: "checkout/Package.swift")
        library = ComponentLibrary(root: folder.path + "/checkout")
    }

    private func cache(_ library: ComponentLibrary) -> BuildCache {
        BuildCache(library: library, environment: [BuildCache.variable: folder.path + "/cache"])
    }

    @Test func theLibraryHasItsNameThereWhateverItsFolderIsCalled() throws {
        let cache = cache(library)
        try cache.prepare()
        #expect(cache.libraryPath.hasSuffix("/swift-ocb"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: cache.libraryPath) == library.root)
    }

    @Test func foldersOfLibrariesThatAreGoneAreDropped() throws {
        let gone = cache(ComponentLibrary(root: folder.path + "/gone"))
        try gone.prepare()
        let present = cache(library)
        try present.prepare()
        #expect(!FileManager.default.fileExists(atPath: gone.root))
        #expect(FileManager.default.fileExists(atPath: present.root + "/library"))
    }

    /// Another swift-ocb has made its folder and not yet said for which library.
    @Test func aFolderThatIsBeingMadeStays() throws {
        try folder.write("", to: "cache/other/library")
        try folder.write("", to: "cache/another/lock")
        try cache(library).prepare()
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cache")
        #expect(left.count == 3)
    }

    @Test func aLockThatCannotBeTakenIsSaidInTheSystemsWords() throws {
        let cache = cache(library)
        let error = #expect(throws: CocoaError.self) { try cache.locked(onWait: { _ in }) {} }
        let lock = cache.all.lockFile(of: cache.name)
        #expect(error.map { FileProblem($0).description } == "\(lock): No such file or directory")
    }

    @Test func whoWaitsIsToldWhoHoldsTheFolder() throws {
        let cache = cache(library)
        try cache.prepare()
        let path = cache.all.lockFile(of: cache.name)
        #expect(CacheLock.holder(of: path) == nil)
        // Of one process, too, each opening of the file is a holder of its own.
        try cache.locked(onWait: { _ in Issue.record("nobody else is there") }) {
            let holder = try #require(CacheLock.holder(of: path))
            #expect(holder.process == getpid())
            #expect(holder.description.hasPrefix("process \(getpid()), "))
            #expect(!holder.command.hasPrefix("/"))
            #expect(!isFree(path))
        }
        #expect(CacheLock.holder(of: path) == nil)
        #expect(isFree(path))
    }

    @Test func theFolderIsMadeAgainForWhoWaitedForAPrune() throws {
        let cache = cache(library)
        try cache.prepare()
        try FileManager.default.removeItem(atPath: cache.root)
        try cache.locked(onWait: { _ in }) {
            #expect(FileManager.default.fileExists(atPath: cache.packageFolder))
        }
    }
}

/// Whether the lock can be taken; it is given back at once.
private func isFree(_ path: String) -> Bool {
    switch CacheLock.takeIfFree(path) {
    case .some: true
    case .none: false
    }
}
