/// The dictionary of a request of profiles that is being written.
final class DictionaryWriter {
    /// A state to return to.
    struct Mark {
        fileprivate let tables: InlineArray<7, DictionaryTable.Mark>
    }

    private let tables: InlineArray<7, DictionaryTable>

    /// A dictionary whose tables hold their first entries, which mean none.
    ///
    /// - Parameter sharesEqualEntries: whether an entry that is there is not added again.
    init(sharesEqualEntries: Bool) {
        tables = InlineArray { index in
            DictionaryTable(ProfilesTable.allCases[index], sharesEqualEntries: sharesEqualEntries)
        }
    }

    subscript(_ table: ProfilesTable) -> DictionaryTable { tables[Int(table.rawValue) - 1] }

    /// The length of the entries.
    var byteCount: Int {
        var total = 0
        for index in tables.indices { total += tables[index].byteCount }
        return total
    }

    /// Appends the dictionary as the field of a request.
    func write(into output: inout ByteBuilder) {
        output.append(tag: 2, .lengthDelimited)
        output.append(varint: UInt64(byteCount))
        for index in tables.indices { tables[index].write(into: &output) }
    }

    /// The state as it is now.
    var mark: Mark { Mark(tables: InlineArray { tables[$0].mark }) }

    /// Forgets what was added since `mark`; not when equal entries are shared.
    func reset(to mark: Mark) {
        for index in tables.indices { tables[index].reset(to: mark.tables[index]) }
    }
}
