package org.taskvectors.ui;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Evaluator;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.Trial;
import org.taskvectors.evaluation.Trials;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.ui.evaluate.EvaluationRequest;
import org.taskvectors.ui.sandbox.SandboxModel;

/// Runs the evaluations that the window asks for.
///
/// @param program name and version of this program
/// @param clock tells when one was begun
record Evaluations(String program, Clock clock) {
    Study run(
            SandboxModel model,
            EvaluationRequest request,
            Consumer<Study> listener,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        TemplateRegistry registry = TemplateRegistry.of(request.base().path());
        List<Trials.Chosen> chosen = new ArrayList<>();
        for (DataChoice choice : request.data()) {
            cancellation.check();
            chosen.add(TaskReader.read(registry, choice).chosen());
        }
        AskedModel asked = model.asked();
        List<Trial> trials =
                Trials.of(asked, chosen, !request.plan().knobs().isEmpty(), cancellation);
        StudyFacts facts = facts(model, asked, request, cancellation);
        return new Evaluator(asked, facts, trials, request.plan())
                .run(Optional.of(request.record()), listener, progress, cancellation);
    }

    private StudyFacts facts(
            SandboxModel model,
            AskedModel asked,
            EvaluationRequest request,
            Cancellation cancellation)
            throws IOException, CancelledException {
        StudyFacts.Source source = request.source();
        boolean isEdited = !request.plan().knobs().isEmpty();
        return new StudyFacts(
                request.name(),
                program,
                Instant.now(clock).truncatedTo(ChronoUnit.SECONDS).toString(),
                new StudyFacts.Source(
                        source.name(),
                        source.path(),
                        source.id(),
                        asked.fingerprint(Optional.empty(), cancellation)),
                request.vectors(),
                isEdited
                        ? asked.fingerprint(Optional.of(request.plan().identity()), cancellation)
                        : "",
                model.facts().arithmetic(),
                asked.context(),
                request.scoring(),
                request.setting());
    }
}
