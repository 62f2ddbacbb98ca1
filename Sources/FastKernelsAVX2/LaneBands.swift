#if arch(x86_64)
  import CVectors
  import MarkovChains

  extension Tiles {
    /// The next state is the state, less an offset, plus the number of three bounds reached.
    @inline(__always)
    func stepInBandOfFour(_ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?) {
      // A first bound of all ones has no successor; it is one only where the residue is a single value.
      guard round.bandOffset == 1, round.residueFirst < .max else {
        return stepInBand(first, small, upcoming)
      }
      if round.hasMarks {
        stepMarkedByBytes(first, small, upcoming)
      } else {
        stepUnmarkedByBytes(first, small, upcoming)
      }
    }

    @inline(never)
    private func stepMarkedByBytes(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepByBytes(first, small, upcoming, hasMarks: true)
    }

    @inline(never)
    private func stepUnmarkedByBytes(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?
    ) {
      stepByBytes(first, small, upcoming, hasMarks: false)
    }

    /// One down, none, one or two up: see `vec_move_by_bytes`.
    @inline(__always)
    private func stepByBytes(
      _ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?, hasMarks: Bool
    ) {
      let form = TableForm(factor: 0x0101, offset: 0x0800, shift: 0)
      let bounds0 = vec_split_table(vec_add(vec_ordered(vec_table(small)), vec_same(1)))
      let bounds1 = vec_split_table(vec_ordered(vec_table(small + 32)))
      let bounds2 = vec_split_table(vec_ordered(vec_table(small + 64)))
      let markTable = vec_split_table(vec_table(small + 96))
      let order = vec_same(0x8001)
      @inline(__always)
      func moved(_ old: Quad, _ draw: Quad, _ step: Int) -> Quad {
        old.with(draw) { index, draw in
          vec_move_by_bytes(
            index, vec_look_up(bounds0, index), vec_look_up(bounds1, index),
            vec_look_up(bounds2, index), vec_add(draw, order))
        }
      }
      stepInRegisters(
        first, upcoming, form, hasMarks: hasMarks, moved: moved,
        marked: { index, _ in vec_look_up(markTable, index) })
    }
  }
#endif
