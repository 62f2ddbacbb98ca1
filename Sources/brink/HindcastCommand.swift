import ArgumentParser
import Escalation
import Experiments
import Tables

/// `brink hindcast`: the probability a model gave to what happened.
struct HindcastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hindcast", abstract: "Ask models what probability they gave to what happened.",
    discussion: """
      Of each case: the probability of the peak reached, of worse and of the sequence of events, under \
      every reading of doubtful steps, with log scores beside a base rate and a first-order chain. \
      Without MODEL the four cases with their own models; CSV has a row for every reading.

      brink hindcast
      brink hindcast korea-1950 --set channel_availability=0.9
      brink hindcast --post-2014
      brink hindcast major-powers --case hainan-2001 --start rung=show_of_force
      brink hindcast my.yaml --timeline steps.csv
      """)

  @Argument(
    help: "Shipped models or .yaml files; default: each case's own, after 2014 china-us.")
  var model: [String] = []

  @Option(
    name: .customLong("case"), parsing: .singleValue,
    help: ArgumentHelp(
      "A case (repeatable); default: the model's own, of a file all.", valueName: "name"))
  var cases: [String] = []

  @Flag(
    name: .customLong("post-2014"),
    help: "The incidents after the counts end, coded after the fact.")
  var later = false

  @Option(
    help: ArgumentHelp(
      "Cases of one's own: case,step,date,rung,source and rung_alternative.", valueName: "file.csv")
  )
  var timeline: String?

  @Option(
    help: ArgumentHelp("Their factors: case,factor,level and low, high.", valueName: "file.csv"))
  var factors: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Run history again with this set, beside the baseline (repeatable).",
      valueName: "name=value"))
  var settings: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Run history again with a measure of the model (repeatable), each alone.", valueName: "name"))
  var measure: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the case up on its first day on this rung.", valueName: "rung=R,peak=R"))
  var start: String?

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Flag(help: "No speech on standard error.")
  var quiet = false

  func validate() throws {
    if timeline != nil, model.isEmpty {
      throw ValidationError("--timeline holds cases; name the MODEL they are asked of")
    }
    if timeline != nil, later {
      throw ValidationError("--timeline and --post-2014 are two sets of cases; choose one")
    }
    let names = try settings.map { try QuestionOptions.setting($0).name }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--set: '\(twice)' is set twice")
    }
  }

  func run() throws {
    let pairs = try HindcastCases(
      models: model, cases: cases, isLater: later, timeline: timeline, factors: factors
    ).pairs()
    if !measure.isEmpty, let first = pairs.first(where: { $0.model.measures.isEmpty }) {
      throw Speech.fail(
        "the model '\(first.model.name)' has no measures; --set name=value runs history again with a "
          + "change", ExitStatus.badData)
    }
    let settings = try settings.map(QuestionOptions.setting)
    let baselines = try HindcastCases.baselines()
    var rows: [HindcastRow] = []
    do {
      for pair in pairs {
        let start = try start.map { try QuestionOptions.startPoint($0, pair.model) }
        rows += try Hindcast(
          model: pair.model, timeline: pair.timeline, factors: pair.factors, settings: settings,
          measures: measure.map { try QuestionOptions.measure($0, pair.model) }, start: start,
          baselines: baselines
        ).run()
      }
    } catch let error as StudyError {
      throw Speech.fail(error)
    }
    try write(
      HindcastReport(
        rows, origins: Set(pairs.map(\.origin)), codedOn: pairs.compactMap(\.timeline.codedOn).max()
      ))
  }

  private func write(_ report: HindcastReport) throws {
    let caption = report.caption.joined(separator: "\n")
    let format = format ?? (ResultsStream.isTerminal ? .table : .csv)
    switch format {
    case .table: try ResultsStream.write(report.text + "\n" + caption + "\n")
    case .csv, .json:
      try ResultsStream.write(format == .csv ? report.table.csv : report.table.json)
      if !quiet { Speech.say(caption) }
    }
  }
}
