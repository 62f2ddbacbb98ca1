extension LargeChain {
  /// Leader election: N processes choose one of K numbers one by one; if the largest is unique its
  /// owner leads, else all choose again.
  ///
  /// States: all beginnings of the N choices, by length and then as numbers in base K; last the
  /// state with a leader. A round takes N + 1 steps and succeeds with p = N / K^N times the sum of
  /// v^(N - 1) over v < K, whatever came before.
  ///
  /// - Source: Itai and Rodeh, Symmetry breaking in distributed networks (Information and
  ///   Computation 88, 1990); PRISM benchmark suite, leader_sync.
  static func leader(processes: Int = 4, numbers: Int = 12) -> LargeChain {
    var chain = LargeChain(
      "leader among \(processes), \(numbers) numbers",
      source: "Itai and Rodeh (1990); PRISM benchmark suite, leader_sync", start: 0,
      palette: [Rational(1, numbers), 1])
    // Where beginnings of each length start.
    var firsts = [0]
    var width = 1
    for _ in 0...processes {
      firsts.append(firsts[firsts.count - 1] + width)
      width *= numbers
    }
    let elected = firsts[processes + 1]
    for length in 0..<processes {
      for code in 0..<firsts[length + 1] - firsts[length] {
        for choice in 0..<numbers { chain.add(firsts[length + 1] + code * numbers + choice, 0) }
        chain.endRow()
      }
    }
    for code in 0..<elected - firsts[processes] {
      var (rest, largest, owners) = (code, -1, 0)
      for _ in 0..<processes {
        let choice = rest % numbers
        rest /= numbers
        if choice > largest {
          (largest, owners) = (choice, 1)
        } else if choice == largest {
          owners += 1
        }
      }
      chain.add(owners == 1 ? elected : 0, 1)
      chain.endRow()
    }
    chain.add(elected, 1)
    chain.endRow()

    let success =
      Rational(processes) * sum(0..<numbers) { Rational($0).power(processes - 1) }
      / Rational(numbers).power(processes)
    let round = Rational(processes + 1)
    var answers: [KnownQuestion: Rational] = [
      .reach: 1, .unreached: 0, .stepsMean: round / success,
      .stepsVariance: round.power(2) * (1 - success) / success.power(2),
      .boundedReach(by: processes): 0, .boundedReach(by: processes + 1): success,
    ]
    for rounds in [3, 60] {
      let missed = (1 - success).power(rounds)
      answers[.boundedReach(by: rounds * (processes + 1))] = 1 - missed
      answers[.boundedUnreached(by: rounds * (processes + 1))] = missed
    }
    // A level between two rounds, away from both.
    let level = 1 - (1 - success).power(2) * (1 - success / 2)
    answers[.quantile(level)] = 3 * round
    chain.passages = [
      Passage(
        name: "elected", targets: (0...elected).map { $0 == elected }, answers: answers)
    ]
    return chain
  }
}
