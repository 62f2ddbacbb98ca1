import RandomStreams

/// Which part of the clusters is held out, each once.
///
/// The order is that of a hash of cluster name and seed, so it depends neither on the order of the data nor
/// on what else is in them.
public struct Folds: Sendable {
  /// How many parts there are.
  public let count: Int
  private let foldOfCluster: [Int: Int]

  /// The clusters of some sequences, dealt into parts of nearly one size.
  public init(_ set: SequenceSet, count: Int, seed: UInt64) {
    self.count = count
    let present = Set(set.sequences.map(\.cluster)).map { cluster in
      let name = set.clusters[cluster]
      return (cluster: cluster, name: name, key: stableHash("\(seed) \(name)".utf8))
    }.sorted { ($0.key, $0.name) < ($1.key, $1.name) }
    foldOfCluster = Dictionary(
      uniqueKeysWithValues: present.enumerated().map { ($0.element.cluster, $0.offset % count) })
  }

  /// The part that a sequence belongs to.
  public func fold(of sequence: SequenceSet.Sequence) -> Int {
    foldOfCluster[sequence.cluster] ?? 0
  }
}
