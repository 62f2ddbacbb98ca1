/// One round of lanes: sixteen steps, or fewer, of trajectories that go side by side.
///
/// Plain pointers and numbers, so that a kernel of any instruction set can take it. A lane holds one
/// trajectory: its generator, its state, what it has visited, and how long it was in each occupied set. All lanes are at the
/// same step. Every pointer belongs to the caller and outlives the call.
@frozen
public struct LaneRound {
  /// Steps of a full round: the four pieces of four words.
  public static let stepCount = 16
  /// The bit, of the upper 16 of a column, that says that it is open; see ``LaneColumns``.
  public static let openColumn: UInt16 = 1 << 12
  /// The bit of a mark that says that the trajectory has come to rest in an outcome.
  public static let restBit = 15

  /// Lanes to advance: a multiple of the kernel's tile.
  public var laneCount: Int
  /// Steps to take, sixteen or, in the last round before the limit, fewer: then generators advance by the words that these
  /// take.
  public var stepCount: Int
  /// The step that lanes have reached, a multiple of sixteen.
  public var firstStep: Int
  /// Whether four lanes that follow each other share a generator, and each takes two bytes of its word at every step. Else a
  /// word serves four steps of one lane.
  public var sharesDraws: Bool
  /// The generators' first and second words: of quartets in their order, of lanes ordered within groups of the kernel's
  /// `groupSize`.
  public var generatorsA: UnsafeMutablePointer<UInt64>
  /// See `generatorsA`.
  public var generatorsB: UnsafeMutablePointer<UInt64>
  /// Shape `[lane]`.
  public var states: UnsafeMutablePointer<UInt16>
  /// Shape `[lane]`: the marks seen so far, and all bits that are no targets.
  public var visited: UnsafeMutablePointer<UInt16>
  /// Shape `[state, 256]`: see ``LaneColumns``.
  public var columns: UnsafePointer<UInt64>
  /// Shape `[state, 256]`: the next state in the lower half, its mark in the upper. A lower half of all ones says
  /// that the upper byte of a draw does not tell; the upper half is then the number of the state's pair, or all ones.
  public var table: UnsafePointer<UInt32>
  /// Shape `[state]`: the first pair of each.
  public var pairOffsets: UnsafePointer<UInt32>
  /// Two states that share an upper byte: the first value of the second, and the states, in 16 bits each from below. A second of
  /// all ones says that a settling word decides.
  public var pairs: UnsafePointer<UInt64>
  /// Shape `[state]`.
  public var marks: UnsafePointer<UInt16>
  /// The small tables of a chain of few states, or nil; see ``SmallLaneTable``.
  public var small: UnsafePointer<UInt16>?
  /// Tables of bounds among the small ones.
  public var boundCount: Int
  /// How many of them, from the first, add the same in all states.
  public var constantCount: Int
  /// Whether the next state is the state, less `bandOffset`, plus the number of bounds that the draw has reached.
  public var isBand: Bool
  /// How far a band reaches below the state.
  public var bandOffset: UInt16
  /// Of a band of three bounds over at most eight states, the tables as they are `bandOffset` further up with every step, over and
  /// over: shape `[8 steps, 4 tables, 32]`; else nil. A state that moves by as much more than it does finds its own values there.
  public var turned: UnsafePointer<UInt16>?
  /// Whether any state is marked: without marks neither visits nor occupancy is kept.
  public var hasMarks: Bool
  /// Whether most lanes near each other will see a mark for the first time, so that looking for one first is in vain.
  public var expectsVisits: Bool
  /// The first value that a settling word decides.
  public var residueFirst: UInt16
  /// Shape `[plane, laneCapacity]`: steps spent with each mark, counted on; see ``LaneSums``.
  public var planes: UnsafeMutablePointer<UInt16>
  /// Lanes that there is room for.
  public var laneCapacity: Int
  /// Planes that the steps so far and those of this round may fill, five at least; none if nothing is counted. Before the first
  /// round only the first plane holds anything: it finds the others as they were left.
  public var planeCount: Int
  /// Steps of the round that count as spent where they lead: all but the last before the limit.
  public var occupiedStepCount: Int
  /// Shape `[16 steps, 16 bits]`: first visits, counted on.
  public var firstVisits: UnsafeMutablePointer<UInt32>
  /// The bits that were newly visited, gathered on.
  public var freshBits: UnsafeMutablePointer<UInt16>
  /// Room for draws, marks, and what a kernel adds up, 64-byte aligned: twelve times sixteen times the tile in values, zero at first
  /// and never touched by others.
  public var scratch: UnsafeMutableRawPointer
  /// Decides a step that the table leaves open.
  public var settle: LaneSettling
}

extension LaneRound {
  /// Decides a step that the upper byte of a draw leaves open.
  ///
  /// - Parameter entry: What the table has.
  /// - Returns: The next state and its mark, as the table would have them.
  @inline(__always)
  func decide(lane: Int, step: Int, state: UInt16, value: UInt16, entry: UInt32) -> UInt32 {
    let number = entry &>> 16
    var next = TwoByteChain.open
    if number != 0xFFFF {
      let pair = pairs[Int(pairOffsets[Int(state)] &+ number)]
      next = TwoByteChain.owner(of: value, in: pair)
    }
    if next == TwoByteChain.open {
      next = settle(lane: lane, step: firstStep &+ step, state: state, value: value)
    }
    return UInt32(next) | UInt32(marks[Int(next)]) &<< 16
  }
}

/// Decides one step of one lane.
@frozen
public struct LaneSettling {
  /// What `next` is called with.
  public var context: UnsafeRawPointer
  /// Gives the next state for context, lane, step, state and drawn value.
  public var next: @convention(c) (UnsafeRawPointer, Int, Int, UInt16, UInt16) -> UInt16

  /// The next state of a lane.
  @inlinable
  public func callAsFunction(lane: Int, step: Int, state: UInt16, value: UInt16) -> UInt16 {
    next(context, lane, step, state, value)
  }
}

/// Words of trajectories: those of `StreamAddress.words`, by which their generators start.
@frozen
public struct LaneSeeding {
  /// Lanes to seed: a multiple of the kernel's tile.
  public var laneCount: Int
  /// The number of the purpose; see `StreamAddress.Purpose`.
  public var purpose: UInt32
  /// The seed of the address.
  public var seed: UInt64
  /// Shape `[10, 2]`: the two keys that each round of the hash makes of the seed; see `Philox4x32.roundKeys`.
  public var roundKeys: UnsafePointer<UInt64>
  /// The scenario key of the address.
  public var scenarioKey: UInt64
  /// The block's first trajectory.
  public var first: UInt64
  /// Shape `[lane]`: the place of its trajectory in the block; of quartets, that of their first.
  public var places: UnsafePointer<UInt16>
  /// Where the first words go; see ``LaneRound/generatorsA``.
  public var generatorsA: UnsafeMutablePointer<UInt64>
  /// Where the second words go.
  public var generatorsB: UnsafeMutablePointer<UInt64>
}
