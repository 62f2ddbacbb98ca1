import ArgumentParser
import MarkovChains

/// The command `brink`.
@main
struct Brink: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "brink",
    abstract: "How likely is it that an incident becomes a war, and how sure can anyone be?",
    discussion: """
      MODEL is the name of a shipped model (brink models), a .yaml file, or a chain: a .csv or .tra file.
      Exit codes: 0 done; 1 a check failed; 64 usage; 65 bad model or data; 74 cannot read or \
      write; 130 interrupted.
      """,
    version: version,
    subcommands: [
      ValidateCommand.self, ShowCommand.self, RunCommand.self, SweepCommand.self,
      CompareCommand.self, ThresholdCommand.self, SensitivityCommand.self,
      CalibrateCommand.self, HindcastCommand.self, ScoreCommand.self, ReplayCommand.self,
      ModelsCommand.self,
    ])

  static func main() {
    ExactEngine.endLibraryThreads()
    main(nil)
  }
}
