import BigInt

/// A small chain made at random, whose rows doubles hold without rounding.
struct RandomRationalChain: Sendable {
  let chain: RationalChain
  let start: Int
  /// An absorbing state.
  let target: Int

  /// Three to nine states, the last one or two absorbing, of which the very last is the target; what
  /// is left of a row after its moves stays or goes anywhere. Every second chain has many moves of
  /// 2^-20 down to 2^-45; all others are multiples of 2^-20. In every fifth chain
  /// states lead upwards only.
  static func make(
    seed: UInt64, states: ClosedRange<Int> = 3...9, rareShare: Int = 2
  ) -> RandomRationalChain {
    var generator = SplitMix64(seed: seed)
    let n = states.lowerBound + generator.index(below: states.count)
    let absorbing = n == 3 || generator.index(below: 4) == 0 ? 1 : 2
    let isRare = generator.index(below: rareShare) == 0
    let isOrdered = generator.index(below: 5) == 0
    let moves = 2 + generator.index(below: 4)
    let unit = BigUInt(1) << 45
    var rows: [[(Int, Rational)]] = []
    for state in 0..<n - absorbing {
      // In units of 2^-45, until nothing is left.
      var left = 1 << 45
      var row: [(Int, Rational)] = []
      for _ in 0..<moves {
        let first = isOrdered ? state : 0
        let place = first + generator.index(below: n - first)
        let isTiny = isRare && generator.index(below: 4) > 0
        let weight =
          isTiny
          ? 1 << generator.index(below: 26)
          : (1 + generator.index(below: 1 << 20)) << 25
        guard weight < left else { continue }
        row.append((place, Rational(BigInt(weight), over: unit)))
        left -= weight
      }
      let rest = generator.index(below: 2) == 0 ? state : generator.index(below: n)
      row.append((rest, Rational(BigInt(left), over: unit)))
      rows.append(row)
    }
    // A state that cannot leave is fine; it is one more trap.
    for state in n - absorbing..<n { rows.append([(state, 1)]) }
    return RandomRationalChain(
      chain: RationalChain(rows), start: generator.index(below: n - absorbing), target: n - 1)
  }
}
