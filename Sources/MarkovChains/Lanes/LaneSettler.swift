import RandomStreams

/// What it takes to decide a step that the table and its pairs leave open.
struct LaneSettler {
  let address: StreamAddress
  let chain: TwoByteChain
  let first: Int
  let places: UnsafeMutablePointer<UInt16>

  /// Decides one step of one lane; see ``LaneSettling/next``.
  static let next: @convention(c) (UnsafeRawPointer, Int, Int, UInt16, UInt16) -> UInt16 = {
    context, lane, step, state, value in
    let own = context.assumingMemoryBound(to: LaneSettler.self)
    return UInt16(
      own.pointee.chain.successor(of: Int(state), value: value) {
        own.pointee.address.settlingWord(
          trajectory: own.pointee.first &+ Int(own.pointee.places[lane]), step: step)
      })
  }
}
