import ArgumentParser

/// Where the results of a calibration go.
struct CalibrationOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The model that fitted numbers are written into.", valueName: "model"))
  var base = "pooled-1946-2014"

  @Option(
    help: ArgumentHelp(
      "Write the base with the fitted numbers into this file.",
      valueName: "file"))
  var model: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Write the fitted numbers into this model file itself (repeatable).", valueName: "file"))
  var update: [String] = []

  @Option(
    help: ArgumentHelp(
      "The split whose offsets are written, into models that have offsets.",
      valueName: "name=value,…"))
  var modelSplit: String?

  @Option(
    help: ArgumentHelp(
      "Write the counted moves into this file, with names of clusters and sequences made numbers.",
      valueName: "file"))
  var writeCounts: String?

  @Option(
    help: ArgumentHelp("Write the counted gaps into this file.", valueName: "file"))
  var writeGaps: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Keep this attribute in --write-counts (repeatable).", valueName: "name"))
  var keep: [String] = []

  @Option(help: "table, csv or json; default: table on a terminal, csv in a pipe.")
  var format: OutputFormat?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Store report, tables and model in this folder.", valueName: "folder"))
  var output: String?

  @Option(help: "auto, plain or none.")
  var progress: Progress.Style = .auto

  @Flag(help: "No speech on standard error.")
  var quiet = false

  func validate() throws {
    if modelSplit != nil, model == nil, output == nil, update.isEmpty {
      throw ValidationError(
        "--model-split says what --model, --update or -o shall write; name one of them")
    }
    if !keep.isEmpty, writeCounts == nil {
      throw ValidationError("--keep belongs to --write-counts")
    }
  }

  /// The files that are written beside a folder.
  var writtenFiles: [String] {
    update + [model, writeCounts, writeGaps].compactMap { $0 }
  }

  /// The given options that say something of ladders alone.
  var ladderOptions: [String] {
    let given: [(String, Bool)] = [
      ("--model", model != nil), ("--update", !update.isEmpty),
      ("--model-split", modelSplit != nil),
      ("--write-counts", writeCounts != nil), ("--write-gaps", writeGaps != nil),
      ("-o", output != nil),
    ]
    return given.filter(\.1).map(\.0)
  }
}
