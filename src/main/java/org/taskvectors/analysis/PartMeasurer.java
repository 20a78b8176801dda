package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.SavedVector;

/// Measures a share of the tensors of vectors. What is kept of them is not asked, so that all parts
/// of a measurement are made alike. [PartJoiner] puts the parts together.
///
/// @param part the share
/// @param compute with what it computes
public record PartMeasurer(Part part, Compute compute) {
    /// What was measured.
    ///
    /// @param told what was found, in bytes
    /// @param tensors how many tensors, or rows of them, the share has
    /// @param all how many the whole has
    /// @param bytesRead bytes of weights that were read
    public record Share(PartBytes told, int tensors, int all, long bytesRead) {}

    /// Measures a share of one vector.
    ///
    /// @param base as [Measured#profile] takes it
    /// @throws IOException where something cannot be read, or is not the vector's base
    /// @throws CancelledException where it was cancelled
    public Share profile(
            Checkpoint vector,
            Optional<Checkpoint> base,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<MeasuredAt> at = MeasuredAt.of(Locations.of(vector, base));
        ProfilePass.SharedProfile share =
                ProfilePass.share(vector, base, part, compute, progress, cancellation);
        PackedWriter common = new PackedWriter();
        ProfileShare.Common.write(common, share.common());
        PackedWriter own = new PackedWriter();
        MeasuredAt.write(own, at);
        ProfileShare.write(own, share.own());
        return new Share(
                new PartBytes(common.sealed(), own.sealed()),
                share.own().held().size(),
                share.common().tensors().size(),
                share.own().bytesRead());
    }

    /// Measures a share of several vectors against each other.
    ///
    /// @throws IOException where something cannot be read
    /// @throws CancelledException where it was cancelled
    public Share pairs(List<Checkpoint> vectors, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<List<Location>> places = Locations.of(vectors);
        List<Integer> order = order(vectors);
        Optional<MeasuredAt> at = MeasuredAt.of(places.map(all -> inOrder(all, order)));
        PairShare share =
                PairPass.share(inOrder(vectors, order), part, compute, progress, cancellation);
        PackedWriter common = new PackedWriter();
        common.list(order, (to, vector) -> to.count(vector));
        PackedWriter own = new PackedWriter();
        MeasuredAt.write(own, at);
        PairShare.write(own, share);
        return new Share(
                new PartBytes(common.sealed(), own.sealed()),
                share.held().size(),
                share.rows(),
                share.bytesRead());
    }

    /// Returns the order in which vectors are measured against each other: sums over all of them
    /// are added in it, so that it must be one for all parts.
    public static List<Integer> order(List<Checkpoint> vectors) {
        return Locations.of(vectors)
                .map(places -> IntStream.of(Measured.order(places)).boxed().toList())
                .orElseGet(() -> IntStream.range(0, vectors.size()).boxed().toList());
    }

    /// Returns what [SharedNaming#apart] will say of vectors once they are measured, from headers
    /// alone.
    ///
    /// @param bases of each the base that its numbers relate to; empty for the one that it records
    public static List<String> apart(
            List<String> names, List<Checkpoint> vectors, List<Optional<Checkpoint>> bases) {
        List<NamedProfile> outlines = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            outlines.add(outline(vectors.get(i), bases.get(i)).named(names.get(i)));
        }
        return SharedNaming.of(outlines).apart();
    }

    private static Measurement outline(Checkpoint vector, Optional<Checkpoint> base) {
        Checkpoint whole = ProfilePass.whole(vector, base);
        Set<String> counted = ProfilePass.measured(whole);
        VectorProfile profile =
                new VectorProfile(
                        whole.tensors().stream()
                                .filter(tensor -> counted.contains(tensor.name()))
                                .map(tensor -> new TensorTally(tensor, 0, false, false).profile())
                                .toList(),
                        SavedVector.provenance(whole),
                        "");
        return base.map(known -> BaseWeights.of(whole, known).with(Map.of()))
                .map(weights -> new Measurement(profile, weights))
                .orElseGet(() -> Measurement.of(profile));
    }

    private static <T> List<T> inOrder(List<T> all, List<Integer> order) {
        return order.stream().map(all::get).toList();
    }
}
