#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Parts lanes; see `LanePacking`. Only for processors of which `brink_has_packing` says that they can.
  ///
  /// - Returns: How many stay.
  public func pack(_ packing: LanePacking) -> Int {
    vec_pack_lanes(
      packing.marks, packing.laneCount, packing.values, packing.valueCount, packing.left,
      packing.leftCount, packing.leftOffset, packing.words, packing.wordCount)
  }
#endif
