/// A chain as columns: what a state makes of the values of one upper byte, in one word of 64 bits.
///
/// From below: the mark of the first target in 16 bits, that of the second in 16, the first target in ten, the lower six bits of
/// the cut, the second target in ten, the upper two bits of the cut, and one bit that says that the column is open. A value
/// belongs to the first target if its lower byte is below the cut. An open column has more than two targets. What columns say of
/// values of the residue means nothing.
enum LaneColumns {
  /// The columns of a chain.
  ///
  /// - Parameter marks: Shape `[state]`.
  /// - Returns: Shape `[state, 256]`.
  /// - Complexity: O(256 states).
  static func columns(of chain: TwoByteChain, marks: [UInt16]) -> [UInt64] {
    func column(_ first: UInt16, _ second: UInt16, cut: UInt16) -> UInt64 {
      UInt64(marks[Int(first)]) | UInt64(marks[Int(second)]) << 16
        | UInt64(first) << 32 | UInt64(cut & 0x3F) << 42
        | UInt64(second) << 48 | UInt64(cut >> 6) << 58
    }
    let open = UInt64(LaneRound.openColumn) << 48
    var columns: [UInt64] = []
    columns.reserveCapacity(chain.stateCount << 8)
    for state in 0..<chain.stateCount {
      let row = chain.offsets[state]..<chain.offsets[state + 1]
      if row.isEmpty {
        for entry in chain.guide[state << 8..<(state + 1) << 8] {
          let target = UInt16(truncatingIfNeeded: entry)
          let number = UInt16(truncatingIfNeeded: entry >> 16)
          if target != TwoByteChain.open {
            columns.append(column(target, target, cut: 0))
          } else if number != TwoByteChain.open {
            let pair = chain.pairs[Int(chain.pairOffsets[state]) + Int(number)]
            columns.append(
              column(
                UInt16(truncatingIfNeeded: pair >> 16), UInt16(truncatingIfNeeded: pair >> 32),
                cut: UInt16(truncatingIfNeeded: pair) & 0xFF))
          } else {
            columns.append(open)
          }
        }
        continue
      }
      let residueFirst = 65_536 - chain.residueCount
      // The first target that owns a value at or behind the column's first.
      var owner = row.lowerBound
      for upper in 0..<256 {
        let (low, end) = (upper << 8, min((upper + 1) << 8, residueFirst))
        guard low < end else {
          columns.append(open)
          continue
        }
        while Int(chain.bounds[owner]) <= low { owner += 1 }
        let first = chain.targets[owner]
        let bound = Int(chain.bounds[owner])
        if bound >= end {
          columns.append(column(first, first, cut: 0))
          continue
        }
        var next = owner + 1
        while Int(chain.bounds[next]) <= bound { next += 1 }
        columns.append(
          Int(chain.bounds[next]) >= end
            ? column(first, chain.targets[next], cut: UInt16(bound & 0xFF)) : open)
      }
    }
    return columns
  }
}
