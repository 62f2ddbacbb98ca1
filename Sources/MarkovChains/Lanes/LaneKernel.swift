/// The loops over lanes, compiled for some instruction set.
///
/// Every kernel gives the same bits: what a lane draws and where it goes is fixed by ``LaneRound``, what distributions
/// become by ``MassSteps``.
public struct LaneKernel: Sendable {
  /// `portable`, or the instruction set.
  public let name: String
  /// The generators of each run of this many lanes are stored lane 0, 4, 8 … first, then 1, 5, 9 … and
  /// so on: the order in which four words make the draws of a step. Four is the lanes' own order.
  public let groupSize: Int
  /// Lanes come in multiples of this. A kernel may take two tiles side by side.
  public let tile: Int
  /// States of a chain that a kernel holds in registers. Larger chains it looks up in ``LaneRound/columns``. A kernel that holds
  /// none looks all chains up in ``LaneRound/table``.
  public let registerStateCount: Int
  /// Starts the generators of lanes.
  let seed: @Sendable (LaneSeeding) -> Void
  /// Takes the steps of a round.
  let advance: @Sendable (LaneRound) -> Void
  /// Adds up what lanes have spent in occupied sets.
  let sum: @Sendable (LaneSums) -> Void
  /// Parts lanes that stay from those that leave, and says how many stay; nil where that is no faster than lists of lanes. Only for
  /// kernels whose generators are stored in the lanes' own order.
  let pack: (@Sendable (LanePacking) -> Int)?
  /// Takes steps of the distributions of eight or sixteen chains, and says how many.
  let carry: @Sendable (MassSteps) -> Int

  /// A kernel.
  ///
  /// - Precondition: A group divides a tile; a tile divides 8,192 lanes.
  public init(
    name: String, groupSize: Int, tile: Int, registerStateCount: Int,
    seed: @escaping @Sendable (LaneSeeding) -> Void,
    advance: @escaping @Sendable (LaneRound) -> Void,
    sum: @escaping @Sendable (LaneSums) -> Void,
    pack: (@Sendable (LanePacking) -> Int)? = nil,
    carry: @escaping @Sendable (MassSteps) -> Int
  ) {
    precondition(pack == nil || groupSize == 4, "what is packed is in the lanes' own order")
    precondition(tile % groupSize == 0 && 8_192 % tile == 0, "groups fill tiles, tiles fill blocks")
    self.name = name
    self.groupSize = groupSize
    self.tile = tile
    self.registerStateCount = registerStateCount
    self.seed = seed
    self.advance = advance
    self.sum = sum
    self.pack = pack
    self.carry = carry
  }
}
