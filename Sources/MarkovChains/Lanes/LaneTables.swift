/// What lanes look up in one chain under one question. Tables that the kernel does not read hold a zero, so that they have an address.
struct LaneTables: Sendable {
  /// Shape `[state, 256]`: see ``LaneRound/table``; only for kernels that read it.
  let table: [UInt32]
  /// Shape `[state, 256]`: see ``LaneColumns``; only for kernels that read them, and chains that they do not hold in registers.
  let columns: [UInt64]
  /// Shape `[state]`: one bit for each target, then one for each occupied set; ``LaneRound/restBit``.
  let marks: [UInt16]
  /// For chains of few states and moves, where a kernel holds as many in registers.
  let small: SmallLaneTable?
  /// The bits that are no targets and not the rest.
  let unseen: UInt16

  init(_ chain: TwoByteChain, marks: [UInt16], targetCount: Int, kernel: LaneKernel) {
    self.marks = marks
    small =
      chain.stateCount <= kernel.registerStateCount
      ? SmallLaneTable(chain, marks: marks) : nil
    columns =
      kernel.registerStateCount > 0 && small == nil
      ? LaneColumns.columns(of: chain, marks: marks) : [0]
    table =
      kernel.registerStateCount > 0
      ? [0]
      : marks.withUnsafeBufferPointer { marks in
        chain.guide.map { entry in
          let next = UInt16(truncatingIfNeeded: entry)
          return next == TwoByteChain.open ? entry : entry | UInt32(marks[Int(next)]) &<< 16
        }
      }
    unseen = ~(UInt16(1) << LaneRound.restBit | UInt16((1 << targetCount) - 1))
  }
}
