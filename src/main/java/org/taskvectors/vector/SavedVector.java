package org.taskvectors.vector;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;

/// A checkpoint on disk whose tensors are a task vector. A file that this program wrote has
/// provenance that says so; for a file that another program wrote the caller decides.
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

    /// Returns a checkpoint as a vector: an adapter or a combination is one already, and any other
    /// checkpoint is treated as one. The result owns the checkpoint.
    public static Vector of(Checkpoint checkpoint) {
        return checkpoint instanceof Vector vector
                ? vector
                : new SavedVector(checkpoint, provenance(checkpoint), Optional.empty());
    }

    /// Whether a checkpoint is a vector by its type or its provenance.
    public static boolean isVector(Checkpoint checkpoint) {
        return checkpoint instanceof Vector || provenance(checkpoint).isPresent();
    }

    /// Returns why a checkpoint cannot stand where a model is asked for: it is a vector by its type
    /// or its provenance. Empty if it can, as a vector may too that does not say what it is.
    ///
    /// @param problem the failure's kind
    /// @param wanted what is asked for: `a base is a model`
    /// @param advice what to do instead
    public static Optional<Failure> notAModel(
            Checkpoint checkpoint, Problem problem, String wanted, String advice) {
        if (!isVector(checkpoint)) {
            return Optional.empty();
        }
        boolean isAdapter = checkpoint instanceof Vector vector && vector.isAdapter();
        String origin =
                provenance(checkpoint)
                        .map(p -> " (" + Shown.of(p.tuned().name() + " − " + p.base().name()) + ")")
                        .orElse("");
        return Optional.of(
                Failure.of(
                        problem,
                        checkpoint.path().orElse(null),
                        (isAdapter ? "this is an adapter" : "this is a task vector" + origin)
                                + ", and "
                                + wanted,
                        advice));
    }

    /// Checks that a checkpoint can be the base of vectors.
    ///
    /// @throws Failure [VectorProblem#BASE_IS_A_VECTOR]
    public static void requireBase(Checkpoint base) throws Failure {
        Optional<Failure> refusal =
                notAModel(
                        base,
                        VectorProblem.BASE_IS_A_VECTOR,
                        "a base is a model",
                        "Choose the model that was fine-tuned");
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /// Checks that a checkpoint can be put onto a base. A file that another program wrote does not
    /// say that it is a vector; but the base itself and the folder of a model are none.
    ///
    /// @throws Failure [VectorProblem#NOT_A_VECTOR]
    public static void requireVector(Checkpoint vector, Checkpoint base) throws Failure {
        if (isVector(vector)) {
            return;
        }
        boolean isModel =
                vector.about().config().flatMap(ModelConfig::architecture).isPresent()
                        || !Collections.disjoint(
                                vector.about().weightFiles(), base.about().weightFiles());
        if (isModel) {
            throw Failure.of(
                    VectorProblem.NOT_A_VECTOR,
                    vector.path().orElse(null),
                    "this is a model, and only a task vector or an adapter is put onto a base",
                    "Extract the vector of this model first (extract --base … --tuned …)");
        }
    }

    /// Returns the provenance in the checkpoint's metadata; empty if there is none.
    public static Optional<Provenance> provenance(Checkpoint checkpoint) {
        return new ProvenanceCodec().read(checkpoint.about().metadata());
    }

    /// Returns the provenance; empty for a file that another program wrote.
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

    /// Returns nothing, since all changes of a file can be read.
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

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        return files.spans(tensor, first, count);
    }

    /// Closes the file. A vector with a base does nothing: the file belongs to the vector that it
    /// was made from.
    @Override
    public void close() {
        if (base.isEmpty()) {
            files.close();
        }
    }
}
