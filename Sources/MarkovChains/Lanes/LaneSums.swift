/// The steps that lanes have spent in each occupied set, to be added up over lanes.
///
/// The numbers of steps are kept as bit planes: plane `k` of a lane holds, at the bit of every set, bit `k` of its number.
/// So a step adds to all sets at once, and a set is read only where lanes end.
@frozen
public struct LaneSums {
  /// Planes that a kernel reads: numbers of steps below 65,536.
  public static let planeLimit = 16

  /// Lanes: a multiple of the kernel's tile.
  public var laneCount: Int
  /// Lanes that each plane has room for.
  public var laneCapacity: Int
  /// Shape `[plane, laneCapacity]`: zero for lanes that are not to be added.
  public var planes: UnsafePointer<UInt16>
  /// At most ``planeLimit``.
  public var planeCount: Int
  /// The bit of the first set.
  public var firstBit: Int
  /// Sets, at neighbouring bits.
  public var setCount: Int
  /// Shape `[set, 4]`: lanes that were there at all, and the sums of steps, of their squares and of their cubes; added on.
  public var moments: UnsafeMutablePointer<UInt64>
}

extension LaneSums {
  /// The sums, by plain integers.
  func addPortably() {
    let ones: UInt64 = 0x0001_0001_0001_0001
    // Four lanes to a word.
    let wordCount = laneCount / 4
    for set in 0..<setCount {
      let bit = UInt64(firstBit &+ set)
      var (count, sum, squares, cubes) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      for word in 0..<wordCount {
        var four: UInt64 = 0
        for plane in 0..<planeCount {
          let bits = UnsafeRawPointer(planes + plane &* laneCapacity)
            .assumingMemoryBound(to: UInt64.self)[word]
          four |= ((bits &>> bit) & ones) &<< UInt64(plane)
        }
        guard four != 0 else { continue }
        for _ in 0..<4 {
          let steps = four & 0xFFFF
          four &>>= 16
          let square = steps &* steps
          count &+= steps == 0 ? 0 : 1
          sum &+= steps
          squares &+= square
          cubes &+= square &* steps
        }
      }
      moments[4 &* set] &+= count
      moments[4 &* set &+ 1] &+= sum
      moments[4 &* set &+ 2] &+= squares
      moments[4 &* set &+ 3] &+= cubes
    }
  }
}
