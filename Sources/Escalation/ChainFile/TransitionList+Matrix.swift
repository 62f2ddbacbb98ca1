import Foundation
import MarkovChains

extension TransitionList {
  /// How far a row may miss the sum of one and still be divided by its sum: what is left of
  /// probabilities written with ten digits.
  static let widestMiss = 1e-9

  /// The matrix of these transitions, the rows checked; nil and problems where they make none.
  ///
  /// A state without a transition is absorbing. A row that misses one by more than rounding but at
  /// most `widestMiss` is divided by its sum.
  func content(
    names: StateNames, _ text: FileBytes, _ problems: TextProblems
  ) -> ChainContent {
    var rows = Rows(names: names, text: text, problems: problems)
    rows.reserve(count)
    let order = sortedOrder(stateCount: names.count)
    var index = 0
    for state in 0..<names.count {
      let first = index
      var original = 0
      var hasRepeat = false
      var firstPlace = UInt32.max
      while index < count {
        let item = order.map { Int($0[index]) } ?? index
        guard sources[item] == state else { break }
        if index > first, targets[original] == targets[item] {
          rows.refuseRepeat(of: original, by: item, in: self)
          hasRepeat = true
        } else {
          original = item
        }
        firstPlace = min(firstPlace, places[item])
        if probabilities[item] > 0 { rows.append(Int(targets[item]), probabilities[item]) }
        index += 1
      }
      let isSpoiled = hasLostTransition || hasRepeat || spoiledStates.contains(state)
      rows.close(state, place: Int(firstPlace), isStated: index > first, isKnown: !isSpoiled)
    }
    return rows.content
  }

  /// The rows of a matrix while they are put together.
  private struct Rows {
    let names: StateNames
    let text: FileBytes
    let problems: TextProblems
    var offsets = [0]
    var targets: [Int] = []
    var probabilities: [Double] = []
    var silent: (count: Int, first: [Int]) = (0, [])
    var divided: (count: Int, miss: Double, state: Int, place: Int) = (0, 0, 0, 0)

    mutating func reserve(_ count: Int) {
      offsets.reserveCapacity(names.count + 1)
      targets.reserveCapacity(count)
      probabilities.reserveCapacity(count)
    }

    mutating func append(_ target: Int, _ probability: Double) {
      targets.append(target)
      probabilities.append(probability)
    }

    func refuseRepeat(of first: Int, by second: Int, in list: TransitionList) {
      problems.add(
        Int(list.places[second]),
        "the transition from \(names.shown(Int(list.sources[second]))) to "
          + "\(names.shown(Int(list.targets[second]))) stands twice; first on line "
          + "\(text.line(of: Int(list.places[first])))")
    }

    mutating func close(_ state: Int, place: Int, isStated: Bool, isKnown: Bool) {
      let row = offsets[state]..<targets.count
      defer { offsets.append(targets.count) }
      guard isStated else {
        append(state, 1)
        if isKnown {
          silent.count += 1
          if silent.first.count < 3 { silent.first.append(state) }
        }
        return
      }
      guard isKnown else { return }
      let sum = compensatedSum(row)
      let plain = row.reduce(0) { $0 + probabilities[$1] }
      let tolerance = TransitionMatrix.sumTolerance(entryCount: row.count)
      if abs(sum - 1) <= tolerance, abs(plain - 1) <= tolerance { return }
      guard abs(sum - 1) <= TransitionList.widestMiss else {
        problems.add(
          place,
          "the probabilities out of \(names.shown(state)) sum to "
            + "\(String(format: "%.12g", sum)), not to 1")
        return
      }
      for entry in row { probabilities[entry] /= sum }
      divided.count += 1
      if abs(sum - 1) >= divided.miss {
        divided = (divided.count, abs(sum - 1), state, place)
      }
    }

    /// The sum with the rounding errors added up beside it.
    ///
    /// - Source: Neumaier, ZAMM 54 (1974), 39-51.
    private func compensatedSum(_ row: Range<Int>) -> Double {
      var (sum, correction) = (0.0, 0.0)
      for entry in row {
        let term = probabilities[entry]
        let next = sum + term
        correction += sum >= term ? (sum - next) + term : (term - next) + sum
        sum = next
      }
      return sum + correction
    }

    var content: ChainContent {
      guard problems.isEmpty else { return ChainContent(names: names, matrix: nil, notes: []) }
      do {
        let matrix = try TransitionMatrix(
          offsets: offsets, targets: targets, probabilities: probabilities)
        return ChainContent(names: names, matrix: matrix, notes: notes)
      } catch {
        problems.add(text.start, "\(error)")
        return ChainContent(names: names, matrix: nil, notes: [])
      }
    }

    private var notes: [String] {
      var notes: [String] = []
      if silent.count > 0 {
        let listed = silent.first.map { names.isNumbered ? names[$0] : "'\(names[$0])'" }
        let more = silent.count > listed.count ? " and \(silent.count - listed.count) more" : ""
        notes.append(
          (silent.count == 1
            ? "1 state has no transition out and is absorbing: "
            : "\(silent.count) states have no transition out and are absorbing: ")
            + listed.joined(separator: ", ") + more)
      }
      if divided.count > 0 {
        let miss = String(format: "%.1g", divided.miss)
        let place = "(\(names.shown(divided.state)), line \(text.line(of: divided.place)))"
        notes.append(
          divided.count == 1
            ? "1 row was divided by its sum, which misses 1 by \(miss) \(place)"
            : "\(divided.count) rows were divided by their sums, which miss 1 by at most \(miss) "
              + place)
      }
      return notes
    }
  }
}
