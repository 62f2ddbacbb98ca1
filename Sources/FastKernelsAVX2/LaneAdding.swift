// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Adds up what lanes have spent in occupied sets; see `LaneSums`.
  public func sum(_ sums: LaneSums) {
    // As many lanes at a time as leave their planes near the processor, set after set.
    let chunk = 1_024
    var first = 0
    while first < sums.laneCount {
      let lanes = first..<min(first &+ chunk, sums.laneCount)
      for set in 0..<sums.setCount {
        if sums.planeCount <= 7 {
          addSmall(sums, set, lanes)
        } else {
          add(sums, set, lanes)
        }
      }
      first &+= chunk
    }
  }

  /// The steps of four vectors of lanes, as their planes tell.
  @inline(__always)
  private func steps(_ sums: LaneSums, _ lane: Int, _ bit: vec_values) -> Quad {
    var steps = Quad(same: 0)
    var weight = vec_same(1)
    var plane = sums.planes + lane
    for _ in 0..<sums.planeCount {
      steps = steps.with(Quad(plane)) { vec_add_where($0, weight, $1, bit) }
      weight = vec_add(weight, weight)
      plane += sums.laneCapacity
    }
    return steps
  }

  /// Goes through the steps of a set's lanes, a vector at a time, and counts those that are not zero.
  @inline(__always)
  private func forEach(
    _ sums: LaneSums, _ set: Int, _ lanes: Range<Int>, _ body: (vec_values) -> Void
  ) {
    let bit = vec_same(1 &<< UInt16(truncatingIfNeeded: sums.firstBit &+ set))
    var some = Quad(same: 0)
    var lane = lanes.lowerBound
    while lane < lanes.upperBound {
      let steps = steps(sums, lane, bit)
      some = some.with(steps) { vec_add($0, vec_min($1, vec_same(1))) }
      body(steps.v0)
      body(steps.v1)
      body(steps.v2)
      body(steps.v3)
      lane &+= 4 &* groupSize
    }
    sums.moments[4 &* set] &+= vec_sum_values(
      vec_add(vec_add(some.v0, some.v1), vec_add(some.v2, some.v3)))
  }

  @inline(never)
  private func add(_ sums: LaneSums, _ set: Int, _ lanes: Range<Int>) {
    var (sum, squares, cubes) = (vec_same_words(0), vec_same_words(0), vec_same_words(0))
    forEach(sums, set, lanes) { steps in
      for quarter: UInt64 in 0..<4 {
        let one = vec_place(vec_words_of(steps), quarter)
        let square = vec_multiply_lower(one, one)
        sum = vec_add_words(sum, one)
        squares = vec_add_words(squares, square)
        cubes = vec_add_words(cubes, vec_multiply_lower(square, one))
      }
    }
    let moments = sums.moments + 4 &* set
    moments[1] &+= vec_sum_words(sum)
    moments[2] &+= vec_sum_words(squares)
    moments[3] &+= vec_sum_words(cubes)
  }

  /// The same for at most 127 steps: sums fit values of 16 bits, and those of powers 32.
  @inline(never)
  private func addSmall(_ sums: LaneSums, _ set: Int, _ lanes: Range<Int>) {
    var (sum, squares, cubes) = (vec_same(0), vec_same_words(0), vec_same_words(0))
    forEach(sums, set, lanes) { steps in
      sum = vec_add(sum, steps)
      squares = vec_add_pairs(squares, steps, steps)
      cubes = vec_add_pairs(cubes, vec_mul(steps, steps), steps)
    }
    let moments = sums.moments + 4 &* set
    moments[1] &+= vec_sum_values(sum)
    moments[2] &+= vec_sum_halves(squares)
    moments[3] &+= vec_sum_halves(cubes)
  }
#endif
