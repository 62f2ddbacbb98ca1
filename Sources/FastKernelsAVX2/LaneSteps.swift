// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  extension Tiles {
    /// The next sixteen states of every lane, and their marks.
    @inline(__always)
    func step(_ first: Int, drafting upcoming: Int?) {
      // A chain whose tables fit registers keeps them there.
      if let small = round.small {
        if !round.isBand {
          stepBySmallTables(first, small, upcoming)
        } else if round.boundCount != 3 {
          stepInBand(first, small, upcoming)
        } else if round.hasMarks {
          stepMarkedInBandOfFour(first, small, upcoming)
        } else {
          stepUnmarkedInBandOfFour(first, small, upcoming)
        }
      } else {
        stepByColumns(first)
      }
    }

    @inline(__always)
    private func indexed(_ states: vec_values) -> vec_values {
      vec_add(vec_mul(states, vec_same(vec_index_factor)), vec_same(vec_index_offset))
    }

    /// The next state is the state, less an offset, plus the number of bounds reached.
    @inline(never)
    private func stepInBand(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      let boundCount = round.boundCount
      let up = self.up
      @inline(__always)
      func moved(_ old: Quad, _ disordered: Quad) -> Quad {
        let draw = disordered.map(vec_ordered)
        var count = Quad(same: 0)
        for bound in 0..<boundCount {
          let bounds = vec_ordered(vec_table(small + 32 &* bound))
          count = count.with(old.map { vec_look_up(bounds, $0) }, draw, vec_less_missed)
        }
        return old.with(count) { index, count in
          vec_add(vec_add(index, up), vec_mul(count, vec_same(vec_index_factor)))
        }
      }
      stepInRegisters(
        first, upcoming, marks: small + boundCount &* 32, hasMarks: true, moved: moved)
    }

    // Functions of their own, so that each has all registers; and so have the others that are not inlined.
    @inline(never)
    private func stepMarkedInBandOfFour(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepInBandOfFour(first, small, upcoming, hasMarks: true)
    }

    @inline(never)
    private func stepUnmarkedInBandOfFour(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepInBandOfFour(first, small, upcoming, hasMarks: false)
    }

    /// The same with three bounds, which are held.
    @inline(__always)
    private func stepInBandOfFour(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?, hasMarks: Bool
    ) {
      let up = self.up
      let bounds0 = vec_ordered(vec_table(small))
      let bounds1 = vec_ordered(vec_table(small + 32))
      let bounds2 = vec_ordered(vec_table(small + 64))
      @inline(__always)
      func moved(_ old: Quad, _ disordered: Quad) -> Quad {
        old.with(disordered) { index, disordered in
          vec_move_in_four(
            index, up, vec_look_up(bounds0, index), vec_look_up(bounds1, index),
            vec_look_up(bounds2, index), vec_ordered(disordered))
        }
      }
      stepInRegisters(first, upcoming, marks: small + 96, hasMarks: hasMarks, moved: moved)
    }

    /// What an index moves up by if no bound is missed.
    @inline(__always)
    private var up: vec_values {
      vec_same(
        (UInt16(truncatingIfNeeded: round.boundCount) &- round.bandOffset) &* vec_index_factor)
    }

    /// The next state is the first, plus what every bound reached adds.
    @inline(never)
    private func stepBySmallTables(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      let boundCount = round.boundCount
      let firstTable = indexed(vec_table(small))
      let unit = vec_same(vec_index_factor)
      @inline(__always)
      func moved(_ old: Quad, _ draw: Quad) -> Quad {
        var next = old.map { vec_look_up(firstTable, $0) }
        for bound in 1..<(boundCount &+ 1) {
          let bounds = vec_table(small + 32 &* bound)
          let parts = vec_mul(vec_table(small + 32 &* (bound &+ boundCount)), unit)
          @inline(__always)
          func added(
            _ next: vec_values, _ index: vec_values, _ draw: vec_values
          ) -> vec_values {
            vec_add_reached(next, vec_look_up(parts, index), vec_look_up(bounds, index), draw)
          }
          next = next.with(old, draw, added)
        }
        return next
      }
      stepInRegisters(
        first, upcoming, marks: small + (1 &+ 2 &* boundCount) &* 32, hasMarks: true, moved: moved)
    }

    /// The steps of a chain whose tables fit registers.
    ///
    /// - Parameters:
    ///   - upcoming: The tile whose draws are taken meanwhile.
    ///   - marks: The table of marks.
    ///   - moved: Gives the next indices for indices and draws that are not of the residue.
    @inline(__always)
    private func stepInRegisters(
      _ first: Int, _ upcoming: Int?, marks table: UnsafePointer<UInt16>, hasMarks: Bool,
      moved: (Quad, Quad) -> Quad
    ) {
      let residue = vec_same(round.residueFirst)
      let markTable = vec_table(table)
      @inline(__always)
      func stepped(_ old: Quad, _ quad: Int, _ step: Int) -> Quad {
        let place = quad &* 4 &* groupSize
        let drawn = Quad(draws + step &* tile + place)
        var new = moved(old, drawn)
        let largest = vec_max(vec_max(drawn.v0, drawn.v1), vec_max(drawn.v2, drawn.v3))
        if _slowPath(vec_lanes_at_least(largest, residue) != 0) {
          let lane = first &+ place
          new = Quad(
            settled(lane, step, old.v0, drawn.v0, new.v0),
            settled(lane &+ groupSize, step, old.v1, drawn.v1, new.v1),
            settled(lane &+ 2 &* groupSize, step, old.v2, drawn.v2, new.v2),
            settled(lane &+ 3 &* groupSize, step, old.v3, drawn.v3, new.v3))
        }
        if hasMarks {
          new.map { vec_look_up(markTable, $0) }.store(marks + step &* tile + place)
        }
        return new
      }
      let states = round.states + first
      if quadCount == 2 {
        var lower = Quad(states).map(indexed)
        var upper = Quad(states + 4 &* groupSize).map(indexed)
        for step in 0..<round.stepCount {
          lower = stepped(lower, 0, step)
          upper = stepped(upper, 1, step)
        }
        lower.map(state).store(states)
        upper.map(state).store(states + 4 &* groupSize)
      } else {
        var only = Quad(states).map(indexed)
        for step in 0..<round.stepCount {
          only = stepped(only, 0, step)
          if let upcoming { draft(upcoming, step) }
        }
        only.map(state).store(states)
      }
    }

    /// States of the form of an index.
    @inline(__always)
    private func state(_ index: vec_values) -> vec_values {
      vec_index_factor == 1 ? index : vec_shift_right(vec_and(index, vec_same(0xFF)), 1)
    }

    /// The next states of a vector, with those decided that drew a value of the residue.
    @inline(never)
    private func settled(
      _ first: Int, _ step: Int, _ index: vec_values, _ draw: vec_values, _ next: vec_values
    ) -> vec_values {
      var next = next
      var lanes = vec_lanes_at_least(draw, vec_same(round.residueFirst))
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount &>> Int(vec_lane_shift)
        lanes &= lanes &- 1
        let state = vec_index_factor == 1 ? index[lane] : (index[lane] & 0xFF) &>> 1
        let decided = round.settle(
          lane: first &+ lane, step: round.firstStep &+ step, state: state,
          value: draw[lane])
        next[lane] = decided &* vec_index_factor &+ vec_index_offset
      }
      return next
    }

    /// The next states and their marks are looked up together.
    @inline(never)
    private func stepByColumns(_ first: Int) {
      let residue = vec_same(round.residueFirst)
      let openBit = vec_same(LaneRound.openColumn)
      // Held: what is stored meanwhile might be the round, for all that compilers know.
      let (states, table, marks, draws) = (round.states, round.columns, self.marks, self.draws)
      for step in 0..<round.stepCount {
        for vector in 0..<vectorCount {
          let lane = first &+ vector &* groupSize
          let place = step &* tile &+ vector &* groupSize
          let old = vec_load(states + lane)
          let draw = vec_load(draws + place)
          var found = Quad(old, old, old, old)
          vec_gather_columns(table, old, draw, &found)
          let (ownMark, otherMark) = (found.v0, found.v1)
          let (own, other) = (found.v2, found.v3)
          let cut = vec_or(
            vec_shift_right(own, 10),
            vec_and(vec_shift_right(other, 4), vec_same(0xC0)))
          let isOwn = vec_lanes_below(vec_and(draw, vec_same(0xFF)), cut)
          vec_store(
            states + lane,
            vec_and(vec_pick(isOwn, other, own), vec_same(0x3FF)))
          vec_store(
            marks + place, vec_pick(isOwn, otherMark, ownMark))
          let open =
            vec_lanes_at_least(draw, residue) | vec_lanes_with(other, openBit)
          if _slowPath(open != 0) { decide(open, lane, step, old, draw, marks + place) }
        }
      }
    }

    /// Decides the lanes of a vector that columns do not.
    @inline(never)
    private func decide(
      _ open: UInt32, _ first: Int, _ step: Int, _ old: vec_values, _ draw: vec_values,
      _ marks: UnsafeMutablePointer<UInt16>
    ) {
      var lanes = open
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount &>> Int(vec_lane_shift)
        lanes &= lanes &- 1
        let next = round.settle(
          lane: first &+ lane, step: round.firstStep &+ step, state: old[lane], value: draw[lane])
        round.states[first &+ lane] = next
        marks[lane] = round.marks[Int(next)]
      }
    }
  }
#endif
