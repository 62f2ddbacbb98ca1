import ArgumentParser
import Calibration
import Escalation

/// `brink calibrate`: data in, a ladder with its errors and scores out.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fit a ladder to events or counted moves, and say how well it does.",
    discussion: """
      DATA is a CSV file of dated events (Militarized Interstate Events is known by its header, other layouts by \
      the options for columns), of counted moves (columns rung, peak, next, count, and sequence and cluster), \
      or with --outcome any table for a multinomial logit. Or it is a model that states moments, some numbers of \
      which are then matched to them.

      brink calibrate mie-1.0.csv --years 1946-2014 --split powers=major_major -o Results/fit
      brink calibrate mie-1.0.csv --years 1946-2014 --compare --test era
      brink calibrate mie-1.0.csv --years 1946-2014 --holdout era=1993-2014
      brink calibrate counts.csv --gaps gaps.csv --base pooled-1946-2014 --model my.yaml
      brink calibrate endings.csv --outcome ending --covariate mediated --covariate violence --count count
      brink calibrate china-us-dyad --match resolve.common --match tempo.daily --model matched.yaml
      """)

  @Argument(
    help:
      "A CSV file of events, of counted moves, or any table with --outcome; or a model with --match."
  )
  var data: String

  @OptionGroup(title: "Columns of events") var columns: EventColumnOptions

  @OptionGroup(title: "What is fitted") var fit: CalibrationOptions

  @OptionGroup(title: "What comes out") var output: CalibrationOutputOptions

  @OptionGroup(title: "Matching a model to its moments") var moments: MomentOptions

  func validate() throws {
    try moments.validate(with: self)
    guard fit.outcome != nil else { return }
    let ladders = fit.ladderOptions + output.ladderOptions + (columns.isGiven ? ["--level"] : [])
    guard let first = ladders.first else { return }
    throw ValidationError("\(first) belongs to ladders; --outcome fits a table of its own")
  }

  func run() throws {
    if moments.isGiven {
      Interruption.watch()
      try moments.runner(data, output).run()
      return
    }
    let table: RecordTable
    do {
      table = try RecordTable(path: data)
    } catch {
      throw CalibrationFailure.exit(error)
    }
    Interruption.watch()
    if let outcome = fit.outcome {
      try LogitReport(table, outcome: outcome, options: fit, output: output).write(output)
      return
    }
    let runner = CalibrationRunner(table: table, columns: columns, options: fit, output: output)
    do {
      try runner.run()
    } catch let error as CalibrationError {
      throw CalibrationFailure.exit(error)
    } catch let error as TextFileError {
      throw CalibrationFailure.exit(error)
    } catch let error as ModelError {
      throw Speech.fail(error.description, ExitStatus.badData)
    }
  }
}

/// Exit codes of what can go wrong with data.
enum CalibrationFailure {
  static func exit(_ error: TextFileError) -> ExitCode {
    switch error {
    case .unreadable: Speech.fail(error.description, ExitStatus.cannotReadOrWrite)
    case .invalid: Speech.fail(error.description, ExitStatus.badData)
    }
  }

  static func exit(_ error: CalibrationError) -> ExitCode {
    switch error {
    case .interrupted: Speech.fail(error.description, ExitStatus.interrupted)
    case .unfit: Speech.fail(error.description, ExitStatus.badData)
    }
  }
}
