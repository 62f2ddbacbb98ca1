// This file is compiled once for each instruction set, by targets of their own. No arrays and no generics of our own: their code
// could be shared with targets of other instruction sets.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Lanes of one vector of draws.
  let groupSize = MemoryLayout<vec_values>.size / 2
  /// See `LaneKernel.groupSize`.
  public let generatorGroupSize = Int(vec_group_size)
  /// Fours of vectors that go side by side, to hide how long one takes: as many as there are registers for.
  let quadCount = vec_index_factor == 1 ? 2 : 1
  /// Bit planes of first visits, so that a block fills them once or twice; the scratch has room for no more.
  let visitPlaneCount = 7 + quadCount
  /// See `LaneKernel.tile`.
  public let tile = 4 * (MemoryLayout<vec_values>.size / 2)
  /// Lanes that go side by side.
  let width = quadCount * tile

  /// States that a register has room for.
  public let registerStateCount = Int(vec_table_size)

  /// Four vectors.
  struct Quad {
    var v0: vec_values
    var v1: vec_values
    var v2: vec_values
    var v3: vec_values

    @inline(__always)
    init(_ v0: vec_values, _ v1: vec_values, _ v2: vec_values, _ v3: vec_values) {
      self.v0 = v0
      self.v1 = v1
      self.v2 = v2
      self.v3 = v3
    }

    @inline(__always)
    init(same value: UInt16) {
      (v0, v1, v2, v3) = (vec_same(value), vec_same(value), vec_same(value), vec_same(value))
    }

    @inline(__always)
    init(_ values: UnsafePointer<UInt16>) {
      v0 = vec_load(values)
      v1 = vec_load(values + groupSize)
      v2 = vec_load(values + 2 &* groupSize)
      v3 = vec_load(values + 3 &* groupSize)
    }

    @inline(__always)
    func store(_ values: UnsafeMutablePointer<UInt16>) {
      vec_store(values, v0)
      vec_store(values + groupSize, v1)
      vec_store(values + 2 &* groupSize, v2)
      vec_store(values + 3 &* groupSize, v3)
    }

    @inline(__always)
    func map(_ body: (vec_values) -> vec_values) -> Quad {
      Quad(body(v0), body(v1), body(v2), body(v3))
    }

    /// Each vector by those of two other fours.
    @inline(__always)
    func with(
      _ a: Quad, _ b: Quad, _ body: (vec_values, vec_values, vec_values) -> vec_values
    ) -> Quad {
      Quad(
        body(v0, a.v0, b.v0), body(v1, a.v1, b.v1), body(v2, a.v2, b.v2), body(v3, a.v3, b.v3))
    }

    /// Each vector by that of another four.
    @inline(__always)
    func with(_ other: Quad, _ body: (vec_values, vec_values) -> vec_values) -> Quad {
      Quad(body(v0, other.v0), body(v1, other.v1), body(v2, other.v2), body(v3, other.v3))
    }
  }

  /// Takes the steps of a round; see `LaneRound`.
  public func advance(_ round: LaneRound) {
    withUnsafePointer(to: round) { address in
      var tiles = Tiles(address)
      tiles.advance()
    }
  }

  /// Seeds lanes; see `LaneSeeding`.
  public func seed(_ seeding: LaneSeeding) {
    let words = MemoryLayout<vec_words>.size / 8
    let first = vec_same_words(seeding.first)
    let purpose = vec_same_words(UInt64(seeding.purpose) &<< 16)
    let lowerKey = vec_same_words(seeding.scenarioKey)
    let upperKey = vec_same_words(seeding.scenarioKey &>> 32)
    var lane = 0
    while lane < seeding.laneCount {
      let places = seeding.places + lane
      @inline(__always)
      func block(_ quarter: UInt64) -> Philox {
        let number = vec_add_words(first, vec_places(places, quarter))
        return Philox(
          a: number, b: vec_xor_words(vec_upper_half(number), purpose), c: lowerKey, d: upperKey)
      }
      var blocks = (block(0), block(1), block(2), block(3))
      @inline(__always)
      func mix(_ round: Int) {
        let firstKey = vec_same_words(seeding.roundKeys[2 &* round])
        let secondKey = vec_same_words(seeding.roundKeys[2 &* round &+ 1])
        blocks.0.mix(firstKey, secondKey)
        blocks.1.mix(firstKey, secondKey)
        blocks.2.mix(firstKey, secondKey)
        blocks.3.mix(firstKey, secondKey)
      }
      // Two by two: what a round makes need not move to where the next one takes it.
      for pair in 0..<5 {
        mix(2 &* pair)
        mix(2 &* pair &+ 1)
      }
      let (generatorsA, generatorsB) = (seeding.generatorsA + lane, seeding.generatorsB + lane)
      blocks.0.store(generatorsA, generatorsB)
      blocks.1.store(generatorsA + words, generatorsB + words)
      blocks.2.store(generatorsA + 2 &* words, generatorsB + 2 &* words)
      blocks.3.store(generatorsA + 3 &* words, generatorsB + 3 &* words)
      lane &+= groupSize
    }
  }

  /// Philox, with each 32-bit word in the lower half of 64; see `Philox4x32`. What the upper halves hold is not read.
  private struct Philox {
    var a: vec_words
    var b: vec_words
    var c: vec_words
    var d: vec_words

    @inline(__always)
    mutating func mix(_ firstKey: vec_words, _ secondKey: vec_words) {
      let first = vec_multiply_lower(a, vec_same_words(0xD251_1F53))
      let second = vec_multiply_lower(c, vec_same_words(0xCD9E_8D57))
      a = vec_xor_words(vec_xor_words(vec_upper_half(second), b), firstKey)
      b = second
      c = vec_xor_words(vec_xor_words(vec_upper_half(first), d), secondKey)
      d = first
    }

    @inline(__always)
    func store(_ first: UnsafeMutablePointer<UInt64>, _ second: UnsafeMutablePointer<UInt64>) {
      vec_store_words(first, vec_join_lower(a, b))
      vec_store_words(second, vec_join_lower(c, d))
    }
  }

  /// A round, one or two tiles at a time: draw, step, and count.
  struct Tiles {
    /// Pointed to, so that few bytes go from loop to loop.
    private let address: UnsafePointer<LaneRound>
    var round: LaneRound {
      @inline(__always) get { address.pointee }
    }
    /// Tiles side by side: `quadCount`, but where fewer are left.
    private(set) var quads = quadCount
    /// Vectors side by side.
    var vectorCount: Int {
      @inline(__always) get { quadCount == 1 ? 4 : 4 &* quads }
    }
    /// Shape `[16 steps, width]`: the draws of the tiles at hand.
    var draws: UnsafeMutablePointer<UInt16>
    /// Those of the tile behind.
    var draftedDraws: UnsafeMutablePointer<UInt16>
    /// Shape `[16 steps, width]`.
    let marks: UnsafeMutablePointer<UInt16>
    /// Shape `[16 steps, plane, lane of a vector]`, zero between rounds: the first visits of each step, added up as bit planes.
    let visits: UnsafeMutablePointer<UInt16>

    @inline(__always)
    init(_ address: UnsafePointer<LaneRound>) {
      self.address = address
      draws = address.pointee.scratch.assumingMemoryBound(to: UInt16.self)
      draftedDraws = draws + 16 * width
      marks = draftedDraws + 16 * width
      visits = marks + 16 * width
    }

    mutating func advance() {
      var first = 0
      // What planes hold of the one that each vector adds at most.
      let turnLimit = ((1 &<< visitPlaneCount) &- 1) / (4 * quadCount)
      var turnsLeft = turnLimit
      // Few vectors abreast leave a processor idle while steps wait for each other: then it draws for the next tile.
      let isDrafted =
        quadCount == 1 && round.small != nil && round.stepCount == LaneRound.stepCount
      if isDrafted { for part in 0..<LaneRound.stepCount { draft(0, part) } }
      while first < round.laneCount {
        let upcoming = first &+ width
        if quadCount == 2 { quads = min(2, (round.laneCount &- first) / tile) }
        if isDrafted {
          swap(&draws, &draftedDraws)
        } else {
          draw(first)
        }
        step(first, drafting: isDrafted && upcoming < round.laneCount ? upcoming : nil)
        if round.hasMarks {
          visit(first)
          if round.planeCount > 0 { occupy(first) }
          turnsLeft &-= 1
          if turnsLeft == 0 {
            gatherVisits()
            turnsLeft = turnLimit
          }
        }
        first = upcoming
      }
      if round.hasMarks { gatherVisits() }
    }

    /// The next draws of every lane, four steps at a time.
    @inline(never)
    private func draw(_ first: Int) {
      guard !round.sharesDraws else { return drawShared(first) }
      for vector in 0..<vectorCount {
        draw(
          first &+ vector &* groupSize, words: (round.stepCount &+ 3) / 4,
          to: draws + vector &* groupSize)
      }
    }

    /// The same where words serve four lanes for a step: they are the draws as they come.
    @inline(__always)
    private func drawShared(_ first: Int) {
      for quad in 0..<quads {
        let place = quad &* 4 &* groupSize
        var quartets = Quartets(round, first &+ place)
        for step in 0..<round.stepCount { quartets.next(draws + step &* width + place) }
        quartets.store(round, first &+ place)
      }
    }

    /// A sixteenth of the draws of a tile that comes next.
    @inline(__always)
    func draft(_ first: Int, _ part: Int) {
      guard !round.sharesDraws else {
        var quartets = Quartets(round, first)
        quartets.next(draftedDraws + part &* width)
        quartets.store(round, first)
        return
      }
      // Every vector's four words, one at a time.
      let (vector, word) = (part / 4, part % 4)
      draw(
        first &+ vector &* groupSize, words: 1,
        to: draftedDraws + vector &* groupSize + word &* 4 &* width)
    }

    /// The next words of the generators of one vector's lanes.
    @inline(__always)
    private func draw(_ lane: Int, words: Int, to draws: UnsafeMutablePointer<UInt16>) {
      let quarter = groupSize / 4
      var a0 = vec_load_words(round.generatorsA + lane)
      var a1 = vec_load_words(round.generatorsA + lane + quarter)
      var a2 = vec_load_words(round.generatorsA + lane + 2 * quarter)
      var a3 = vec_load_words(round.generatorsA + lane + 3 * quarter)
      var b0 = vec_load_words(round.generatorsB + lane)
      var b1 = vec_load_words(round.generatorsB + lane + quarter)
      var b2 = vec_load_words(round.generatorsB + lane + 2 * quarter)
      var b3 = vec_load_words(round.generatorsB + lane + 3 * quarter)
      var place = draws
      for _ in 0..<words {
        let w0 = nextWords(&a0, &b0)
        let w1 = nextWords(&a1, &b1)
        let w2 = nextWords(&a2, &b2)
        let w3 = nextWords(&a3, &b3)
        vec_weave(w0, w1, w2, w3, place, width)
        place += 4 * width
      }
      vec_store_words(round.generatorsA + lane, a0)
      vec_store_words(round.generatorsA + lane + quarter, a1)
      vec_store_words(round.generatorsA + lane + 2 * quarter, a2)
      vec_store_words(round.generatorsA + lane + 3 * quarter, a3)
      vec_store_words(round.generatorsB + lane, b0)
      vec_store_words(round.generatorsB + lane + quarter, b1)
      vec_store_words(round.generatorsB + lane + 2 * quarter, b2)
      vec_store_words(round.generatorsB + lane + 3 * quarter, b3)
    }
  }

  /// The generators of four vectors of lanes that share them by fours.
  private struct Quartets {
    private var a: (vec_words, vec_words, vec_words, vec_words)
    private var b: (vec_words, vec_words, vec_words, vec_words)

    @inline(__always)
    init(_ round: LaneRound, _ lane: Int) {
      let words = groupSize / 4
      let (generatorsA, generatorsB) = (round.generatorsA + lane / 4, round.generatorsB + lane / 4)
      a = (
        vec_load_words(generatorsA), vec_load_words(generatorsA + words),
        vec_load_words(generatorsA + 2 * words), vec_load_words(generatorsA + 3 * words)
      )
      b = (
        vec_load_words(generatorsB), vec_load_words(generatorsB + words),
        vec_load_words(generatorsB + 2 * words), vec_load_words(generatorsB + 3 * words)
      )
    }

    /// The draws of a step.
    @inline(__always)
    mutating func next(_ draws: UnsafeMutablePointer<UInt16>) {
      vec_store(draws, vec_values_of(nextWords(&a.0, &b.0)))
      vec_store(draws + groupSize, vec_values_of(nextWords(&a.1, &b.1)))
      vec_store(draws + 2 &* groupSize, vec_values_of(nextWords(&a.2, &b.2)))
      vec_store(draws + 3 &* groupSize, vec_values_of(nextWords(&a.3, &b.3)))
    }

    @inline(__always)
    func store(_ round: LaneRound, _ lane: Int) {
      let words = groupSize / 4
      let (generatorsA, generatorsB) = (round.generatorsA + lane / 4, round.generatorsB + lane / 4)
      vec_store_words(generatorsA, a.0)
      vec_store_words(generatorsA + words, a.1)
      vec_store_words(generatorsA + 2 * words, a.2)
      vec_store_words(generatorsA + 3 * words, a.3)
      vec_store_words(generatorsB, b.0)
      vec_store_words(generatorsB + words, b.1)
      vec_store_words(generatorsB + 2 * words, b.2)
      vec_store_words(generatorsB + 3 * words, b.3)
    }
  }

  /// The next word of every generator; see `Xoroshiro128PlusPlus`.
  @inline(__always)
  private func nextWords(_ a: inout vec_words, _ b: inout vec_words) -> vec_words {
    let result = vec_add_words(vec_rotate17(vec_add_words(a, b)), a)
    let mixed = vec_xor_words(a, b)
    a = vec_xor_words(vec_xor_words(vec_rotate49(a), mixed), vec_shift21(mixed))
    b = vec_rotate28(mixed)
    return result
  }
#endif
