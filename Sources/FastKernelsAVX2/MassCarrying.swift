// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Takes one step of the distributions of eight chains; see `MassStep`.
  public func carry(_ step: MassStep) {
    for state in 0..<step.stateCount {
      var even = SIMD8<Double>.zero
      var odd = SIMD8<Double>.zero
      var move = step.offsets[state]
      let end = step.offsets[state &+ 1]
      while move &+ 1 < end {
        even += step.carried[step.sources[move]] * step.probabilities[move]
        odd += step.carried[step.sources[move &+ 1]] * step.probabilities[move &+ 1]
        move &+= 2
      }
      if move < end { even += step.carried[step.sources[move]] * step.probabilities[move] }
      step.next[state] = even + odd
    }
    for state in 0..<step.stateCount {
      step.carried[state] = vec_keep_masses(step.next[state], step.negligible)
    }
  }
#endif
