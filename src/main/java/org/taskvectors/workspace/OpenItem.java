package org.taskvectors.workspace;

import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.adapter.AdapterProblem;
import org.taskvectors.file.Failure;

/// A checkpoint opened as the workspace knows it: with what a person said of it, and with its base
/// at hand where it is an adapter that needs it. Closing gives back both.
public final class OpenItem implements AutoCloseable {
    private final Checkpoint files;
    private final Optional<Checkpoint> base;
    private final Checkpoint checkpoint;

    private OpenItem(Checkpoint files, Optional<Checkpoint> base, Checkpoint checkpoint) {
        this.files = files;
        this.base = base;
        this.checkpoint = checkpoint;
    }

    /// Opens an item, and the base that it is paired with where it needs one. A base that cannot be
    /// opened leaves an adapter incomplete, which it says itself.
    ///
    /// @throws Failure where the item itself cannot be opened
    public static OpenItem of(FileItem item, WorkspaceState state) throws Failure {
        return of(Located.of(item), item.base().flatMap(state::file).map(Located::of));
    }

    /// The same of what lies at `path`.
    ///
    /// @param base where its base lies
    public static OpenItem of(Located own, Optional<Located> base) throws Failure {
        Checkpoint files = own.open();
        if (!(files instanceof Vector vector) || !vector.needsBase() || base.isEmpty()) {
            return new OpenItem(files, Optional.empty(), files);
        }
        Optional<Checkpoint> below = open(base.get());
        return new OpenItem(files, below, below.<Checkpoint>map(vector::on).orElse(vector));
    }

    /// Whether opening failed because the file holds several adapters and nobody has said which of
    /// those that are there is meant.
    public static boolean asksAdapter(Failure failure) {
        return failure.problem() == AdapterProblem.SEVERAL_ADAPTERS
                || failure.problem() == AdapterProblem.NO_SUCH_ADAPTER;
    }

    private static Optional<Checkpoint> open(Located base) {
        try {
            return Optional.of(base.open());
        } catch (Failure e) {
            return Optional.empty(); // Its own card says what is wrong with it.
        }
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public void close() {
        files.close();
        base.ifPresent(Checkpoint::close);
    }
}
