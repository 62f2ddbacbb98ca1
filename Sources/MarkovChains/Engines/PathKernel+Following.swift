import RandomStreams

extension PathKernel {
  /// A trajectory by its number: the same that is counted.
  ///
  /// - Complexity: O(steps); no other trajectory is looked at.
  func path(_ trajectory: Int) -> Path {
    let (number, first) = start(of: trajectory)
    let component = components[number]
    var draws = Draws(address, trajectory, sharing)
    var state = first
    var stays = [Path.Stay(state: state, first: 0)]
    var step = 0
    while step < limit, !component.facts[state].isAbsorbing {
      let next = draws.successor(in: component.chain, of: state, step: step)
      step += 1
      if next != state { stays.append(Path.Stay(state: next, first: step)) }
      state = next
    }
    return Path(
      trajectory: trajectory, component: number, stays: stays, end: step,
      isAbsorbed: component.facts[state].isAbsorbing)
  }

  /// The draws of one trajectory, step by step.
  private struct Draws {
    let address: StreamAddress
    let trajectory: Int
    var pairs: TwoByteDraws
    var words: Xoshiro256PlusPlus

    init(_ address: StreamAddress, _ trajectory: Int, _ sharing: TwoByteDraws.Sharing) {
      self.address = address
      self.trajectory = trajectory
      pairs = address.twoByteDraws(trajectory: trajectory, sharing: sharing)
      words = address.generator(trajectory: trajectory)
    }

    /// The next state; steps are asked for in order.
    mutating func successor(in chain: DrawnChain, of state: Int, step: Int) -> Int {
      switch chain {
      case .word(let chain): return chain.successor(of: state, word: words.next())
      case .twoBytes(let chain):
        return chain.successor(of: state, value: pairs.value(step: step)) {
          address.settlingWord(trajectory: trajectory, step: step)
        }
      }
    }
  }

  /// Follows trajectories of one component, each by itself.
  ///
  /// - Parameters:
  ///   - first: The block's first trajectory.
  ///   - places: Their places in the block.
  func followEach(
    component number: Int, first: Int, places: UnsafeBufferPointer<UInt16>, into tally: inout Tally
  ) {
    let component = components[number]
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * occupiedCount + 1) { scratch in
      scratch.initialize(repeating: 0)
      guard let spent = scratch.baseAddress else { return }
      component.facts.withUnsafeBufferPointer { facts in
        // Flags are literals below, so that each call is a loop of its own without the rest.
        switch component.chain {
        case .twoBytes(let chain):
          @inline(__always)
          func followEach(_ sharing: TwoByteDraws.Sharing) {
            for place in places {
              let trajectory = first &+ Int(place)
              var draws = address.twoByteDraws(trajectory: trajectory, sharing: sharing)
              follow(
                from: start(of: trajectory).state, isPlain: false, facts, spent, &tally
              ) { state, step, limit in
                chain.leave(state, &draws, &step, limit) { drawn in
                  address.settlingWord(trajectory: trajectory, step: drawn)
                }
              }
            }
          }
          switch sharing {
          case .none: followEach(.none)
          case .quartet: followEach(.quartet)
          }
        case .word(let chain):
          chain.guide.withUnsafeBufferPointer { guide in
            for place in places {
              let trajectory = first &+ Int(place)
              var generator = address.generator(trajectory: trajectory)
              let start = start(of: trajectory).state
              if isPlain, !guide.isEmpty {
                follow(from: start, isPlain: true, facts, spent, &tally) { state, step, limit in
                  chain.leave(state, guide, &generator, &step, limit)
                }
              } else if !guide.isEmpty {
                follow(from: start, isPlain: false, facts, spent, &tally) { state, step, limit in
                  chain.leave(state, guide, &generator, &step, limit)
                }
              } else {
                follow(from: start, isPlain: false, facts, spent, &tally) { state, step, limit in
                  var next = state
                  while step < limit, next == state {
                    next = chain.search(state, generator.next())
                    step &+= 1
                  }
                  return next
                }
              }
            }
          }
        }
      }
    }
  }

  /// Follows one trajectory to its end.
  ///
  /// - Parameters:
  ///   - spent: Shape `[2, occupied]`, zeros before and after: steps in each occupied set, and room for the
  ///     numbers of the sets that are not zero.
  ///   - leave: Draws until the state is left or the step is the limit: given state, step and limit, it
  ///     moves the step on and gives the next state.
  @inline(__always)
  private func follow(
    from start: Int, isPlain: Bool, _ facts: UnsafeBufferPointer<StateFacts>,
    _ spent: UnsafeMutablePointer<Int>, _ tally: inout Tally,
    leave: (_ state: Int, _ step: inout Int, _ limit: Int) -> Int
  ) {
    let touched = spent + occupiedCount
    var touchedCount = 0
    var state = start
    var step = 0
    var entered = 0
    var visited: UInt64 = 0
    var earned: UInt64 = 0
    var isDecided = false
    while true {
      let here = facts[state]
      var fresh = here.targets & ~visited
      visited |= here.targets
      while fresh != 0 {
        let target = fresh.trailingZeroBitCount
        tally.arrive(at: target, step: step)
        if !isPlain, hasRewards { tally.earn(earned, until: target) }
        fresh &= fresh &- 1
      }
      if !isPlain, stopsWhenDecided, (visited | here.hopeless) & allTargets == allTargets {
        isDecided = true
        break
      }
      if here.isAbsorbing {
        if !isPlain {
          spend(limit &- step, in: Int(here.occupied), spent, touched, &touchedCount)
        } else if here.occupied >= 0 {
          spent[Int(here.occupied)] &+= limit &- step
        }
        if here.outcome < 0 { step = limit }
        break
      }
      let next = leave(state, &step, limit)
      if isPlain {
        if here.occupied >= 0 { spent[Int(here.occupied)] &+= step &- entered }
      } else {
        spend(step &- entered, in: Int(here.occupied), spent, touched, &touchedCount)
      }
      if !isPlain { earned &+= UInt64(truncatingIfNeeded: step &- entered) &* here.reward }
      if next == state { break }
      entered = step
      state = next
    }
    for place in 0..<touchedCount {
      let set = touched[place]
      tally.occupy(set, steps: spent[set])
      spent[set] = 0
    }
    if isPlain {
      for set in 0..<occupiedCount where spent[set] > 0 {
        tally.occupy(set, steps: spent[set])
        spent[set] = 0
      }
      tally.finish(steps: step, outcome: Int(facts[state].outcome))
      return
    }
    let end = facts[state]
    if end.final >= 0 { tally.end(in: Int(end.final)) }
    if isDecided {
      tally.finishDecided(steps: step)
    } else {
      tally.finish(steps: step, outcome: Int(end.outcome))
    }
  }

  @inline(__always)
  private func spend(
    _ steps: Int, in set: Int, _ spent: UnsafeMutablePointer<Int>,
    _ touched: UnsafeMutablePointer<Int>, _ touchedCount: inout Int
  ) {
    guard set >= 0, steps > 0 else { return }
    if spent[set] == 0 {
      touched[touchedCount] = set
      touchedCount &+= 1
    }
    spent[set] &+= steps
  }
}
