import Tables

extension Table {
  /// The estimates of a result.
  public init(_ study: Study, _ result: StudyResult) {
    self.init(
      estimates: result, varied: study.variations.map(\.name))
  }

  /// The estimates of a result.
  ///
  /// - Parameter varied: The names of the varied parameters.
  init(estimates result: StudyResult, varied: [String]) {
    self.init(
      name: "estimates", key: ["scenario", "structure", "quantity", "rung", "quantile"],
      EstimateColumns.columns(varied: varied, engine: result.engine.engine), result.rows)
  }

  /// The laws of first passage of a result, or nil when none were asked for.
  init?(firstPassage study: Study, _ result: StudyResult) {
    guard study.wantsFirstPassage else { return nil }
    self.init(
      name: "first_passage", key: ["scenario", "rung", "day"],
      FirstPassageColumns.columns(study), result.passages)
  }
}
