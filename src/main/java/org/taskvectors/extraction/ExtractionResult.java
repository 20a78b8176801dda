package org.taskvectors.extraction;

import java.nio.file.Path;
import java.time.Duration;
import org.taskvectors.analysis.VectorProfile;

/// What an extraction left.
///
/// @param output the vector's file
/// @param profile everything that was measured on the way, already kept beside the vector
/// @param check the check that it ran on
/// @param bytesRead bytes of weights read from both sides
/// @param took from the first byte to the renamed file
public record ExtractionResult(
        Path output, VectorProfile profile, PairCheck check, long bytesRead, Duration took) {}
