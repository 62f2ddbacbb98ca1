// Compiled once for each instruction set; see LaneAdvance.swift.
#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Takes steps of the distributions of eight or sixteen chains; see `MassSteps`.
  ///
  /// - Returns: The number of steps taken.
  public func carry(_ steps: MassSteps) -> Int {
    steps.laneCount == 8 ? carry(steps, OneVector.self) : carry(steps, TwoVectors.self)
  }

  private func carry<Masses: MassVectors>(_ steps: MassSteps, _ type: Masses.Type) -> Int {
    var (now, next) = (vectors(steps.now), vectors(steps.next))
    var (carried, nextCarried) = (vectors(steps.carried), vectors(steps.nextCarried))
    let probabilities = vectors(steps.probabilities)
    let resting = Masses(vectors(steps.resting), 0)
    // What moves on is what there is, unless some of it is negligible.
    var source = carried
    let negligible = steps.negligible
    let (moving, movingCount) = (steps.moving, steps.movingCount)
    let (offsets, sources, stateCount) = (steps.moveOffsets, steps.others, steps.stateCount)
    var taken = 0
    while true {
      addUp(steps, now, step: steps.first &+ taken, type)
      var (state, move) = (0, 0)
      var marks = Masses.noMarks
      while state < stateCount {
        let end = offsets[state &+ 1]
        var sum = Masses()
        // Four at a time, then two, then one: a loop over the few moves that most states have would end in another branch
        // each time.
        while move &+ 4 <= end {
          sum.add(source, sources[move], times: probabilities, move)
          sum.add(source, sources[move &+ 1], times: probabilities, move &+ 1)
          sum.add(source, sources[move &+ 2], times: probabilities, move &+ 2)
          sum.add(source, sources[move &+ 3], times: probabilities, move &+ 3)
          move &+= 4
        }
        if move &+ 2 <= end {
          sum.add(source, sources[move], times: probabilities, move)
          sum.add(source, sources[move &+ 1], times: probabilities, move &+ 1)
          move &+= 2
        }
        if move < end {
          sum.add(source, sources[move], times: probabilities, move)
          move &+= 1
        }
        sum.store(next, state)
        sum.markSmall(negligible, in: &marks)
        state &+= 1
      }
      source = next
      if Masses.any(marks) {
        source = nextCarried
        keep(next, negligible, into: nextCarried, stateCount, type)
      }
      swap(&now, &next)
      swap(&carried, &nextCarried)
      taken &+= 1
      var place = taken == steps.count ? movingCount : 0
      while place < movingCount {
        var masses = Masses(now, moving[place])
        masses.add(resting)
        if masses.allReach(negligible) { break }
        place &+= 1
      }
      if place == movingCount {
        if source == now { keep(now, negligible, into: carried, stateCount, type) }
        return taken
      }
    }
  }

  /// What moves on of masses.
  private func keep<Masses: MassVectors>(
    _ masses: Vectors, _ limit: Double, into kept: Vectors, _ stateCount: Int, _ type: Masses.Type
  ) {
    for state in 0..<stateCount { Masses(masses, state).kept(limit).store(kept, state) }
  }

  /// Adds up what is asked about distributions that are about to be moved on.
  @inline(__always)
  private func addUp<Masses: MassVectors>(
    _ steps: MassSteps, _ now: Vectors, step: Int, _ type: Masses.Type
  ) {
    let doorProbabilities = vectors(steps.doorProbabilities)
    let (entered, arrivalSteps) = (vectors(steps.entered), vectors(steps.arrivalSteps))
    var (passage, door) = (0, 0)
    while passage < steps.passageCount {
      var entering = Masses()
      let end = steps.doorOffsets[passage &+ 1]
      while door < end {
        entering.add(now, steps.doorStates[door], times: doorProbabilities, door)
        door &+= 1
      }
      var sum = Masses(entered, passage)
      sum.add(entering)
      sum.store(entered, passage)
      sum = Masses(arrivalSteps, passage)
      sum.add(entering.times(Double(step)))
      sum.store(arrivalSteps, passage)
      passage &+= 1
    }
    let stays = vectors(steps.stays)
    var (stay, place) = (0, 0)
    while stay < steps.stayCount {
      var sum = Masses(stays, stay)
      let end = steps.stayOffsets[stay &+ 1]
      while place < end {
        sum.add(Masses(now, steps.stayStates[place]))
        place &+= 1
      }
      sum.store(stays, stay)
      stay &+= 1
    }
  }

  private typealias Vectors = UnsafeMutablePointer<SIMD8<Double>>

  @inline(__always)
  private func vectors(_ doubles: UnsafeMutablePointer<Double>) -> Vectors {
    UnsafeMutableRawPointer(doubles).assumingMemoryBound(to: SIMD8<Double>.self)
  }

  /// The masses on a state, each lane by itself.
  private protocol MassVectors {
    associatedtype Marks
    init()
    init(_ masses: Vectors, _ place: Int)
    func store(_ masses: Vectors, _ place: Int)
    mutating func add(_ other: Self)
    func times(_ other: Self) -> Self
    func times(_ factor: Double) -> Self
    /// Without masses below a limit.
    func kept(_ limit: Double) -> Self
    /// Marks masses that are below a limit but not zero.
    func markSmall(_ limit: Double, in marks: inout Marks)
    static var noMarks: Marks { get }
    static func any(_ marks: Marks) -> Bool
    func allReach(_ limit: Double) -> Bool
  }

  extension MassVectors {
    /// Adds the product of two masses.
    @inline(__always)
    mutating func add(_ masses: Vectors, _ place: Int, times factors: Vectors, _ factor: Int) {
      add(Self(masses, place).times(Self(factors, factor)))
    }
  }

  /// Of eight chains.
  private struct OneVector: MassVectors {
    var a = SIMD8<Double>.zero

    @inline(__always)
    init() {}

    @inline(__always)
    init(_ a: SIMD8<Double>) { self.a = a }

    @inline(__always)
    init(_ masses: Vectors, _ place: Int) { a = masses[place] }

    @inline(__always)
    func store(_ masses: Vectors, _ place: Int) { masses[place] = a }

    @inline(__always)
    mutating func add(_ other: OneVector) { a = vec_add_masses(a, other.a) }

    @inline(__always)
    func times(_ other: OneVector) -> OneVector { OneVector(vec_multiply_masses(a, other.a)) }

    @inline(__always)
    func times(_ factor: Double) -> OneVector { times(OneVector(SIMD8(repeating: factor))) }

    @inline(__always)
    func kept(_ limit: Double) -> OneVector { OneVector(vec_keep_masses(a, limit)) }

    static var noMarks: vec_mass_marks { vec_mass_marks() }

    @inline(__always)
    func markSmall(_ limit: Double, in marks: inout vec_mass_marks) {
      marks = vec_mark_small(marks, a, limit)
    }

    @inline(__always)
    static func any(_ marks: vec_mass_marks) -> Bool { vec_any_marked(marks) != 0 }

    @inline(__always)
    func allReach(_ limit: Double) -> Bool { vec_all_masses_reach(a, a, limit) != 0 }
  }

  /// Of sixteen chains. Two halves: vectors of sixteen doubles are taken apart by compilers.
  private struct TwoVectors: MassVectors {
    var a = OneVector()
    var b = OneVector()

    @inline(__always)
    init() {}

    @inline(__always)
    init(_ a: OneVector, _ b: OneVector) {
      self.a = a
      self.b = b
    }

    @inline(__always)
    init(_ masses: Vectors, _ place: Int) {
      self.init(OneVector(masses, 2 &* place), OneVector(masses, 2 &* place &+ 1))
    }

    @inline(__always)
    func store(_ masses: Vectors, _ place: Int) {
      a.store(masses, 2 &* place)
      b.store(masses, 2 &* place &+ 1)
    }

    @inline(__always)
    mutating func add(_ other: TwoVectors) {
      a.add(other.a)
      b.add(other.b)
    }

    @inline(__always)
    func times(_ other: TwoVectors) -> TwoVectors {
      TwoVectors(a.times(other.a), b.times(other.b))
    }

    @inline(__always)
    func times(_ factor: Double) -> TwoVectors { TwoVectors(a.times(factor), b.times(factor)) }

    @inline(__always)
    func kept(_ limit: Double) -> TwoVectors { TwoVectors(a.kept(limit), b.kept(limit)) }

    static var noMarks: (vec_mass_marks, vec_mass_marks) { (OneVector.noMarks, OneVector.noMarks) }

    @inline(__always)
    func markSmall(_ limit: Double, in marks: inout (vec_mass_marks, vec_mass_marks)) {
      a.markSmall(limit, in: &marks.0)
      b.markSmall(limit, in: &marks.1)
    }

    @inline(__always)
    static func any(_ marks: (vec_mass_marks, vec_mass_marks)) -> Bool {
      OneVector.any(marks.0) || OneVector.any(marks.1)
    }

    @inline(__always)
    func allReach(_ limit: Double) -> Bool { vec_all_masses_reach(a.a, b.a, limit) != 0 }
  }
#endif
