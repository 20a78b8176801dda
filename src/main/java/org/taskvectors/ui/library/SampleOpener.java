package org.taskvectors.ui.library;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Needs;
import org.taskvectors.job.Progress;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.workspace.Describe;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.Sample;
import org.taskvectors.workspace.WorkspaceState;

/// Opens the sample workspace: copies the models to the data folder, extracts their vectors there,
/// and shows them side by side. Done again it opens what is already there.
public final class SampleOpener {
    /// What the workspace is called once the sample is in it.
    public static final String NAME = "Sample: SST-2 and MNLI";

    private final AppContext context;
    private final Optional<Sample> sample;
    private final Extractor extractor;

    /// @param sample the sample beside the program, if there is one
    public SampleOpener(AppContext context, Optional<Sample> sample) {
        this.context = context;
        this.sample = sample;
        this.extractor = new Extractor(context.program(), context.profiles());
    }

    public boolean isThere() {
        return sample.isPresent();
    }

    /// Begins; the rest happens in jobs.
    public void open() {
        if (sample.isEmpty()) {
            context.background().errors().show("Opening the sample workspace", Sample.missing());
            return;
        }
        Sample found = sample.get();
        context.background()
                .queue(
                        "Copying the sample models",
                        Needs.DISK,
                        (progress, cancellation) -> models(found, progress, cancellation),
                        models -> {
                            add(models);
                            extract(found);
                        });
    }

    /// Copies and describes the three models.
    private static List<FileItem> models(
            Sample sample, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        sample.copy(progress, cancellation);
        List<FileItem> models = new ArrayList<>();
        FileItem base = item(sample.base(), "sample base", Role.BASE, Optional.empty());
        models.add(base);
        for (Sample.Pair pair : sample.pairs()) {
            models.add(
                    item(
                            pair.tuned(),
                            "sample " + pair.name(),
                            Role.TUNED,
                            Optional.of(base.id())));
        }
        return models;
    }

    private static FileItem item(Path path, String name, Role role, Optional<String> base)
            throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            return new FileItem(
                    UUID.randomUUID().toString(),
                    path,
                    name,
                    role,
                    base,
                    Optional.of(Describe.facts(checkpoint, Describe.provenance(checkpoint))));
        }
    }

    /// A workspace that a person named keeps its name.
    private static boolean isNameless(WorkspaceState state) {
        return state.files().isEmpty() && state.name().equals(WorkspaceState.EMPTY.name());
    }

    private void add(List<FileItem> items) {
        context.workspace()
                .update(
                        state -> {
                            WorkspaceState changed =
                                    isNameless(state) ? state.withName(NAME) : state;
                            Optional<String> base = Optional.empty();
                            for (FileItem item : items) {
                                FileItem merged = merged(item, changed, base);
                                changed = changed.withItem(merged);
                                base = item.role() == Role.BASE ? Optional.of(merged.id()) : base;
                            }
                            return changed;
                        });
    }

    /// An item that is there already stays as the person left it.
    private static FileItem merged(FileItem item, WorkspaceState state, Optional<String> base) {
        return state.fileAt(item.path())
                .orElse(item.role() == Role.BASE ? item : item.withBase(base));
    }

    private void extract(Sample found) {
        List<Sample.Pair> pairs = found.pairs();
        for (Sample.Pair pair : pairs) {
            boolean isLast = pair.equals(pairs.getLast());
            context.background()
                    .queue(
                            "Extracting " + pair.name(),
                            Needs.DISK_AND_DEVICE,
                            (progress, cancellation) -> {
                                found.extract(
                                        pair, extractor, context.compute(), progress, cancellation);
                                return item(
                                        pair.vector(), pair.name(), Role.VECTOR, Optional.empty());
                            },
                            vector -> {
                                tick(vector, found);
                                if (isLast) {
                                    context.navigation().go(Navigation.COMPARE);
                                }
                            });
        }
    }

    private void tick(FileItem vector, Sample found) {
        context.workspace()
                .update(
                        state -> {
                            Optional<String> base = state.fileAt(found.base()).map(FileItem::id);
                            FileItem item = merged(vector, state, base);
                            return state.withItem(item).withTicked(item.id(), true);
                        });
    }
}
