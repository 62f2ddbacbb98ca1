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

      Of a campaign, a file of theatres in which incidents keep arriving: the risk of the first year and \
      of all its years, by rung, and what each theatre has of it.

      brink run my-campaign.yaml --structures spiral

      Of a chain (.csv, .tra): the probability of reaching each target and its complement, mean and \
      variance of the steps until then.

      brink run chain.csv --start calm --target war
      brink run leader.tra --start '*' --target elected --quantile 0.99
      """)

  @Argument(help: "A shipped model, a .yaml file, or a chain: .csv or .tra.")
  var model: String

  @OptionGroup var options: StudyOptions

  @OptionGroup var chainOptions: ChainOptions

  func run() throws {
    if ModelSource.isChain(model) {
      let chain = try ModelSource.chain(model)
      try StudyRunner(study: chainOptions.study(chain, options), options: options).run()
      return
    }
    try chainOptions.refuseOnLadder()
    switch try ModelSource.subject(model) {
    case .incident(let model):
      try StudyRunner(study: options.study(model), options: options).run()
    case .campaign(let campaign):
      try StudyRunner(study: options.study(campaign), options: options).run()
    }
  }
}
