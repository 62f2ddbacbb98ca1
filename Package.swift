// swift-tools-version: 6.1

import PackageDescription

let package = Package(
  name: "brink",
  products: [
    .library(name: "MarkovChains", targets: ["MarkovChains"])
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS",
      pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .target(name: "LinearAlgebra", dependencies: ["COpenBLAS"]),
    .target(name: "RandomStreams"),
    .target(name: "SpecialFunctions"),
    .target(
      name: "MarkovChains", dependencies: ["LinearAlgebra", "RandomStreams", "SpecialFunctions"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "RandomStreamsTests",
      dependencies: ["RandomStreams", "SpecialFunctions", "TestSupport"]),
    .testTarget(
      name: "SpecialFunctionsTests", dependencies: ["SpecialFunctions", "TestSupport"],
      exclude: ["Vectors"]),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "TestSupport"]),
    .testTarget(
      name: "MarkovChainsTests",
      dependencies: ["MarkovChains", "LinearAlgebra", "RandomStreams", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
