/// What country codes of the Correlates of War say of a pair of states.
///
/// - Source: Correlates of War Project, State System Membership List, major powers, version 2016.
enum CorrelatesOfWar {
  /// Code, first and last year as a major power.
  static let majorPowers: [(code: Int, years: ClosedRange<Int>)] = [
    (2, 1898...2016), (200, 1816...2016), (220, 1816...1940), (220, 1945...2016),
    (255, 1816...1918), (255, 1925...1945), (255, 1991...2016), (300, 1816...1918),
    (325, 1860...1943), (365, 1816...1917), (365, 1922...2016), (710, 1950...2016),
    (740, 1895...1945), (740, 1991...2016),
  ]

  /// The two world wars, by confrontation number.
  static let worldWars: Set<String> = ["257", "258"]

  /// The attributes of a pair of states in a confrontation that began in a year.
  static func attributes(cluster: String, sides: [String], year: Int) -> [String: String] {
    let codes = sides.compactMap { Int($0) }.sorted()
    let majorCount = codes.count { code in
      majorPowers.contains { $0.code == code && $0.years.contains(year) }
    }
    let powers = ["minor_minor", "major_minor", "major_major"]
    let china =
      !codes.contains(710) || year < 1950 ? "no" : codes.contains(2) ? "with_usa" : "with_others"
    return [
      "dyad": codes.map(String.init).joined(separator: "-"),
      "powers": powers[min(majorCount, 2)],
      "china": china,
      "world_war": worldWars.contains(cluster) ? "yes" : "no",
    ]
  }
}
