import RandomStreams

extension LaneKernel {
  /// The kernel of every processor: plain integers.
  public static let portable = LaneKernel(
    name: "portable", groupSize: 4, tile: 64, registerStateCount: 0,
    seed: { seeding in
      let address = StreamAddress(seed: seeding.seed, scenarioKey: seeding.scenarioKey)
      guard let purpose = StreamAddress.Purpose(rawValue: seeding.purpose) else {
        preconditionFailure("a purpose has a number")
      }
      for lane in 0..<seeding.laneCount {
        let (a, b) = address.words(
          trajectory: Int(seeding.first) &+ Int(seeding.places[lane]), purpose: purpose)
        seeding.generatorsA[lane] = a
        seeding.generatorsB[lane] = b
      }
    }, advance: { PortableLanes($0).advance() }, sum: { $0.addPortably() },
    carry: {
      $0.laneCount == SIMD8<Double>.laneCount
        ? $0.take(SIMD8<Double>.self) : $0.take(SIMD16<Double>.self)
    })
}

/// Sixteen steps of 64 lanes at a time. States are looked up lane by lane; marks are counted four lanes
/// to a word.
private struct PortableLanes {
  static let tile = 64
  let round: LaneRound
  /// Shape `[4 words, tile]`.
  let words: UnsafeMutablePointer<UInt64>
  /// Shape `[16 steps, tile]`.
  let marks: UnsafeMutablePointer<UInt16>

  init(_ round: LaneRound) {
    self.round = round
    words = round.scratch.assumingMemoryBound(to: UInt64.self)
    marks = (round.scratch + 4 * Self.tile * 8).assumingMemoryBound(to: UInt16.self)
  }

  func advance() {
    for first in stride(from: 0, to: round.laneCount, by: Self.tile) {
      draw(first)
      if round.hasMarks {
        step(first, hasMarks: true)
        visit(first)
        if round.planeCount > 0 { occupy(first) }
      } else {
        step(first, hasMarks: false)
      }
    }
  }

  /// The words of every lane's generator that the steps take.
  @inline(__always)
  private func draw(_ first: Int) {
    for lane in 0..<Self.tile {
      var a = round.generatorsA[first &+ lane]
      var b = round.generatorsB[first &+ lane]
      for word in 0..<(round.stepCount &+ 3) / 4 {
        let sum = a &+ b
        words[word &* Self.tile &+ lane] = ((sum &<< 17) | (sum &>> 47)) &+ a
        let mixed = b ^ a
        a = ((a &<< 49) | (a &>> 15)) ^ mixed ^ (mixed &<< 21)
        b = (mixed &<< 28) | (mixed &>> 36)
      }
      round.generatorsA[first &+ lane] = a
      round.generatorsB[first &+ lane] = b
    }
  }

  @inline(__always)
  private func step(_ first: Int, hasMarks: Bool) {
    let states = round.states + first
    let table = round.table
    for step in 0..<round.stepCount {
      let drawn = UnsafeRawPointer(words + (step &>> 2) &* Self.tile) + Self.pieceOffset(step & 3)
      let row = marks + step &* Self.tile
      for lane in 0..<Self.tile {
        // Most draws are decided by their upper byte, so that only it is loaded.
        let upper = drawn.load(fromByteOffset: lane &* 8 &+ Self.upperOffset, as: UInt8.self)
        let state = states[lane]
        var entry = table[Int(state) &<< 8 | Int(upper)]
        if UInt16(truncatingIfNeeded: entry) == .max {
          entry = round.decide(
            lane: first &+ lane, step: step, state: state,
            value: drawn.load(fromByteOffset: lane &* 8, as: UInt16.self), entry: entry)
        }
        states[lane] = UInt16(truncatingIfNeeded: entry)
        if hasMarks { row[lane] = UInt16(truncatingIfNeeded: entry &>> 16) }
      }
    }
  }

  /// Where a word in memory holds its pieces of two bytes, and each of them its upper byte.
  @inline(__always)
  private static func pieceOffset(_ piece: Int) -> Int {
    #if _endian(little)
      2 &* piece
    #else
      6 &- 2 &* piece
    #endif
  }

  #if _endian(little)
    private static let upperOffset = 1
  #else
    private static let upperOffset = 0
  #endif

  /// Looks for marks that a lane sees for the first time.
  @inline(__always)
  private func visit(_ first: Int) {
    let four = UnsafeMutableRawPointer(marks).assumingMemoryBound(to: UInt64.self)
    let seen = UnsafeMutableRawPointer(round.visited + first).assumingMemoryBound(to: UInt64.self)
    for place in 0..<Self.tile / 4 {
      var all: UInt64 = 0
      for step in 0..<round.stepCount { all |= four[step &* (Self.tile / 4) &+ place] }
      guard all & ~seen[place] != 0 else { continue }
      for lane in 4 * place..<4 * place + 4 {
        var visited = round.visited[first + lane]
        for step in 0..<round.stepCount {
          var fresh = marks[step * Self.tile + lane] & ~visited
          guard fresh != 0 else { continue }
          visited |= fresh
          round.freshBits.pointee |= fresh
          while fresh != 0 {
            round.firstVisits[step * 16 + fresh.trailingZeroBitCount] += 1
            fresh &= fresh &- 1
          }
        }
        round.visited[first + lane] = visited
      }
    }
  }

  /// Adds the marks of the round to the planes of what lanes have spent.
  @inline(__always)
  private func occupy(_ first: Int) {
    let four = UnsafeMutableRawPointer(marks).assumingMemoryBound(to: UInt64.self)
    @inline(__always)
    func plane(_ number: Int) -> UnsafeMutablePointer<UInt64> {
      UnsafeMutableRawPointer(round.planes + number &* round.laneCapacity + first)
        .assumingMemoryBound(to: UInt64.self)
    }
    // The first round finds the starts in the first plane, and nothing in the others.
    let held: UInt64 = round.firstStep == 0 ? 0 : .max
    for place in 0..<Self.tile / 4 {
      var p0 = plane(0)[place]
      var p1 = plane(1)[place] & held
      var p2 = plane(2)[place] & held
      var p3 = plane(3)[place] & held
      // Sixteen steps carry once at most beyond four planes.
      var high: UInt64 = 0
      for step in 0..<round.occupiedStepCount {
        var carry = four[step &* (Self.tile / 4) &+ place]
        (p0, carry) = (p0 ^ carry, p0 & carry)
        (p1, carry) = (p1 ^ carry, p1 & carry)
        (p2, carry) = (p2 ^ carry, p2 & carry)
        (p3, carry) = (p3 ^ carry, p3 & carry)
        high |= carry
      }
      plane(0)[place] = p0
      plane(1)[place] = p1
      plane(2)[place] = p2
      plane(3)[place] = p3
      if held == 0 {
        plane(4)[place] = high
        continue
      }
      var number = 4
      while high != 0, number < round.planeCount {
        let held = plane(number)[place]
        plane(number)[place] = held ^ high
        high &= held
        number &+= 1
      }
    }
  }
}
