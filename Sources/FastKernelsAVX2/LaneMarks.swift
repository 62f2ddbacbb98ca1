// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Adds two bits to the bit plane of their weight.
  ///
  /// - Returns: What is carried to the next plane.
  @inline(__always)
  private func join(_ a: vec_values, _ b: vec_values, _ plane: inout vec_values) -> vec_values {
    let carry = vec_majority(a, b, plane)
    plane = vec_odd(a, b, plane)
    return carry
  }

  extension Tiles {
    /// Looks for marks that a lane sees for the first time.
    @inline(__always)
    func visit(_ first: Int) {
      if quadCount == 2, quads == 2 {
        visitByEight(first)
      } else {
        visitByFour(first)
      }
    }

    @inline(never)
    private func visitByFour(_ first: Int) {
      var visited = Quad(round.visited + first)
      if !round.expectsVisits {
        var seen = Quad(same: 0)
        for step in 0..<round.stepCount {
          seen.gather(Quad(marks + step &* width), without: visited)
        }
        guard vec_any(seen.union) != 0 else { return }
      }
      // No branch by lane or bit: while lanes spread, hardly a step is without a first visit.
      for step in 0..<round.stepCount {
        let fresh = visited.add(Quad(marks + step &* width))
        let planes = visits + step &* visitPlaneCount &* groupSize
        var ones = vec_load(planes)
        var twos = vec_load(planes + groupSize)
        let carry = join(
          join(fresh.v0, fresh.v1, &ones), join(fresh.v2, fresh.v3, &ones), &twos)
        vec_store(planes, ones)
        vec_store(planes + groupSize, twos)
        ripple(carry, into: planes + 2 &* groupSize)
      }
      visited.store(round.visited + first)
    }

    @inline(never)
    private func visitByEight(_ first: Int) {
      var lower = Quad(round.visited + first)
      var upper = Quad(round.visited + first + 4 &* groupSize)
      if !round.expectsVisits {
        var seenLower = Quad(same: 0)
        var seenUpper = Quad(same: 0)
        for step in 0..<round.stepCount {
          let row = marks + step &* width
          seenLower.gather(Quad(row), without: lower)
          seenUpper.gather(Quad(row + 4 &* groupSize), without: upper)
        }
        guard vec_any(vec_or(seenLower.union, seenUpper.union)) != 0 else { return }
      }
      for step in 0..<round.stepCount {
        let row = marks + step &* width
        let a = lower.add(Quad(row))
        let b = upper.add(Quad(row + 4 &* groupSize))
        let planes = visits + step &* visitPlaneCount &* groupSize
        var ones = vec_load(planes)
        var twos = vec_load(planes + groupSize)
        var fours = vec_load(planes + 2 &* groupSize)
        let twosA = join(join(a.v0, a.v1, &ones), join(a.v2, a.v3, &ones), &twos)
        let twosB = join(join(b.v0, b.v1, &ones), join(b.v2, b.v3, &ones), &twos)
        let carry = join(twosA, twosB, &fours)
        vec_store(planes, ones)
        vec_store(planes + groupSize, twos)
        vec_store(planes + 2 &* groupSize, fours)
        ripple(carry, into: planes + 3 &* groupSize)
      }
      lower.store(round.visited + first)
      upper.store(round.visited + first + 4 &* groupSize)
    }

    /// Carries on, through two planes in any case: whether anything is left to carry, no processor foresees there.
    @inline(__always)
    private func ripple(_ carried: vec_values, into planes: UnsafeMutablePointer<UInt16>) {
      let (held0, held1) = (vec_load(planes), vec_load(planes + groupSize))
      vec_store(planes, vec_xor(held0, carried))
      var carry = vec_and(held0, carried)
      vec_store(planes + groupSize, vec_xor(held1, carry))
      carry = vec_and(held1, carry)
      var plane = planes + 2 &* groupSize
      while _slowPath(vec_any(carry) != 0) {
        let held = vec_load(plane)
        vec_store(plane, vec_xor(held, carry))
        carry = vec_and(held, carry)
        plane += groupSize
      }
    }

    /// Reads the planes of first visits, and empties them. Steps are asked what they saw, not planes: which of these hold anything, no
    /// processor foresees.
    @inline(never)
    func gatherVisits() {
      let stepCount = round.stepCount
      var seen = vec_same(0)
      var planeCount = 0
      for plane in 0..<visitPlaneCount {
        var held = vec_same(0)
        for step in 0..<stepCount {
          held = vec_or(held, vec_load(visits + (step &* visitPlaneCount &+ plane) &* groupSize))
        }
        if vec_any(held) != 0 { planeCount = plane &+ 1 }
        seen = vec_or(seen, held)
      }
      guard planeCount > 0 else { return }
      round.freshBits.pointee |= vec_union(seen)
      for step in 0..<stepCount {
        let planes = visits + step &* visitPlaneCount &* groupSize
        var held = vec_same(0)
        for plane in 0..<planeCount { held = vec_or(held, vec_load(planes + plane &* groupSize)) }
        var bits = vec_union(held)
        while bits != 0 {
          let bit = bits.trailingZeroBitCount
          bits &= bits &- 1
          let sought = vec_same(1 &<< UInt16(truncatingIfNeeded: bit))
          var count: UInt32 = 0
          for plane in 0..<planeCount {
            count &+=
              vec_count_bit(vec_load(planes + plane &* groupSize), sought)
              &<< UInt32(truncatingIfNeeded: plane)
          }
          round.firstVisits[step &* 16 &+ bit] &+= count
        }
      }
      let none = vec_same(0)
      for step in 0..<stepCount {
        for plane in 0..<planeCount {
          vec_store(visits + (step &* visitPlaneCount &+ plane) &* groupSize, none)
        }
      }
    }

    /// Adds the marks of the round to the planes of what lanes have spent.
    @inline(never)
    func occupy(_ first: Int) {
      // Steps that do not count have no marks.
      let none = vec_same(0)
      for step in round.occupiedStepCount..<LaneRound.stepCount {
        for vector in 0..<vectorCount {
          vec_store(marks + step &* width + vector &* groupSize, none)
        }
      }
      for vector in 0..<vectorCount {
        occupy(round.planes + first + vector &* groupSize, marks + vector &* groupSize)
      }
    }

    @inline(__always)
    private func occupy(
      _ planes: UnsafeMutablePointer<UInt16>, _ column: UnsafeMutablePointer<UInt16>
    ) {
      let (capacity, planeCount) = (round.laneCapacity, round.planeCount)
      // The first round finds the starts in the first plane, and nothing in the others.
      let isFirst = round.firstStep == 0
      let none = vec_same(0)
      var p0 = vec_load(planes)
      var p1 = isFirst ? none : vec_load(planes + capacity)
      var p2 = isFirst ? none : vec_load(planes + 2 &* capacity)
      var p3 = isFirst ? none : vec_load(planes + 3 &* capacity)
      @inline(__always)
      func mark(_ step: Int) -> vec_values { vec_load(column + step &* width) }
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
      let (a, b) = (eights(0), eights(8))
      var carry = join(a, b, &p3)
      vec_store(planes, p0)
      vec_store(planes + capacity, p1)
      vec_store(planes + 2 &* capacity, p2)
      vec_store(planes + 3 &* capacity, p3)
      if isFirst {
        vec_store(planes + 4 &* capacity, carry)
        return
      }
      var plane = 4
      // Asking whether anything is carried costs more than carrying nothing a few times.
      while plane < planeCount, plane < 8 || vec_any(carry) != 0 {
        let held = vec_load(planes + plane &* capacity)
        vec_store(planes + plane &* capacity, vec_xor(held, carry))
        carry = vec_and(held, carry)
        plane &+= 1
      }
    }
  }

  extension Quad {
    /// Adds marks to a lane's; gives those that it had not.
    @inline(__always)
    fileprivate mutating func add(_ marked: Quad) -> Quad {
      let fresh = marked.with(self, vec_without)
      self = with(marked, vec_or)
      return fresh
    }

    /// Gathers the marks that lanes have not. Each vector by itself, or one would wait for the other.
    @inline(__always)
    fileprivate mutating func gather(_ marked: Quad, without visited: Quad) {
      v0 = vec_gather_without(v0, marked.v0, visited.v0)
      v1 = vec_gather_without(v1, marked.v1, visited.v1)
      v2 = vec_gather_without(v2, marked.v2, visited.v2)
      v3 = vec_gather_without(v3, marked.v3, visited.v3)
    }

    fileprivate var union: vec_values {
      @inline(__always) get { vec_or(vec_or(v0, v1), vec_or(v2, v3)) }
    }
  }
#endif
