/// The two bytes that a trajectory draws at each step of a small chain.
///
/// - Stability: portable.
@frozen
public struct TwoByteDraws: Sendable {
  /// Who takes the words of a generator.
  @frozen
  public enum Sharing: Sendable {
    /// One trajectory, four steps long.
    case none
    /// Four trajectories that follow each other, each for one step.
    case quartet
  }

  /// Trajectories of a quartet; the first has a number that this divides.
  public static let quartetSize = 4

  @usableFromInline var generator: Xoroshiro128PlusPlus
  @usableFromInline var word: UInt64 = 0
  /// Steps for which a word lasts, less one.
  @usableFromInline let lastStep: Int
  /// The bytes of a word that are this trajectory's, where it does not take them all.
  @usableFromInline let place: Int

  /// The draws of a trajectory from a step on that four divides, with the generator as it is there.
  @inlinable
  public init(_ generator: Xoroshiro128PlusPlus, trajectory: Int, sharing: Sharing) {
    self.generator = generator
    switch sharing {
    case .none: (lastStep, place) = (3, 0)
    case .quartet: (lastStep, place) = (0, trajectory & (Self.quartetSize - 1))
    }
  }

  /// The two bytes of a step; steps are asked for in order, each once.
  @inlinable @inline(__always)
  public mutating func value(step: Int) -> UInt16 {
    if step & lastStep == 0 { word = generator.next() }
    return UInt16(
      truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: (step & lastStep | place) &<< 4))
  }
}
