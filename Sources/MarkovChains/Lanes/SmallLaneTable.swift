/// The rows of a chain of at most 32 states as tables that fit registers: 32 values each.
///
/// A step looks up some twenty of them at most. (Measured: 23 look-ups take a third of the time of one in memory.)
///
/// In a band all next states are the state, less `offset`, plus the number of bounds that the draw has reached: the tables are the
/// bounds, and then the marks.
///
/// In other chains a first table of bounds parts each row in two: a state, and 32 more where its bound is reached, is a place in
/// all other tables but the last, which are two registers each. The second is the next state below all bounds of that part; then
/// come its bounds, and then, for each bound, what passing it adds. The first `constantCount` of these hold one value, so that
/// nothing is looked up in them. The last table holds the marks.
struct SmallLaneTable: Sendable {
  static let width = 32
  /// A bound of all ones is reached by values only that a settling word decides.
  private static let never = UInt16.max

  let isBand: Bool
  /// How far a band reaches below the state.
  let offset: Int
  /// Tables of bounds; but for the first where a chain is no band.
  let boundCount: Int
  let constantCount: Int
  /// Shape `[register, 32]`, and behind it what ``turned`` tells of.
  let values: [UInt16]
  /// Where ``LaneRound/turned`` stands in the values.
  let turned: Int?

  init?(_ chain: TwoByteChain, marks: [UInt16]) {
    guard chain.stateCount <= Self.width else { return nil }
    let rows = (0..<chain.stateCount).map { chain.offsets[$0]..<chain.offsets[$0 + 1] }
    var (below, above) = (0, 0)
    for (state, row) in rows.enumerated() {
      for position in row {
        below = max(below, state - Int(chain.targets[position]))
        above = max(above, Int(chain.targets[position]) - state)
      }
    }
    let halves = HalvedRows(chain, rows)
    let bandCount = below + above
    isBand = bandCount <= 3 || 3 * bandCount <= halves.instructionCount
    offset = below
    let padded = marks + [UInt16](repeating: 0, count: Self.width - marks.count)
    guard isBand else {
      boundCount = halves.layout.tableCount
      constantCount = halves.layout.constants.count
      values = halves.values(chain, rows) + padded
      turned = nil
      return
    }
    boundCount = bandCount
    constantCount = 0
    var bounds = [UInt16](repeating: Self.never, count: bandCount * Self.width)
    for (state, row) in rows.enumerated() {
      for place in 0..<bandCount {
        // The values of all targets up to this place of the band.
        let own = row.last { Int(chain.targets[$0]) <= state - below + place }
        bounds[place * Self.width + state] = own.map { chain.bounds[$0] } ?? 0
      }
    }
    let plain = bounds + padded
    turned = bandCount == 3 && chain.stateCount <= 8 ? plain.count : nil
    values = plain + (turned == nil ? [] : Self.turned(plain, by: below))
  }

  private static func turned(_ values: [UInt16], by offset: Int) -> [UInt16] {
    (0..<8).flatMap { step in
      (0..<4).flatMap { table in
        (0..<width).map { place in values[table * width + (place - offset * step) & 7] }
      }
    }
  }

  /// The rows of a chain that is no band, in two parts each.
  private struct HalvedRows {
    /// Shape `[part, state]`: the targets of each part, as positions in the chain.
    let parts: [Range<Int>]
    /// Shape `[bound]`: what passing each bound adds, part after part.
    let added: [UInt16]
    /// Shape `[part, state]`: the bounds of each part.
    let bounds: [Range<Int>]
    let layout: BoundLayout

    /// The bound of a row that parts it in two, if it has any.
    static func middle(_ row: Range<Int>) -> Int? {
      row.count > 1 ? row.lowerBound + (row.count - 1) / 2 : nil
    }

    init(_ chain: TwoByteChain, _ rows: [Range<Int>]) {
      var parts = rows
      for (state, row) in rows.enumerated() {
        let middle = Self.middle(row)
        if let middle { parts[state] = row.lowerBound..<middle + 1 }
        parts.append(middle.map { $0 + 1..<row.upperBound } ?? row)
      }
      var added: [UInt16] = []
      let bounds = parts.map { part in
        let first = added.count
        for position in part.dropLast() {
          added.append(chain.targets[position + 1] &- chain.targets[position])
        }
        return first..<added.count
      }
      self.parts = parts
      self.added = added
      self.bounds = bounds
      layout = BoundLayout(added, rows: bounds)
    }

    /// For the bound in the middle, look-up, comparison and sum; a look-up; and what tables cost.
    var instructionCount: Int { 4 + 4 * layout.tableCount - layout.constants.count }

    /// The tables but for the marks.
    func values(_ chain: TwoByteChain, _ rows: [Range<Int>]) -> [UInt16] {
      let width = SmallLaneTable.width
      var middles = [UInt16](repeating: never, count: width)
      for (state, row) in rows.enumerated() {
        if let middle = Self.middle(row) { middles[state] = chain.bounds[middle] }
      }
      var first = [UInt16](repeating: 0, count: 2 * width)
      var limits = [UInt16](repeating: never, count: layout.tableCount * 2 * width)
      var parted = [UInt16](repeating: 0, count: limits.count)
      for (table, value) in layout.constants.enumerated() {
        for place in table * 2 * width..<(table + 1) * 2 * width { parted[place] = value }
      }
      for (number, part) in parts.enumerated() {
        let place = number < rows.count ? number : number - rows.count + width
        first[place] = chain.targets[part.lowerBound]
        for (position, bound) in zip(part, bounds[number]) {
          limits[layout.tables[bound] * 2 * width + place] = chain.bounds[position]
          parted[layout.tables[bound] * 2 * width + place] = added[bound]
        }
      }
      return middles + first + limits + parted
    }
  }
}
