package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.shell.AppContext;

/// The extractions that were asked for, in order: those that wait, the one that runs, and what came
/// of the others until somebody puts them away.
public final class ExtractionQueue {
    private final AppContext context;
    private final ExtractionCore core;
    private final BiConsumer<ExtractionResult, QueueEntry> took;
    private final ObservableList<QueueEntry> entries = FXCollections.observableArrayList();
    // One for all: whoever listens to it would be forgotten together with a view of their own.
    private final ObservableList<QueueEntry> view =
            FXCollections.unmodifiableObservableList(entries);

    /// @param took gets what came of one, and which it was
    ExtractionQueue(
            AppContext context,
            ExtractionCore core,
            BiConsumer<ExtractionResult, QueueEntry> took) {
        this.context = context;
        this.core = core;
        this.took = took;
    }

    /// Newest last. Each entry is replaced by another when it changes state.
    public ObservableList<QueueEntry> entries() {
        return view;
    }

    /// Whether a job that is not over writes that file.
    boolean writes(Path target) {
        return entries.stream()
                .anyMatch(entry -> !entry.isOver() && entry.request().output().equals(target));
    }

    void add(ExtractionRequest request, long bytes, Runnable whenOver) {
        String name = QueueEntry.name(request.output());
        Job<ExtractionResult> job =
                context.background()
                        .jobs()
                        .submit(
                                "Extracting " + name,
                                Needs.DISK_AND_DEVICE.withMemory(
                                        Located.readAhead(
                                                Stream.of(request.base(), request.tuned()))),
                                (progress, cancellation) ->
                                        core.extract(request, progress, cancellation),
                                over ->
                                        context.background()
                                                .window()
                                                .execute(() -> ended(over, whenOver)));
        entries.add(new QueueEntry(request, bytes, job));
    }

    /// Runs a failed or cancelled one again.
    public void retry(QueueEntry entry) {
        dismiss(entry);
        add(entry.request(), entry.bytes(), () -> {});
    }

    /// Puts away what is over.
    public void dismiss(QueueEntry entry) {
        if (entry.isOver()) {
            entries.remove(entry);
        }
    }

    private void ended(Job<ExtractionResult> job, Runnable whenOver) {
        for (int i = 0; i < entries.size(); i++) {
            QueueEntry entry = entries.get(i);
            if (entry.job().equals(job)) {
                // The same entry again, so that whoever shows the list looks at it anew.
                entries.set(i, entry);
                if (job.result().isPresent()) {
                    took.accept(job.result().get(), entry);
                    context.opening().add(List.of(entry.request().output()));
                }
            }
        }
        whenOver.run();
    }
}
