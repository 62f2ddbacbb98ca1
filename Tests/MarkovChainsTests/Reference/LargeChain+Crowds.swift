extension LargeChain {
  /// Crowds: the sender hands a message to a member at random, itself included. A corrupt member
  /// notes who handed it over and ends the run; an honest one hands it on with `forward`, else
  /// delivers it. Run follows run, and the notes about the sender are counted.
  ///
  /// States: for each run and count, the honest members about to hand on and the same about to
  /// decide; then the counts at the end. At the sender x = b + f (x + (m - 1) y) / n and elsewhere
  /// y = f (x + (m - 1) y) / n, with b = c / n corrupt and m = n - c honest: the sender is noted
  /// with x = b + f b / (n (1 - f m / n)), independently in every run. A run hands on G times,
  /// geometric with s = 1 - f m / n, and takes 2 G steps, one less when a corrupt member ends it, which
  /// has probability b / s whatever G is.
  ///
  /// - Source: Reiter and Rubin, Crowds: anonymity for web transactions (ACM TISSEC 1, 1998); PRISM
  ///   benchmark suite, crowds.
  static func crowds(
    honest m: Int = 12, corrupt c: Int = 3, runs: Int = 50, forward: Rational = Rational(4, 5)
  ) -> LargeChain {
    let n = m + c
    let (bad, share) = (Rational(c, n), Rational(1, n))
    var chain = LargeChain(
      "crowds, \(m) honest, \(c) corrupt, \(runs) runs",
      source: "Reiter and Rubin (1998); PRISM benchmark suite, crowds", start: 0,
      palette: [bad, share, forward, 1 - forward, 1])
    let ends = runs * (runs + 1) / 2 * 2 * m
    func first(_ run: Int, _ count: Int) -> Int {
      run == runs ? ends + count : (run * (run + 1) / 2 + count) * 2 * m
    }
    for run in 0..<runs {
      for count in 0...run {
        let base = first(run, count)
        for member in 0..<m {
          for next in 0..<m { chain.add(base + m + next, 1) }
          chain.add(first(run + 1, member == 0 ? count + 1 : count), 0)
          chain.endRow()
        }
        for member in 0..<m {
          chain.add(base + member, 2)
          chain.add(first(run + 1, count), 3)
          chain.endRow()
        }
      }
    }
    for count in 0...runs {
      chain.add(ends + count, 4)
      chain.endRow()
    }

    func counts(_ range: ClosedRange<Int>) -> [Bool] {
      (0..<chain.stateCount).map { range.contains($0 - ends) }
    }
    let stopping = 1 - forward * Rational(m, n)
    let noted = bad + forward * share * bad / stopping
    let seldom =
      (1 - noted).power(runs) + Rational(runs) * noted * (1 - noted).power(runs - 1)
    let ended = bad / stopping
    let variance = 4 * (1 - stopping) / stopping.power(2) + ended * (1 - ended)
    chain.passages = [
      Passage(
        name: "noted more than once", targets: counts(2...runs),
        answers: [.reach: 1 - seldom, .unreached: seldom]),
      Passage(
        name: "noted in every run", targets: counts(runs...runs),
        answers: [.reach: noted.power(runs), .unreached: 1 - noted.power(runs)]),
      Passage(
        name: "all runs over", targets: counts(0...runs),
        answers: [
          .reach: 1, .unreached: 0, .stepsMean: Rational(runs) * (2 - bad) / stopping,
          .stepsVariance: Rational(runs) * variance,
          .boundedReach(by: runs): bad.power(runs),
        ]),
    ]
    return chain
  }
}
