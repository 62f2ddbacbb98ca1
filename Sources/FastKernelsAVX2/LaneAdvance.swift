// This file is compiled once for each instruction set, by targets of their own. No arrays and no generics of our own: their code
// could be shared with targets of other instruction sets.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Lanes whose generators weave into one vector of draws.
  public let groupSize = MemoryLayout<vec_values>.size / 2
  /// Vectors that go side by side, to hide how long one takes.
  let vectorCount = 4
  /// Lanes that go side by side.
  public let tile = 4 * (MemoryLayout<vec_values>.size / 2)

  /// Takes the steps of a round; see `LaneRound`.
  public func advance(_ round: LaneRound) {
    Tiles(round).advance()
  }

  /// Seeds lanes; see `LaneSeeding`.
  public func seed(_ seeding: LaneSeeding) {
    let words = MemoryLayout<vec_words>.size / 8
    var lane = 0
    while lane < seeding.laneCount {
      // Four vectors of words hold a group's generators, each of every fourth lane.
      for quarter in 0..<4 {
        var numbers = vec_same_words(seeding.first)
        for word in 0..<words {
          numbers[word] &+= UInt64(seeding.places[lane &+ 4 &* word &+ quarter])
        }
        // Philox, with each 32-bit word in the lower half of 64; see `Philox4x32`. What the upper halves hold is not read.
        var a = numbers
        var b = vec_xor_words(
          vec_upper_half(numbers), vec_same_words(UInt64(seeding.purpose) &<< 16))
        var c = vec_same_words(seeding.scenarioKey)
        var d = vec_same_words(seeding.scenarioKey &>> 32)
        var firstKey = UInt32(truncatingIfNeeded: seeding.seed)
        var secondKey = UInt32(truncatingIfNeeded: seeding.seed &>> 32)
        for _ in 0..<10 {
          let first = vec_multiply_lower(a, vec_same_words(0xD251_1F53))
          let second = vec_multiply_lower(c, vec_same_words(0xCD9E_8D57))
          a = vec_xor_words(
            vec_xor_words(vec_upper_half(second), b), vec_same_words(UInt64(firstKey)))
          b = second
          c = vec_xor_words(
            vec_xor_words(vec_upper_half(first), d), vec_same_words(UInt64(secondKey)))
          d = first
          firstKey &+= 0x9E37_79B9
          secondKey &+= 0xBB67_AE85
        }
        let place = lane &+ quarter &* words
        vec_store_words(seeding.generatorsA + place, vec_join_lower(a, b))
        vec_store_words(seeding.generatorsB + place, vec_join_lower(c, d))
      }
      lane &+= groupSize
    }
  }

  /// A round, tile by tile: draw, step, and count.
  struct Tiles {
    let round: LaneRound
    /// Shape `[16 steps, tile]`.
    let draws: UnsafeMutablePointer<UInt16>
    /// Shape `[16 steps, tile]`.
    let marks: UnsafeMutablePointer<UInt16>
    /// Shape `[16 steps, 8 planes, lane of a vector]`: the first visits of each step, added up as bit planes.
    let visits: UnsafeMutablePointer<UInt16>

    @inline(__always)
    init(_ round: LaneRound) {
      self.round = round
      draws = round.scratch.assumingMemoryBound(to: UInt16.self)
      marks = draws + 16 * tile
      visits = marks + 16 * tile
    }

    func advance() {
      var first = 0
      // Eight planes hold 255 of what a tile adds four of.
      var tilesLeft = 63
      if round.hasMarks { forgetVisits() }
      while first < round.laneCount {
        draw(first)
        step(first)
        if round.hasMarks {
          visit(first)
          if round.occupiedCount > 0 { occupy(first) }
          tilesLeft &-= 1
          if tilesLeft == 0 {
            gatherVisits()
            forgetVisits()
            tilesLeft = 63
          }
        }
        first &+= tile
      }
      if round.hasMarks { gatherVisits() }
    }

    /// The next sixteen draws of every lane.
    @inline(__always)
    private func draw(_ first: Int) {
      for vector in 0..<vectorCount {
        let lane = first &+ vector &* groupSize
        let quarter = groupSize / 4
        var a0 = vec_load_words(round.generatorsA + lane)
        var a1 = vec_load_words(round.generatorsA + lane + quarter)
        var a2 = vec_load_words(round.generatorsA + lane + 2 * quarter)
        var a3 = vec_load_words(round.generatorsA + lane + 3 * quarter)
        var b0 = vec_load_words(round.generatorsB + lane)
        var b1 = vec_load_words(round.generatorsB + lane + quarter)
        var b2 = vec_load_words(round.generatorsB + lane + 2 * quarter)
        var b3 = vec_load_words(round.generatorsB + lane + 3 * quarter)
        var place = draws + vector &* groupSize
        for _ in 0..<4 {
          let w0 = next(&a0, &b0)
          let w1 = next(&a1, &b1)
          let w2 = next(&a2, &b2)
          let w3 = next(&a3, &b3)
          vec_weave(w0, w1, w2, w3, place, tile)
          place += 4 * tile
        }
        vec_store_words(round.generatorsA + lane, a0)
        vec_store_words(round.generatorsA + lane + quarter, a1)
        vec_store_words(round.generatorsA + lane + 2 * quarter, a2)
        vec_store_words(round.generatorsA + lane + 3 * quarter, a3)
        vec_store_words(round.generatorsB + lane, b0)
        vec_store_words(round.generatorsB + lane + quarter, b1)
        vec_store_words(round.generatorsB + lane + 2 * quarter, b2)
        vec_store_words(round.generatorsB + lane + 3 * quarter, b3)
      }
    }

    /// The next word of every generator; see `Xoroshiro128PlusPlus`.
    @inline(__always)
    private func next(_ a: inout vec_words, _ b: inout vec_words) -> vec_words {
      let result = vec_add_words(vec_rotate17(vec_add_words(a, b)), a)
      let mixed = vec_xor_words(a, b)
      a = vec_xor_words(vec_xor_words(vec_rotate49(a), mixed), vec_shift21(mixed))
      b = vec_rotate28(mixed)
      return result
    }

    /// Looks for marks that a lane sees for the first time.
    @inline(__always)
    private func visit(_ first: Int) {
      let visited = round.visited + first
      var v0 = vec_load(visited)
      var v1 = vec_load(visited + groupSize)
      var v2 = vec_load(visited + 2 * groupSize)
      var v3 = vec_load(visited + 3 * groupSize)
      var seen = vec_same(0)
      for step in 0..<round.stepCount {
        let row = marks + step &* tile
        seen = vec_or(seen, vec_without(vec_load(row), v0))
        seen = vec_or(seen, vec_without(vec_load(row + groupSize), v1))
        seen = vec_or(seen, vec_without(vec_load(row + 2 * groupSize), v2))
        seen = vec_or(seen, vec_without(vec_load(row + 3 * groupSize), v3))
      }
      guard vec_any(seen) != 0 else { return }
      round.freshBits.pointee |= vec_union(seen)
      // No branch by lane or bit: while lanes spread, hardly a step is without a first visit.
      for step in 0..<round.stepCount {
        let row = marks + step &* tile
        let f0 = vec_without(vec_load(row), v0)
        let f1 = vec_without(vec_load(row + groupSize), v1)
        let f2 = vec_without(vec_load(row + 2 * groupSize), v2)
        let f3 = vec_without(vec_load(row + 3 * groupSize), v3)
        v0 = vec_or(v0, f0)
        v1 = vec_or(v1, f1)
        v2 = vec_or(v2, f2)
        v3 = vec_or(v3, f3)
        add(f0, f1, f2, f3, to: visits + step &* 8 &* groupSize)
      }
      vec_store(visited, v0)
      vec_store(visited + groupSize, v1)
      vec_store(visited + 2 * groupSize, v2)
      vec_store(visited + 3 * groupSize, v3)
    }

    /// Adds four vectors of bits to eight planes.
    @inline(__always)
    private func add(
      _ f0: vec_values, _ f1: vec_values, _ f2: vec_values, _ f3: vec_values,
      to planes: UnsafeMutablePointer<UInt16>
    ) {
      let three = vec_xor(vec_xor(f0, f1), f2)
      let ones = vec_xor(three, f3)
      let p0 = vec_load(planes)
      vec_store(planes, vec_xor(p0, ones))
      let c0 = vec_majority(f0, f1, f2)
      let c1 = vec_and(three, f3)
      let c2 = vec_and(p0, ones)
      let twos = vec_xor(vec_xor(c0, c1), c2)
      let p1 = vec_load(planes + groupSize)
      vec_store(planes + groupSize, vec_xor(p1, twos))
      let d0 = vec_majority(c0, c1, c2)
      let d1 = vec_and(p1, twos)
      let p2 = vec_load(planes + 2 * groupSize)
      vec_store(planes + 2 * groupSize, vec_xor(vec_xor(d0, d1), p2))
      var carry = vec_majority(d0, d1, p2)
      var plane = planes + 3 * groupSize
      while vec_any(carry) != 0 {
        let held = vec_load(plane)
        vec_store(plane, vec_xor(held, carry))
        carry = vec_and(held, carry)
        plane += groupSize
      }
    }

    private func forgetVisits() {
      let none = vec_same(0)
      for plane in 0..<16 * 8 { vec_store(visits + plane &* groupSize, none) }
    }

    /// Reads the planes.
    private func gatherVisits() {
      var bits = round.freshBits.pointee
      while bits != 0 {
        let bit = bits.trailingZeroBitCount
        bits &= bits &- 1
        for step in 0..<round.stepCount {
          var number: UInt32 = 0
          for plane in 0..<8 {
            let marked = vec_load(visits + (step &* 8 &+ plane) &* groupSize)
            number &+= vec_count_bit(marked, UInt16(truncatingIfNeeded: bit)) &<< UInt32(plane)
          }
          round.firstVisits[step &* 16 &+ bit] &+= number
        }
      }
    }

    /// Steps spent in the occupied sets.
    @inline(__always)
    private func occupy(_ first: Int) {
      for vector in 0..<vectorCount {
        occupy(first &+ vector &* groupSize, marks + vector &* groupSize)
      }
    }

    /// Adds the marks of the round as bit planes, and reads the planes once.
    @inline(__always)
    private func occupy(_ lane: Int, _ column: UnsafeMutablePointer<UInt16>) {
      let none = vec_same(0)
      var p0 = none
      var p1 = none
      var p2 = none
      var p3 = none
      var p4 = none
      /// Adds two bits of one weight to the plane of that weight, and gives what is carried to the next.
      @inline(__always)
      func join(_ a: vec_values, _ b: vec_values, _ plane: inout vec_values) -> vec_values {
        let carry = vec_majority(a, b, plane)
        plane = vec_xor(vec_xor(a, b), plane)
        return carry
      }
      @inline(__always)
      func mark(_ step: Int) -> vec_values { vec_load(column + step &* tile) }
      @inline(__always)
      func twos(_ step: Int) -> vec_values { join(mark(step), mark(step &+ 1), &p0) }
      @inline(__always)
      func fours(_ step: Int) -> vec_values {
        let (a, b) = (twos(step), twos(step &+ 2))
        return join(a, b, &p1)
      }
      @inline(__always)
      func eights(_ step: Int) -> vec_values {
        let (a, b) = (fours(step), fours(step &+ 4))
        return join(a, b, &p2)
      }
      // Steps that are not taken have no marks.
      for step in round.stepCount..<16 { vec_store(column + step &* tile, none) }
      let (a, b) = (eights(0), eights(8))
      p3 = vec_xor(a, b)
      p4 = vec_and(a, b)
      let one = vec_same(1)
      for set in 0..<round.occupiedCount {
        let bit = UInt16(truncatingIfNeeded: round.occupiedFirst &+ set)
        var steps = vec_and(vec_shift_right(p0, bit), one)
        steps = vec_add(steps, vec_shift_left(vec_and(vec_shift_right(p1, bit), one), 1))
        steps = vec_add(steps, vec_shift_left(vec_and(vec_shift_right(p2, bit), one), 2))
        steps = vec_add(steps, vec_shift_left(vec_and(vec_shift_right(p3, bit), one), 3))
        steps = vec_add(steps, vec_shift_left(vec_and(vec_shift_right(p4, bit), one), 4))
        let sums = round.occupancy + set &* round.laneCapacity + lane
        vec_store(sums, vec_add(vec_load(sums), steps))
      }
    }
  }
#endif
