import Foundation

/// Places in the checkout that the tests run in.
enum Repository {
    static let tests = folder(above: #filePath, 2)
    static let root = folder(above: tests, 2)
    static let fixtures = tests + "/Fixtures"
    static let builderTests = root + "/Tests/BuilderTests"

    /// A folder for what tests build; always the same, so that the next run finds what it can keep.
    static func scratch(_ name: String) -> String { root + "/.build/distribution-tests/" + name }

    private static func folder(above path: String, _ levels: Int) -> String {
        var url = URL(fileURLWithPath: path)
        for _ in 0..<levels { url.deleteLastPathComponent() }
        return url.path
    }
}
