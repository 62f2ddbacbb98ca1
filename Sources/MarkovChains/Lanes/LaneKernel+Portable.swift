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
  /// The words of the steps, their lower bytes first: shape `[4 words, tile]`, or of quartets `[16 steps, tile / 4]`.
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
      // Literal flags, so that each call is a loop of its own.
      switch (round.hasMarks, round.sharesDraws) {
      case (true, true): step(first, hasMarks: true, sharesDraws: true)
      case (true, false): step(first, hasMarks: true, sharesDraws: false)
      case (false, true): step(first, hasMarks: false, sharesDraws: true)
      case (false, false): step(first, hasMarks: false, sharesDraws: false)
      }
      if round.hasMarks {
        visit(first)
        if round.planeCount > 0 { occupy(first) }
      }
    }
  }

  /// The words of every lane's generator that the steps take.
  @inline(__always)
  private func draw(_ first: Int) {
    if round.sharesDraws {
      let size = TwoByteDraws.quartetSize
      draw(first / size, count: Self.tile / size, wordCount: round.stepCount)
    } else {
      draw(first, count: Self.tile, wordCount: (round.stepCount &+ 3) / 4)
    }
  }

  @inline(__always)
  private func draw(_ first: Int, count: Int, wordCount: Int) {
    for place in first..<first &+ count {
      var a = round.generatorsA[place]
      var b = round.generatorsB[place]
      for word in 0..<wordCount {
        let sum = a &+ b
        words[word &* count &+ place &- first] = (((sum &<< 17) | (sum &>> 47)) &+ a).littleEndian
        let mixed = b ^ a
        a = ((a &<< 49) | (a &>> 15)) ^ mixed ^ (mixed &<< 21)
        b = (mixed &<< 28) | (mixed &>> 36)
      }
      round.generatorsA[place] = a
      round.generatorsB[place] = b
    }
  }

  @inline(__always)
  private func step(_ first: Int, hasMarks: Bool, sharesDraws: Bool) {
    let states = round.states + first
    let table = round.table
    // Bytes from the draw of a lane to that of the next.
    let stride = sharesDraws ? 2 : 8
    for step in 0..<round.stepCount {
      let drawn =
        UnsafeRawPointer(words)
        + (sharesDraws ? step &* Self.tile &* 2 : (step &>> 2) &* Self.tile &* 8 &+ (step & 3) &* 2)
      let row = marks + step &* Self.tile
      for lane in 0..<Self.tile {
        // Most draws are decided by their upper byte, so that only it is loaded.
        let upper = drawn.load(fromByteOffset: lane &* stride &+ 1, as: UInt8.self)
        let state = states[lane]
        var entry = table[Int(state) &<< 8 | Int(upper)]
        if _slowPath(UInt16(truncatingIfNeeded: entry) == .max) {
          entry = round.decide(
            lane: first &+ lane, step: step, state: state,
            value: UInt16(
              littleEndian: drawn.load(fromByteOffset: lane &* stride, as: UInt16.self)),
            entry: entry)
        }
        states[lane] = UInt16(truncatingIfNeeded: entry)
        if hasMarks { row[lane] = UInt16(truncatingIfNeeded: entry &>> 16) }
      }
    }
  }

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
