import RandomStreams

/// What it takes to decide a step that the upper byte of a draw leaves open.
struct LaneSettler {
  let address: StreamAddress
  let chain: TwoByteChain
  let first: Int
  let places: UnsafeMutablePointer<UInt16>
  /// The chain's, where they can be read without keeping it alive once more.
  let offsets: UnsafePointer<Int>
  let bounds: UnsafePointer<UInt16>
  let targets: UnsafePointer<UInt16>

  /// Decides one step of one lane; see ``LaneSettling/next``.
  static let next: @convention(c) (UnsafeRawPointer, Int, Int, UInt16, UInt16) -> UInt16 = {
    context, lane, step, state, value in
    let own = context.assumingMemoryBound(to: LaneSettler.self)
    var position = own.pointee.offsets[Int(state)]
    let end = own.pointee.offsets[Int(state) &+ 1]
    while position < end {
      if value < own.pointee.bounds[position] { return own.pointee.targets[position] }
      position &+= 1
    }
    return UInt16(
      own.pointee.chain.settled(
        Int(state),
        word: own.pointee.address.settlingWord(
          trajectory: own.pointee.first &+ Int(own.pointee.places[lane]), step: step)))
  }
}
