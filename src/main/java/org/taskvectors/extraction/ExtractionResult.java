package org.taskvectors.extraction;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.taskvectors.analysis.VectorProfile;

/// What an extraction left.
///
/// @param output the vector's file
/// @param profile everything that was measured on the way, already kept beside the vector
/// @param check what the check found that it ran on
/// @param bytesRead bytes of weights read from both sides
/// @param took from the first byte to the renamed file
public record ExtractionResult(
        Path output, VectorProfile profile, Checked check, long bytesRead, Duration took) {

    /// Returns why it is not known how many of the fine-tuned weights come back when the vector is
    /// added to its base, as a sentence without its full stop; empty where that was measured.
    public Optional<String> noRoundTrip() {
        if (profile.tensors().stream().allMatch(tensor -> tensor.shape().elements() == 0)) {
            return Optional.of("the vector holds no weights");
        }
        return profile.tensors().stream().anyMatch(tensor -> tensor.sides().isPresent())
                ? Optional.empty()
                : Optional.of(
                        "an adapter is the change itself, and there is no fine-tuned model to come"
                                + " back to");
    }
}
