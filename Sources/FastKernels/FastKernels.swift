import CVectors
import MarkovChains

#if arch(x86_64)
  import FastKernelsAVX2
  import FastKernelsAVX512
#endif

/// The kernels that advance lanes with the instructions of the processor at hand.
public enum FastKernels {
  /// The environment variable that picks a kernel by name.
  public static let variable = "BRINK_KERNEL"

  /// The kernels that this processor can run, besides the portable one; the fastest last.
  public static var available: [LaneKernel] {
    var kernels: [LaneKernel] = []
    #if arch(x86_64)
      if brink_has_avx2() != 0 {
        kernels.append(
          LaneKernel(
            name: "avx2", groupSize: FastKernelsAVX2.generatorGroupSize, tile: FastKernelsAVX2.tile,
            registerStateCount: FastKernelsAVX2.registerStateCount,
            seed: FastKernelsAVX2.seed, advance: FastKernelsAVX2.advance,
            sum: FastKernelsAVX2.sum, carry: FastKernelsAVX2.carry))
      }
      if brink_has_avx512() != 0 {
        kernels.append(
          LaneKernel(
            name: "avx512", groupSize: FastKernelsAVX512.generatorGroupSize,
            tile: FastKernelsAVX512.tile,
            registerStateCount: FastKernelsAVX512.registerStateCount,
            seed: FastKernelsAVX512.seed, advance: FastKernelsAVX512.advance,
            sum: FastKernelsAVX512.sum,
            pack: brink_has_packing() != 0 ? FastKernelsAVX512.pack : nil,
            carry: FastKernelsAVX512.carry))
      }
    #endif
    return kernels
  }

  /// The kernel to use.
  ///
  /// - Parameter name: `portable`, `avx2` or `avx512`; nil takes the fastest.
  /// - Returns: Nil for a name that this processor cannot run.
  public static func kernel(named name: String?) -> LaneKernel? {
    let all = [.portable] + available
    guard let name else { return all.last }
    return all.first { $0.name == name }
  }
}
