/// Values of lanes that leave, or of those that stay, to be moved together in their order.
@frozen
public struct LanePacking {
  /// Shape `[lane]`, with room for a full vector of lanes.
  public var values: UnsafePointer<UInt16>
  /// Shape `[lane]`: the highest bit marks a lane.
  public var marks: UnsafePointer<UInt16>
  /// Whether the marked lanes are taken, or the others.
  public var isMarked: Bool
  /// Takes the values: as many as there are, and rubbish up to a full vector. May be `values`, or `marks`.
  public var to: UnsafeMutablePointer<UInt16>
  /// Lanes, all told.
  public var laneCount: Int
}
