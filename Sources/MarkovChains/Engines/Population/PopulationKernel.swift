import RandomStreams

/// Counts of trajectories carried from step to step, and what happens to them on the way.
struct PopulationKernel: Sendable {
  private let chain: PopulationChain
  private let limit: Int
  private let stopsWhenDecided: Bool
  private let occupiedOfState: [Int32]
  private let finalOfState: [Int32]
  private let outcomeOfState: [Int]
  private let targetCount: Int

  /// Moves after which it is asked whether to stop.
  private static let movesBetweenLooks = 1 << 16

  init(_ problem: ChainProblem, limit: Int, stopsWhenDecided: Bool, memoryLimit: Int)
    throws(EngineError)
  {
    chain = try PopulationChain(
      problem, stopsWhenDecided: stopsWhenDecided, memoryLimit: memoryLimit)
    self.limit = limit
    self.stopsWhenDecided = stopsWhenDecided
    occupiedOfState = problem.occupied.groupOfState
    finalOfState = problem.finals.groupOfState
    outcomeOfState = problem.outcomeOfState
    targetCount = problem.targets.count
  }

  /// Carries a number of trajectories to their ends or to the limit, and adds them to a tally.
  ///
  /// - Throws: `EngineError.interrupted`.
  /// - Complexity: O(steps · moves of the nodes that are occupied), whatever the number.
  func run(
    _ count: Int, _ generator: inout Xoshiro256PlusPlus, into tally: inout Tally,
    control: RunControl
  ) throws(EngineError) {
    guard count > 0 else { return }
    var now = [Int](repeating: 0, count: chain.nodeCount)
    var next = now
    var arrived = [Int](repeating: 0, count: targetCount)
    chain.starts.deal(count, row: 0, &generator) { entry, share in
      let move = chain.startMoves[entry]
      now[Int(move.node)] += share
      note(move.arrival, share, &arrived)
    }
    var step = 0
    var left = count
    var movesSinceLook = 0
    while true {
      left -= settle(&now, step, &arrived, &tally)
      if left == 0 || step == limit { break }
      movesSinceLook += carry(&now, &next, &arrived, &generator, &tally)
      swap(&now, &next)
      step += 1
      if movesSinceLook >= Self.movesBetweenLooks {
        movesSinceLook = 0
        if control.isInterrupted() { throw .interrupted }
      }
    }
    for node in 0..<chain.movingCount where now[node] > 0 {
      end(node, now[node], &tally)
      tally.finish(steps: limit, outcome: -1, count: now[node])
    }
  }

  /// Takes down first arrivals and the trajectories that have come to rest.
  ///
  /// - Returns: How many have.
  private func settle(
    _ now: inout [Int], _ step: Int, _ arrived: inout [Int], _ tally: inout Tally
  ) -> Int {
    for target in arrived.indices where arrived[target] > 0 {
      tally.arrive(at: target, step: step, count: arrived[target])
      arrived[target] = 0
    }
    var rested = 0
    for node in chain.movingCount..<chain.nodeCount where now[node] > 0 {
      let count = now[node]
      now[node] = 0
      rested += count
      let state = Int(chain.states[node])
      let occupied = occupiedOfState[state]
      if occupied >= 0 { tally.spend(count, steps: limit - step, in: Int(occupied)) }
      end(node, count, &tally)
      if stopsWhenDecided {
        tally.finishDecided(steps: step, count: count)
      } else {
        let outcome = outcomeOfState[state]
        tally.finish(steps: outcome < 0 ? limit : step, outcome: outcome, count: count)
      }
    }
    return rested
  }

  private func end(_ node: Int, _ count: Int, _ tally: inout Tally) {
    let final = finalOfState[Int(chain.states[node])]
    if final >= 0 { tally.end(in: Int(final), count: count) }
  }

  @inline(__always)
  private func note(_ arrival: Int32, _ count: Int, _ arrived: inout [Int]) {
    guard arrival >= 0 else { return }
    for target in chain.arrivals[Int(arrival)] { arrived[Int(target)] += count }
  }

  /// One step of all that moves.
  ///
  /// - Parameters:
  ///   - now: Shape `[node]`: zeros afterwards.
  ///   - next: Shape `[node]`: zeros before.
  /// - Returns: The moves of the nodes that were occupied.
  private func carry(
    _ now: inout [Int], _ next: inout [Int], _ arrived: inout [Int],
    _ generator: inout Xoshiro256PlusPlus, _ tally: inout Tally
  ) -> Int {
    var moveCount = 0
    var draws = generator
    now.withUnsafeMutableBufferPointer { now in
      next.withUnsafeMutableBufferPointer { next in
        chain.dealer.samplers.withUnsafeBufferPointer { samplers in
          chain.moves.withUnsafeBufferPointer { moves in
            for node in 0..<chain.movingCount where now[node] > 0 {
              let count = now[node]
              now[node] = 0
              let state = Int(chain.states[node])
              let occupied = occupiedOfState[state]
              if occupied >= 0 { tally.spend(count, steps: 1, in: Int(occupied)) }
              let first = chain.offsets[node]
              let row = samplers[chain.dealer.offsets[state]..<chain.dealer.offsets[state + 1]]
              moveCount &+= row.count
              CountDealer.deal(count, UnsafeBufferPointer(rebasing: row), &draws) { entry, share in
                let move = moves[first &+ entry]
                next[Int(move.node)] &+= share
                note(move.arrival, share, &arrived)
              }
            }
          }
        }
      }
    }
    generator = draws
    return moveCount
  }
}
