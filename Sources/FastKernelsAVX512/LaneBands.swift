#if arch(x86_64)
  import CVectors
  import MarkovChains

  extension Tiles {
    /// The next state is the state, less an offset, plus the number of three bounds reached.
    @inline(__always)
    func stepInBandOfFour(_ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?) {
      switch (round.turned, round.hasMarks) {
      case (let turned?, true): stepMarkedTurning(first, turned, upcoming)
      case (let turned?, false): stepUnmarkedTurning(first, turned, upcoming)
      case (nil, true): stepMarkedByValues(first, small, upcoming)
      case (nil, false): stepUnmarkedByValues(first, small, upcoming)
      }
    }

    @inline(never)
    private func stepMarkedTurning(
      _ first: Int, _ turned: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepTurning(first, turned, upcoming, hasMarks: true)
    }

    @inline(never)
    private func stepUnmarkedTurning(
      _ first: Int, _ turned: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepTurning(first, turned, upcoming, hasMarks: false)
    }

    /// At most eight states: see `LaneRound.turned`. Nothing is taken off an index.
    @inline(__always)
    private func stepTurning(
      _ first: Int, _ turned: UnsafePointer<UInt16>, _ upcoming: Int?, hasMarks: Bool
    ) {
      // A step adds six at most to a byte that starts below 16: sixteen steps leave it below 128, where a look-up would give zero.
      let form = TableForm(factor: 0x0202, offset: 0x0100, shift: 1, turn: round.bandOffset)
      let unit = vec_same(form.factor)
      @inline(__always)
      func table(_ number: Int, _ step: Int) -> vec_values {
        vec_table(turned + ((step & 7) &* 4 &+ number) &* 32)
      }
      @inline(__always)
      func moved(_ old: Quad, _ draw: Quad, _ step: Int) -> Quad {
        let bounds0 = table(0, step)
        let bounds1 = table(1, step)
        let bounds2 = table(2, step)
        return old.with(draw) { index, draw in
          vec_move_up_in_four(
            index, unit, vec_look_up_bytes(bounds0, index), vec_look_up_bytes(bounds1, index),
            vec_look_up_bytes(bounds2, index), draw)
        }
      }
      stepInRegisters(
        first, upcoming, form, hasMarks: hasMarks, moved: moved,
        marked: { index, step in vec_look_up_bytes(table(3, step), index) })
    }

    @inline(never)
    private func stepMarkedByValues(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepByValues(first, small, upcoming, hasMarks: true)
    }

    @inline(never)
    private func stepUnmarkedByValues(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepByValues(first, small, upcoming, hasMarks: false)
    }

    @inline(__always)
    private func stepByValues(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?, hasMarks: Bool
    ) {
      let up = self.up
      let bounds0 = vec_table(small)
      let bounds1 = vec_table(small + 32)
      let bounds2 = vec_table(small + 64)
      let markTable = vec_table(small + 96)
      @inline(__always)
      func moved(_ old: Quad, _ draw: Quad, _ step: Int) -> Quad {
        old.with(draw) { index, draw in
          vec_move_in_four(
            index, up, vec_look_up(bounds0, index), vec_look_up(bounds1, index),
            vec_look_up(bounds2, index), draw)
        }
      }
      stepInRegisters(
        first, upcoming, .common, hasMarks: hasMarks, moved: moved,
        marked: { index, _ in vec_look_up(markTable, index) })
    }
  }
#endif
