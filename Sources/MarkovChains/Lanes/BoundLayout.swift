/// Which table takes which bound of a row, where a chain is no band.
///
/// What bounds add is added up, so a row may spread its bounds over the tables in any way. Bounds that add the same in many rows
/// share tables, in which then no row looks up what it adds.
struct BoundLayout {
  /// What passing a bound of the first tables adds, table by table.
  let constants: [UInt16]
  /// Tables of bounds.
  let tableCount: Int
  /// Shape `[row][bound]`: the table of each bound.
  let tables: [[Int]]

  /// - Parameter added: Shape `[row][bound]`: what passing each bound adds.
  init(_ added: [[UInt16]]) {
    var numbers: [UInt16: Int] = [:]
    var values: [UInt16] = []
    for value in added.joined() where numbers[value] == nil {
      numbers[value] = values.count
      values.append(value)
    }
    // Shape [value][row]: how many bounds of the row add it.
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: added.count), count: values.count)
    for (row, parts) in added.enumerated() {
      for part in parts { counts[numbers[part] ?? 0][row] += 1 }
    }
    // Shape [row]: bounds that take tables of all kinds.
    var mixed = added.map(\.count)
    var constants: [UInt16] = []
    let order = values.indices.sorted {
      let (a, b) = (counts[$0].reduce(0, +), counts[$1].reduce(0, +))
      return a != b ? a > b : $0 < $1
    }
    for number in order {
      // A table costs a look-up, a comparison and a sum, and one look-up more where it holds all kinds.
      let own = counts[number]
      let mixedCount = mixed.max() ?? 0
      var best = (gain: 0, count: 0)
      for count in 0..<(own.max() ?? 0) {
        let left = zip(mixed, own).map { $0 - min($1, count + 1) }.max() ?? 0
        let gain = 4 * (mixedCount - left) - 3 * (count + 1)
        if gain > best.gain { best = (gain, count + 1) }
      }
      constants += repeatElement(values[number], count: best.count)
      mixed = zip(mixed, own).map { $0 - min($1, best.count) }
    }
    tableCount = constants.count + (mixed.max() ?? 0)
    tables = added.map { parts in
      var free = constants.map { Optional($0) }
      var next = constants.count
      return parts.map { part in
        if let table = free.firstIndex(of: part) {
          free[table] = nil
          return table
        }
        next += 1
        return next - 1
      }
    }
    self.constants = constants
  }
}
