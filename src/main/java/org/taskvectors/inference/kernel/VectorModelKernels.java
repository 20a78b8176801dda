package org.taskvectors.inference.kernel;

/// The kernels in the machine's widest lanes.
final class VectorModelKernels extends ScalarModelKernels {}
