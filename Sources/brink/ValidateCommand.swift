import ArgumentParser
import Escalation
import Experiments

/// `brink validate`: every problem of every file at once.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Say everything that is wrong with model files.")

  @Argument(help: "Shipped models, .yaml files, or chains: .csv and .tra.")
  var models: [String]

  @Flag(help: "No speech on standard error but for errors.")
  var quiet = false

  func run() throws {
    var worst: Int32 = 0
    for argument in models {
      do {
        if ModelSource.isChain(argument) {
          let chain = try ModelSource.chain(argument)
          if !quiet {
            Speech.say(
              "\(ModelError.printable(argument)): valid; \(chain.matrix.stateCount) states, "
                + "\(chain.matrix.targets.count) transitions")
            for note in chain.notes { Speech.say(ModelError.printable("\(argument): \(note)")) }
          }
          continue
        }
        switch try ModelSource.subject(argument) {
        case .campaign(let campaign):
          guard !quiet else { continue }
          Speech.say(
            "\(argument): valid; a campaign of \(campaign.theatres.count) theatres, "
              + "\(campaign.residue.states.count) states of residue, "
              + "\(campaign.parameters.count) numbers of its own")
        case .incident(let model):
          guard !quiet else { continue }
          let counts = [
            (JudgementShare(model).totalCount, "number"), (model.ladder.rungs.count, "rung"),
            (model.structures.count, "structure"), (model.measures.count, "measure"),
            (model.moments.count, "moment"),
          ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
          Speech.say("\(argument): valid; \(counts.joined(separator: ", "))")
        }
      } catch let code as ExitCode {
        worst = max(worst, code.rawValue)
      }
    }
    if worst != 0 { throw ExitCode(worst) }
  }
}
