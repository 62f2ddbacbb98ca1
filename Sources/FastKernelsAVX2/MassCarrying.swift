// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Takes one step of the distributions of eight chains; see `MassStep`.
  public func carry(_ step: MassStep) {
    for state in 0..<step.stateCount {
      var sum = SIMD8<Double>.zero
      for move in step.offsets[state]..<step.offsets[state &+ 1] {
        sum += step.carried[step.sources[move]] * step.probabilities[move]
      }
      step.next[state] = sum
    }
    for state in 0..<step.stateCount {
      step.carried[state] = vec_keep_masses(step.next[state], step.negligible)
    }
  }
#endif
