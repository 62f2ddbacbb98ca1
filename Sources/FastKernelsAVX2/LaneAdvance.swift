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
        var b = vec_upper_half(numbers)
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

    @inline(__always)
    init(_ round: LaneRound) {
      self.round = round
      draws = round.scratch.assumingMemoryBound(to: UInt16.self)
      marks = draws + 16 * tile
    }

    @inline(__always)
    func advance() {
      var first = 0
      while first < round.laneCount {
        draw(first)
        step(first)
        if round.hasMarks { count(first) }
        first &+= tile
      }
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

    /// First visits, and steps spent in the occupied sets.
    @inline(__always)
    private func count(_ first: Int) {
      for vector in 0..<vectorCount {
        let column = marks + vector &* groupSize
        visit(first &+ vector &* groupSize, column)
        if round.occupiedCount > 0 { occupy(first &+ vector &* groupSize, column) }
      }
    }

    @inline(__always)
    private func visit(_ lane: Int, _ column: UnsafeMutablePointer<UInt16>) {
      var all = vec_same(0)
      for step in 0..<round.stepCount { all = vec_or(all, vec_load(column + step &* tile)) }
      var visited = vec_load(round.visited + lane)
      guard vec_any(vec_without(all, visited)) != 0 else { return }
      for step in 0..<round.stepCount {
        let fresh = vec_without(vec_load(column + step &* tile), visited)
        guard vec_any(fresh) != 0 else { continue }
        visited = vec_or(visited, fresh)
        var bits = vec_union(fresh)
        round.freshBits.pointee |= bits
        while bits != 0 {
          let bit = UInt16(truncatingIfNeeded: bits.trailingZeroBitCount)
          round.firstVisits[step &* 16 &+ Int(bit)] &+= vec_count_bit(fresh, bit)
          bits &= bits &- 1
        }
      }
      vec_store(round.visited + lane, visited)
    }

    /// Adds the marks of the round as bit planes, and reads the planes once.
    @inline(__always)
    private func occupy(_ lane: Int, _ column: UnsafeMutablePointer<UInt16>) {
      var p0 = vec_same(0)
      var p1 = vec_same(0)
      var p2 = vec_same(0)
      var p3 = vec_same(0)
      var p4 = vec_same(0)
      for step in 0..<round.stepCount {
        var carry = vec_load(column + step &* tile)
        var plane = p0
        p0 = vec_xor(plane, carry)
        carry = vec_and(plane, carry)
        plane = p1
        p1 = vec_xor(plane, carry)
        carry = vec_and(plane, carry)
        plane = p2
        p2 = vec_xor(plane, carry)
        carry = vec_and(plane, carry)
        plane = p3
        p3 = vec_xor(plane, carry)
        p4 = vec_or(p4, vec_and(plane, carry))
      }
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
