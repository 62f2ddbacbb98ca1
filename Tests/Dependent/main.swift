import Escalation
import Foundation
import MarkovChains
import RandomStreams

// A model read from its file, solved, and simulated: the simulation must come near the solution.
let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
let model = try EscalationModel(ModelDocument(text: text, file: "model.yaml"))
let scenario = model.compile([model.statedValues], horizon: 365, start: model.start)[0]
let top = Quantity.reachProbability(set: model.ladder.rungs.count - 2)
let exact = try ExactEngine().estimates(for: scenario.mixture)
let paths = try PathEngine(
  trajectoryCount: 100_000, address: StreamAddress(seed: 1), threadCount: 1
).estimates(for: scenario.mixture)
guard let solved = exact[top], let counted = paths[top], let error = counted.sample?.standardError
else { fatalError("both engines answer whether the top is reached") }
let distance = abs(counted.value - solved.value) / max(error, 1e-6)
print("\(model.ladder.rungs.last ?? "") within 365 days: \(solved.value) exactly,")
print("\(counted.value) by 100000 trajectories, \(distance) standard errors away")
exit(distance < 5 ? 0 : 1)
