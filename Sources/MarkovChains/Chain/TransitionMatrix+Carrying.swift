extension TransitionMatrix {
  /// What is smaller is zero: near the end of their range doubles are a hundred times slower, and a long
  /// horizon leaves masses there for ever.
  static var negligible: Double { 0x1p-1000 }

  /// v P: a distribution one step later.
  ///
  /// - Complexity: O(entries).
  func carry(forward now: [Double], into next: inout [Double]) {
    for state in next.indices { next[state] = 0 }
    targets.withUnsafeBufferPointer { targets in
      probabilities.withUnsafeBufferPointer { probabilities in
        next.withUnsafeMutableBufferPointer { next in
          for state in now.indices where now[state] >= Self.negligible {
            let mass = now[state]
            for entry in offsets[state]..<offsets[state + 1] {
              next[targets[entry]] += mass * probabilities[entry]
            }
          }
        }
      }
    }
  }

  /// Adds P v in all rows that are not left out: what a step later is worth now.
  ///
  /// - Complexity: O(entries).
  func carry(back now: [Double], adding before: inout [Double], exceptIn isLeftOut: [Bool]) {
    targets.withUnsafeBufferPointer { targets in
      probabilities.withUnsafeBufferPointer { probabilities in
        now.withUnsafeBufferPointer { now in
          for state in isLeftOut.indices where !isLeftOut[state] {
            // Two sums, so that one addition need not wait for the other.
            var (even, odd) = (0.0, 0.0)
            var entry = offsets[state]
            let end = offsets[state + 1]
            while entry + 1 < end {
              even += probabilities[entry] * now[targets[entry]]
              odd += probabilities[entry + 1] * now[targets[entry + 1]]
              entry += 2
            }
            if entry < end { even += probabilities[entry] * now[targets[entry]] }
            let sum = before[state] + even + odd
            before[state] = abs(sum) >= Self.negligible ? sum : 0
          }
        }
      }
    }
  }
}
