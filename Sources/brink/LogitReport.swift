import ArgumentParser
import Calibration
import Escalation
import Tables

/// A multinomial logit of one column of a table on others.
struct LogitReport {
  private let fit: LogitTable

  init(
    _ table: RecordTable, outcome: String, options: CalibrationOptions,
    output: CalibrationOutputOptions
  ) throws {
    let lines = ProgressLine(output.quiet ? .none : output.progress)
    defer { lines.finish() }
    do {
      fit = try LogitTable(
        table, outcome: outcome, baseline: options.baseline, covariates: options.covariate,
        count: options.count, cluster: table.column("cluster") == nil ? nil : "cluster",
        penalty: options.penalty,
        control: FitControl(report: { lines.say($0) }, isInterrupted: { Interruption.happened }))
    } catch let error as TextFileError {
      throw CalibrationFailure.exit(error)
    } catch let error as CalibrationError {
      throw CalibrationFailure.exit(error)
    }
  }

  func write(_ output: CalibrationOutputOptions) throws {
    switch output.format ?? (ResultsStream.isTerminal ? .table : .csv) {
    case .table:
      try ResultsStream.write(
        fit.sentences.joined(separator: "\n") + "\n\n" + fit.table.text(digits: 6))
    case .csv, .json:
      try ResultsStream.write(output.format == .json ? fit.table.json : fit.table.csv)
      if !output.quiet { Speech.say(fit.sentences.joined(separator: "\n")) }
    }
  }
}
