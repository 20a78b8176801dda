package org.taskvectors.saving;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// A checkpoint that was saved.
///
/// @param path the folder or the file that it lies in
/// @param shards the names of its files of weights
/// @param companions the names of the files that were carried along
/// @param tensors how many tensors it has
/// @param weights how many elements they have
/// @param bytesWritten bytes of the weight files
/// @param notes what its user should know, in sentences without a full stop
/// @param took from the first byte to the renamed files
public record SaveResult(
        Path path,
        List<String> shards,
        List<String> companions,
        int tensors,
        long weights,
        long bytesWritten,
        List<String> notes,
        Duration took) {
    static SaveResult of(
            Target target,
            List<String> shards,
            List<String> companions,
            Checkpoint model,
            long bytesWritten,
            List<String> notes) {
        List<String> all = new ArrayList<>(model.about().notes());
        all.addAll(notes);
        return new SaveResult(
                target.path(),
                shards,
                companions,
                model.tensors().size(),
                model.tensors().stream().mapToLong(Tensor::elements).sum(),
                bytesWritten,
                List.copyOf(all),
                Duration.ZERO);
    }

    /// The note about weights that are not finite; empty where there are none.
    static List<String> notFinite(long count) {
        return count == 0
                ? List.of()
                : List.of(
                        String.format(
                                Locale.ROOT,
                                "%,d weights of the saved model are NaN or infinite: base or vector"
                                        + " have such, or a sum does not fit into its dtype",
                                count));
    }

    /// The same with another time.
    public SaveResult took(Duration time) {
        return new SaveResult(
                path, shards, companions, tensors, weights, bytesWritten, notes, time);
    }

    /// The same with more notes behind its own.
    public SaveResult withMoreNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new SaveResult(
                path, shards, companions, tensors, weights, bytesWritten, List.copyOf(all), took);
    }
}
