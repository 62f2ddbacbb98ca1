import Tables

/// A calibration as it is said to people: what was read, what was fitted, how well it does, and what it
/// does not show.
public struct CalibrationReport: Sendable {
  /// Title, sentences and table of each part, in order.
  public let sections: [Section]

  /// One part.
  public struct Section: Sendable {
    /// What it is called.
    public let title: String
    /// What is to be said of it.
    public let sentences: [String]
    /// Its table; nil where there is none.
    public let table: Table?
    /// Whether the table is only stored: too long to be read.
    public var isStored = false
  }

  /// Title, sentences and tables as text.
  public var text: String {
    sections.map { section in
      var lines = ["## \(section.title)", ""]
      lines += section.sentences
      if let table = section.table, table.rowCount > 0, !section.isStored {
        if !section.sentences.isEmpty { lines.append("") }
        lines.append(table.text(digits: 4))
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n").appending("\n")
  }

  /// The tables, those without rows left out.
  public var tables: [Table] { sections.compactMap(\.table).filter { $0.rowCount > 0 } }

  /// The report of a calibration.
  ///
  /// - Parameters:
  ///   - notes: Sentences about the reading of the data.
  ///   - dropped: Lines that were left out.
  ///   - effects: Effects of factors, where rates were given.
  /// - Throws: `CalibrationError`.
  public init(
    _ result: LadderCalibration, notes: [String], dropped: [EventTable.DroppedLine],
    effects: [FactorEffect]
  ) throws(CalibrationError) {
    var sections = [Self.data(result, notes: notes, dropped: dropped)]
    sections.append(
      Section(
        title: "Fit", sentences: Self.fitSentences(result), table: result.mainTable))
    if let draws = result.draws {
      sections.append(
        Section(
          title: "Draws from the posterior", sentences: [Self.drawSentence(draws)],
          table: result.drawTable, isStored: true))
    }
    if result.gaps.contains(where: { $0 != nil }) {
      sections.append(
        Section(
          title: "Days between events",
          sentences: Self.gapSentences(result), table: result.gapTable))
    }
    if !result.splits.isEmpty {
      sections.append(
        Section(title: "Reach", sentences: Self.reachSentences(result), table: result.reachTable))
      sections.append(
        Section(
          title: "Number of events",
          sentences: [
            "Share of the sequences with at least so many events: it tests the model where reach does not."
          ],
          table: result.eventCountTable()))
      let timed = try result.timedReachTable()
      if timed.rowCount > 0 {
        sections.append(
          Section(
            title: "Reach by day",
            sentences: [
              "Ending is decided at an event; the two phases of the gaps are those above."
            ],
            table: timed))
      }
    }
    if result.splits.contains(where: { $0.offsets != nil }) {
      sections.append(
        Section(
          title: "Offsets of small parts",
          sentences: [
            "Fewer than \(SplitCalibration.ownFit) sequences: the fit of all with three offsets; fewer than "
              + "\(SplitCalibration.tested): reported, and no test of anything."
          ], table: result.offsetTable))
    }
    if result.splits.contains(where: { !$0.scores.isEmpty }) {
      sections.append(
        Section(
          title: "Held-out scores", sentences: Self.scoreSentences(result), table: result.scoreTable
        ))
    }
    if !result.holdout.isEmpty {
      let filter = result.request.holdout.map { "\($0)" } ?? ""
      sections.append(
        Section(
          title: "Out of sample: \(filter)",
          sentences: [
            "Fitted without them, scored on them: nats a move, gains with clustered errors."
          ], table: result.holdoutTable))
      sections.append(
        Section(
          title: "Reach out of sample", sentences: Self.holdoutSentences(result),
          table: result.holdoutReachTable))
    }
    if !result.tests.isEmpty {
      sections.append(
        Section(
          title: "Tests on counts", sentences: Self.testSentences(result), table: result.testTable))
    }
    if !effects.isEmpty {
      sections.append(
        Section(
          title: "Effects of factors",
          sentences: [
            "Ratios of daily rates within strata, turned into logits with the shares of holding, up, down and "
              + "end among the fitted moves; what ends sooner holds less, by the ending rate of the same crises or of "
              + "others of the same cause, held fixed. Days are taken for independent: intervals are too narrow.",
            "Who had the factor was not decided by chance; a hidden cause may make or hide any of these.",
          ], table: FactorEffect.table(effects)))
    }
    self.sections = sections
  }

  private static func data(
    _ result: LadderCalibration, notes: [String], dropped: [EventTable.DroppedLine]
  ) -> Section {
    let set = result.sequences
    var sentences = [
      "\(Figures.grouped(Double(set.sequences.count))) sequences, \(Figures.grouped(Double(set.moveCount))) moves, "
        + "\(Figures.grouped(Double(set.clusterCount))) clusters, levels \(set.levels.joined(separator: ", "))."
    ]
    var sizes: [Int: Int] = [:]
    for sequence in set.sequences { sizes[sequence.cluster, default: 0] += sequence.moveCount }
    if let largest = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      set.clusterCount > 1
    {
      let share = Double(largest.value) / Double(max(set.moveCount, 1))
      if share >= 0.05 {
        sentences.append(
          "Cluster '\(set.clusters[largest.key])' alone holds \(Int((100 * share).rounded())) % of the moves."
        )
      }
    }
    sentences += notes.map { $0 + "." }
    if dropped.isEmpty {
      sentences.append("No line was left out.")
    } else {
      sentences.append("\(dropped.count) lines were left out; they are listed here:")
    }
    let table = Table(
      name: "dropped", key: ["line"],
      [
        Column(name: "line", kind: .integer, unit: nil, description: "line of the data file") {
          (row: EventTable.DroppedLine) in .integer(row.line)
        },
        Column(name: "reason", kind: .string, unit: nil, description: "why it was left out") {
          (row: EventTable.DroppedLine) in .text(row.reason)
        },
      ], dropped)
    return Section(title: "Data", sentences: sentences, table: table)
  }

  private static func fitSentences(_ result: LadderCalibration) -> [String] {
    let fit = result.fit
    var sentences = [
      "'\(fit.specification.name)': \(fit.parameterCount) parameters, log-likelihood "
        + "\(Fixed.text(fit.logLikelihood, 1)), BIC \(Fixed.text(fit.bic, 1))."
    ]
    if fit.iterationCount > 0 {
      sentences.append(
        fit.isConverged
          ? "The climb came to rest after \(fit.iterationCount) steps."
          : "THE CLIMB DID NOT COME TO REST in \(fit.iterationCount) steps: do not use these numbers."
      )
    }
    sentences.append(
      "Weak prior: \(result.request.prior.rowTransitions) pseudo-transition a row, spread "
        + "\(result.request.prior.rowSpread == .asLevel ? "as the moves of its level" : "evenly"); normal with precision \(result.request.prior.termPrecision) on terms, "
        + "\(result.request.prior.loadingPrecision) on loadings, \(result.request.prior.offsetPrecision) on "
        + "offsets. No move that was seen anywhere has probability zero.")
    if let errors = result.errors {
      sentences.append("Standard errors: \(errors.method), \(errors.clusterCount) clusters.")
      if errors.clusterCount < ClusteredErrors.fewClusters {
        sentences.append(
          "Fewer than \(ClusteredErrors.fewClusters) clusters: the errors are too small to be trusted."
        )
      }
    }
    if let identifiability = result.identifiability { sentences.append(identifiability.sentence) }
    let unseen = fit.fittedParameters.filter {
      if case .move(_, _, 0, _) = $0.meaning { true } else { false }
    }
    if !unseen.isEmpty {
      sentences.append(
        "Never seen, so set by the weak prior alone: \(unseen.map(\.name).joined(separator: "; "))."
      )
    }
    return sentences
  }

  private static func drawSentence(_ draws: PosteriorDraws) -> String {
    let count = draws.parameters.rowCount
    let under = "\(count) draws under the weak prior, sequences taken for independent"
    switch draws.method {
    case .importance(let shape):
      return "\(under): weighted from a Student t around the maximum, k-hat "
        + "\(Fixed.text(shape, 2)) (trusted up to 0.7)."
    case .chains(let rHat):
      return "\(under): Metropolis chains, largest split R-hat \(Fixed.text(rHat, 3))."
    }
  }

  private static func reachSentences(_ result: LadderCalibration) -> [String] {
    let tested = result.splits.filter { $0.way != .reported }
    let rows = tested.flatMap(\.reach)
    var sentence =
      "\(rows.count { $0.isInside }) of \(rows.count) fitted values lie in the exact 95 % interval of what was "
      + "seen"
    let held = rows.compactMap(\.isInsideHeldOut)
    if !held.isEmpty { sentence += ", \(held.count { $0 }) of \(held.count) when held out" }
    return [
      sentence
        + "\(result.splits.count > tested.count ? " (parts too small to test left out)" : "")."
    ]
  }

  private static func holdoutSentences(_ result: LadderCalibration) -> [String] {
    result.holdout.filter { !$0.reach.isEmpty }.map { score in
      let inside = score.reach.count { $0.isInside }
      return
        "'\(score.specification.name)': \(inside) of \(score.reach.count) foretold values lie in the exact "
        + "95 % interval of what was seen."
    }
  }

  private static func gapSentences(_ result: LadderCalibration) -> [String] {
    var sentences = [
      "With weight short_weight a short geometric phase, else a long one; maximum likelihood."
    ]
    let alike = zip(result.fit.levels, result.gaps).filter {
      $0.1 != nil && $0.1?.standardErrors == nil
    }.map(\.0)
    if !alike.isEmpty {
      sentences.append(
        "The phases of \(alike.joined(separator: ", ")) cannot be told apart: no errors are given.")
    }
    return sentences
  }

  private static func scoreSentences(_ result: LadderCalibration) -> [String] {
    let folds = result.request.foldCount
    var sentences = [
      "Clusters dealt into \(folds) parts, seed \(result.request.seed); nats a move; gains with errors clustered "
        + "and paired, over a first-order chain fitted the same way and over the base rate of all data."
    ]
    if !result.sequences.isOrdered {
      sentences.append(
        "Counted moves do not keep their order: gains from below the highest level need the events."
      )
    }
    return sentences
  }

  private static func testSentences(_ result: LadderCalibration) -> [String] {
    var sentences = [
      "Likelihood-ratio tests that take moves for independent. Moves of one sequence are not: they reject too "
        + "easily."
    ]
    if result.request.testReplicateCount > 0,
      result.tests.contains(where: { $0.test.smallestExpected < 5 })
    {
      sentences.append(
        "Some expected counts are below 5: read the bootstrap, "
          + "\(result.request.testReplicateCount) draws from the simpler model, and not chi-square."
      )
    }
    return sentences
  }
}
