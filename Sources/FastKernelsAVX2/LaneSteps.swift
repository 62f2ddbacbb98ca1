// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// How an index into tables in registers says what a state is.
  struct TableForm {
    /// An index is the number of a state, times this, plus the offset.
    let factor: UInt16
    let offset: UInt16
    /// Bits that the number is multiplied by in the lower byte.
    let shift: UInt16
    /// What the number of a state goes up by with every step of a round, modulo eight, whatever the state does.
    var turn: UInt16 = 0

    /// That of `vec_table`.
    static var common: TableForm {
      @inline(__always) get {
        TableForm(
          factor: vec_index_factor, offset: vec_index_offset, shift: vec_index_factor == 1 ? 0 : 1)
      }
    }

    /// The indices of states at the start of a round.
    @inline(__always)
    func indices(_ states: vec_values) -> vec_values {
      vec_add(vec_mul(states, vec_same(factor)), vec_same(offset))
    }

    /// The states of indices after so many steps of a round.
    @inline(__always)
    func states(_ indices: vec_values, _ step: Int) -> vec_values {
      let numbers = vec_shift_right(vec_and(indices, vec_same(0xFF)), shift)
      guard turn > 0 else { return numbers }
      let turned = vec_same(0 &- turn &* UInt16(truncatingIfNeeded: step))
      return vec_and(vec_add(numbers, turned), vec_same(7))
    }

    /// The index of a state after so many steps.
    @inline(__always)
    func index(_ state: UInt16, _ step: Int) -> UInt16 {
      (state &+ turn &* UInt16(truncatingIfNeeded: step)) &* factor &+ offset
    }

    /// The state of an index after so many steps.
    @inline(__always)
    func state(_ index: UInt16, _ step: Int) -> UInt16 {
      let number = (index & 0xFF) &>> shift
      return turn > 0 ? (number &- turn &* UInt16(truncatingIfNeeded: step)) & 7 : number
    }
  }

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
        } else {
          stepInBandOfFour(first, small, upcoming)
        }
      } else {
        stepByColumns(first)
      }
    }

    /// The next state is the state, less an offset, plus the number of bounds reached.
    ///
    /// A function of its own, so that it has all registers; and so are the others that are not inlined.
    @inline(never)
    func stepInBand(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      let boundCount = round.boundCount
      let up = self.up
      @inline(__always)
      func moved(_ old: Quad, _ disordered: Quad, _ step: Int) -> Quad {
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
      let markTable = vec_table(small + boundCount &* 32)
      stepInRegisters(
        first, upcoming, .common, hasMarks: true, moved: moved,
        marked: { index, _ in vec_look_up(markTable, index) })
    }

    /// What an index moves up by if no bound is missed.
    @inline(__always)
    var up: vec_values {
      vec_same(
        (UInt16(truncatingIfNeeded: round.boundCount) &- round.bandOffset) &* vec_index_factor)
    }

    /// The next state is the first of a part of the row, plus what every bound reached of that part adds.
    @inline(never)
    private func stepBySmallTables(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      let (boundCount, constantCount) = (round.boundCount, round.constantCount)
      let form = TableForm.common
      let unit = vec_same(vec_index_factor)
      let middles = vec_table(small)
      let (firstLower, firstUpper) = (
        form.indices(vec_table(small + 32)), form.indices(vec_table(small + 64))
      )
      let bounds = small + 96
      let added = bounds + 64 &* boundCount
      @inline(__always)
      func moved(_ old: Quad, _ draw: Quad, _ step: Int) -> Quad {
        let isUpper = Parts(old, draw) { index, draw in
          vec_lanes_reaching(draw, vec_look_up(middles, index))
        }
        let place = isUpper.map(old) { vec_enter_part($0, $1) }
        var next = isUpper.map(place) { vec_look_up_part(firstLower, firstUpper, $0, $1) }
        for table in 0..<boundCount {
          let (lower, upper) = (
            vec_table(bounds + 64 &* table), vec_table(bounds + 64 &* table + 32)
          )
          let found = isUpper.map(place) { vec_look_up_part(lower, upper, $0, $1) }
          let addedLower = vec_mul(vec_table(added + 64 &* table), unit)
          if table < constantCount {
            next = next.with(found, draw) { vec_add_reached($0, addedLower, $1, $2) }
          } else {
            let addedUpper = vec_mul(vec_table(added + 64 &* table + 32), unit)
            let parts = isUpper.map(place) {
              vec_look_up_part(addedLower, addedUpper, $0, $1)
            }
            next = Quad(
              vec_add_reached(next.v0, parts.v0, found.v0, draw.v0),
              vec_add_reached(next.v1, parts.v1, found.v1, draw.v1),
              vec_add_reached(next.v2, parts.v2, found.v2, draw.v2),
              vec_add_reached(next.v3, parts.v3, found.v3, draw.v3))
          }
        }
        return next
      }
      let markTable = vec_table(added + 64 &* boundCount)
      stepInRegisters(
        first, upcoming, form, hasMarks: true, moved: moved,
        marked: { index, _ in vec_look_up(markTable, index) })
    }

    /// Which part of its row each lane of four vectors is in.
    private struct Parts {
      private let m0: vec_mask
      private let m1: vec_mask
      private let m2: vec_mask
      private let m3: vec_mask

      @inline(__always)
      init(_ a: Quad, _ b: Quad, _ body: (vec_values, vec_values) -> vec_mask) {
        m0 = body(a.v0, b.v0)
        m1 = body(a.v1, b.v1)
        m2 = body(a.v2, b.v2)
        m3 = body(a.v3, b.v3)
      }

      @inline(__always)
      func map(_ values: Quad, _ body: (vec_values, vec_mask) -> vec_values) -> Quad {
        Quad(body(values.v0, m0), body(values.v1, m1), body(values.v2, m2), body(values.v3, m3))
      }
    }

    /// The steps of a chain whose tables fit registers.
    ///
    /// - Parameters:
    ///   - upcoming: The tile whose draws are taken meanwhile.
    ///   - moved: Gives the next indices for indices, draws that are not of the residue, and the step of the round.
    ///   - marked: Gives the marks of indices after a step.
    @inline(__always)
    func stepInRegisters(
      _ first: Int, _ upcoming: Int?, _ form: TableForm, hasMarks: Bool,
      moved: (Quad, Quad, Int) -> Quad, marked: (vec_values, Int) -> vec_values
    ) {
      let residue = vec_same(round.residueFirst)
      @inline(__always)
      func stepped(_ old: Quad, _ quad: Int, _ step: Int) -> Quad {
        let place = quad &* 4 &* groupSize
        let drawn = Quad(draws + step &* width + place)
        var new = moved(old, drawn, step)
        let largest = vec_max(vec_max(drawn.v0, drawn.v1), vec_max(drawn.v2, drawn.v3))
        if _slowPath(vec_lanes_at_least(largest, residue) != 0) {
          let lane = first &+ place
          new = Quad(
            settled(lane, step, form, old.v0, drawn.v0, new.v0),
            settled(lane &+ groupSize, step, form, old.v1, drawn.v1, new.v1),
            settled(lane &+ 2 &* groupSize, step, form, old.v2, drawn.v2, new.v2),
            settled(lane &+ 3 &* groupSize, step, form, old.v3, drawn.v3, new.v3))
        }
        if hasMarks {
          new.map { marked($0, step &+ 1) }.store(marks + step &* width + place)
        }
        return new
      }
      let states = round.states + first
      if quadCount == 2, quads == 2 {
        var lower = Quad(states).map(form.indices)
        var upper = Quad(states + 4 &* groupSize).map(form.indices)
        for step in 0..<round.stepCount {
          lower = stepped(lower, 0, step)
          upper = stepped(upper, 1, step)
        }
        lower.map { form.states($0, round.stepCount) }.store(states)
        upper.map { form.states($0, round.stepCount) }.store(states + 4 &* groupSize)
      } else {
        var only = Quad(states).map(form.indices)
        for step in 0..<round.stepCount {
          only = stepped(only, 0, step)
          if let upcoming { draft(upcoming, step) }
        }
        only.map { form.states($0, round.stepCount) }.store(states)
      }
    }

    /// The next states of a vector, with those decided that drew a value of the residue.
    @inline(never)
    private func settled(
      _ first: Int, _ step: Int, _ form: TableForm, _ index: vec_values, _ draw: vec_values,
      _ next: vec_values
    ) -> vec_values {
      var next = next
      var lanes = vec_lanes_at_least(draw, vec_same(round.residueFirst))
      while lanes != 0 {
        let lane = lanes.trailingZeroBitCount &>> Int(vec_lane_shift)
        lanes &= lanes &- 1
        let decided = round.settle(
          lane: first &+ lane, step: round.firstStep &+ step,
          state: form.state(index[lane], step), value: draw[lane])
        next[lane] = form.index(decided, step &+ 1)
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
          let place = step &* width &+ vector &* groupSize
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
