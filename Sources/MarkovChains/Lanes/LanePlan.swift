import RandomStreams

/// What lanes need for the chains of a mixture under one question.
struct LanePlan: Sendable {
  let kernel: LaneKernel
  let sharing: TwoByteDraws.Sharing
  /// The targets of each pass. The first pass also counts ends and occupancy; every pass draws the same
  /// trajectories.
  let passes: [Range<Int>]
  /// Shape `[pass][component]`.
  let tables: [[LaneTables]]
  /// Shape `[pass][component]`.
  let facts: [[LaneRun.EndFacts]]

  /// The plan; nil where lanes cannot answer: chains that take a word a step, rewards, more occupied sets than
  /// marks have bits, or occupied sets that trajectories rest in.
  init?(
    _ components: [PathKernel.Component], sharing: TwoByteDraws.Sharing, kernel: LaneKernel,
    targetCount: Int, occupiedCount: Int, hasRewards: Bool, stopsWhenDecided: Bool
  ) {
    let bits = LaneRound.restBit
    guard !hasRewards, occupiedCount < bits else { return nil }
    var chains: [TwoByteChain] = []
    for component in components {
      guard case .twoBytes(let chain) = component.chain,
        component.facts.allSatisfy({ !$0.isAbsorbing || $0.occupied < 0 })
      else { return nil }
      chains.append(chain)
    }
    var passes = [0..<min(targetCount, bits - occupiedCount)]
    while let last = passes.last?.upperBound, last < targetCount {
      passes.append(last..<min(last + bits, targetCount))
    }
    func bitsOf(_ set: UInt64, _ pass: Range<Int>) -> UInt16 {
      UInt16(truncatingIfNeeded: set >> UInt64(pass.lowerBound)) & UInt16((1 << pass.count) - 1)
    }
    tables = passes.enumerated().map { number, pass in
      zip(components, chains).map { component, chain in
        LaneTables(
          chain,
          marks: component.facts.map { facts in
            var mark = bitsOf(facts.targets, pass)
            if number == 0, facts.occupied >= 0 {
              mark |= 1 << UInt16(pass.count + Int(facts.occupied))
            }
            if facts.isAbsorbing, facts.outcome >= 0 { mark |= 1 << UInt16(bits) }
            return mark
          }, targetCount: pass.count, kernel: kernel)
      }
    }
    facts = passes.map { pass in
      components.map { component in
        LaneRun.EndFacts(
          isResting: component.facts.map(\.isAbsorbing), outcomes: component.facts.map(\.outcome),
          finals: component.facts.map(\.final),
          hopeless: stopsWhenDecided ? component.facts.map { bitsOf($0.hopeless, pass) } : [],
          starts: component.start.indices.map { UInt16($0) })
      }
    }
    self.passes = passes
    self.kernel = kernel
    self.sharing = sharing
  }
}

extension PathKernel {
  /// Room for the lanes of one worker.
  func laneBlock() -> LaneBlock {
    // Without lanes there is still room for the words of starts.
    LaneBlock(
      capacity: StreamAddress.blockSize, occupiedCount: lanes == nil ? 0 : occupiedCount,
      limit: limit, kernel: startKernel, seed: address.seed)
  }

  /// Follows trajectories of one component in lanes.
  ///
  /// - Parameters:
  ///   - first: The block's first trajectory.
  ///   - places: Their places in the block.
  ///   - starts: The states they start in.
  /// - Returns: Whether they were followed to their ends.
  func follow(
    component number: Int, _ plan: LanePlan, first: Int, places: UnsafeBufferPointer<UInt16>,
    starts: UnsafeBufferPointer<UInt16>, in lanes: borrowing LaneBlock, into tally: inout Tally,
    _ isInterrupted: () -> Bool
  ) -> Bool {
    guard case .twoBytes(let chain) = components[number].chain else { return true }
    for (pass, targets) in plan.passes.enumerated() {
      let run = LaneRun(
        kernel: plan.kernel, address: address, sharing: plan.sharing, chain: chain,
        tables: plan.tables[pass][number],
        facts: plan.facts[pass][number], targets: targets, limit: limit, countsEnds: pass == 0)
      let isFinished = run.follow(
        first: first, places: places, starts: starts, in: lanes, into: &tally, isInterrupted)
      guard isFinished else { return false }
    }
    return true
  }
}
