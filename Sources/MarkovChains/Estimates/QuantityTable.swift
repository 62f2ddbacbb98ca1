/// How many sets of each kind there is room for.
struct QuantityPlaces: Sendable, Equatable {
  var targets = 0
  var outcomes = 0
  var occupied = 0
  var finals = 0
  var rewards = 0

  /// Room for all quantities of a problem.
  init(_ problem: ChainProblem) {
    targets = problem.targets.count
    outcomes = problem.outcomes.count
    occupied = problem.occupied.count
    finals = problem.finals.count
    rewards = problem.rewards == nil ? 0 : targets
  }

  /// Room for some quantities.
  init(_ quantities: some Sequence<Quantity>) {
    for quantity in quantities {
      switch quantity {
      case .reachProbability(let set), .firstPassageSteps(let set):
        targets = max(targets, set + 1)
      case .absorptionProbability(let set): outcomes = max(outcomes, set + 1)
      case .occupancySteps(let set): occupied = max(occupied, set + 1)
      case .finalProbability(let set): finals = max(finals, set + 1)
      case .rewardToTarget(let set): rewards = max(rewards, set + 1)
      case .unresolvedProbability, .restrictedMeanSteps: break
      }
    }
  }

  /// The number of quantities.
  var count: Int { 2 + 2 * targets + outcomes + occupied + finals + rewards }

  /// Where a quantity is found, if there is room for it.
  func place(of quantity: Quantity) -> Int? {
    func place(_ set: Int, of count: Int, after before: Int) -> Int? {
      0..<count ~= set ? 2 + before + set : nil
    }
    var before = 2 * targets
    switch quantity {
    case .unresolvedProbability: return 0
    case .restrictedMeanSteps: return 1
    case .reachProbability(let set): return place(set, of: targets, after: 0)
    case .firstPassageSteps(let set): return place(set, of: targets, after: targets)
    case .absorptionProbability(let set): return place(set, of: outcomes, after: before)
    case .occupancySteps(let set):
      before += outcomes
      return place(set, of: occupied, after: before)
    case .finalProbability(let set):
      before += outcomes + occupied
      return place(set, of: finals, after: before)
    case .rewardToTarget(let set):
      before += outcomes + occupied + finals
      return place(set, of: rewards, after: before)
    }
  }

  /// All quantities, in the order of their places.
  var quantities: [Quantity] {
    [.unresolvedProbability, .restrictedMeanSteps]
      + (0..<targets).map { .reachProbability(set: $0) }
      + (0..<targets).map { .firstPassageSteps(set: $0) }
      + (0..<outcomes).map { .absorptionProbability(set: $0) }
      + (0..<occupied).map { .occupancySteps(set: $0) }
      + (0..<finals).map { .finalProbability(set: $0) }
      + (0..<rewards).map { .rewardToTarget(set: $0) }
  }
}

/// Something for each quantity that a question can have, found without hashing.
struct QuantityTable<Value> {
  let places: QuantityPlaces
  /// Shape `[place]`; nil for what has no answer.
  var values: [Value?]

  /// Nothing yet.
  init(_ places: QuantityPlaces) {
    self.places = places
    values = [Value?](repeating: nil, count: places.count)
  }

  /// What there is for a quantity.
  ///
  /// - Precondition: There is room for what is set.
  subscript(quantity: Quantity) -> Value? {
    get { places.place(of: quantity).flatMap { values[$0] } }
    set {
      guard let place = places.place(of: quantity) else {
        preconditionFailure("there is room for \(quantity)")
      }
      values[place] = newValue
    }
  }
}

extension QuantityTable: Sendable where Value: Sendable {}
extension QuantityTable: Equatable where Value: Equatable {}
