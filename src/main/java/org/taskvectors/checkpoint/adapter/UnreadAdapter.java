package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Kept;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;

/// An adapter of a method that is not read: its tensors are listed as they are stored, all of them
/// incomplete, and nothing of it is taken for weights.
final class UnreadAdapter implements Vector {
    private final Checkpoint files;
    private final OtherMethod method;
    private final Path path;
    private final List<Incomplete> incomplete;
    private final About about;
    private final boolean owns;
    private final Optional<Checkpoint> base;

    /// @param files the adapter's files, which this owns
    /// @param path its file, for failures
    UnreadAdapter(Checkpoint files, OpenOptions options, OtherMethod method, Path path) {
        this(files, options, method, path, Optional.empty());
    }

    private UnreadAdapter(
            Checkpoint files,
            OpenOptions options,
            OtherMethod method,
            Path path,
            Optional<Checkpoint> base) {
        this.files = files;
        this.method = method;
        this.path = path;
        this.base = base;
        owns = base.isEmpty();
        incomplete =
                files.tensors().stream()
                        .map(
                                tensor ->
                                        new Incomplete(
                                                tensor.name(),
                                                tensor.shape(),
                                                false,
                                                method.reason()))
                        .toList();
        about =
                files.about()
                        .as(
                                Adapters.shownName(files),
                                method.name() + " adapter, not read",
                                options,
                                Optional.of(
                                        new AdapterAbout(
                                                method.name(),
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                Optional.empty(),
                                                false,
                                                List.of(),
                                                false)))
                        .withMoreNotes(Incomplete.sentences(incomplete));
    }

    @Override
    public Vector on(Checkpoint newBase) {
        return new UnreadAdapter(files, about.said(), method, path, Optional.of(newBase));
    }

    @Override
    public Optional<Checkpoint> base() {
        return base;
    }

    @Override
    public List<Incomplete> incomplete() {
        return incomplete;
    }

    @Override
    public About about() {
        return about;
    }

    /// Returns no tensors: those in the file are no weights.
    @Override
    public List<Tensor> tensors() {
        return List.of();
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.empty();
    }

    @Override
    public Stored stored(Tensor tensor) {
        return Stored.NOWHERE;
    }

    @Override
    public Tied tied() {
        return Tied.NONE;
    }

    @Override
    public Kept kept(Tensor tensor) {
        throw none(tensor);
    }

    @Override
    public TensorReader reader(Tensor tensor) {
        throw none(tensor);
    }

    private IllegalArgumentException none(Tensor tensor) {
        return new IllegalArgumentException(tensor.name() + " is not read from " + name());
    }

    /// Returns that the method is not read.
    @Override
    public Optional<Failure> question() {
        return Optional.of(method.failure(path));
    }

    /// @throws Failure [AdapterProblem#OTHER_METHOD], always
    @Override
    public void requireReadable() throws Failure {
        throw method.failure(path);
    }

    @Override
    public void close() {
        if (owns) {
            files.close();
        }
    }
}
