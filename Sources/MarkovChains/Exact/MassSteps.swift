/// Steps of the distributions of one chain, or of several of one shape side by side, and what is added up on the way.
///
/// Plain pointers and numbers, so that a kernel of any instruction set can take them. Every pointer belongs to the caller
/// and outlives the call; a mass is so many doubles as there are lanes, at an address that 64 divides if there is more than one.
/// Sums are taken in the order of what is added, each product rounded before: lanes have the same bits under every kernel.
@frozen
public struct MassSteps {
  /// Chains side by side: 1, which no kernel is asked for, 8 or 16.
  public var laneCount: Int
  /// States of a chain.
  public var stateCount: Int
  /// Shape `[state + 1]`: the moves of state s are `moveOffsets[s]..<moveOffsets[s + 1]`.
  public var moveOffsets: UnsafePointer<Int>
  /// Shape `[move]`: where each comes from; of a single chain, where it leads.
  public var others: UnsafePointer<Int>
  /// Shape `[move]`, masses.
  public var probabilities: UnsafeMutablePointer<Double>
  /// States that are not absorbing: shape `[movingCount]`.
  public var moving: UnsafePointer<Int>
  /// See ``moving``.
  public var movingCount: Int

  /// Sets whose first visits are added up.
  public var passageCount: Int
  /// Shape `[passage + 1]`: the doors to a set are `doorOffsets[p]..<doorOffsets[p + 1]`.
  public var doorOffsets: UnsafePointer<Int>
  /// Shape `[door]`: a state one step away.
  public var doorStates: UnsafePointer<Int>
  /// Shape `[door]`, masses: the probability of that step.
  public var doorProbabilities: UnsafeMutablePointer<Double>
  /// Shape `[passage]`, masses: what has entered.
  public var entered: UnsafeMutablePointer<Double>
  /// Shape `[passage]`, masses: the same, times the step of arrival.
  public var arrivalSteps: UnsafeMutablePointer<Double>

  /// Sets whose masses are added up before each step.
  public var stayCount: Int
  /// Shape `[stay + 1]`: the states of a set are `stayOffsets[s]..<stayOffsets[s + 1]`.
  public var stayOffsets: UnsafePointer<Int>
  /// States, set by set.
  public var stayStates: UnsafePointer<Int>
  /// Shape `[stay]`, masses.
  public var stays: UnsafeMutablePointer<Double>

  /// Shape `[state]`, masses: the distributions.
  public var now: UnsafeMutablePointer<Double>
  /// Shape `[state]`, masses: of them, what moves on. What is below ``negligible`` is zero there.
  public var carried: UnsafeMutablePointer<Double>
  /// Room for both one step later; the two rooms change places with every step.
  public var next: UnsafeMutablePointer<Double>
  /// See ``next``.
  public var nextCarried: UnsafeMutablePointer<Double>
  /// A mass: one in every lane that has come to rest, zero elsewhere.
  public var resting: UnsafeMutablePointer<Double>
  /// See ``carried``.
  public var negligible: Double

  /// The number of the first step.
  public var first: Int
  /// The most steps to take, at least one. They end when no moving state has more than what is negligible in every lane that
  /// does not rest.
  public var count: Int
}

extension MassSteps {
  /// Takes the steps without any instruction set in mind.
  ///
  /// - Returns: The number of steps taken.
  /// - Complexity: O(moves) a step.
  func take<Value: Masses>(_ type: Value.Type) -> Int {
    func masses(_ doubles: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Value> {
      UnsafeMutableRawPointer(doubles).assumingMemoryBound(to: Value.self)
    }
    var (now, next) = (masses(now), masses(next))
    var (carried, nextCarried) = (masses(carried), masses(nextCarried))
    let (probabilities, doorProbabilities) = (masses(probabilities), masses(doorProbabilities))
    let (entered, arrivalSteps) = (masses(entered), masses(arrivalSteps))
    let (stays, resting) = (masses(stays), masses(resting)[0])
    var taken = 0
    while true {
      for passage in 0..<passageCount {
        var entering = Value(repeating: 0)
        for door in doorOffsets[passage]..<doorOffsets[passage + 1] {
          entering += now[doorStates[door]] * doorProbabilities[door]
        }
        entered[passage] += entering
        arrivalSteps[passage] += Value(repeating: Double(first + taken)) * entering
      }
      for stay in 0..<stayCount {
        var sum = stays[stay]
        for place in stayOffsets[stay]..<stayOffsets[stay + 1] { sum += now[stayStates[place]] }
        stays[stay] = sum
      }
      Value.carry(
        carried, offsets: moveOffsets, others: others, probabilities, into: next,
        stateCount: stateCount)
      for state in 0..<stateCount { nextCarried[state] = next[state].carried }
      swap(&now, &next)
      swap(&carried, &nextCarried)
      taken += 1
      if taken == count { return taken }
      let isMoving = (0..<movingCount).contains { (now[moving[$0]] + resting).isCarriedWhole }
      if !isMoving { return taken }
    }
  }
}
