#if arch(x86_64)
  import CVectors
  import MarkovChains

  extension Tiles {
    /// The next state is the state, less an offset, plus the number of three bounds reached.
    @inline(__always)
    func stepInBandOfFour(_ first: Int, _ small: UnsafePointer<UInt16>, _ upcoming: Int?) {
      if round.hasMarks {
        stepMarkedByValues(first, small, upcoming)
      } else {
        stepUnmarkedByValues(first, small, upcoming)
      }
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
      func moved(_ old: Quad, _ draw: Quad) -> Quad {
        old.with(draw) { index, draw in
          vec_move_in_four(
            index, up, vec_look_up(bounds0, index), vec_look_up(bounds1, index),
            vec_look_up(bounds2, index), draw)
        }
      }
      stepInRegisters(
        first, upcoming, .common, hasMarks: hasMarks, moved: moved,
        marked: { vec_look_up(markTable, $0) })
    }
  }
#endif
