/// What lanes look up in one chain under one question.
struct LaneTables: Sendable {
  /// Shape `[state, 256]`: see ``LaneRound/table``; only for kernels that read it.
  let table: [UInt32]
  /// Shape `[state, 256]`: see ``LaneColumns``; only for kernels that read them, and chains that they do not hold in registers.
  let columns: [UInt64]
  /// Shape `[state]`: one bit for each target, then one for each occupied set; ``LaneRound/restBit``.
  let marks: [UInt16]
  /// For chains of few states and moves, where a kernel holds as many in registers.
  let small: SmallLaneTable?
  /// The bits that are no targets and not the rest.
  let unseen: UInt16

  init(_ chain: TwoByteChain, marks: [UInt16], targetCount: Int, kernel: LaneKernel) {
    self.marks = marks
    small =
      chain.stateCount <= kernel.registerStateCount
      ? SmallLaneTable(chain, marks: marks) : nil
    columns =
      kernel.registerStateCount > 0 && small == nil
      ? LaneColumns.columns(of: chain, marks: marks) : []
    table =
      kernel.registerStateCount > 0
      ? []
      : marks.withUnsafeBufferPointer { marks in
        chain.guide.map { entry in
          let next = UInt16(truncatingIfNeeded: entry)
          return next == TwoByteChain.open ? entry : entry | UInt32(marks[Int(next)]) &<< 16
        }
      }
    unseen = ~(UInt16(1) << LaneRound.restBit | UInt16((1 << targetCount) - 1))
  }
}

/// The rows of a chain of at most 32 states as tables that fit registers: 32 values each.
///
/// In a band all next states are the state, less `offset`, plus the number of bounds that the draw has reached; the tables
/// are the bounds. Otherwise the first table is the next state below all bounds; then come the bounds, and then, for each bound, what
/// passing it adds. The last table holds the marks in both.
struct SmallLaneTable: Sendable {
  static let width = 32
  /// More tables than this are not worth their loads. (Measured: 23 of them go at thrice the speed of lookups in memory.)
  private static let lookupLimit = 24

  let isBand: Bool
  /// How far a band reaches below the state.
  let offset: Int
  let boundCount: Int
  /// Shape `[table, 32]`, and behind it what ``turned`` tells of.
  let values: [UInt16]
  /// Where ``LaneRound/turned`` stands in the values.
  let turned: Int?

  init?(_ chain: TwoByteChain, marks: [UInt16]) {
    guard chain.stateCount <= Self.width, chain.offsets.count == chain.stateCount + 1 else {
      return nil
    }
    let rows = (0..<chain.stateCount).map { chain.offsets[$0]..<chain.offsets[$0 + 1] }
    var below = 0
    var above = 0
    var longest = 1
    for (state, row) in rows.enumerated() {
      longest = max(longest, row.count)
      for position in row {
        below = max(below, state - Int(chain.targets[position]))
        above = max(above, Int(chain.targets[position]) - state)
      }
    }
    let bandCount = below + above
    let generalCount = longest - 1
    guard min(bandCount, 1 + 2 * generalCount) <= Self.lookupLimit else { return nil }
    isBand = bandCount <= 1 + 2 * generalCount
    offset = below
    boundCount = isBand ? bandCount : generalCount
    // A bound of all ones is reached by values only that a settling word decides.
    let never = UInt16.max
    var values: [UInt16]
    if isBand {
      var bounds = [UInt16](repeating: never, count: bandCount * Self.width)
      for (state, row) in rows.enumerated() {
        for place in 0..<bandCount {
          // The values of all targets up to this place of the band.
          let own = row.last { Int(chain.targets[$0]) <= state - below + place }
          bounds[place * Self.width + state] = own.map { chain.bounds[$0] } ?? 0
        }
      }
      values = bounds
    } else {
      var first = [UInt16](repeating: 0, count: Self.width)
      var bounds = [UInt16](repeating: never, count: generalCount * Self.width)
      var differences = [UInt16](repeating: 0, count: generalCount * Self.width)
      for (state, row) in rows.enumerated() {
        first[state] = chain.targets[row.lowerBound]
        for (place, position) in row.dropLast().enumerated() {
          bounds[place * Self.width + state] = chain.bounds[position]
          differences[place * Self.width + state] =
            chain.targets[position + 1] &- chain.targets[position]
        }
      }
      values = first + bounds + differences
    }
    values += marks + [UInt16](repeating: 0, count: Self.width - marks.count)
    turned = isBand && bandCount == 3 && chain.stateCount <= 8 ? values.count : nil
    if turned != nil { values += Self.turned(values, by: below) }
    self.values = values
  }

  private static func turned(_ values: [UInt16], by offset: Int) -> [UInt16] {
    (0..<8).flatMap { step in
      (0..<4).flatMap { table in
        (0..<width).map { place in values[table * width + (place - offset * step) & 7] }
      }
    }
  }
}
