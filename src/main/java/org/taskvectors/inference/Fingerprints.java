package org.taskvectors.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Summand;

/// The fingerprints of the models that one base and its vectors make. A tensor is summed again only
/// if it is another one than at the last time.
final class Fingerprints {
    /// @param tensor with its dtype and shape
    /// @param summands of the tensor; none for the base's own numbers
    private record Key(Tensor tensor, List<Summand> summands) {}

    private final Compute compute;
    private final Map<Key, Long> ofBase = new HashMap<>();
    private Map<Key, Long> last = new HashMap<>();

    Fingerprints(Compute compute) {
        this.compute = compute;
    }

    /// Returns the fingerprint of a model; of the base's own numbers the sums are kept for good.
    ///
    /// @throws IOException if a tensor that is not in memory cannot be read
    String of(HeldModel held, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Key> keys = new ArrayList<>();
        List<Tensor> missing = new ArrayList<>();
        for (Tensor tensor : held.tensors()) {
            Key key = new Key(tensor, held.model().summands(tensor.name()));
            keys.add(key);
            if (!ofBase.containsKey(key) && !last.containsKey(key)) {
                missing.add(tensor);
            }
        }
        Map<Key, Long> now = new HashMap<>();
        for (Fingerprint.Entry entry : sums(held, missing, progress, cancellation)) {
            Tensor tensor = entry.tensor();
            List<Summand> summands = held.model().summands(tensor.name());
            (summands.isEmpty() ? ofBase : now).put(new Key(tensor, summands), entry.checksum());
        }
        List<Fingerprint.Entry> entries = new ArrayList<>();
        for (Key key : keys) {
            long known =
                    Stream.of(ofBase, last, now)
                            .filter(sums -> sums.containsKey(key))
                            .map(sums -> sums.get(key))
                            .findFirst()
                            .orElseThrow();
            entries.add(new Fingerprint.Entry(key.tensor(), known));
            if (!key.summands().isEmpty()) {
                now.put(key, known);
            }
        }
        last = now;
        return Fingerprint.of(entries);
    }

    private List<Fingerprint.Entry> sums(
            HeldModel held, List<Tensor> tensors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Checksums checksums = new Checksums(tensors);
        BlockPass pass =
                new BlockPass(tensors.stream().map(tensor -> Row.of(held, tensor)).toList());
        pass.run(
                checksums.lane(row -> row, blocks -> blocks.part(0)),
                compute,
                progress,
                cancellation);
        return checksums.entries();
    }
}
