/// Runs what reads untrusted text over `bytes`: the entry point of tests and fuzz targets, which look for traps and hangs.
///
/// - Returns: whether what was read reads the same again after it was printed.
package func configurationSurvives(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    _ = ConfigLocation(uri: text)
    _ = Reference.find(in: text[...])?.places(in: text)
    _ = try? configOverride(text)
    if let duration = try? Duration(goText: text), (try? Duration(goText: duration.goText)) != duration { return false }
    guard let node = try? ConfigNode(yaml: text, source: "fuzz") else { return true }
    _ = node.json()
    _ = node.merging(node).splittingKeys()
    let printed = node.yaml()
    // What is not a number equals nothing, not even itself.
    return (try? ConfigNode(yaml: printed, source: "again")) == node || printed.contains(text: ".nan")
}
