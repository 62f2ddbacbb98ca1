internal import COpenBLAS

/// The BLAS and LAPACK behind this module: OpenBLAS, on one thread.
///
/// Parallel work is the engines' own; threads inside BLAS would only fight them.
public enum BLASLibrary {
  static let isReady: Bool = {
    openblas_set_num_threads(1)
    brink_end_blas_threads()
    return true
  }()

  /// Ends the library's own threads, which look for work for a tenth of a second after it was loaded.
  public static func endThreads() { _ = isReady }

  /// Version and kernel, for instance `OpenBLAS 0.3.21 SkylakeX`; it belongs to a study's
  /// provenance, since low-order bits of exact answers differ between kernels.
  public static var provenance: String {
    _ = isReady
    let config = openblas_get_config().map { String(cString: $0) } ?? "OpenBLAS"
    let kernel = openblas_get_corename().map { String(cString: $0) } ?? "unknown"
    let version = config.split(separator: " ").prefix(2).joined(separator: " ")
    return "\(version) \(kernel)"
  }

  /// c <- a b + beta c on raw row-major storage.
  ///
  /// - Parameter stride: The distance between rows of each operand.
  static func multiplyAdd(
    rows: Int, columns: Int, inner: Int,
    _ a: UnsafePointer<Double>, stride aStride: Int,
    _ b: UnsafePointer<Double>, stride bStride: Int,
    beta: Double, _ c: UnsafeMutablePointer<Double>, stride cStride: Int
  ) {
    guard rows > 0, columns > 0, inner > 0 else { return }
    precondition(isReady, "BLAS is set up before its first call")
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner),
      1, a, blasint(aStride), b, blasint(bStride), beta, c, blasint(cStride))
  }
}
