import ArgumentParser

/// `brink run`: one scenario.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Estimate the risk of one scenario.",
    discussion: """
      Prints a headline in natural frequencies, then exceedance by rung, absorption, unresolved, \
      occupancy, days to end and first passage.

      brink run hainan-2001
      brink run hainan-2001 --trajectories 1e7 --check
      brink run my.yaml --set nationalism=0.9 --horizon 90d -o Results/angry
      """)

  @Argument(help: "A shipped model or a .yaml file.")
  var model: String

  @OptionGroup var options: StudyOptions

  func run() throws {
    let model = try ModelSource.model(model)
    try StudyRunner(study: options.study(model), options: options).run()
  }
}
