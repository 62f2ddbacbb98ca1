/// A chain that stops in a set, or in none, followed to a horizon: forward as a distribution, and back
/// with what states are worth.
struct StoppedSteps {
  private let matrix: TransitionMatrix
  private let isStopped: [Bool]
  private let horizon: Int
  /// The number of steps in a block: a multiple of eight.
  private let blockLength: Int
  /// The distribution over states outside the set at the start of every block.
  private let checkpoints: [[Double]]
  /// The same at the horizon.
  let last: [Double]
  /// The probability of having come to the set by the horizon.
  let arrived: Double

  /// - Parameter stop: The set; nil for none.
  /// - Complexity: O(horizon · entries).
  init(
    _ problem: ChainProblem, _ horizon: Int, at stop: [Bool]?, _ control: RunControl
  ) throws(EngineError) {
    let n = problem.matrix.stateCount
    matrix = problem.matrix
    self.horizon = horizon
    isStopped = stop ?? [Bool](repeating: false, count: n)
    blockLength = 8 * max(8, Int(Double(horizon).squareRoot()) / 8)
    var arrived = 0.0
    var now = problem.start
    for state in 0..<n where isStopped[state] {
      arrived += now[state]
      now[state] = 0
    }
    var next = now
    var checkpoints: [[Double]] = []
    for step in 0..<horizon {
      if step % blockLength == 0 {
        if control.isInterrupted() { throw .interrupted }
        checkpoints.append(now)
      }
      matrix.carry(forward: now, into: &next)
      for state in 0..<n where isStopped[state] {
        arrived += next[state]
        next[state] = 0
      }
      swap(&now, &next)
    }
    self.checkpoints = checkpoints
    self.arrived = arrived
    last = now
  }

  /// Carries worths from the horizon back to the start, and gathers Σ_t α_i(t) (x_j(t + 1) - x_i(t + 1))
  /// on the entries of a pattern.
  ///
  /// - Parameter worths: As they are at the horizon; on return as they are at the start.
  /// - Returns: Shape `[worth][entry of the pattern]`; zero in rows of the set.
  /// - Complexity: O(horizon · entries) for each worth.
  func gather(
    _ worths: inout [StepWorth], on pattern: EntryPattern, _ control: RunControl
  ) throws(EngineError) -> [[Double]] {
    let n = matrix.stateCount
    var sums = worths.map { _ in [Double](repeating: 0, count: pattern.targets.count) }
    for place in worths.indices { setStopped(&worths[place], at: horizon) }
    // Shape [state][step of the block]: steps beyond the horizon have no mass.
    var masses = [Double](repeating: 0, count: n * blockLength)
    var later = masses
    for (block, first) in checkpoints.enumerated().reversed() {
      let begin = block * blockLength
      let length = min(blockLength, horizon - begin)
      let isActive = fill(&masses, from: first, length)
      for place in worths.indices {
        if control.isInterrupted() { throw .interrupted }
        carry(&worths[place], back: length, from: begin + length, into: &later)
        add(masses, later, isActive, pattern, to: &sums[place])
      }
    }
    return sums
  }

  /// The distributions of a block; returns the states that hold any mass in it.
  private func fill(_ masses: inout [Double], from first: [Double], _ length: Int) -> [Bool] {
    var now = first
    var next = first
    var isActive = [Bool](repeating: false, count: first.count)
    for place in masses.indices { masses[place] = 0 }
    for step in 0..<length {
      for state in now.indices where now[state] > 0 {
        masses[state * blockLength + step] = now[state]
        isActive[state] = true
      }
      matrix.carry(forward: now, into: &next)
      for state in next.indices where isStopped[state] { next[state] = 0 }
      swap(&now, &next)
    }
    return isActive
  }

  /// Takes a worth back through a block, and notes it as it is after each of its steps.
  private func carry(
    _ worth: inout StepWorth, back length: Int, from end: Int, into later: inout [Double]
  ) {
    var before = worth.now
    for step in (0..<length).reversed() {
      for state in before.indices {
        later[state * blockLength + step] = worth.now[state]
        before[state] = worth.perStep?[state] ?? 0
      }
      matrix.carry(back: worth.now, adding: &before, exceptIn: isStopped)
      swap(&worth.now, &before)
      setStopped(&worth, at: end - length + step)
    }
  }

  private func setStopped(_ worth: inout StepWorth, at step: Int) {
    let value = worth.stopped.atOnce + Double(step) * worth.stopped.perStep
    for state in isStopped.indices where isStopped[state] { worth.now[state] = value }
  }

  /// Adds the sums of a block, eight steps at once.
  private func add(
    _ masses: [Double], _ later: [Double], _ isActive: [Bool], _ pattern: EntryPattern,
    to sums: inout [Double]
  ) {
    masses.withUnsafeBytes { masses in
      later.withUnsafeBytes { later in
        for state in isActive.indices where isActive[state] {
          let here = state * blockLength
          for entry in pattern.offsets[state]..<pattern.offsets[state + 1] {
            let there = Int(pattern.targets[entry]) * blockLength
            guard there != here else { continue }
            var sum = SIMD8<Double>.zero
            for step in stride(from: 0, to: blockLength, by: 8) {
              let mass = masses.loadUnaligned(
                fromByteOffset: 8 * (here + step), as: SIMD8<Double>.self)
              let from = later.loadUnaligned(
                fromByteOffset: 8 * (here + step), as: SIMD8<Double>.self)
              let to = later.loadUnaligned(
                fromByteOffset: 8 * (there + step), as: SIMD8<Double>.self)
              sum += mass * (to - from)
            }
            sums[entry] += sum.sum()
          }
        }
      }
    }
  }
}
