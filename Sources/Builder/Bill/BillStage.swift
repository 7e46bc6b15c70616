import Foundation

/// The stage after linking: what the binary is made up of, and whether it is small enough.
struct BillStage {
    let options: BuildOptions
    let cache: BuildCache
    /// The distribution's folder, by which its bill is kept.
    let output: String

    private var file: String { cache.stampFile(outputFolder: output) + ".bill" }

    /// Makes the bill of what was linked just now, and keeps it.
    func make(binary: String, resolution: Resolution) {
        let map = cache.packageFolder + "/" + LinkOptions.mapFile
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: map), options: .mappedIfSafe),
            let bytes = try? FileManager.default.attributesOfItem(atPath: binary)[.size] as? Int
        else { return }
        let bill = SizeBill(
            map: LinkMap(data),
            bytes: bytes,
            components: Set(resolution.components.map(\.description.product)),
            costs: CompilerCosts.read(cache.costsFile)
        )
        // Without it, the next run shows none.
        try? bill.write(file)
    }

    /// Shows the bill and judges the size.
    func show(
        binary: String,
        isUnchanged: Bool,
        in report: inout BuildReport,
        reporter: any BuildReporter,
        into diagnostics: inout Diagnostics
    ) {
        let bill = SizeBill.read(file)
        report.bill = bill
        if let bill, options.showsBill {
            reporter.status(bill.table())
        } else if let bill, !isUnchanged {
            reporter.status(bill.table(atLeast: 0.02))
        }
        guard let limit = options.maximumSize, let bytes = report.bytes, bytes > limit.bytes else { return }
        let largest = bill.map { "; the largest parts are \($0.largest(3))" } ?? ""
        diagnostics.error(
            "\(binary) has \(ByteCount(bytes)) (\(bytes) bytes), more than the \(limit) of --max-size\(largest)",
            fix: "see all parts by --bill, and `swift-ocb why` for what brings them"
        )
    }
}
