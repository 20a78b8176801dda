package org.taskvectors.analysis;

import java.util.List;
import java.util.Optional;
import org.taskvectors.vector.Provenance;

/// The result of one pass over a vector.
///
/// @param tensors the floating-point tensors that the vector holds, tied ones once, in the order of
///   the file
/// @param provenance the vector's origin; empty for a vector that another program wrote
/// @param checksum the vector's own content fingerprint (SHA-256, hexadecimal)
public record VectorProfile(
        List<TensorProfile> tensors, Optional<Provenance> provenance, String checksum) {}
