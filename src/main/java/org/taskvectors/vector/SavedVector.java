package org.taskvectors.vector;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;

/// A checkpoint on disk whose tensors are a task vector. It says so itself where this program wrote
/// it; of a file that others wrote the caller says so.
public final class SavedVector implements Vector {
    private final Checkpoint files;
    private final Optional<Checkpoint> base;
    private final Optional<Provenance> provenance;

    private SavedVector(
            Checkpoint files, Optional<Provenance> provenance, Optional<Checkpoint> base) {
        this.files = files;
        this.provenance = provenance;
        this.base = base;
    }

    /// A checkpoint as the vector that it is: an adapter or a combination is one already, any other
    /// checkpoint is taken for one. The result owns the checkpoint.
    public static Vector of(Checkpoint checkpoint) {
        return checkpoint instanceof Vector vector
                ? vector
                : new SavedVector(checkpoint, provenance(checkpoint), Optional.empty());
    }

    /// Whether a checkpoint says itself that it is a vector.
    public static boolean isVector(Checkpoint checkpoint) {
        return checkpoint instanceof Vector || provenance(checkpoint).isPresent();
    }

    /// Where a checkpoint says that it is a vector, and of which models; empty where it says
    /// nothing of the kind.
    public static Optional<Provenance> provenance(Checkpoint checkpoint) {
        return new ProvenanceCodec().read(checkpoint.about().metadata());
    }

    /// Which models it is the difference of; empty for a file that others wrote.
    public Optional<Provenance> provenance() {
        return provenance;
    }

    @Override
    public Vector on(Checkpoint newBase) {
        return new SavedVector(files, provenance, Optional.of(newBase));
    }

    @Override
    public Optional<Checkpoint> base() {
        return base;
    }

    /// A file says all that it holds.
    @Override
    public List<Incomplete> incomplete() {
        return List.of();
    }

    @Override
    public Kept kept(Tensor tensor) {
        Optional<Encoding> encoding = files.stored(tensor).encoding();
        return Kept.asElements(
                tensor.dtype(), encoding.map(e -> e.bytes(tensor)).orElse(tensor.bytes()));
    }

    @Override
    public Optional<Failure> question() {
        return Optional.empty();
    }

    @Override
    public void requireReadable() {}

    @Override
    public About about() {
        return files.about();
    }

    @Override
    public List<Tensor> tensors() {
        return files.tensors();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return files.tensor(name);
    }

    @Override
    public Stored stored(Tensor tensor) {
        return files.stored(tensor);
    }

    @Override
    public Tied tied() {
        return files.tied();
    }

    @Override
    public TensorReader reader(Tensor tensor) throws IOException {
        return files.reader(tensor);
    }

    /// Closes the file; with a base at hand the file belongs to the vector that stands alone, and
    /// this does nothing.
    @Override
    public void close() {
        if (base.isEmpty()) {
            files.close();
        }
    }
}
