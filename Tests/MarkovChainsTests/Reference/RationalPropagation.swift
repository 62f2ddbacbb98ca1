import BigInt

/// Weights of states step by step, as whole numbers over a common denominator. States of the set
/// are not left.
struct RationalPropagation {
  private(set) var weights: [BigInt]
  private(set) var denominator: BigUInt = 1
  private let rows: [[(target: Int, weight: BigInt)]]
  private let scale: BigUInt

  init(_ chain: RationalChain, start: Int, stopping set: [Int]) {
    weights = (0..<chain.stateCount).map { $0 == start ? 1 : 0 }
    let multiple = commonDenominator(chain.rows.joined().map(\.probability))
    scale = multiple
    rows = chain.rows.enumerated().map { state, row in
      set.contains(state)
        ? [(state, BigInt(multiple))]
        : row.map { ($0.target, $0.probability.numerator(over: multiple)) }
    }
  }

  mutating func advance() {
    var next = [BigInt](repeating: 0, count: weights.count)
    for (state, weight) in weights.enumerated() where !weight.isZero {
      for (target, factor) in rows[state] { next[target] += weight * factor }
    }
    weights = next
    denominator *= scale
  }
}
