internal import Pdata

extension PayloadMapping {
    /// A payload for each log record.
    func map(_ logs: Logs, _ now: UInt64, _ payloads: inout [Bytes]) {
        logs.forEachResource { resource in
            let meta = meta(resource.resource)
            resource.forEachScope { scope in
                scope.forEachLogRecord { record in
                    payloads.append(payload(record, scope.scope.name, meta, now))
                }
            }
        }
    }

    private func payload(_ record: LogRecordView, _ logger: TextView, _ meta: JSONFragment?, _ now: UInt64) -> Bytes {
        var time = record.timeUnixNano
        if time == 0 { time = record.observedTimeUnixNano }
        var writer = begin("log", level: Self.level(record.severityNumber), time: time == 0 ? now : time)
        writer.message(record.body)
        if !logger.isEmpty { writer.text("logger", logger) }
        writer.attributes(record.attributes)
        if let meta { writer.fragment("meta", meta) }
        return writer.finish()
    }

    /// The syslog level that stands for a severity; that of information where there is none.
    static func level(_ severity: SeverityNumber) -> Int {
        switch severity.rawValue {
        case 1...8: 8
        case 13...16: 5
        case 17...20: 4
        case 21...24: 2
        default: 7
        }
    }
}
