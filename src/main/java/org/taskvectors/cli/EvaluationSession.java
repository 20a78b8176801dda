package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.evaluation.Evaluator;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Trial;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.LiveFacts;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Latest;
import org.taskvectors.job.Progress;

/// Loads a model with vectors on it and evaluates it.
///
/// @param session where progress is shown
/// @param loader loads models
/// @param options on what data, and how
record EvaluationSession(Session session, ModelLoader loader, EvaluationOptions options) {
    /// What came of it.
    ///
    /// @param study the evaluation
    /// @param facts what the model is
    /// @param notes what a person should know of it
    /// @param seconds since the models were loaded
    record Done(Study study, LiveFacts facts, List<String> notes, double seconds) {
        Done {
            notes = List.copyOf(notes);
        }
    }

    /// Loads what reads many tokens on a thread of its own: it takes about as long as reading rows
    /// and models.
    ///
    /// @return is closed when it is no longer wanted
    Latest prepare() {
        Latest early = new Latest("many-tokens");
        early.ask(
                (_, _) -> {
                    loader.prepare();
                    return true;
                },
                _ -> {},
                // What fails here fails again where it is needed, and is named there.
                _ -> {});
        return early;
    }

    /// @param vectors their paths, in the order of their sum
    /// @param readers the data
    /// @param planned the plan, once the model is known
    /// @param record where it is recorded; empty to keep nothing
    Done run(List<Path> vectors, List<TaskReader> readers, Planned planned, Optional<Path> record)
            throws IOException, CancelledException {
        List<Trials.Chosen> chosen = new ArrayList<>();
        for (TaskReader reader : readers) {
            chosen.add(reader.chosen());
        }
        LiveRequest request = options.loading().request(vectors, session);
        LiveModel live =
                session.run(
                        "Loading "
                                + Shown.whole(
                                        String.valueOf(options.loading().model().getFileName())),
                        (progress, cancellation) -> loader.load(request, progress, cancellation));
        try (live) {
            long began = System.nanoTime();
            Plan plan = planned.plan(live.facts().architecture().layers());
            Study study =
                    session.run(
                            plan instanceof Plan.Single ? "Evaluating" : "Sweeping",
                            (progress, cancellation) ->
                                    evaluate(
                                            live,
                                            vectors,
                                            chosen,
                                            plan,
                                            record,
                                            progress,
                                            cancellation));
            List<String> notes = RunText.notes(live.facts());
            notes.addAll(live.changedOnDisk());
            return new Done(study, live.facts(), notes, (System.nanoTime() - began) / 1e9);
        }
    }

    /// Makes the plan of a model.
    @FunctionalInterface
    interface Planned {
        /// @param layers how many the model has
        Plan plan(int layers);
    }

    private Study evaluate(
            LiveModel live,
            List<Path> vectors,
            List<Trials.Chosen> chosen,
            Plan plan,
            Optional<Path> record,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        AskedModel model = AskedModel.of(live, options.loading().context());
        boolean isCompared = plan.asksBase() && !plan.knobs().isEmpty();
        List<Trial> trials = Trials.of(model, chosen, isCompared, cancellation);
        boolean isEdited = !plan.knobs().isEmpty();
        StudyFacts facts =
                new StudyFacts(
                        String.valueOf(options.loading().model().getFileName()),
                        session.program(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                        source(options.loading().model(), live.fingerprint(Side.BASE)),
                        vectors.stream().map(path -> source(path, "")).toList(),
                        isEdited && record.isPresent()
                                ? model.fingerprint(Optional.of(plan.identity()), cancellation)
                                : "",
                        live.facts().arithmetic(),
                        model.context(),
                        options.scoring(),
                        "");
        return new Evaluator(model, facts, trials, plan)
                .run(record, _ -> {}, progress, cancellation);
    }

    private static StudyFacts.Source source(Path path, String fingerprint) {
        String name = OutputFormats.stem(String.valueOf(path.getFileName()));
        return new StudyFacts.Source(Shown.whole(name), path.toString(), "", fingerprint);
    }
}
