package import Pdata

/// How the values of data points that become one are put together.
package enum Aggregation: String, CaseIterable, Sendable {
    case sum
    case mean
    case min
    case max
    case median
    case count

    /// The value that stands for `values`: of the first one's type, none when none has one.
    package func value(of values: [NumberValue]) -> NumberValue {
        let present = values.filter { $0 != .none }
        switch present.first {
        case .int?: return .int(int(of: present.map(\.int)))
        case .double?: return .double(double(of: present.map(\.double)))
        default: return .none
        }
    }

    private func int(of values: [Int64]) -> Int64 {
        switch self {
        case .sum: return values.reduce(0, &+)
        case .mean: return values.reduce(0, &+) / Int64(values.count)
        case .min: return values.min() ?? 0
        case .max: return values.max() ?? 0
        case .count: return Int64(values.count)
        case .median:
            let sorted = values.sorted()
            let middle = sorted.count / 2
            guard sorted.count.isMultiple(of: 2) else { return sorted[middle] }
            // In more bits than two values have.
            return Int64((Int128(sorted[middle - 1]) + Int128(sorted[middle])) / 2)
        }
    }

    private func double(of values: [Double]) -> Double {
        switch self {
        case .sum: return values.reduce(0, +)
        case .mean: return values.reduce(0, +) / Double(values.count)
        case .min: return values.contains(where: \.isNaN) ? .nan : values.min() ?? 0
        case .max: return values.contains(where: \.isNaN) ? .nan : values.max() ?? 0
        case .count: return Double(values.count)
        case .median:
            let sorted = values.sorted()
            let middle = sorted.count / 2
            return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        }
    }
}

extension NumberValue {
    fileprivate var int: Int64 {
        switch self {
        case .int(let int): int
        case .double(let double): Int64(truncating: double)
        case .none: 0
        }
    }

    fileprivate var double: Double {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        case .none: 0
        }
    }
}
