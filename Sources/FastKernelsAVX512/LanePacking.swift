#if arch(x86_64)
  import CVectors
  import MarkovChains

  /// Moves values of lanes together; see `LanePacking`. Only for processors of which `brink_has_packing` says that they can.
  ///
  /// - Returns: How many there are.
  public func pack(_ packing: LanePacking) -> Int {
    vec_pack_values(
      packing.values, packing.marks, packing.isMarked ? 1 : 0, packing.to, packing.laneCount)
  }
#endif
