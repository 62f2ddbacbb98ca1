/// The place of a random draw: who draws it and what for.
///
/// Streams, version 3. Trajectories count from 0. What a trajectory draws is a pure function of
/// seed, scenario key, its number and the purpose of the draw, so it does not depend on threads,
/// shards, restarts, or on how many trajectories there are. The hash is Philox with the seed as its
/// key and (scenario key, trajectory, purpose, index) as its counter.
///
/// A step draws in one of three ways; the shape of the chain decides which, never the processor.
/// * Small chains: two bytes a step, of a ``Xoroshiro128PlusPlus`` that the trajectory owns. Step t takes bytes
///   2 (t mod 4) and up of word t / 4. Draws that two bytes cannot decide are settled by
///   ``settlingWord(trajectory:step:)``.
/// * Small chains in which nothing ever comes to rest: the same, but four trajectories share the generator of the
///   first, whose number four divides. Step t takes word t; trajectory i takes its bytes 2 (i mod 4) and up. So
///   vectors take words as they are made. Where trajectories end one by one, four could not leave together.
/// * Other chains: a word a step, of a ``Xoshiro256PlusPlus`` that the trajectory owns.
///
/// - Stability: portable. A change of any bit is a new ``version``.
public struct StreamAddress: Sendable, Equatable {
  /// The version of the law above, written into every manifest.
  public static let version = 3

  /// The number of consecutive trajectories that form a block, the unit of work.
  public static let blockSize = 8192

  /// What a draw is used for. Purposes never share bits.
  public enum Purpose: UInt32, Sendable {
    /// The steps of the chain: seeds the trajectory's generator.
    case transitions = 0
    /// The class of a mixture and the state at step 0.
    case start = 1
    /// What is not known of a parameter: the scenario key is the hash of its path, the trajectory the
    /// number of the draw, the index how often the draw broke a rule.
    case prior = 2
    /// What two bytes could not decide: the key of a step's settling word.
    case settling = 3
    /// The counts of a population: seeds the one generator of a scenario, as trajectory 0.
    case population = 4
  }

  /// The largest trajectory number plus one: 48 bits of the counter hold it.
  public static let trajectoryLimit = 1 << 48

  /// The root of all draws.
  public let seed: UInt64
  /// 0 when scenarios share their draws, else a hash that tells them apart.
  public let scenarioKey: UInt64

  /// The address of a scenario; key 0 shares its draws with all others.
  public init(seed: UInt64, scenarioKey: UInt64 = 0) {
    self.seed = seed
    self.scenarioKey = scenarioKey
  }

  /// Two words of 64 bits for a trajectory, a purpose and an index below 256.
  @inlinable
  public func words(
    trajectory: Int, purpose: Purpose, index: UInt32 = 0
  ) -> (UInt64, UInt64) {
    precondition(
      trajectory >= 0 && trajectory < Self.trajectoryLimit && index < 256,
      "a stream address holds 48 bits of trajectory and 8 of index")
    let place = UInt64(trajectory)
    let counter = (
      UInt32(truncatingIfNeeded: place),
      UInt32(truncatingIfNeeded: place &>> 32) | purpose.rawValue << 16 | index << 24,
      UInt32(truncatingIfNeeded: scenarioKey),
      UInt32(truncatingIfNeeded: scenarioKey &>> 32)
    )
    let key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32))
    let bits = Philox4x32.bits(counter: counter, key: key)
    return (UInt64(bits.0) | UInt64(bits.1) &<< 32, UInt64(bits.2) | UInt64(bits.3) &<< 32)
  }

  /// The generator of a trajectory's steps.
  @inlinable
  public func generator(trajectory: Int) -> Xoshiro256PlusPlus {
    let (a, b) = words(trajectory: trajectory, purpose: .transitions, index: 0)
    let (c, d) = words(trajectory: trajectory, purpose: .transitions, index: 1)
    // Philox may give four zero words once in 2^256 addresses; the state must not be zero.
    return Xoshiro256PlusPlus(state: a | b | c | d == 0 ? (1, 0, 0, 0) : (a, b, c, d))
  }

  /// The draws of a trajectory in chains that take two bytes a step.
  @inlinable
  public func twoByteDraws(trajectory: Int, sharing: TwoByteDraws.Sharing) -> TwoByteDraws {
    let owner = sharing == .quartet ? trajectory & ~(TwoByteDraws.quartetSize - 1) : trajectory
    let (a, b) = words(trajectory: owner, purpose: .transitions)
    // Philox may give two zero words once in 2^128 addresses; the state must not be zero.
    return TwoByteDraws(
      Xoroshiro128PlusPlus(state: a | b == 0 ? (1, 0) : (a, b)), trajectory: trajectory,
      sharing: sharing)
  }

  /// The word that settles a step which two bytes could not decide.
  ///
  /// A step is no part of a counter, so the trajectory's words of this purpose become the key and the
  /// counter of a second hash.
  public func settlingWord(trajectory: Int, step: Int) -> UInt64 {
    let (key, place) = words(trajectory: trajectory, purpose: .settling)
    let number = UInt64(step)
    let bits = Philox4x32.bits(
      counter: (
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number &>> 32),
        UInt32(truncatingIfNeeded: place), UInt32(truncatingIfNeeded: place &>> 32)
      ), key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key &>> 32)))
    return UInt64(bits.0) | UInt64(bits.1) &<< 32
  }
}
