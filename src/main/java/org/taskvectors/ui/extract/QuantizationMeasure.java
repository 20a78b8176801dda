package org.taskvectors.ui.extract;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.extraction.PairCheck;
import org.taskvectors.extraction.QuantizationError;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;

/// The quantisation error of a pair's quantised side: looks in the library for the model that it
/// can be measured against, offers that, and keeps what was measured. Where both sides are
/// quantised it is the base's. Lives on the window's thread.
final class QuantizationMeasure {
    /// What is measured, and against what.
    private record Question(Path quantized, Path exact) {}

    private final AppContext context;
    private final ExtractionCore core;
    private final Runnable changed;
    private final Map<Question, QuantizationError> known = new HashMap<>();
    private Optional<Path> quantized = Optional.empty();
    private Optional<Question> question = Optional.empty();
    private boolean running;

    /// @param changed called whenever another answer is to be given
    QuantizationMeasure(AppContext context, ExtractionCore core, Runnable changed) {
        this.context = context;
        this.core = core;
        this.changed = changed;
    }

    /// Takes a pair that was checked, and looks for a base in the library that is not quantised and
    /// has the tensors that are.
    void look(PairCheck check, Path base, Path tuned) {
        Optional<Path> side =
                check.quantized().stream().findFirst().map(found -> found.isBase() ? base : tuned);
        if (side.equals(quantized)) {
            return;
        }
        quantized = side;
        question = Optional.empty();
        if (side.isEmpty()) {
            return;
        }
        Path path = side.get();
        List<Path> candidates =
                context.state().get().files().stream()
                        .filter(item -> item.role() == Role.BASE)
                        .map(FileItem::path)
                        .filter(each -> !each.equals(base) && !each.equals(tuned))
                        .toList();
        context.background()
                .brief(
                        "Looking for the unquantised model",
                        (_, _) ->
                                core.unquantised(
                                        located(path),
                                        candidates.stream().map(this::located).toList()),
                        found -> found(path, found.map(Located::path)),
                        _ -> {
                            // Nothing is offered then; the check itself says what is wrong.
                        });
    }

    private Located located(Path path) {
        return context.workspace().state().located(path);
    }

    private void found(Path path, Optional<Path> exact) {
        if (quantized.equals(Optional.of(path))) {
            question = exact.map(each -> new Question(path, each));
            changed.run();
        }
    }

    /// The name of the model to measure against; empty where there is none, it is measured, or it
    /// is being measured.
    Optional<String> offer() {
        return question.filter(asked -> !running && !known.containsKey(asked))
                .map(asked -> name(asked.exact()));
    }

    /// Measures, as a job in the tray.
    void measure() {
        if (offer().isEmpty()) {
            return;
        }
        Question asked = question.orElseThrow();
        running = true;
        context.background()
                .jobs()
                .submit(
                        "Measuring the quantisation error of " + name(asked.quantized()),
                        Needs.DISK_AND_DEVICE.withMemory(
                                ReadAhead.memory(Stream.of(asked.quantized(), asked.exact()))),
                        (progress, cancellation) ->
                                core.measure(
                                        located(asked.quantized()),
                                        located(asked.exact()),
                                        progress,
                                        cancellation),
                        job ->
                                context.background()
                                        .window()
                                        .execute(
                                                () -> {
                                                    running = false;
                                                    job.result()
                                                            .ifPresent(e -> known.put(asked, e));
                                                    job.failure().ifPresent(this::failed);
                                                    changed.run();
                                                }));
        changed.run();
    }

    private void failed(Throwable failure) {
        context.background().errors().show("Measuring the quantisation error", failure);
    }

    /// The row with what was measured, or the row as it is.
    CheckRow withMeasured(CheckRow row) {
        Optional<QuantizationError> error = question.map(known::get);
        boolean concerned =
                row.category() == Category.QUANTIZED_BASE
                        || row.category() == Category.QUANTIZED_TUNED
                        || row.category() == Category.BOTH_QUANTIZED;
        if (!concerned) {
            return row;
        }
        return error.map(
                        found ->
                                row.withAction(
                                        "difference with quantisation error, " + found.text()))
                .orElseGet(
                        () ->
                                running
                                        ? row.withAction("measuring the quantisation error…")
                                        : offer().map(row::withOffer).orElse(row));
    }

    private static String name(Path path) {
        return Shown.whole(String.valueOf(path.getFileName()));
    }
}
