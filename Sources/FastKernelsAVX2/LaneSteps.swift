// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  extension Tiles {
    /// The next sixteen states of every lane, and their marks.
    @inline(__always)
    func step(_ first: Int) {
      // A chain whose tables fit registers keeps them there.
      if let small = round.small, round.smallStateCount <= Int(vec_table_size) {
        if round.isBand, round.boundCount == 3 {
          if round.hasMarks {
            stepInBand(first, small, boundCount: 3, hasMarks: true)
          } else {
            stepInBand(first, small, boundCount: 3, hasMarks: false)
          }
        } else if round.isBand {
          stepInBand(first, small, boundCount: round.boundCount, hasMarks: true)
        } else {
          stepBySmallTables(first, small)
        }
      } else {
        stepByTable(first)
      }
    }

    @inline(__always)
    private func indexed(_ states: vec_values) -> vec_values {
      vec_add(vec_mul(states, vec_same(vec_index_factor)), vec_same(vec_index_offset))
    }

    /// The next state is the state, less an offset, plus the number of bounds reached.
    @inline(__always)
    private func stepInBand(
      _ first: Int, _ small: UnsafePointer<UInt16>, boundCount: Int, hasMarks: Bool
    ) {
      let unit = vec_same(vec_index_factor)
      // As if no bound were missed.
      let up = vec_same(
        (UInt16(truncatingIfNeeded: boundCount) &- round.bandOffset) &* vec_index_factor)
      let bounds0 = vec_signed(vec_table(small))
      let bounds1 = vec_signed(vec_table(small + 32))
      let bounds2 = vec_signed(vec_table(small + 64))
      @inline(__always)
      func moved(_ index: vec_values, _ unsignedDraw: vec_values) -> vec_values {
        let draw = vec_signed(unsignedDraw)
        // Missed bounds are -1 each.
        var missed: vec_values
        if boundCount == 3 {
          missed = vec_add(
            vec_add(
              vec_above_signed(vec_look_up(bounds0, index), draw),
              vec_above_signed(vec_look_up(bounds1, index), draw)),
            vec_above_signed(vec_look_up(bounds2, index), draw))
        } else {
          missed = vec_same(0)
          for bound in 0..<boundCount {
            let bounds = vec_signed(vec_table(small + 32 &* bound))
            missed = vec_add(missed, vec_above_signed(vec_look_up(bounds, index), draw))
          }
        }
        return vec_add(vec_add(index, up), vec_mul(missed, unit))
      }
      stepInRegisters(
        first, marks: small + boundCount &* 32, hasMarks: hasMarks, moved: moved)
    }

    /// The next state is the first, plus what every bound reached adds.
    @inline(__always)
    private func stepBySmallTables(_ first: Int, _ small: UnsafePointer<UInt16>) {
      let boundCount = round.boundCount
      let firstTable = indexed(vec_table(small))
      let unit = vec_same(vec_index_factor)
      @inline(__always)
      func moved(_ index: vec_values, _ draw: vec_values) -> vec_values {
        var next = vec_look_up(firstTable, index)
        for bound in 1..<(boundCount &+ 1) {
          let reached = vec_at_least(draw, vec_look_up(vec_table(small + 32 &* bound), index))
          let step = vec_mul(vec_table(small + 32 &* (bound &+ boundCount)), unit)
          next = vec_add(next, vec_and(vec_look_up(step, index), reached))
        }
        return next
      }
      stepInRegisters(
        first, marks: small + (1 &+ 2 &* boundCount) &* 32, hasMarks: true, moved: moved)
    }

    /// The steps of a chain whose tables fit registers.
    ///
    /// - Parameters:
    ///   - marks: The table of marks.
    ///   - moved: Gives the next index for an index and a draw that is not of the residue.
    @inline(__always)
    private func stepInRegisters(
      _ first: Int, marks table: UnsafePointer<UInt16>, hasMarks: Bool,
      moved: (vec_values, vec_values) -> vec_values
    ) {
      let residue = vec_same(round.residueFirst)
      let markTable = vec_table(table)
      let states = round.states + first
      var i0 = indexed(vec_load(states))
      var i1 = indexed(vec_load(states + groupSize))
      var i2 = indexed(vec_load(states + 2 * groupSize))
      var i3 = indexed(vec_load(states + 3 * groupSize))
      for step in 0..<round.stepCount {
        let drawn = draws + step &* tile
        let u0 = vec_load(drawn)
        let u1 = vec_load(drawn + groupSize)
        let u2 = vec_load(drawn + 2 * groupSize)
        let u3 = vec_load(drawn + 3 * groupSize)
        var n0 = moved(i0, u0)
        var n1 = moved(i1, u1)
        var n2 = moved(i2, u2)
        var n3 = moved(i3, u3)
        if vec_any_at_least(vec_max(vec_max(u0, u1), vec_max(u2, u3)), residue) != 0 {
          settle(first, step, 0, i0, u0, &n0)
          settle(first, step, 1, i1, u1, &n1)
          settle(first, step, 2, i2, u2, &n2)
          settle(first, step, 3, i3, u3, &n3)
        }
        i0 = n0
        i1 = n1
        i2 = n2
        i3 = n3
        if hasMarks {
          let row = marks + step &* tile
          vec_store(row, vec_look_up(markTable, i0))
          vec_store(row + groupSize, vec_look_up(markTable, i1))
          vec_store(row + 2 * groupSize, vec_look_up(markTable, i2))
          vec_store(row + 3 * groupSize, vec_look_up(markTable, i3))
        }
      }
      store(i0, states)
      store(i1, states + groupSize)
      store(i2, states + 2 * groupSize)
      store(i3, states + 3 * groupSize)
    }

    /// Puts states back from the form of an index.
    @inline(__always)
    private func store(_ index: vec_values, _ states: UnsafeMutablePointer<UInt16>) {
      vec_store(
        states, vec_index_factor == 1 ? index : vec_shift_right(vec_and(index, vec_same(0xFF)), 1))
    }

    /// Decides the lanes of a vector that drew a value of the residue.
    @inline(never)
    private func settle(
      _ first: Int, _ step: Int, _ vector: Int, _ index: vec_values, _ draw: vec_values,
      _ next: inout vec_values
    ) {
      for lane in 0..<groupSize where draw[lane] >= round.residueFirst {
        let state = vec_index_factor == 1 ? index[lane] : (index[lane] & 0xFF) &>> 1
        let settled = round.settle(
          lane: first &+ vector &* groupSize &+ lane, step: round.firstStep &+ step, state: state,
          value: draw[lane])
        next[lane] = settled &* vec_index_factor &+ vec_index_offset
      }
    }

    /// The next state and its mark are looked up together.
    @inline(__always)
    private func stepByTable(_ first: Int) {
      let half = groupSize / 2
      let table = round.table
      for pair in 0..<vectorCount / 2 {
        // Two vectors of values at a time: four of entries.
        let lane = first &+ pair &* 2 &* groupSize
        let states = round.states + lane
        var e0 = vec_widen(states)
        var e1 = vec_widen(states + half)
        var e2 = vec_widen(states + 2 * half)
        var e3 = vec_widen(states + 3 * half)
        for step in 0..<round.stepCount {
          let drawn = draws + step &* tile + pair &* 2 &* groupSize
          var n0 = vec_gather(table, e0, vec_widen(drawn))
          var n1 = vec_gather(table, e1, vec_widen(drawn + half))
          var n2 = vec_gather(table, e2, vec_widen(drawn + 2 * half))
          var n3 = vec_gather(table, e3, vec_widen(drawn + 3 * half))
          let o0 = vec_open(n0)
          let o1 = vec_open(n1)
          let o2 = vec_open(n2)
          let o3 = vec_open(n3)
          if o0 | o1 | o2 | o3 != 0 {
            open(o0, lane, step, e0, drawn, &n0)
            open(o1, lane &+ half, step, e1, drawn + half, &n1)
            open(o2, lane &+ 2 * half, step, e2, drawn + 2 * half, &n2)
            open(o3, lane &+ 3 * half, step, e3, drawn + 3 * half, &n3)
          }
          e0 = n0
          e1 = n1
          e2 = n2
          e3 = n3
          let row = marks + step &* tile + pair &* 2 &* groupSize
          vec_store(row, vec_upper(e0, e1))
          vec_store(row + groupSize, vec_upper(e2, e3))
        }
        vec_store(states, vec_lower(e0, e1))
        vec_store(states + groupSize, vec_lower(e2, e3))
      }
    }

    /// Decides the entries that the table leaves open.
    @inline(__always)
    private func open(
      _ lanes: UInt32, _ first: Int, _ step: Int, _ entries: vec_entries,
      _ drawn: UnsafeMutablePointer<UInt16>, _ next: inout vec_entries
    ) {
      var lanes = lanes
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount
        lanes &= lanes &- 1
        next[lane] = round.decide(
          lane: first &+ lane, step: step, state: UInt16(truncatingIfNeeded: entries[lane]),
          value: drawn[lane], entry: next[lane])
      }
    }
  }
#endif
