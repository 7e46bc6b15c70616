/// A scenario with one number of items per request.
public struct ScenarioVariant: Sendable {
    /// The file's name without `.yaml`, and the number where the file has several.
    public var name: String

    /// The file's content.
    public var scenario: Scenario

    /// The number of items in a request.
    public var itemsPerRequest: Int

    /// CPU-seconds per million items that are aimed at, or the ratio to the baseline's.
    public var goal: Double? { scenario.goals["\(itemsPerRequest)"] }

    /// The number of requests for `items` items.
    func requests(for items: Int) -> Int { (items + itemsPerRequest - 1) / itemsPerRequest }
}
