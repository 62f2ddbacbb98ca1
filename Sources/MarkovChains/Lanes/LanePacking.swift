/// Lanes to be parted into those that stay and those that leave, each in their order, with all that belongs to them.
///
/// Every array has room for a full vector of lanes behind the last.
@frozen
public struct LanePacking {
  /// Shape `[lane]`: the highest bit marks a lane that leaves. It may be one of the arrays.
  public var marks: UnsafePointer<UInt16>
  /// Lanes, all told.
  public var laneCount: Int
  /// Arrays of shape `[lane]`: what belongs to the lanes that stay moves to their front.
  public var values: UnsafePointer<UnsafeMutablePointer<UInt16>>
  /// How many arrays there are.
  public var valueCount: Int
  /// Takes, of the last arrays, what belongs to the lanes that leave.
  public var left: UnsafePointer<UnsafeMutablePointer<UInt16>>
  /// How many of the arrays these are.
  public var leftCount: Int
  /// Values that these hold already.
  public var leftOffset: Int
  /// Arrays of words, of shape `[lane]`: their front takes what belongs to the lanes that stay.
  public var words: UnsafePointer<UnsafeMutablePointer<UInt64>>
  /// How many arrays of words there are.
  public var wordCount: Int
}
