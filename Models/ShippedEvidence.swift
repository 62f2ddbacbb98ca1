/// The tables of `Evidence`, embedded in the binary.
public enum ShippedEvidence: String, Sendable, CaseIterable {
  /// The four cases, step by step.
  case caseTimelines = "case-timelines"
  /// The levels of factors in the four cases.
  case caseFactors = "case-factors"
  /// Incidents after 2014, step by step.
  case laterTimelines = "post-2014-timelines"
  /// The levels of factors in them.
  case laterFactors = "post-2014-factors"
  /// Moves between levels, counted 1946-2014.
  case moveCounts = "move-counts"
  /// Pairs by first and highest level, counted 1946-2014.
  case peakCounts = "peak-counts"
  /// Questions that forecasters were asked, with their public figures.
  case questions

  /// The name of the file.
  public var file: String { "\(rawValue).csv" }

  /// What is in it, verbatim.
  public var bytes: [UInt8] {
    switch self {
    case .caseTimelines: PackageResources.case_timelines_csv
    case .caseFactors: PackageResources.case_factors_csv
    case .laterTimelines: PackageResources.post_2014_timelines_csv
    case .laterFactors: PackageResources.post_2014_factors_csv
    case .moveCounts: PackageResources.move_counts_csv
    case .peakCounts: PackageResources.peak_counts_csv
    case .questions: PackageResources.questions_csv
    }
  }
}
