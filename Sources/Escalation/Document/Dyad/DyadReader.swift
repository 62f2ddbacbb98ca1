/// Reads the parts of a model file that describe a dyad.
struct DyadReader {
  let top: MappingReader
  let ladder: Ladder
  let numbers: NumberReader
  let parameters: ParameterList
  let problems: ProblemList

  /// The keys of a dyad beside those of every form.
  static let keys = [
    "sides", "crisis_rung", "signal", "shock", "clients", "channels", "refusal", "silence",
    "response",
    "resolve", "press", "lines", "bluff_bias", "agreed_lines", "confidence", "tempo", "mediation",
    "processes", "moments",
  ]

  /// Words that stand beside names of sides in files and options.
  private static let notSides = [
    "sent", "received", "value", "any", "common", "rung", "peak", "day",
  ]

  /// The form, its factors and its start, or nil with every problem reported.
  func part() -> ModelReader.FormPart? {
    let crisisRung = crisisRung()
    guard let sides = sides() else { return nil }
    let pairs = SideReader(
      sides: sides, ladder: ladder, numbers: numbers, parameters: parameters, problems: problems)
    let factors = DyadFactorReader(top: top, pairs: pairs).factors()
    let signal = signal(pairs)
    let clients = clients(sides)
    let channels = channels(pairs)
    let refusal = pairs.rungTable(top.required("refusal", "0 must be written"), "refusal")
    let silence = pairs.number(top.required("silence"), "silence", .unitInterval)
    let response = response(pairs)
    let lines = LineReader(top: top, pairs: pairs).lines()
    let confidence = confidence(pairs)
    let tempo = tempo(pairs)
    let mediation = mediation(pairs)
    guard let factors, let signal, let clients, let channels, let refusal, let silence,
      let response,
      let lines, let tempo, let mediation
    else {
      // What else is wrong with the file is told even so.
      _ = start(sides, [])
      return nil
    }
    let processes = ProcessReader(
      pairs: pairs, ownFactors: factors.own.map(\.factor.name), problems: problems
    ).processes(
      top.optional("processes"))
    let effects = DyadFactorReader(top: top, pairs: pairs).effects(factors.own)
    guard let crisisRung, let processes, let effects,
      confidence != nil || top.optional("confidence") == nil
    else { return nil }
    let form = DyadForm(
      sides: sides, crisisRung: crisisRung, factors: factors.levels, signal: signal,
      clients: clients,
      channels: channels, refusal: refusal, silence: silence, response: response,
      lines: lines.lines, bluffBias: lines.bluffBias, agreedLines: lines.agreed,
      confidence: confidence, tempo: tempo, mediation: mediation, processes: processes,
      effects: effects)
    guard let start = start(sides, processes.map(\.start)), fits(form) else { return nil }
    return ModelReader.FormPart(
      form: .dyad(form), factors: factors.names,
      start: StartPoint(
        rung: form.rung(start[0], start[1]), peak: form.rung(start[0], start[1]), postures: start,
        conditions: processes.map(\.start)), sides: sides)
  }

  private func sides() -> [String]? {
    guard let node = top.required("sides") else { return nil }
    guard case .sequence(let items) = node.content, items.count == 2 else {
      problems.add(node, "a list of two sides is expected here, such as [china, usa]")
      return nil
    }
    let names = items.compactMap { top.text($0) }
    guard names.count == 2 else { return nil }
    for (item, name) in zip(items, names)
    where !FactorReader.isName(name) || Self.notSides.contains(name) {
      problems.add(
        item,
        "'\(name)' is no name for a side: small letters, digits and _, letter first, and not one of "
          + Self.notSides.joined(separator: ", "))
      return nil
    }
    guard names[0] != names[1] else {
      problems.add(node, "both sides are called '\(names[0])'")
      return nil
    }
    return names
  }

  private func crisisRung() -> DyadForm.CrisisRung? {
    guard let node = top.optional("crisis_rung") else { return .higher }
    guard let text = top.text(node) else { return nil }
    if let rung = DyadForm.CrisisRung(rawValue: text) { return rung }
    problems.add(node, "'\(text)' is not one of: higher, lower")
    return nil
  }

  /// The posture of each side, as the file takes the incident up.
  private func start(_ sides: [String], _ conditions: [Int]) -> [Int]? {
    guard let node = top.required("start"),
      let reader = MappingReader(node, allowed: sides, problems)
    else { return nil }
    let postures = sides.map { side -> Int? in
      guard let entry = reader.required(side), let name = reader.text(entry) else { return nil }
      guard let rung = ladder.rungs.firstIndex(of: name) else {
        problems.add(
          entry,
          "the ladder has no rung '\(name)'\(Spelling.suggestion(for: name, among: ladder.rungs))")
        return nil
      }
      guard rung != ladder.terminal else {
        problems.add(entry, "nothing moves from '\(name)', where incidents end")
        return nil
      }
      return rung
    }
    guard let first = postures[0], let second = postures[1] else { return nil }
    guard first != ladder.end || second != ladder.end else {
      problems.add(node, "nothing moves from there: both sides are settled")
      return nil
    }
    return [first, second]
  }

  // MARK: Signal, shock, channels

  private func signal(_ pairs: SideReader) -> DyadForm.Signal? {
    let reader = group("signal", ["width", "bias"])
    let width = pairs.number(reader?.required("width"), "signal.width", .strength)
    let bias = pairs.pair(reader?.required("bias", "0 must be written"), "signal.bias", .logit)
    let shock = pairs.pair(top.required("shock", "0 must be written"), "shock", .unitInterval)
    guard let width, let bias, let shock else { return nil }
    return .init(width: width, bias: bias, shock: shock)
  }

  private func clients(_ sides: [String]) -> [DyadForm.Client]? {
    var clients: [DyadForm.Client] = []
    var isComplete = true
    for (node, reader) in items("clients", ["name", "patron", "rate", "backing", "emboldening"]) {
      guard let reader, let name = reader.text(reader.required("name")),
        let patronNode = reader.required("patron"), let patron = reader.text(patronNode)
      else {
        isComplete = false
        continue
      }
      if name == patron {
        problems.add(
          patronNode, "the client '\(name)' backs itself; a patron is one of the two sides")
      } else if sides.contains(name) {
        problems.add(node, "'\(name)' is a side of the dyad, and no one's client")
      } else if !FactorReader.isName(name) || clients.contains(where: { $0.name == name }) {
        problems.add(node, "'\(name)' is no name for a client, or stands twice")
      }
      guard let side = sides.firstIndex(of: patron) else {
        if name != patron {
          problems.add(
            patronNode,
            "the patron '\(patron)' is not one of the two sides"
              + Spelling.suggestion(for: patron, among: sides))
        }
        isComplete = false
        continue
      }
      let path = "clients.\(name)"
      let rate = number(reader.required("rate"), "\(path).rate", .unitInterval)
      let backing = number(reader.required("backing"), "\(path).backing", .unitInterval)
      let emboldening = number(reader.required("emboldening"), "\(path).emboldening", .strength)
      guard let rate, let backing, let emboldening else {
        isComplete = false
        continue
      }
      clients.append(
        .init(name: name, patron: side, rate: rate, backing: backing, emboldening: emboldening))
    }
    return isComplete ? clients : nil
  }

  private func channels(_ pairs: SideReader) -> [DyadForm.Channel]? {
    guard top.required("channels", "a dyad without any has an empty list: []") != nil else {
      return nil
    }
    var channels: [DyadForm.Channel] = []
    var isComplete = true
    let keys = ["name", "tier", "from", "to", "availability", "answer", "latency"]
    for (node, reader) in items("channels", keys) {
      guard let reader, let name = reader.text(reader.required("name")),
        reader.text(reader.required("tier", "who speaks: leaders, ministers, military, experts"))
          != nil,
        let from = rung(reader.required("from")), let to = rung(reader.required("to"))
      else {
        isComplete = false
        continue
      }
      if !FactorReader.isName(name) || channels.contains(where: { $0.name == name }) {
        problems.add(node, "'\(name)' is no name for a channel, or stands twice")
      }
      guard from <= to else {
        problems.add(node, "the channel serves from a rung to one below it")
        isComplete = false
        continue
      }
      let path = "channels.\(name)"
      let availability = number(
        reader.required("availability"), "\(path).availability", .unitInterval)
      let answer = pairs.rungTable(reader.required("answer"), "\(path).answer")
      let latency = number(
        reader.required("latency", "days until an answer; 0 must be written"), "\(path).latency",
        .nonnegative)
      guard let availability, let answer, let latency else {
        isComplete = false
        continue
      }
      channels.append(
        .init(
          name: name, rungs: from...to, availability: availability, answer: answer, latency: latency
        ))
    }
    return isComplete ? channels : nil
  }

  // MARK: Response, confidence, tempo, mediation

  private func response(_ pairs: SideReader) -> DyadForm.Response? {
    let reader = group("response", ["matching", "inertia", "nationalism", "stepping_down"])
    let matching = number(reader?.required("matching"), "response.matching", .strength)
    let inertia = number(reader?.required("inertia"), "response.inertia", .strength)
    let nationalism = number(reader?.required("nationalism"), "response.nationalism", .logit)
    let down = number(reader?.required("stepping_down"), "response.stepping_down", .strength)
    let resolveReader = group("resolve", ["common"] + pairs.sides)
    let common = number(resolveReader?.required("common"), "resolve.common", .logit)
    let own = pairs.sides.map {
      number(
        resolveReader?.required($0, "what it has beyond the common part; 0 must be written"),
        "resolve.\($0)", .logit)
    }
    let press = pairs.pair(top.required("press", "0 must be written"), "press", .strength)
    guard let matching, let inertia, let nationalism, let down, let common, let first = own[0],
      let second = own[1], let press
    else { return nil }
    return .init(
      matching: matching, inertia: inertia, nationalism: nationalism, steppingDown: down,
      resolve: common, ownResolve: [first, second], press: press)
  }

  private func confidence(_ pairs: SideReader) -> DyadForm.Confidence? {
    guard top.optional("confidence") != nil else { return nil }
    let reader = group("confidence", ["level", "clarity", "resolve"])
    let level = pairs.pair(reader?.required("level"), "confidence.level", .unitInterval)
    let clarity = number(reader?.required("clarity"), "confidence.clarity", .strength)
    let resolve = number(reader?.required("resolve"), "confidence.resolve", .strength)
    guard let level, let clarity, let resolve else { return nil }
    return .init(level: level, clarity: clarity, resolve: resolve)
  }

  private func tempo(_ pairs: SideReader) -> DyadForm.Tempo? {
    let reader = group("tempo", ["daily", "log_spread", "nodes"])
    let daily = number(reader?.required("daily"), "tempo.daily", .unitInterval)
    let spread = number(
      reader?.required("log_spread", "0 must be written"), "tempo.log_spread", .strength)
    let nodes = reader?.required("nodes", "seven serve well").flatMap { node -> Int? in
      guard let count = numbers.plain(node, .count) else { return nil }
      guard count >= 1, count <= Double(DyadForm.nodeLimit) else {
        problems.add(node, "the number of nodes lies between 1 and \(DyadForm.nodeLimit)")
        return nil
      }
      return Int(count)
    }
    guard let daily, let spread, let nodes else { return nil }
    return .init(daily: daily, logSpread: spread, nodeCount: nodes)
  }

  private func mediation(_ pairs: SideReader) -> DyadForm.Mediation? {
    let reader = group("mediation", ["proposal", "relief"])
    let proposal = pairs.rungTable(reader?.required("proposal"), "mediation.proposal")
    let relief = number(reader?.required("relief"), "mediation.relief", .strength)
    guard let proposal, let relief else { return nil }
    return .init(proposal: proposal, relief: relief)
  }

  // MARK: Pieces

  private func group(_ key: String, _ keys: [String]) -> MappingReader? {
    top.required(key).flatMap { MappingReader($0, allowed: keys, problems) }
  }

  private func number(_ node: ModelDocument.Node?, _ path: String, _ rule: NumberRule) -> Int? {
    numbers.number(node, rule).map { parameters.add(path, $0, rule) }
  }

  private func rung(_ node: ModelDocument.Node?) -> Int? {
    guard let node, let name = top.text(node) else { return nil }
    if let rung = ladder.rungs.firstIndex(of: name) { return rung }
    problems.add(
      node, "the ladder has no rung '\(name)'\(Spelling.suggestion(for: name, among: ladder.rungs))"
    )
    return nil
  }

  /// The items of a list of mappings; those that are none come without a reader.
  private func items(
    _ key: String, _ keys: [String]
  ) -> [(node: ModelDocument.Node, reader: MappingReader?)] {
    guard let node = top.optional(key) else { return [] }
    guard case .sequence(let items) = node.content else {
      problems.add(node, "a list is expected here, not \(node.shown)")
      return []
    }
    return items.map { ($0, MappingReader($0, allowed: keys, problems)) }
  }

  /// Refuses a state space beyond the limit, before anything of its size is made.
  private func fits(_ form: DyadForm) -> Bool {
    let postures = ladder.rungs.count * ladder.rungs.count
    let (conditions, overflow) = form.processes.reduce((1, false)) { product, process in
      let next = product.0.multipliedReportingOverflow(by: process.stateNames.count)
      return (next.partialValue, product.1 || next.overflow)
    }
    let (count, beyond) = conditions.multipliedReportingOverflow(by: postures)
    guard overflow || beyond || count > DyadForm.stateLimit,
      let node = top.optional("processes") ?? top.optional("ladder")
    else { return true }
    problems.add(
      node,
      "\(postures) pairs of postures times the conditions make "
        + "\(overflow || beyond ? "more states than a word counts" : "\(count) states"); the limit is "
        + "\(DyadForm.stateLimit): use fewer processes, fewer states of them, or fewer rungs")
    return false
  }
}
