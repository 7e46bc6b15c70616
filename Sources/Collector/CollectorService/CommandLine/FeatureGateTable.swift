/// What `featuregate` prints.
struct FeatureGateTable {
    private let gates: FeatureGates

    init(_ gates: FeatureGates) {
        self.gates = gates
    }

    /// Every gate in a table, or the gate `id` in detail.
    func text(for id: String?) throws(ServiceError) -> String {
        guard let id else { return table }
        guard let gate = gates[id] else { throw ServiceError("feature \"\(id)\" not found") }
        return """
            Feature: \(gate.id)
            Enabled: \(gate.isEnabled)
            Stage: \(gate.stage.rawValue)
            Description: \(gate.description)

            """
    }

    private var table: String {
        let rows =
            [["ID", "Enabled", "Stage", "Description"]]
            + gates.all.map { [$0.id, "\($0.isEnabled)", $0.stage.rawValue, $0.description] }
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.reduce(into: "") { text, row in
            for (column, width) in widths.enumerated() {
                text += row[column] + String(repeating: " ", count: width - row[column].count + 2)
            }
            text += row[3] + "\n"
        }
    }
}
