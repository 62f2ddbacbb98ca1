// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "brink",
  products: [
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"])
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
    .target(name: "RandomStreams"),
    .target(name: "SpecialFunctions"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "RandomStreamsTests",
      dependencies: ["RandomStreams", "SpecialFunctions", "TestSupport"]),
    .testTarget(
      name: "SpecialFunctionsTests", dependencies: ["SpecialFunctions", "TestSupport"],
      exclude: ["Vectors"]),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
