import ArgumentParser
import Experiments

/// `brink sweep`: a design over factors and coefficients.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Estimate the risk over a design of factors and coefficients.",
    discussion: """
      brink sweep taiwan-strait-1996 --vary signal_clarity=0:1:0.1 --vary nationalism=0:1:0.1
      brink sweep hainan-2001 --vary coefficients.signal_clarity.up=-1.6,-0.8,0 --format csv
      """)

  @Argument(help: "A shipped model or a .yaml file.")
  var model: String

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Vary a factor or a coefficient (repeatable).",
      valueName: "name=start:stop:step | name=a,b,c"))
  var vary: [String] = []

  @Option(help: "grid or one-at-a-time.")
  var design: Design = .grid

  @OptionGroup var options: StudyOptions

  func validate() throws {
    if vary.isEmpty { throw ValidationError("a sweep varies something: --vary name=0:1:0.1") }
    let variations = try vary.map(Self.variation)
    let names =
      variations.map(\.name)
      + (try options.question.settings.map { try QuestionOptions.setting($0).name })
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("'\(twice)' is varied or set twice")
    }
  }

  private static func variation(_ text: String) throws -> Variation {
    do {
      return try Variation(text)
    } catch {
      throw ValidationError("--vary: \(error.description)")
    }
  }

  func run() throws {
    if ModelSource.isChain(model) {
      throw ValidationError(
        "a chain has no parameters to vary; brink run answers for all its states with --start '*'")
    }
    let model = try ModelSource.model(model)
    let study = try options.study(
      model, variations: try vary.map(Self.variation), design: design)
    try StudyRunner(study: study, options: options).run()
  }
}
