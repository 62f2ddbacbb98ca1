/// Which table takes which bound of a row, where a chain is no band.
///
/// What bounds add is added up, so a row may spread its bounds over the tables in any way. Bounds that add the same in many rows
/// share tables, in which then no row looks up what it adds.
struct BoundLayout {
  /// What passing a bound of the first tables adds, table by table.
  let constants: [UInt16]
  /// Tables of bounds.
  let tableCount: Int
  /// Shape `[bound]`: the table of each bound, row after row.
  let tables: [Int]

  /// - Parameters:
  ///   - added: Shape `[bound]`: what passing each bound adds, row after row.
  ///   - rows: The bounds of each row.
  init(_ added: [UInt16], rows: [Range<Int>]) {
    var values: [UInt16] = []
    let numbers = added.map { value in
      if let number = values.firstIndex(of: value) { return number }
      values.append(value)
      return values.count - 1
    }
    // Shape `[value, row]`: how many bounds of the row add it.
    var counts = [Int](repeating: 0, count: values.count * rows.count)
    var totals = [Int](repeating: 0, count: values.count)
    for (row, bounds) in rows.enumerated() {
      for bound in bounds {
        counts[numbers[bound] * rows.count + row] += 1
        totals[numbers[bound]] += 1
      }
    }
    // Shape `[row]`: bounds that take tables of all kinds.
    var mixed = rows.map(\.count)
    var constants: [UInt16] = []
    for number in values.indices.sorted(by: { (totals[$1], $0) < (totals[$0], $1) }) {
      // A table costs a look-up, a comparison and a sum, and one look-up more where it holds all kinds.
      let own = counts[number * rows.count..<(number + 1) * rows.count]
      let mixedCount = mixed.max() ?? 0
      var best = (gain: 0, count: 0)
      for count in 0..<(own.max() ?? 0) {
        var left = 0
        for (all, own) in zip(mixed, own) { left = max(left, all - min(own, count + 1)) }
        let gain = 4 * (mixedCount - left) - 3 * (count + 1)
        if gain > best.gain { best = (gain, count + 1) }
      }
      for _ in 0..<best.count { constants.append(values[number]) }
      for (row, own) in own.enumerated() { mixed[row] -= min(own, best.count) }
    }
    tableCount = constants.count + (mixed.max() ?? 0)
    var tables = [Int](repeating: 0, count: added.count)
    for bounds in rows {
      var taken: UInt64 = 0
      var next = constants.count
      for bound in bounds {
        let free = constants.indices.first {
          taken >> UInt64($0) & 1 == 0 && constants[$0] == added[bound]
        }
        tables[bound] = free ?? next
        if let free { taken |= 1 << UInt64(free) } else { next += 1 }
      }
    }
    self.tables = tables
    self.constants = constants
  }
}
