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
        let error = #expect(throws: CocoaError.self) { try cache.locked(onWait: {}) {} }
        #expect(error.map { FileProblem($0).description } == "\(cache.root)/lock: No such file or directory")
    }
}
