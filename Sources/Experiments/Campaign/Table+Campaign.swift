import Tables

extension Table {
  /// The estimates of a campaign: the columns of every study, and at their end the theatre.
  init(campaign result: StudyResult) {
    let theatre = Column<EstimateRow>(
      name: "theatre", kind: .string, unit: nil,
      description: "the theatre of a campaign that it is about; empty for all of them together"
    ) { .optional($0.theatre) }
    self.init(
      name: "estimates", key: ["scenario", "structure", "quantity", "rung", "theatre"],
      EstimateColumns.columns(varied: [], engine: result.engine.engine) + [theatre], result.rows)
  }
}
