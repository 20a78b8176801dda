package org.taskvectors.ui.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.vector.ProvenanceCodec;
import org.taskvectors.workspace.Located;
import org.taskvectors.workspace.OpenItem;

/// The core itself: vectors on disk, and what is kept beside them.
public final class StoredMeasurements implements MeasuringCore {
    private final Measured measured;
    private final ProvenanceCodec codec = new ProvenanceCodec();

    public StoredMeasurements(Measured measured) {
        this.measured = measured;
    }

    @Override
    public Optional<Measurement> kept(VectorSource source) throws IOException {
        try (OpenItem vector = open(source);
                Base base = base(source, vector.checkpoint())) {
            return measured.kept(vector.checkpoint(), base.checkpoint());
        } catch (Failure e) {
            // Its card asks; measuring says so where the numbers are needed.
            if (OpenItem.asksAdapter(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Measurement measure(VectorSource source, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (OpenItem vector = open(source);
                Base base = base(source, vector.checkpoint())) {
            return measured.profile(vector.checkpoint(), base.checkpoint(), progress, cancellation);
        }
    }

    @Override
    public Optional<PairSums> keptPairs(List<VectorSource> sources) throws IOException {
        try (Vectors vectors = Vectors.open(sources)) {
            return measured.keptPairs(vectors.checkpoints());
        }
    }

    @Override
    public PairSums measurePairs(
            List<VectorSource> sources, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Vectors vectors = Vectors.open(sources)) {
            return measured.pairs(vectors.checkpoints(), progress, cancellation);
        }
    }

    private static OpenItem open(VectorSource source) throws Failure {
        return OpenItem.of(new Located(source.path(), source.said()), source.base());
    }

    private Base base(VectorSource source, Checkpoint vector) throws Failure {
        boolean recorded = codec.read(vector.about().metadata()).isPresent();
        return recorded || source.base().isEmpty()
                ? new Base(Optional.empty())
                : new Base(Optional.of(source.base().get().open()));
    }

    /// The base, where one is read.
    private record Base(Optional<Checkpoint> checkpoint) implements AutoCloseable {
        @Override
        public void close() {
            checkpoint.ifPresent(Checkpoint::close);
        }
    }

    /// Several vectors, closed together.
    private record Vectors(List<OpenItem> open) implements AutoCloseable {
        static Vectors open(List<VectorSource> sources) throws Failure {
            Vectors vectors = new Vectors(new ArrayList<>());
            try {
                for (VectorSource source : sources) {
                    vectors.open.add(StoredMeasurements.open(source));
                }
            } catch (Failure e) {
                vectors.close();
                throw e;
            }
            return vectors;
        }

        List<Checkpoint> checkpoints() {
            return open.stream().map(OpenItem::checkpoint).toList();
        }

        @Override
        public void close() {
            open.forEach(OpenItem::close);
        }
    }
}
