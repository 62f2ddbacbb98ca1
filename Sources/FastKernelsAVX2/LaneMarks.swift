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
      if quadCount == 2 {
        visitByEight(first)
      } else {
        visitByFour(first)
      }
    }

    @inline(never)
    private func visitByFour(_ first: Int) {
      var visited = Quad(round.visited + first)
      var seen = Quad.none
      for step in 0..<round.stepCount {
        seen.gather(Quad(marks + step &* tile), without: visited)
      }
      guard vec_any(seen.union) != 0 else { return }
      round.freshBits.pointee |= vec_union(seen.union)
      // No branch by lane or bit: while lanes spread, hardly a step is without a first visit.
      for step in 0..<round.stepCount {
        let fresh = visited.add(Quad(marks + step &* tile))
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
      var seenLower = Quad.none
      var seenUpper = Quad.none
      for step in 0..<round.stepCount {
        let row = marks + step &* tile
        seenLower.gather(Quad(row), without: lower)
        seenUpper.gather(Quad(row + 4 &* groupSize), without: upper)
      }
      let seen = vec_or(seenLower.union, seenUpper.union)
      guard vec_any(seen) != 0 else { return }
      round.freshBits.pointee |= vec_union(seen)
      for step in 0..<round.stepCount {
        let row = marks + step &* tile
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

    /// Carries on until nothing is left to carry.
    @inline(__always)
    private func ripple(_ carried: vec_values, into planes: UnsafeMutablePointer<UInt16>) {
      var carry = carried
      var plane = planes
      while vec_any(carry) != 0 {
        let held = vec_load(plane)
        vec_store(plane, vec_xor(held, carry))
        carry = vec_and(held, carry)
        plane += groupSize
      }
    }

    func forgetVisits() {
      let none = vec_same(0)
      for plane in 0..<LaneRound.stepCount &* visitPlaneCount {
        vec_store(visits + plane &* groupSize, none)
      }
    }

    /// Reads the planes of first visits.
    func gatherVisits() {
      let fresh = round.freshBits.pointee
      guard fresh != 0 else { return }
      for step in 0..<round.stepCount {
        for plane in 0..<visitPlaneCount {
          let marked = vec_load(visits + (step &* visitPlaneCount &+ plane) &* groupSize)
          guard vec_any(marked) != 0 else { continue }
          var bits = fresh
          while bits != 0 {
            let bit = bits.trailingZeroBitCount
            bits &= bits &- 1
            round.firstVisits[step &* 16 &+ bit] &+=
              vec_count_bit(marked, UInt16(truncatingIfNeeded: bit)) &<< UInt32(plane)
          }
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
          vec_store(marks + step &* tile + vector &* groupSize, none)
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
      let width = round.laneCapacity
      var p0 = vec_load(planes)
      var p1 = vec_load(planes + width)
      var p2 = vec_load(planes + 2 &* width)
      var p3 = vec_load(planes + 3 &* width)
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
      let (a, b) = (eights(0), eights(8))
      var carry = join(a, b, &p3)
      vec_store(planes, p0)
      vec_store(planes + width, p1)
      vec_store(planes + 2 &* width, p2)
      vec_store(planes + 3 &* width, p3)
      var plane = 4
      // Asking whether anything is carried costs more than carrying nothing a few times.
      while plane < round.planeCount, plane < 8 || vec_any(carry) != 0 {
        let held = vec_load(planes + plane &* width)
        vec_store(planes + plane &* width, vec_xor(held, carry))
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
      self = with(fresh, vec_or)
      return fresh
    }

    fileprivate static var none: Quad {
      @inline(__always) get { Quad(vec_same(0), vec_same(0), vec_same(0), vec_same(0)) }
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

  /// Adds up what lanes have spent in occupied sets; see `LaneSums`.
  public func sum(_ sums: LaneSums) {
    let top = sums.planes + (sums.planeCount &- 1) &* sums.laneCapacity
    for set in 0..<sums.setCount {
      let bit = vec_same(1 &<< UInt16(truncatingIfNeeded: sums.firstBit &+ set))
      var some = vec_same(0)
      var sum = vec_same_words(0)
      var squares = vec_same_words(0)
      var cubes = vec_same_words(0)
      var lane = 0
      while lane < sums.laneCount {
        let bits = vec_and(vec_load(sums.included + lane), bit)
        var steps = vec_same(0)
        var plane = top + lane
        for _ in 0..<sums.planeCount {
          steps = vec_count_where(vec_add(steps, steps), vec_load(plane), bits)
          plane -= sums.laneCapacity
        }
        some = vec_add(some, vec_min(steps, vec_same(1)))
        let words = vec_words_of(steps)
        for quarter: UInt64 in 0..<4 {
          let steps = vec_place(words, quarter)
          let square = vec_multiply_lower(steps, steps)
          sum = vec_add_words(sum, steps)
          squares = vec_add_words(squares, square)
          cubes = vec_add_words(cubes, vec_multiply_lower(square, steps))
        }
        lane &+= groupSize
      }
      let moments = sums.moments + 4 &* set
      for quarter: UInt64 in 0..<4 {
        moments[0] &+= vec_sum_words(vec_place(vec_words_of(some), quarter))
      }
      moments[1] &+= vec_sum_words(sum)
      moments[2] &+= vec_sum_words(squares)
      moments[3] &+= vec_sum_words(cubes)
    }
  }
#endif
