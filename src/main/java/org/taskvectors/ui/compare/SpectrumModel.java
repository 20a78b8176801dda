package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.common.Background;
import org.taskvectors.workspace.WorkspaceState;

/// The singular values of the ticked vectors: what is kept of them, and the job that finds the
/// others once a person asks for them. Lives on the window's thread.
final class SpectrumModel {
    /// The choice of the workspace that says of how many of the first values numbers are.
    static final String FIRST = "compare.spectrum_k";

    private final Background background;
    private final MeasuringCore core;
    private final Runnable changed;
    private List<Located> vectors = List.of();
    private Spectra known = Spectra.NONE;
    private Optional<Job<Spectra>> running = Optional.empty();
    private String failure = "";
    private int first = Spectra.FIRST;

    /// @param changed called when something has become known, or failed
    SpectrumModel(Background background, MeasuringCore core, Runnable changed) {
        this.background = background;
        this.core = core;
        this.changed = changed;
    }

    /// Follows the ticks; singular values of other vectors are forgotten.
    ///
    /// @param ticked in the order of the ticks
    void follow(List<Located> ticked) {
        if (!ticked.equals(vectors)) {
            running.ifPresent(Job::cancel);
            running = Optional.empty();
            failure = "";
            known = Spectra.NONE;
            vectors = List.copyOf(ticked);
            look();
        }
    }

    /// Looks for what is kept; reads no weights.
    void look() {
        List<Located> asked = vectors;
        if (asked.isEmpty() || running.isPresent()) {
            return;
        }
        background.brief(
                "Singular values that are kept",
                (_, _) -> core.keptSpectra(asked),
                found -> {
                    if (asked.equals(vectors) && running.isEmpty()) {
                        known = found;
                        changed.run();
                    }
                },
                // A vector that cannot be opened says so in the list.
                _ -> changed.run());
    }

    /// What is known of the ticked vectors, in the order of the ticks.
    Spectra spectra() {
        return known.vectors().size() == vectors.size()
                ? known.ofFirst(first)
                : Spectra.NONE.ofFirst(first);
    }

    /// Of how many of the first values numbers are, by the choice of a workspace.
    static int first(WorkspaceState state) {
        String chosen = state.choice(FIRST, Integer.toString(Spectra.FIRST));
        return chosen.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(chosen) : Spectra.FIRST;
    }

    /// Sets of how many of the first singular values and directions numbers are.
    void setFirst(int k) {
        first = k;
    }

    boolean isRunning() {
        return running.isPresent();
    }

    /// How far the job is, or why the last one failed; empty where there is nothing to say.
    String state() {
        return running.map(job -> "Singular values: " + VectorLines.progress(job)).orElse(failure);
    }

    /// Finds what is not known yet.
    ///
    /// @param inScope by the tensors' names
    void measure(Predicate<String> inScope) {
        if (running.isPresent() || vectors.isEmpty()) {
            return;
        }
        List<Located> asked = vectors;
        failure = "";
        running =
                Optional.of(
                        background
                                .jobs()
                                .submit(
                                        asked.size() == 1
                                                ? "Decomposing 1 vector"
                                                : "Decomposing " + asked.size() + " vectors",
                                        Needs.DISK_AND_DEVICE.withMemory(
                                                Located.readAhead(asked.stream())),
                                        (progress, cancellation) ->
                                                core.findSpectra(
                                                        asked, inScope, progress, cancellation),
                                        over -> background.window().execute(() -> ended(over))));
        changed.run();
    }

    void close() {
        running.ifPresent(Job::cancel);
    }

    private void ended(Job<Spectra> job) {
        if (running.isEmpty() || !running.get().equals(job)) {
            return; // Other vectors were ticked meanwhile.
        }
        running = Optional.empty();
        job.result().ifPresent(found -> known = found);
        failure = job.failure().map(SpectrumModel::message).orElse("");
        if (job.result().isEmpty()) {
            look(); // What was found before it stopped is kept.
        }
        changed.run();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
