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

  /// The steps of a vector's lanes, as their planes tell.
  @inline(__always)
  private func steps(_ sums: LaneSums, _ lane: Int, _ bit: vec_values) -> vec_values {
    var steps = vec_same(0)
    var plane = sums.planes + (sums.planeCount &- 1) &* sums.laneCapacity + lane
    for _ in 0..<sums.planeCount {
      steps = vec_count_where(vec_add(steps, steps), vec_load(plane), bit)
      plane -= sums.laneCapacity
    }
    return steps
  }

  /// Goes through the steps of a set's lanes, a vector at a time, and counts those that are not zero.
  @inline(__always)
  private func forEach(
    _ sums: LaneSums, _ set: Int, _ lanes: Range<Int>, _ body: (vec_values) -> Void
  ) {
    let bit = vec_same(1 &<< UInt16(truncatingIfNeeded: sums.firstBit &+ set))
    var some = vec_same(0)
    var lane = lanes.lowerBound
    while lane < lanes.upperBound {
      let steps = steps(sums, lane, bit)
      some = vec_add(some, vec_min(steps, vec_same(1)))
      body(steps)
      lane &+= groupSize
    }
    sums.moments[4 &* set] &+= vec_sum_values(some)
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
